"""Which files are read together: those that name each other, and kinds of which all files are parts of one thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from creditrules.imports.kinds import Kind, Sort
from creditrules.imports.report import Source
from creditrules.records import dataclass

__all__ = ["Group", "groups_of"]

_READ_WHOLE = frozenset({Kind.OPENFISCA})


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one kind, by name in their order, read in one dialect."""

    kind: Kind
    source: Source
    names: tuple[str, ...]


def groups_of(sorts: Mapping[str, Sort], source: Source) -> Iterable[Group]:
    """All files that have a kind, in groups, in the order of their first.

    source: the dialect that was asked for; with AUTO it is that of the first file of a group that says so.
    """
    joined = _Joined(sorts)
    offered: dict[tuple[Kind | None, str], list[str]] = {}
    for name, sort in sorts.items():
        for one in sort.offers:
            offered.setdefault((sort.kind, one), []).append(name)
        if sort.kind in _READ_WHOLE:
            offered.setdefault((sort.kind, ""), []).append(name)
    for name, sort in sorts.items():
        for one in (*chain.from_iterable(sort.needs), ""):
            for other in offered.get((sort.kind, one), ()):
                joined.join(name, other)
    for names in joined.sets():
        kind = sorts[names[0]].kind
        told = (sorts[name].source for name in names if sorts[name].source is not Source.AUTO)
        if kind is not None:
            yield Group(kind, source if source is not Source.AUTO else next(told, Source.AUTO), names)


class _Joined:
    """Sets of names that are joined two by two."""

    def __init__(self, names: Iterable[str]) -> None:
        self._towards = {name: name for name in names}

    def join(self, one: str, other: str) -> None:
        self._towards[self._end(other)] = self._end(one)

    def sets(self) -> Iterable[tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for name in self._towards:
            found.setdefault(self._end(name), []).append(name)
        return (tuple(names) for names in found.values())

    def _end(self, name: str) -> str:
        towards = self._towards
        while towards[name] != name:
            towards[name] = towards[towards[name]]
            name = towards[name]
        return name

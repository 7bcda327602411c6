"""Axes: facts, entries of facts, and what is worked out of them and then compared."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol, TypeVar

from creditrules.dmn.analysis.space.lines import Border, Line, stretches
from creditrules.dmn.table.region import Region

__all__ = ["Axis", "Form"]

T = TypeVar("T")


class Form(Protocol):
    """How the value on an axis that is no fact is worked out."""

    @property
    def text(self) -> str:
        """In FEEL."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What it is worked out of."""

    @property
    def linear(self) -> bool:
        """Whether reasoning about it is exact."""


class Axis:
    """One coordinate. Axes are compared by identity; `level` orders them.

    path: of the fact, as ("applicant", "income"). domain: the values it may have. form: None for a fact.
    examples: values of it that are on no ordered line. exact: whether what is said of it is proved, not searched.
    behind: the axis and all that it is worked out of, each once; told here, as walks through forms that share parts
    would come by the same parts again and again. depth: how many forms stand in one another.
    """

    __slots__ = ("_ends", "_starts", "behind", "depth", "domain", "exact", "examples", "form", "level", "name", "path")

    def __init__(
        self, name: str, level: int, domain: Region, path: tuple[str, ...] = (), form: Form | None = None
    ) -> None:
        self.name, self.level, self.domain, self.path, self.form = name, level, domain, path, form
        self.examples: Sequence[object] = ()
        parts = form.axes if form else ()
        self.exact = form is None or form.linear
        self.behind: tuple[Axis, ...] = tuple(dict.fromkeys((self, *(each for part in parts for each in part.behind))))
        self.depth: int = 1 + max((part.depth for part in parts), default=0) if form else 0
        self._starts: Sequence[Border] = domain.cuts[0::2]
        self._ends: Sequence[Border] = domain.cuts[1::2]

    def __repr__(self) -> str:
        return f"Axis({self.name})"

    @property
    def lines(self) -> tuple[Line, ...]:
        """The kinds of values it may have."""
        return tuple(dict.fromkeys(Line(low[0]) for low, _ in stretches(self.domain)))

    def fitted(self, cuts: Sequence[Border], parts: Sequence[T]) -> tuple[tuple[Border, ...], tuple[T, ...]]:
        """Cuts and what lies between them, as the domain has it: one spelling for one function.

        Cuts outside of the domain or in its gaps are moved or dropped, and neighbours that are the same are one.
        """
        if len(self._starts) == 1:
            return self._within(cuts, parts)
        found: list[tuple[Border | None, T]] = [(None, parts[0])]
        for cut, part in zip(cuts, parts[1:], strict=True):
            moved = self._moved(cut)
            if moved is None:
                break
            if not moved:
                found = [(None, part)]
                continue
            if found[-1][0] == moved:
                found.pop()
            if not found or found[-1][1] is not part:
                found.append((moved, part))
        return tuple(cut for cut, _ in found[1:] if cut), tuple(part for _, part in found)

    def _within(self, cuts: Sequence[Border], parts: Sequence[T]) -> tuple[tuple[Border, ...], tuple[T, ...]]:
        """The same where the domain has no gaps: cuts that are ascending outside of it fall away at either end."""
        first, last = bisect_right(cuts, self._starts[0]), bisect_left(cuts, self._ends[0])
        if first >= last:
            return (), (parts[first],)
        kept: list[Border] = []
        told = [parts[first]]
        for cut, part in zip(cuts[first:last], parts[first + 1 : last + 1], strict=True):
            if kept and kept[-1] == cut:
                kept.pop()
                told.pop()
            if told[-1] is not part:
                kept.append(cut)
                told.append(part)
        return tuple(kept), tuple(told)

    def _moved(self, cut: Border) -> Border | None:
        """The first border from `cut` on that has values of the domain after it.

        () where nothing lies before it, None where nothing lies after it.
        """
        at = bisect_right(self._starts, cut) - 1
        if at < 0 or cut == self._starts[0]:
            return ()
        if cut < self._ends[at] or cut == self._starts[at]:
            return cut
        return self._starts[at + 1] if at + 1 < len(self._starts) else None

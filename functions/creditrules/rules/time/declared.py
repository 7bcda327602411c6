"""Which facts the versions of a rule set have asked for: kept on its head, so that no old version has to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from creditrules.records import dataclass, field, replace

__all__ = ["NO_FACTS", "DeclaredFact", "FactNames", "VersionFacts", "declared_after", "ended_at"]

MOST_CHARACTERS: Final = 100_000
"""Of all names together; those declared last are kept. A fact beyond them is unknown once no version asks for it."""
MOST_SPANS: Final = 32

VersionFacts = Mapping[int, Iterable[str]]
"""The names of the facts that versions declare, by version number."""


@dataclass(frozen=True, slots=True)
class FactNames:
    """The facts of a version about to be made.

    earlier: those of earlier versions, by number, of which the head does not tell yet.
    """

    names: tuple[str, ...] = ()
    earlier: VersionFacts = field(default_factory=dict)

    def by_version(self, number: int) -> VersionFacts:
        """The same once the version has its number."""
        return {**self.earlier, number: self.names}


NO_FACTS: Final = FactNames()


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """A fact that a rule set asks for or has asked for.

    spans: the versions that declare it, as first and last number, ascending. ended: the end of its last use among the
    activations that the head no longer carries; None where there was none.
    """

    name: str
    spans: tuple[tuple[int, int], ...]
    ended: datetime | None = None

    @property
    def last(self) -> int:
        """The latest version that declares it."""
        return self.spans[-1][1]

    def by(self, version: int) -> bool:
        """Whether the version declares it."""
        return any(first <= version <= last for first, last in self.spans)


def declared_after(before: Iterable[DeclaredFact], versions: VersionFacts) -> tuple[DeclaredFact, ...]:
    """The facts, by name, once it is known what these versions declare."""
    found = {fact.name: fact for fact in before}
    for version, names in sorted(versions.items()):
        for name in names:
            fact = found.get(name)
            found[name] = DeclaredFact(name, ((version, version),)) if fact is None else _with(fact, version)
    return _bounded(found.values())


def ended_at(facts: Iterable[DeclaredFact], version: int, end: datetime) -> tuple[DeclaredFact, ...]:
    """The facts once an activation of the version, in force until `end` at the latest, has left the head."""
    return tuple(
        replace(fact, ended=end if fact.ended is None else max(fact.ended, end)) if fact.by(version) else fact
        for fact in facts
    )


def _with(fact: DeclaredFact, version: int) -> DeclaredFact:
    if fact.by(version):
        return fact
    joined: list[tuple[int, int]] = []
    for first, last in sorted((*fact.spans, (version, version))):
        if joined and first == joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return replace(fact, spans=tuple(joined[-MOST_SPANS:]))


def _bounded(facts: Iterable[DeclaredFact]) -> tuple[DeclaredFact, ...]:
    left, kept = MOST_CHARACTERS, []
    for fact in sorted(facts, key=lambda fact: (-fact.last, fact.name)):
        left -= len(fact.name)
        if left < 0:
            break
        kept.append(fact)
    return tuple(sorted(kept, key=lambda fact: fact.name))

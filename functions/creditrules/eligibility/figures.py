"""What recorded decisions are counted by: cells that are few or kept few, and sums of them that stay exact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from creditrules.eligibility.answers import PlainAnswer
from creditrules.records import dataclass, field

__all__ = ["MOST_CELLS", "OTHER", "Cell", "Counter", "Tally", "cells_of"]

MOST_CELLS = 1000
"""How many cells of a kind a tally tells apart; what comes on top is counted in a cell of others."""

OTHER = ""
"""The name that others are counted under; nothing is called so."""

Cell = tuple[str, ...]
"""Its kind and its names: ("decision", author), ("answer", product, outcome, author), ("reason", product, rule set,
code) or ("version", rule set, number)."""

_LAST_NAME_GOES = frozenset({"answer", "reason"})


def cells_of(author: str, summaries: Iterable[PlainAnswer]) -> Iterator[Cell]:
    """The cells of one decision, each once for each answer that it holds of; of versions once for the decision."""
    yield "decision", author
    applied: dict[Cell, None] = {}
    for summary in summaries:
        product = summary["product"]
        yield "answer", product, summary["outcome"], author
        for rule_set, code in dict.fromkeys((reason["ruleSet"], reason["code"]) for reason in summary["reasons"]):
            yield "reason", product, rule_set, code
        applied |= {("version", row["ruleSet"], str(row["version"])): None for row in summary["versions"]}
    yield from applied


@dataclass(slots=True)
class Counter:
    """Counts by cell, of each kind at most `most`; beyond, the last name becomes OTHER, and then all of them."""

    counts: dict[Cell, int] = field(default_factory=dict)
    most: int = MOST_CELLS
    _kinds: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for kind, *_ in self.counts:
            self._kinds[kind] = self._kinds.get(kind, 0) + 1

    def add(self, cell: Cell, count: int = 1) -> None:
        """Count so many more in the cell, or among the others."""
        place = next(each for each in self._places(cell) if self._has_room(each))
        if place not in self.counts:
            self._kinds[place[0]] = self._kinds.get(place[0], 0) + 1
        self.counts[place] = self.counts.get(place, 0) + count

    def _places(self, cell: Cell) -> Iterator[Cell]:
        yield cell
        if cell[0] in _LAST_NAME_GOES:
            yield (*cell[:-1], OTHER)
        yield cell[0], *(OTHER for _ in cell[1:])

    def _has_room(self, cell: Cell) -> bool:
        return cell in self.counts or self._kinds.get(cell[0], 0) < self.most or not any(cell[1:])


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each cell there were; counting never ends in a cell that was told apart once."""

    counts: Mapping[Cell, int]

    def plus(self, cells: Iterable[tuple[Cell, int]], most: int = MOST_CELLS) -> Tally:
        """The tally with these counted as well."""
        counter = Counter(dict(self.counts), most)
        for cell, count in cells:
            counter.add(cell, count)
        return Tally(counter.counts)

    def of(self, kind: str) -> Iterator[tuple[Cell, int]]:
        """The counts of one kind, by the names alone."""
        return ((cell[1:], count) for cell, count in self.counts.items() if cell[0] == kind)

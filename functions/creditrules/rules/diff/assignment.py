"""Which of two sets belong together at the least cost in total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Final

from creditrules.records import dataclass

__all__ = ["MOST_EXACT", "assign"]

MOST_EXACT: Final = 64
"""How many of the smaller side are assigned exactly: the work grows with its square times the larger side."""

_UNPAIRED: Final = 1.0


def assign(old: Sequence[int], new: Sequence[int], costs: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Pairs (old, new) of those in `costs`, each used once; leaving a pair apart costs 1.

    The least total where the smaller side has at most MOST_EXACT members and the table of costs stays below its
    square; the cheapest pair first otherwise.
    """
    if min(len(old), len(new)) <= MOST_EXACT and len(old) * len(new) <= MOST_EXACT**2:
        return _least(old, new, costs)
    return _cheapest_first(costs)


def _cheapest_first(costs: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for _, old, new in sorted((cost, old, new) for (old, new), cost in costs.items() if cost < _UNPAIRED):
        if old not in taken_old and new not in taken_new:
            taken_old.add(old)
            taken_new.add(new)
            pairs.append((old, new))
    return pairs


def _least(old: Sequence[int], new: Sequence[int], costs: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    if len(old) > len(new):
        turned = _least(new, old, {(right, left): cost for (left, right), cost in costs.items()})
        return [(left, right) for right, left in turned]
    table = [[costs.get((left, right), _UNPAIRED) for right in new] for left in old]
    chosen = _hungarian(table, len(new)) if table else []
    pairs = [(left, new[column]) for left, column in zip(old, chosen, strict=True)]
    return [pair for pair in pairs if costs.get(pair, _UNPAIRED) < _UNPAIRED]


def _hungarian(table: Sequence[Sequence[float]], width: int) -> list[int]:
    """The column of each row in the assignment of least cost, by shortest augmenting paths with potentials."""
    prices = _Prices([0.0] * (len(table) + 1), [0.0] * (width + 1))
    row_of = [0] * (width + 1)
    for row in range(1, len(table) + 1):
        row_of[0] = row
        column, way = prices.path(table, row_of)
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    places = {row: column - 1 for column, row in enumerate(row_of) if column and row}
    return [places[row] for row in range(1, len(table) + 1)]


@dataclass(frozen=True, slots=True)
class _Prices:
    """Potentials of rows and columns, counted from 1; 0 stands for the row that seeks a column."""

    rows: list[float]
    columns: list[float]

    def path(self, table: Sequence[Sequence[float]], row_of: Sequence[int]) -> tuple[int, list[int]]:
        """The free column at the end of the shortest path, and the column before each on it."""
        width = len(row_of)
        way, slack, used = [0] * width, [inf] * width, [False] * width
        column = 0
        while row_of[column]:
            used[column] = True
            row = row_of[column]
            for other in range(1, width):
                reduced = table[row - 1][other - 1] - self.rows[row] - self.columns[other]
                if not used[other] and reduced < slack[other]:
                    slack[other], way[other] = reduced, column
            step, column = min((slack[other], other) for other in range(1, width) if not used[other])
            self._shift(step, slack, used, row_of)
        return column, way

    def _shift(self, step: float, slack: list[float], used: Sequence[bool], row_of: Sequence[int]) -> None:
        for other, is_used in enumerate(used):
            if is_used:
                self.rows[row_of[other]] += step
                self.columns[other] -= step
            else:
                slack[other] -= step

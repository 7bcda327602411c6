"""Which of two sets belong together at the least cost in total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Final

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
    """The column of each row in the assignment of least cost (shortest augmenting paths with potentials)."""
    row_price, column_price = [0.0] * (len(table) + 1), [0.0] * (width + 1)
    row_of = [0] * (width + 1)
    for row in range(1, len(table) + 1):
        row_of[0] = row
        way, slack, used = [0] * (width + 1), [inf] * (width + 1), [False] * (width + 1)
        column = 0
        while row_of[column]:
            used[column] = True
            here, step, following = row_of[column], inf, 0
            for other in range(1, width + 1):
                if used[other]:
                    continue
                reduced = table[here - 1][other - 1] - row_price[here] - column_price[other]
                if reduced < slack[other]:
                    slack[other], way[other] = reduced, column
                if slack[other] < step:
                    step, following = slack[other], other
            for other in range(width + 1):
                if used[other]:
                    row_price[row_of[other]] += step
                    column_price[other] -= step
                else:
                    slack[other] -= step
            column = following
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    columns = [0] * len(table)
    for column in range(1, width + 1):
        if row_of[column]:
            columns[row_of[column] - 1] = column - 1
    return columns

"""Bins as cells of a decision table, and values as FEEL writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from creditrules.feel import string_literal
from creditrules.population.suggestion.bins import Bin, Binned
from creditrules.population.suggestion.samples import Level

__all__ = ["cell_of", "interval", "spelt"]

_Ends = tuple[Decimal | None, Decimal | None]


def spelt(value: Level) -> str:
    """A value as FEEL writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else string_literal(value)


def interval(low: Decimal | None, high: Decimal | None) -> str:
    """A cell that admits the numbers from `low` up to, and without, `high`; `-` where it has no end."""
    if low is None:
        return "-" if high is None else f"< {spelt(high)}"
    return f">= {spelt(low)}" if high is None else f"[{spelt(low)}..{spelt(high)})"


def cell_of(binned: Binned, places: Sequence[int]) -> str:
    """The cell that admits just the values of some bins of a column; `-` where it is all of them."""
    if len(places) == len(binned.bins):
        return "-"
    chosen = [binned.bins[place] for place in places]
    if any(each.other for each in chosen):
        others = (each for place, each in enumerate(binned.bins) if place not in places)
        return f"not({', '.join(_tests(others))})"
    return ", ".join(_tests(chosen))


def _tests(bins: Iterable[Bin]) -> Iterator[str]:
    """The tests of bins, one after another; intervals that meet are one."""
    bins = list(bins)
    for low, high in _merged(
        [(each.low, each.high) for each in bins if not (each.values or each.other or each.missing)]
    ):
        yield "not(null)" if low is None and high is None else interval(low, high)
    yield from (spelt(value) for each in bins for value in each.values)
    if any(each.missing for each in bins):
        yield "null"


def _merged(ends: Iterable[_Ends]) -> list[_Ends]:
    found: list[_Ends] = []
    for low, high in ends:
        if found and found[-1][1] == low:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found

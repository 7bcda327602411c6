"""Which columns a candidate may be made of, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from creditrules.population.suggestion.association import Association, association, groups_of
from creditrules.population.suggestion.binning import binned
from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.optimum import Trend
from creditrules.population.suggestion.samples import Column, Kind, Rows, Sample
from creditrules.population.suggestion.wishes import Wishes

__all__ = ["Chosen", "choose_columns"]

_MOST_TEXTS = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns that may be used, in bins, those that tell most first; by each other one why not.

    weak: of the others those that only tell too little. associations: of every column that was binned with every
    protected one, the strongest first.
    """

    bins: tuple[Binned, ...]
    left_out: Mapping[str, str]
    weak: frozenset[str]
    associations: tuple[Association, ...]


def choose_columns(sample: Sample, train: Rows, wishes: Wishes) -> Chosen:
    """Bins of all columns that may be used, fitted to the rows of `train`."""
    left_out: dict[str, str] = {}
    bins: list[Binned] = []
    associations: list[Association] = []
    for column in sample.columns.values():
        why = _unwanted(column.name, wishes) or _unusable(column)
        if why is None:
            made = binned(column, sample.bad, train, wishes.binning, _trend(column, wishes))
            found = tuple(_associations(made, column, sample, wishes.protected))
            associations += found
            bins.append(made)
            why = _leak(made, wishes) or _proxy(found, wishes.proxy_limit)
        if why is not None:
            left_out[column.name] = why
    fit = [each for each in bins if each.column not in left_out]
    weak = {each.column: _told(each) for each in fit if each.information < wishes.least_information}
    used = sorted((each for each in fit if each.column not in weak), key=lambda each: -each.information)
    return Chosen(
        tuple(used), {**left_out, **weak}, frozenset(weak), tuple(sorted(associations, key=lambda each: -each.strength))
    )


def _trend(column: Column, wishes: Wishes) -> Trend:
    return wishes.better[column.name].trend if column.name in wishes.better else Trend.MONOTONE


def _unwanted(name: str, wishes: Wishes) -> str | None:
    if name in wishes.protected:
        return "It is protected."
    if name in wishes.left_out or (wishes.columns and name not in wishes.columns):
        return "It was not asked for."
    return None


def _unusable(column: Column) -> str | None:
    if column.kind is Kind.MIXED:
        return "It holds values of several kinds, or of none but numbers, texts, true and false."
    if len(column.levels) + column.has_missing < 2:  # noqa: PLR2004 - one value tells nothing
        return "It is the same in every row."
    if column.kind is Kind.STRING and len(column.levels) > _MOST_TEXTS:
        return f"It has more than {_MOST_TEXTS} different texts."
    return "It numbers the rows." if _numbers_rows(column) else None


def _numbers_rows(column: Column) -> bool:
    whole = all(isinstance(level, Decimal) and level == level.to_integral_value() for level in column.levels)
    return whole and len(column.levels) == len(column.codes) and bool((np.diff(column.codes) > 0).all())


def _told(made: Binned) -> str:
    return f"It tells too little: its information value is {made.information:.3f}."


def _leak(made: Binned, wishes: Wishes) -> str | None:
    if made.information >= wishes.leak and made.column not in wishes.columns:
        told = f"Its information value is {made.information:.1f}"
        return f"{told}: it seems to be known only afterwards. Name it among the columns to use it all the same."
    return None


def _associations(made: Binned, column: Column, sample: Sample, protected: Iterable[str]) -> Iterable[Association]:
    places = made.places(column.codes)
    for name in protected:
        yield Association(column.name, name, association(places, groups_of(sample.columns[name])))


def _proxy(found: Iterable[Association], limit: float) -> str | None:
    worst = max(found, key=lambda each: each.strength, default=None)
    if worst is None or worst.strength < limit:
        return None
    return f"It stands for '{worst.protected}', which is protected: their association is {worst.strength:.2f}."

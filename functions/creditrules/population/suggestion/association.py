"""How much a column tells of a protected one: Cramér's V of its bins with the protected groups, 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditrules.population.suggestion.samples import MISSING, Codes, Column, Kind

__all__ = ["Association", "association", "groups_of"]

_QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Association:
    """strength: Cramér's V with Bergsma's correction (2013), which is 0 on average where there is none."""

    column: str
    protected: str
    strength: float


def groups_of(column: Column) -> Codes:
    """By row the group of a protected column: each of its values, or of a number with more than ten its quarter.

    Those without a value are a group of their own.
    """
    if column.kind is not Kind.NUMBER or len(column.levels) <= 10:  # noqa: PLR2004 - as said
        return column.codes
    cuts = np.quantile(column.codes[column.codes != MISSING], _QUARTERS)
    return np.where(column.codes == MISSING, MISSING, np.searchsorted(cuts, column.codes)).astype(np.int32)


def association(ours: Codes, theirs: Codes) -> float:
    """Cramér's V of two codings of the same rows, corrected for the number of their values."""
    rows, (table_rows, first), (table_columns, second) = len(ours), _numbered(ours), _numbered(theirs)
    counts = np.bincount(first * table_columns + second, minlength=table_rows * table_columns)
    table = counts.reshape(table_rows, table_columns)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / rows
    chance = (table_rows - 1) * (table_columns - 1) / (rows - 1)
    excess = max(0.0, float(((table - expected) ** 2 / expected).sum()) / rows - chance)
    least = min(each - (each - 1) ** 2 / (rows - 1) for each in (table_rows, table_columns)) - 1
    return float(np.sqrt(excess / least)) if least > 0 else 0.0


def _numbered(codes: Codes) -> tuple[int, Codes]:
    values, places = np.unique(codes, return_inverse=True)
    return len(values), places.astype(np.int32)

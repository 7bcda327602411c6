"""What the ladder does to protected groups: the part of each that is allowed, beside the group that fares best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditrules.population.fairness import AdverseImpact, GroupCount, adverse_impact
from creditrules.population.suggestion.association import groups_of
from creditrules.population.suggestion.samples import MISSING, Column, Rows

__all__ = ["approval_by_group"]


def approval_by_group(column: Column, allowed: NDArray[np.bool_], rows: Rows) -> AdverseImpact | None:
    """Among some rows; a number with many values is taken in its quarters. None where nobody is among them."""
    groups = groups_of(column)
    counts = []
    for group in np.unique(groups[rows]):
        here = rows & (groups == group)
        counts.append(GroupCount(_name(column, here), int(allowed[here].sum()), int(here.sum())))
    return adverse_impact(counts)


def _name(column: Column, rows: Rows) -> str:
    codes = column.codes[rows]
    if codes[0] == MISSING:
        return "not known"
    first, last = (str(column.levels[int(end)]) for end in (codes.min(), codes.max()))
    return first if first == last else f"{first} to {last}"

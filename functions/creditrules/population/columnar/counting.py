"""A batch that was answered by columns, counted as its rows would be one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditrules.eligibility import Decision
from creditrules.population.columnar.assessor import Assessed
from creditrules.population.columnar.columns import ABSENT, Column
from creditrules.population.tally import Tally

__all__ = ["count_batch"]

_EXAMPLES = 3
_EVERY_GROUP = 1 << 62


def count_batch(assessed: Assessed, groups: Column | None = None) -> Tally:
    """The counts of a batch, its rows numbered from 1, to be merged into those of the rows before it.

    groups: a column by whose values outcomes are counted besides; of rows that have none the group is "".
    """
    tally = Tally(most=_EVERY_GROUP)
    times = np.bincount(assessed.codes, minlength=len(assessed.classes))
    for code, answer in enumerate(assessed.classes):
        if not times[code]:
            continue
        if isinstance(answer, Decision):
            tally.add(answer, None, int(times[code]))
        else:
            rows = np.flatnonzero(assessed.codes == code)[:_EXAMPLES] + 1
            tally.add_rows_with_faults(rows.tolist(), int(times[code]), answer)
    if groups is not None:
        _count_groups(tally, assessed, groups)
    return tally


def _count_groups(tally: Tally, assessed: Assessed, groups: Column) -> None:
    names = ["" if name is ABSENT else str(name) for name in groups.values]
    outcomes = [each.outcome.value if isinstance(each, Decision) else None for each in assessed.classes]
    decided = np.array([each is not None for each in outcomes], np.bool_)[assessed.codes]
    keys = groups.codes[decided].astype(np.int64) * len(outcomes) + assessed.codes[decided]
    for key, times in _counted(keys):
        name, outcome = names[key // len(outcomes)], outcomes[key % len(outcomes)]
        if outcome is not None:
            tally.add_group(name, outcome, times)


def _counted(keys: NDArray[np.int64]) -> list[tuple[int, int]]:
    """How often each occurs, in the order of their first occurrences."""
    each, first, times = np.unique(keys, return_index=True, return_counts=True)
    order = np.argsort(first)
    return list(zip(each[order].tolist(), times[order].tolist(), strict=True))

"""Cells of one simple test as sets, without their trees: large tables have them by the ten thousand."""

from __future__ import annotations

from creditrules.dmn.table.region import CellSet, Region, compared
from creditrules.feel import simple_test

__all__ = ["simple_set"]


def simple_set(text: str) -> CellSet | None:
    """What `cell_set` makes of a cell of one simple test; None where it is not one."""
    test = simple_test(text)
    if test is None:
        return None
    sign, low, high = test
    kind = (type(low), False)
    if high is None:
        return CellSet(kind, compared(sign, low), sign)
    return CellSet(kind, Region(starts=False, cuts=((low, sign[0] != "["), (high, sign[1] == "]"))), sign)

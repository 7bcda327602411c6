"""Cells of one simple test as sets, without their trees: large tables have them by the ten thousand."""

from __future__ import annotations

from creditrules.dmn.table.region import CellSet, Key, Region, compared, key_of
from creditrules.feel import simple_test

__all__ = ["SimpleKeys", "simple_keys", "simple_set"]

SimpleKeys = tuple[str, Key, Key | None]
"""The sign of a simple test, and what its values are ordered by."""


def simple_keys(text: str) -> SimpleKeys | None:
    """Those of a cell of one simple test; None where it is not one."""
    test = simple_test(text)
    return test and (test.sign, key_of(test.low), None if test.high is None else key_of(test.high))


def simple_set(text: str) -> CellSet | None:
    """What `cell_set` makes of a cell of one simple test; None where it is not one."""
    test = simple_test(text)
    if test is None:
        return None
    sign, kind, low = test.sign, (type(test.low), False), key_of(test.low)
    if test.high is None:
        return CellSet(kind, compared(sign, low), sign)
    high = key_of(test.high)
    return CellSet(kind, Region(starts=False, cuts=((low, sign[0] != "["), (high, sign[1] == "]"))), sign)

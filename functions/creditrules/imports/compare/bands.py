"""Bands of whole numbers, between which a fraction falls through a table."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import islice

from creditrules.feel import (
    NUMBER,
    DateTime,
    Run,
    TestProgram,
    check_unary_tests,
    compile_unary_tests,
    parse_unary_tests,
)

__all__ = ["bands_around"]

_MOST_CELLS = 500


def bands_around(value: Decimal, cells: Iterable[str], now: DateTime) -> tuple[str, str] | None:
    """The cells that admit the whole numbers just below and just above a value that none of them admits."""
    below, above = value.to_integral_value(ROUND_FLOOR), value.to_integral_value(ROUND_CEILING)
    if below == above:
        return None
    found: dict[Decimal, str] = {}
    for cell in islice(dict.fromkeys(cells), _MOST_CELLS):
        program = _program(cell)
        if program is None:
            continue
        if program(Run(now), {}, value) is True:
            return None
        for whole in (below, above):
            if whole not in found and program(Run(now), {}, whole) is True:
                found[whole] = cell
    return (found[below], found[above]) if len(found) > 1 and found[below] != found[above] else None


def _program(cell: str) -> TestProgram | None:
    """The tests of a cell that hang on nothing but the value."""
    checked = check_unary_tests(parse_unary_tests(cell), {}, NUMBER)
    return None if checked.diagnostics else compile_unary_tests(checked)

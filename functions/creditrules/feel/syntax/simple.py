"""Cells of one value, one comparison or one interval, as large tables have them by the ten thousand: without a tree.

What is read here is read to the same by the parser, and nothing is wrong with it for values of the same type.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from creditrules.feel.syntax.lexer import NUMBERS

__all__ = ["SimpleTest", "is_simple", "simple_test", "simple_type", "simple_value"]

_NUMBER: Final = r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?"
_TEXT: Final = r'"[^"\\\s,\ud800-\udfff]{0,1000}"'
_TEST: Final = re.compile(
    rf"(<=|>=|<|>|) *({_NUMBER})|({_TEXT})|([\[(]) *({_NUMBER}) *\.\. *({_NUMBER}) *([\])])", re.ASCII
)
_VALUE: Final = re.compile(rf"({_NUMBER})|({_TEXT})", re.ASCII)


class SimpleTest(NamedTuple):
    """A test. sign: "=" for a value, a sign of comparison, or the brackets of an interval; `high` is its end."""

    sign: str
    low: Decimal | str
    high: Decimal | None = None


def is_simple(text: str) -> bool:
    """Whether a cell is of such a form; an interval may still run from the greater to the lesser."""
    return _TEST.fullmatch(text) is not None


def simple_type(text: str) -> type | None:
    """Decimal or str as the only test of a cell has it; None where `simple_test` may find none."""
    found = _TEST.fullmatch(text)
    if found is None:
        return None
    if found[3] is not None:
        return str
    return Decimal if found[4] is None or float(found[5]) < float(found[6]) else None


def simple_test(text: str) -> SimpleTest | None:
    """The only test of a cell; None where there is more to it, or less."""
    found = _TEST.fullmatch(text)
    if found is None:
        return None
    sign, number, quoted, opened, low, high, closed = found.groups()
    if number is not None:
        return SimpleTest(sign or "=", _number(number))
    if quoted is not None:
        return SimpleTest("=", quoted[1:-1])
    start, end = _number(low), _number(high)
    return SimpleTest(opened + closed, start, end) if start < end else None


def simple_value(text: str) -> Decimal | str | None:
    """The number or text that an expression is; None where it is anything else."""
    found = _VALUE.fullmatch(text)
    if found is None:
        return None
    return _number(found[1]) if found[1] is not None else found[2][1:-1]


def _number(text: str) -> Decimal:
    return NUMBERS.create_decimal(text) or _ZERO


_ZERO: Final = Decimal(0)

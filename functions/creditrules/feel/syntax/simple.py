"""Cells of one value, one comparison or one interval, as large tables have them by the ten thousand: without a tree.

What is read here is read to the same by the parser, and nothing is wrong with it for values of the same type: as long
as nothing else than the built-in function is called date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

from creditrules.feel.syntax.lexer import NUMBERS
from creditrules.feel.temporal import Date, parse_date

__all__ = ["SimpleTest", "has_other_date", "is_simple", "simple_names", "simple_test", "simple_type", "simple_value"]

_NUMBER: Final = r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?"
_TEXT: Final = r'"[^"\\\s,\ud800-\udfff]{0,1000}"'
_TEST: Final = re.compile(
    rf"(<=|>=|<|>|) *({_NUMBER})|({_TEXT})|([\[(]) *({_NUMBER}) *\.\. *({_NUMBER}) *([\])])", re.ASCII
)
_VALUE: Final = re.compile(rf"({_NUMBER})|({_TEXT})", re.ASCII)
_DATE: Final = r'(?:date\("[0-9]{4}-[0-9]{2}-[0-9]{2}"\)|@"[0-9]{4}-[0-9]{2}-[0-9]{2}")'
_DATES: Final = re.compile(rf"(<=|>=|<|>|) *({_DATE})|([\[(]) *({_DATE}) *\.\. *({_DATE}) *([\])])", re.ASCII)
_DAY: Final = re.compile(_DATE, re.ASCII)
_CALLED: Final = re.compile(r"date\s*\(")


class SimpleTest(NamedTuple):
    """A test. sign: "=" for a value, a sign of comparison, or the brackets of an interval; `high` is its end."""

    sign: str
    low: Decimal | str | Date
    high: Decimal | Date | None = None


def is_simple(text: str) -> bool:
    """Whether a cell is of such a form; an interval may still run from the greater to the lesser."""
    return _TEST.fullmatch(text) is not None or _of_dates(text) is not None


def simple_names(text: str) -> set[str] | None:
    """The names that a cell of such a form takes from outside, that of the function among them; None for any other.

    Only where `has_other_date` finds none.
    """
    if _TEST.fullmatch(text) is not None:
        return set()
    if _of_dates(text) is None:
        return None
    return {"date"} if "date(" in text else set()


def has_other_date(names: Iterable[str]) -> bool:
    """Whether one of the names that texts may speak begins as a call of the function does, so that it may be meant."""
    return any(_CALLED.match(name) is not None for name in names)


def simple_type(text: str) -> type | None:
    """Decimal, str or Date as the only test of a cell has it; None where `simple_test` may find none."""
    found = _TEST.fullmatch(text)
    if found is None:
        return None if _of_dates(text) is None else Date
    if found[3] is not None:
        return str
    return Decimal if found[4] is None or float(found[5]) < float(found[6]) else None


def simple_test(text: str) -> SimpleTest | None:
    """The only test of a cell; None where there is more to it, or less."""
    found = _TEST.fullmatch(text)
    if found is None:
        return _of_dates(text)
    sign, number, quoted, opened, low, high, closed = found.groups()
    if number is not None:
        return SimpleTest(sign or "=", _number(number))
    if quoted is not None:
        return SimpleTest("=", quoted[1:-1])
    start, end = _number(low), _number(high)
    return SimpleTest(opened + closed, start, end) if start < end else None


def simple_value(text: str) -> Decimal | str | Date | None:
    """The number, text or date that an expression is; None where it is anything else."""
    found = _VALUE.fullmatch(text)
    if found is None:
        return _day(text) if _DAY.fullmatch(text) is not None else None
    return _number(found[1]) if found[1] is not None else found[2][1:-1]


def _of_dates(text: str) -> SimpleTest | None:
    """The only test of a cell, of one that is about dates that there are; an interval runs to a later one."""
    found = _DATES.fullmatch(text)
    if found is None:
        return None
    sign, alone, opened, low, high, closed = found.groups()
    if alone is not None:
        day = _day(alone)
        return None if day is None else SimpleTest(sign or "=", day)
    start, end = _day(low), _day(high)
    return SimpleTest(opened + closed, start, end) if start is not None and end is not None and start < end else None


def _day(text: str) -> Date | None:
    return parse_date(text[2:-1] if text[0] == "@" else text[6:-2])


def _number(text: str) -> Decimal:
    return NUMBERS.create_decimal(text) or _ZERO


_ZERO: Final = Decimal(0)

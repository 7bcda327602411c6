"""Tests and results as people write them in cells, each proved by reading it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from creditrules.dmn import Meanings
from creditrules.document.canonical import number_text
from creditrules.feel import NOT_CONSTANT, Date, ast, constant, parse_date, parse_expression, parse_unary_tests
from creditrules.imports.sheets.conditions import read_condition
from creditrules.imports.sheets.notes import RefusedError
from creditrules.imports.sheets.operands import FEEL, Spelling
from creditrules.imports.sheets.results import calculates, read_result
from creditrules.imports.sheets.words import ANY
from creditrules.records import dataclass

__all__ = ["NOTHING", "Manner", "Spelt", "condition_cell", "manner_of", "result_cell"]

Spelt = Decimal | date | bool | str | None
"""What a cell holds: a number, a date, a truth value, a text; None for a blank one."""

NOTHING: Final = "-"
"""A result that is none, in a row that would have no result otherwise and be read as a remark."""
_HINT: Final = "Mend the rule first; `creditrules check` says what is wrong."
_RANGE: Final = re.compile(r"\S(?P<sign>\s*(?:\.{2,3}|…|–|—|-)\s*|\s+to\s+|\s+bis\s+|\s+à\s+)\S")
_OR: Final = re.compile(r"\S(?P<sign>;\s*|\s+(?:or|oder|ou)\s+|,\s+)\S")
_WORDS: Final = {"ja": ("Ja", "Nein"), "nein": ("Ja", "Nein"), "oui": ("Oui", "Non"), "non": ("Oui", "Non")}
_GROUP: Final = 3
_OLDEST: Final = 1901  # Excel counts days from 1900, in which it has one too many


@dataclass(frozen=True, slots=True)
class Manner:
    """How a column spells what it says. cells: whether truth values are cells of their own kind, and no words."""

    spelling: Spelling
    percent: bool = False
    anything: str = ""
    to: str = "-"
    either: str = " or "
    truth: tuple[str, str] = ("Yes", "No")
    cells: bool = False


def manner_of(texts: Iterable[str], spelling: Spelling, *, percent: bool = False, cells: bool = False) -> Manner:
    """The manner of a column whose cells are these. percent: it has numbers that are shown so."""
    given = [str(text).strip() for text in texts]
    words = (_WORDS.get(text.casefold()) for text in given)
    truth = next((one for one in words if one), ("Yes", "No"))
    return Manner(
        spelling,
        percent or any(text.endswith("%") for text in given),
        next((text for text in given if text and text.casefold() in ANY), ""),
        _sign(_RANGE, given, "-"),
        _sign(_OR, given, " or "),
        truth,
        cells,
    )


def _sign(shape: re.Pattern[str], texts: Iterable[str], usual: str) -> str:
    return next((found["sign"] for text in texts if (found := shape.search(text)) is not None), usual)


def condition_cell(text: str, manner: Manner) -> Spelt:
    """The cell that asks for what unary tests do. Raises RefusedError, without a place, for what cannot be read."""
    if text.strip() in {"", "-"}:
        return manner.anything or None
    tests = parse_unary_tests(text).expr
    if not isinstance(tests, ast.UnaryTests):
        raise _unspeakable(text)
    if len(tests.tests) == 1 and not tests.negated:
        value = _value(tests.tests[0])
        if isinstance(value, Decimal | date) or (isinstance(value, bool) and manner.cells):
            return value
    for spelt in _spellings(tests, manner):
        if _reads_as(spelt, text, manner):
            return spelt
    return f"{FEEL} {text.strip()}"


def result_cell(text: str, manner: Manner) -> Spelt:
    """The cell that gives what an expression does. Raises RefusedError, without a place, for what cannot be read."""
    if not text.strip():
        return None
    expr = parse_expression(text).expr
    value = _value(expr) if isinstance(expr, ast.Expr) else NOT_CONSTANT
    match value:
        case None if text.strip() != "null":
            pass
        case bool() if not manner.cells:
            return manner.truth[0] if value else manner.truth[1]
        case None | bool() | Decimal() | date():
            return value
        case str():
            for spelt in (value, f'"{value}"'):
                if _gives(spelt, value, manner):
                    return spelt
    if expr is None:
        raise _unspeakable(text)
    return f"{FEEL} {text.strip()}"


def _gives(spelt: str, value: str, manner: Manner) -> bool:
    try:
        read = read_result(spelt, manner.spelling, ())
    except RefusedError:
        return False
    if read is None or read.type != "string" or (spelt == value and calculates(value)):
        return False
    expr = parse_expression(read.feel).expr
    return isinstance(expr, ast.Expr) and constant(expr) == value


def _reads_as(spelt: str, text: str, manner: Manner) -> bool:
    try:
        read = read_condition(spelt, manner.spelling)
    except RefusedError:
        return False
    feel = ", ".join(one.feel for one in read.tests)
    says = Meanings().condition
    return bool(feel) and says(f"not({feel})" if read.negated else feel) == says(_plain(text))


def _plain(text: str) -> str:
    """The tests as the reader of cells spells them: dates by name."""
    return re.sub(r'@"(\d{4}-\d\d-\d\d)"', r'date("\1")', text)


def _spellings(tests: ast.UnaryTests, manner: Manner) -> Iterator[str]:
    """Ways to write them, the usual one first."""
    for quoted in (False, True):
        parts = [_test(one, manner, quoted=quoted) for one in tests.tests]
        if any(part is None for part in parts):
            return
        told = [part for part in parts if part is not None]
        for either in dict.fromkeys((manner.either, " or ")):
            text = either.join(told)
            yield f"not {text}" if tests.negated else text
    negated = tests.tests[0]
    if len(tests.tests) == 1 and isinstance(negated, ast.OperatorTest) and negated.operator == "!=":
        operand = _operand(negated.operand, manner, quoted=True)
        yield from () if operand is None else (f"not {operand}",)


def _test(test: ast.Expr, manner: Manner, *, quoted: bool) -> str | None:
    if isinstance(test, ast.OperatorTest):
        operand = _operand(test.operand, manner, quoted=quoted)
        return None if operand is None else f"{test.operator} {operand}"
    if not isinstance(test, ast.Interval):
        return _operand(test, manner, quoted=quoted)
    low, high = (_operand(one, manner, quoted=quoted) for one in (test.low, test.high))
    if low is None or high is None:
        return None
    if test.low_closed and test.high_closed and not (low.startswith("-") or high.startswith("-")) and not quoted:
        return f"{low}{manner.to}{high}"
    return f"{'>=' if test.low_closed else '>'} {low} and {'<=' if test.high_closed else '<'} {high}"


def _operand(expr: ast.Expr, manner: Manner, *, quoted: bool) -> str | None:
    value = _value(expr)
    match value:
        case bool():
            return manner.truth[0] if value else manner.truth[1]
        case Decimal():
            return _number(value, manner)
        case date():
            return value.isoformat()
        case str():
            return f'"{value}"' if quoted else value
    return None


def _number(value: Decimal, manner: Manner) -> str:
    text = number_text(value.scaleb(2) if manner.percent else value)
    if len(text.partition(".")[2]) == _GROUP:
        text += "0"  # one group of three digits may be thousands
    text = text.replace(".", manner.spelling.numbers.decimal or ".")
    return f"{text}%" if manner.percent else text


def _value(expr: ast.Expr) -> object:
    """The constant that an expression is; dates as Python has them."""
    value = _called_date(expr) or constant(expr)
    if isinstance(value, Date) and _OLDEST <= value.year <= date.max.year:
        return date(value.year, value.month, value.day)
    return value


def _called_date(expr: ast.Expr) -> object:
    """The date that a call of `date` with a text is; None for anything else."""
    match expr:
        case ast.Call(function=ast.Name(name="date"), arguments=(ast.Literal(value=str(text)),)):
            return parse_date(text)
    return None


def _unspeakable(text: str) -> RefusedError:
    return RefusedError("export.sheet.cell", f"{text[:80]} cannot be read, and so not be written.", _HINT)

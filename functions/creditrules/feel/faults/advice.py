"""What to write instead of a part that is always null."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from creditrules.feel.compile.building import Compiler
from creditrules.feel.temporal import parse_date, parse_duration, to_text
from creditrules.feel.tree import ast
from creditrules.feel.values import literal
from creditrules.feel.values.arithmetic import parse_number

__all__ = ["advice", "written_date"]

_DATE = re.compile(r"(?P<one>[0-9]{1,2})[./-](?P<other>[0-9]{1,2})[./-](?P<year>[0-9]{4})")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[./-]?(?P<month>[0-9]{1,2})[./-]?(?P<day>[0-9]{1,2})")
_WEEKS = re.compile(r"(-?)P([0-9]{1,6})W")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:(?P<sign>[,. ])[0-9]{3})+(?:[.,][0-9]+)?")
_LONGEST = 200

_OF_CODE: Mapping[str, str] = {
    "feel.division-by-zero": "Divide by something that is not zero.",
    "feel.range-order": "Exchange the ends.",
    "feel.pattern": 'Put a backslash before a sign of patterns that stands for itself, as in "\\\\[".',
    "feel.no-element": "Positions count from 1, or from -1 at the end.",
    "feel.position": "Positions count from 1, or from -1 at the end; a length is 1 or more.",
}


def advice(compiler: Compiler, node: ast.Node, code: str, message: str) -> str:
    """One sentence, or nothing where nothing honest can be advised."""
    if code == "feel.pattern" and "cannot use the pattern" not in message:
        return ""
    text = _only_text(compiler, node)
    name = _called(compiler, node)
    if text is not None and name in _OF_TEXT:
        return _OF_TEXT[name](text)
    return _OF_CALL.get(name, "") or _OF_CODE.get(code, "")


def _called(compiler: Compiler, node: ast.Node) -> str:
    builtin = compiler.builtin(node.function) if isinstance(node, ast.Call) else None
    return builtin.name if builtin else ""


def _only_text(compiler: Compiler, node: ast.Node) -> str | None:
    """The text that a call is given as its only argument."""
    if not isinstance(node, ast.Call) or len(node.arguments) != 1:
        return None
    value = compiler.constant(node.arguments[0])
    return value if isinstance(value, str) and len(value) <= _LONGEST else None


def written_date(text: str) -> list[str]:
    """The dates, year first, that a text with its day or its month first may mean."""
    year_first, match = _YEAR_FIRST.fullmatch(text), _DATE.fullmatch(text)
    found = []
    if year_first:
        found = [(year_first["year"], year_first["month"], year_first["day"])]
    elif match:
        found = [(match["year"], match["other"], match["one"]), (match["year"], match["one"], match["other"])]
    dates = [f"{year}-{month:0>2}-{day:0>2}" for year, month, day in found]
    return [date for date in dict.fromkeys(dates) if parse_date(date)]


def _date(text: str) -> str:
    meant = written_date(text.strip())
    if meant:
        return f"Write {' or '.join(_call('date', date) for date in meant)}: year, month, day."
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return "There is no such day in the calendar."
    return f"Write {_call('date', '2026-01-31')}: year, month, day."


def _duration(text: str) -> str:
    weeks = _WEEKS.fullmatch(text.strip())
    days = parse_duration(f"{weeks[1]}P{int(weeks[2]) * 7}D") if weeks else None
    if days is not None:
        return f"Weeks are written as days: {_call('duration', to_text(days))}."
    return 'Write days and times as "P3DT12H", years and months as "P1Y6M".'


def _number(text: str) -> str:
    grouped = _GROUPED.fullmatch(text.strip())
    if grouped and text == text.strip() and not (grouped["sign"] == "." and "," not in text):
        point = "," if grouped["sign"] == "." or "," in text[1:].partition(" ")[2] else "."
        return f'Say how it is written: number({literal(text, _LONGEST)}, "{grouped["sign"]}", "{point}").'
    if parse_number(text.strip()) is not None and text != text.strip():
        return f"Leave the blanks out: {_call('number', text.strip())}."
    return 'Write digits only, with a point before decimals: number("1234.5").'


def _call(name: str, text: str) -> str:
    return f'{name}("{text}")'


_OF_TEXT: Mapping[str, Callable[[str], str]] = {
    "date": _date,
    "duration": _duration,
    "number": _number,
    "time": lambda _text: 'Write time("08:30:00"), with a zone time("08:30:00Z").',
    "date and time": lambda _text: 'Write date and time("2026-01-31T08:30:00").',
    "range": lambda _text: 'Write both ends as literals, the lesser first: range("[1..10)").',
}
_OF_CALL: Mapping[str, str] = {
    "date": "Give a year, a month from 1 to 12 and a day of that month.",
    "time": "Give an hour from 0 to 23, a minute and a second from 0 to 59.",
    "number": 'Grouping is " ", "," or ".", the decimal sign "." or ",", and they differ.',
    "sqrt": "Only a number from 0 on has a square root.",
    "log": "Only a number above 0 has a logarithm.",
}

"""What a word or a number in a cell is: a number, a date, a truth value, a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from creditrules.feel import parse_expression, parse_unary_tests, string_literal
from creditrules.imports.sheets.notes import RefusedError
from creditrules.imports.sheets.numbers import Convention, convention_of, read_number
from creditrules.imports.sheets.words import NO, YES
from creditrules.records import dataclass
from creditrules.spreadsheet import Value

__all__ = ["FEEL", "FEEL_WHY", "Operand", "Spelling", "feel_in", "quoted", "read_operand", "spelling_of"]

FEEL: Final = "FEEL:"
"""What a cell begins with that says an expression of the language, where people's spelling has none."""

_ISO: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_DATE: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_FEEL_TEXT: Final = re.compile(r'"(?:[^"\\]|\\.)*"|“[^”“]*”|„[^“”]*[“”]|«[^»]*»')
_ALTERED: Final = re.compile(
    r"-?\d(?:[.,]\d+)?E[+-]\d+|\d{1,2}[- ][A-Z][a-zä]{2}(?:[- ]\d{2,4})?|[A-Z][a-zä]{2}-\d\d|#{3,}|#[A-Z/0]+[!?A]?"
)
_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # soft hyphens, and blanks of no width
_LAST_MONTH: Final = 12


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a table spells numbers and dates. day_first: whether 1/2/2026 is in February; None where no date tells."""

    numbers: Convention
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Operand:
    """Something that is compared with or yielded. text: as spelt; feel: the literal; type: FEEL's.

    spelt: otherwise than FEEL spells it, so that it is told.
    """

    text: str
    feel: str
    type: str
    spelt: bool = False
    percent: bool = False


def spelling_of(texts: Iterable[str]) -> Spelling:
    """What the cells of a table tell of how they are spelt."""
    texts = [text for text in texts if not isinstance(text, Value)]
    told = set()
    for text in texts:
        for first, sign, second, _ in _DATE.findall(text):
            if sign == ".":
                told.add(True)
            if (int(first) > _LAST_MONTH) != (int(second) > _LAST_MONTH):
                told.add(int(first) > _LAST_MONTH)
    return Spelling(convention_of(_DATE.sub("", text) for text in texts), told.pop() if len(told) == 1 else None)


FEEL_WHY: Final = "The cell says it in the language itself."


def feel_in(text: str, *, tests: bool) -> str:
    """What a cell says in the language itself; "" for one that does not. Raises RefusedError where it is not that."""
    if not text.lstrip().startswith(FEEL):
        return ""
    feel = text.strip().removeprefix(FEEL).strip()
    read = (parse_unary_tests if tests else parse_expression)(feel)
    if read.diagnostics or not feel:
        why = read.diagnostics[0].message if read.diagnostics else "Nothing stands after it."
        raise RefusedError("import.sheet.feel", f"{feel[:80]} is no expression: {why}", "Write it as in rule files.")
    return feel


def quoted(text: str) -> str:
    """A FEEL string literal; a line ends as in Excel, with one sign."""
    return string_literal(text.replace("\r", ""))


def read_operand(text: str, spelling: Spelling) -> Operand:
    """What a text is. Raises RefusedError, without a place, for what could be two things."""
    if isinstance(text, Value):
        return Operand(text, str(text), text.kind.value)
    text = " ".join(text.translate(_UNSEEN).split())
    if _FEEL_TEXT.fullmatch(text):
        feel = text if text[0] == '"' else quoted(text[1:-1])
        return Operand(text, feel, "string", spelt=text[0] != '"')
    if _ALTERED.fullmatch(text):
        message = f"{text} is what a spreadsheet made of something else: a shortened number, a date, an error."
        raise RefusedError("import.sheet.altered", message, "Write what was meant: all digits, 1..5, 2026-01-31.")
    number = read_number(text, spelling.numbers)
    if number is not None:
        if number.value is None:
            message = f"{text} could be two numbers: its sign may stand before decimals or between thousands."
            raise RefusedError("import.sheet.number", message, "Write 1250 or 1.25, or make the cell a number.")
        return Operand(text, number.feel, "number", number.spelt, number.percent)
    if _ISO.fullmatch(text):
        return Operand(text, f'date("{text}")', "date", spelt=True)
    date = _DATE.fullmatch(text)
    if date is not None:
        return _date(text, date, spelling)
    word = text.casefold()
    if word in YES or word in NO:
        return Operand(text, "true" if word in YES else "false", "boolean", spelt=True)
    return Operand(text, quoted(text), "string")


def _date(text: str, found: re.Match[str], spelling: Spelling) -> Operand:
    first, second, year = int(found[1]), int(found[3]), found[4]
    if found[2] == "." or first > _LAST_MONTH:
        day, month = first, second
    elif second > _LAST_MONTH:
        day, month = second, first
    elif spelling.day_first is None and first != second:
        message = f"{text} could be two dates: the day or the month may stand first."
        raise RefusedError("import.sheet.date", message, "Write 2026-01-31, or make the cell a date.")
    else:
        day, month = (first, second) if spelling.day_first else (second, first)
    return Operand(text, f'date("{year}-{month:02}-{day:02}")', "date", spelt=True)

"""Texts in rules that a spreadsheet program made of something else, and which would mean another thing as FEEL."""

from __future__ import annotations

import re
from typing import Final

from creditrules.records import dataclass
from creditrules.spreadsheet import Value

__all__ = ["Kept", "Spelling", "Suspicion", "altered_by_programs", "as_feel", "hides_characters", "suspicion"]


class Kept(str):
    """A text that its writer marked, so that no program alters it: it is what was written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """How cells were written. text: by a program that writes what it shows (CSV). comma: with decimal commas."""

    text: bool = False
    comma: bool = False


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a text is not taken as FEEL, and what to write."""

    why: str
    hint: str


_MONTH: Final = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mär|Mrz|Mai|Okt|Dez|Fév|Avr|Aoû|Déc|Ene|Abr|Ago|Dic)"
)
_DATES: Final = re.compile(
    r"(?<![\w.])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d\d)"
    rf"|\d{{1,2}}(?:-|\. ?| ){_MONTH}\b(?:-\d{{2,4}})?|\b{_MONTH}-\d{{2,4}})(?!\w|\.\d)"
)
_ERRORS: Final = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|NV|BEZUG!|WERT!)|#{3,}")
_LEADING_ZERO: Final = re.compile(r"-?0\d+")
_SHORTENED: Final = re.compile(r"-?\d(?:[.,]\d+)?E[+-]\d\d+")
_THOUSANDS: Final = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_POINTS: Final = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")
_COMMA: Final = re.compile(r"\d,\d")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_UNSEEN: Final = re.compile("[\u00a0\u00ad\u200b\u2007\u202f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_TRUTH: Final = {"TRUE": "true", "FALSE": "false"}
_LOCAL_TRUTH: Final = {
    **dict.fromkeys(("WAHR", "VRAI", "VERDADERO", "VERO", "VERDADEIRO", "WAAR", "PRAWDA"), "true"),
    **dict.fromkeys(("FALSCH", "FAUX", "FALSO", "ONWAAR", "FAŁSZ"), "false"),
}
_FIRST: Final = re.compile(r"[\d#\-<>=!\[(\]A-Z]|not")  # the others are none of these, and are not looked at further


def suspicion(text: str, spelling: Spelling) -> Suspicion | None:
    """Why a cell of a rule is in doubt, or None. Values of cells, and texts that are kept, are not."""
    if isinstance(text, (Value, Kept)) or not text or not _FIRST.match(text.lstrip()):
        return None
    bare = _QUOTED.sub('""', text).strip()
    return _of_both(bare) or (_of_text(bare, spelling) if spelling.text else _of_cell(bare))


def hides_characters(text: str) -> bool:
    """Whether a quoted part has a blank that is none, a soft hyphen, or a mark that turns the direction of writing."""
    return not text.isascii() and any(_UNSEEN.search(part) for part in _QUOTED.findall(text))


def altered_by_programs(text: str) -> bool:
    """Whether a text that is right as FEEL is taken for another thing by a program that opens it, or reads it back."""
    bare = _QUOTED.sub('""', text).strip()
    return bare in _TRUTH or bare in _LOCAL_TRUTH or suspicion(text, Spelling(text=True)) is not None


def _of_both(text: str) -> Suspicion | None:
    date = _DATES.search(text)
    if _ERRORS.search(text):
        return Suspicion("is an error of a spreadsheet", "Write the value itself.")
    if date is not None:
        return Suspicion(
            f"looks like a date, {date[0]}",
            'Write a date as date("2026-01-31"), a range as [1..5], a difference with spaces.',
        )
    if _LEADING_ZERO.fullmatch(text):
        return Suspicion("has leading zeros, which numbers do not keep", f'Write the text "{text}", or the number.')
    return None


def _of_cell(text: str) -> Suspicion | None:
    if text in _TRUTH:
        return Suspicion("is a text, not the truth value", f"Write {_TRUTH[text]}.")
    return None


def _of_text(text: str, spelling: Spelling) -> Suspicion | None:
    if _SHORTENED.fullmatch(text):
        return Suspicion("is a number that a spreadsheet has shortened", "Write all of its digits.")
    if text in _LOCAL_TRUTH:
        return Suspicion("is a truth value in a program's language", f"Write {_LOCAL_TRUTH[text]}.")
    if spelling.comma and _COMMA.search(text):
        hint = "Write decimals with a point, and a space after a comma that separates tests."
        return Suspicion("has a comma between digits, which may be a decimal comma", hint)
    if spelling.comma and _POINTS.fullmatch(text):
        return Suspicion("has a point that may separate thousands", "Write no thousands separators, or one digit more.")
    if _THOUSANDS.fullmatch(text):
        hint = "Write no thousands separators, and a space after a comma that separates tests."
        return Suspicion("has a comma that may separate thousands", hint)
    return None


def as_feel(text: str, spelling: Spelling) -> str:
    """The text, or FEEL's spelling of the truth values that spreadsheets write as text."""
    return _TRUTH.get(text.strip(), str(text)) if spelling.text and not isinstance(text, Kept) else str(text)

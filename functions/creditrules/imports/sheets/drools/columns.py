"""The columns of a table of Drools: what each is for, the object that it is about, its snippet."""

from __future__ import annotations

import re
from typing import Final

from creditrules.imports.sheets.drools.tokens import unsupported
from creditrules.imports.sheets.notes import Notes, RefusedError
from creditrules.records import dataclass
from creditrules.spreadsheet import Sheet

__all__ = ["Pattern", "RuleColumn", "columns_of", "read_pattern"]

_KINDS: Final = {
    "CONDITION": "C", "ACTION": "A", "NAME": "N", "DESCRIPTION": "I", "PRIORITY": "P", "SALIENCE": "P",
    "ACTIVATION-GROUP": "X", "NO-LOOP": "U", "UNLOOP": "U", "LOCK-ON-ACTIVE": "L", "AUTO-FOCUS": "F", "METADATA": "@",
    "AGENDA-GROUP": "G", "RULEFLOW-GROUP": "R", "DURATION": "D", "TIMER": "T", "ENABLED": "B", "CALENDARS": "E",
    "DATE-EFFECTIVE": "V", "DATE-EXPIRES": "Z",
}  # fmt: skip
_LETTERS: Final = {letter: kind for kind, letter in _KINDS.items() if kind not in {"SALIENCE", "UNLOOP"}}
_READ: Final = frozenset(("CONDITION", "ACTION", "NAME", "DESCRIPTION", "PRIORITY", "ACTIVATION-GROUP"))
_LEFT_OUT: Final = frozenset(("NO-LOOP", "LOCK-ON-ACTIVE", "AUTO-FOCUS", "METADATA"))
_PATTERN: Final = re.compile(
    r"(?:(?P<bound>\$?\w+)\s*:\s*)?(?P<type>[A-Za-z_][\w.]*)\s*(?:\((?P<inner>.*)\))?", re.DOTALL
)
_NO_TYPES: Final = frozenset(("not", "exists", "forall", "eval", "accumulate", "collect", "from"))


@dataclass(frozen=True, slots=True)
class RuleColumn:
    """A column of a rule table."""

    number: int
    kind: str
    pattern: str
    snippet: str
    label: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a condition is about: the fact's type, what it is bound to, and conditions that hold for all rows."""

    type: str
    bound: str
    inner: str


def columns_of(sheet: Sheet, row: int, first: int, notes: Notes) -> list[RuleColumn]:
    """The columns of the table whose RuleTable cell this is. Raises RefusedError for a kind that is not translated."""
    types = sheet.rows[row + 1] if row + 1 < len(sheet.rows) else []
    found = []
    for number in range(first, len(types)):
        asked = types[number].strip().upper()
        if not asked:
            continue
        kind = _LETTERS.get(asked, {"SALIENCE": "PRIORITY", "UNLOOP": "NO-LOOP"}.get(asked, asked))
        place = sheet.place(row + 1, number)
        if kind in _LEFT_OUT:
            why = "Each rule of a decision table is looked at once; remarks for programs say nothing of rules."
            notes.interpreted("import.drools.left-out", place, asked, "", why)
        elif kind not in _READ:
            hint = "Delete the column, and make the table of the rules that are meant."
            raise RefusedError("import.drools.unsupported", f"A column {asked} is not translated.", hint, place)
        else:
            pattern, snippet, label = (_text(sheet, row + below, number) for below in (2, 3, 4))
            found.append(RuleColumn(number, kind, pattern, snippet, label))
    return found


def read_pattern(text: str) -> Pattern:
    """The fact that a pattern is about. Raises RefusedError for what is more than one."""
    found = _PATTERN.fullmatch(text.strip())
    if found is None or found["type"] in _NO_TYPES:
        raise unsupported(
            f"{text[:80]} is no pattern of one fact.", "Write the fact's type: Applicant, or $a : Applicant."
        )
    return Pattern(found["type"].rpartition(".")[2], (found["bound"] or "").lstrip("$"), (found["inner"] or "").strip())


def _text(sheet: Sheet, row: int, column: int) -> str:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return cells[column].strip() if column < len(cells) else ""

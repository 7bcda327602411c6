"""What another engine was asked and what it answered, whatever file it was recorded in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from creditrules.document import read_json
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import (
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    Value,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from creditrules.records import dataclass

__all__ = ["MOST_CASES", "Asked", "Hits", "Recorded", "Written", "refused"]

MOST_CASES = 100_000
_NUMERAL = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,4})?\Z", re.ASCII)
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Written:
    """A text of which its file does not say what type it is meant to have."""

    text: str

    def like(self, example: object) -> Value:
        """The text as a value of the type that another value has; as a text where it is none of that type."""
        text = self.text.strip()
        match example:
            case bool():
                return _TRUTHS.get(text.casefold(), self.text)
            case Decimal():
                return self.text if (number := self.number) is None else number
            case Date():
                return parse_date(text) or self.text
            case Time():
                return parse_time(text) or self.text
            case DateTime():
                return parse_date_time(text) or self.text
            case DaysDuration() | MonthsDuration():
                return parse_duration(text) or self.text
            case list() | dict():
                return self.parts
        return self.text

    @property
    def number(self) -> Decimal | None:
        """The number that the text is, if it is one."""
        try:
            return Decimal(self.text.strip()) if _NUMERAL.match(self.text.strip()) else None
        except InvalidOperation:
            return None

    @property
    def parts(self) -> Value:
        """The list or context that the text is in JSON, else the text."""
        document = read_json(self.text)
        value: Value = document.value
        return value if document.ok and isinstance(value, list | dict) else self.text

    @property
    def guess(self) -> Value:
        """A number, a truth value or JSON where the text looks like one, else the text."""
        text = self.text.strip()
        if (number := self.number) is not None:
            return number
        return _TRUTHS.get(text.casefold(), self.parts if text[:1] in {"[", "{"} else self.text)


@dataclass(frozen=True, slots=True)
class Hits:
    """One result for each row that matched in the other engine: one value, or a list where the table gives several."""

    items: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and its answer.

    name: what the file calls it. line: where it stands, 0 where nobody knows. inputs: by name, or by a path such as
    "Driver.Points"; values of FEEL, plain ones, or Written. outputs: the same, "" for the one thing that was asked.
    service: the decision service that was called, "" for decisions. decisions: whether outputs are called by their
    decisions, rather than by what the last one gives. failed: the other engine had no answer.
    """

    name: str
    inputs: Mapping[str, object]
    outputs: Mapping[str, object]
    line: int = 0
    service: str = ""
    decisions: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """All of one file. model: the file name of the model that it says it is about, "" where it says nothing."""

    asked: tuple[Asked, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    model: str = ""

    @property
    def ok(self) -> bool:
        """Whether it could be read."""
        return not any(one.severity is Severity.ERROR for one in self.diagnostics)


def refused(message: str, hint: str = "", line: int | None = None) -> Recorded:
    """Results that cannot be read."""
    return Recorded(diagnostics=(Diagnostic("compare.results", message, hint, line=line, column=line and 1),))

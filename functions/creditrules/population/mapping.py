"""From the columns of a population to facts: named values, numbers and blanks told apart, nothing guessed.

A mapping file is YAML:

    columns:
      loan_to_value_ratio:
        blank: {}                                   # no fact: it is missing
        values: {Exempt: {ltvStatus: EXEMPT}}       # these exact texts, each with the facts it stands for
        number: {fact: ltv, max: 1000, set: {ltvStatus: GIVEN}}   # any other text that is a plain number
      income:
        number: {fact: annualIncome, multiply: 1000}
      applied_on:
        date: {fact: appliedOn, format: "%d.%m.%Y"}
      branch:
        text: {fact: branch}
    constants: {channel: ONLINE}
    labels:                                         # what facts are called, where rules are made of the population
      annualIncome: {en: Income a year, zh: 年收入}

Columns that are not named are left alone. A value that fits none of its column's forms is a fault of that row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Context, Decimal
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from creditrules.document import Document, form_fault
from creditrules.errors import Diagnostic
from creditrules.records import dataclass, replace

__all__ = ["ColumnForm", "DateForm", "Mapped", "MappingForm", "MappingRead", "NumberForm", "TextForm", "read_mapping"]

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_MOST_DIGITS = 34
_EXACT = Context(prec=2 * _MOST_DIGITS)
_SHOWN = 60
_MOST_KEPT = 10_000
"""Texts of columns, whose facts are kept."""

Facts = dict[str, Any]
_Known = dict[tuple[str, str], "Facts | Diagnostic"]
"""What texts of a column stood for, kept as most columns say a few over and over."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberForm(_Form):
    """A plain decimal number; `min` and `max` bound it as written, the fact is its product with `multiply`.

    also: further facts that are the same number, such as both bounds of what others give as a band.
    """

    fact: str
    also: tuple[str, ...] = ()
    multiply: Decimal = Decimal(1)
    min: Decimal | None = None
    max: Decimal | None = None
    set: Facts = Field(default_factory=dict)


class TextForm(_Form):
    """Any text as it stands."""

    fact: str
    set: Facts = Field(default_factory=dict)


class DateForm(_Form):
    """A date in a format of `strptime`."""

    fact: str
    format: str = "%Y-%m-%d"
    set: Facts = Field(default_factory=dict)


class ColumnForm(_Form):
    """How one column is read: its exact values first, then as a number, a date or any text.

    blank: the facts that an empty cell stands for; `{}` for none. Without it an empty cell is a fault.
    """

    blank: Facts | None = None
    values: dict[str, Facts] = Field(default_factory=dict)
    number: NumberForm | None = None
    date: DateForm | None = None
    text: TextForm | None = None

    def facts(self) -> frozenset[str]:
        """Every fact that some value of the column can give."""
        forms = [form for form in (self.number, self.date, self.text) if form is not None]
        given = [self.blank or {}, *self.values.values(), *(form.set for form in forms)]
        given.append(dict.fromkeys(self.number.also) if self.number else {})
        return frozenset(form.fact for form in forms).union(*given)

    def read(self, column: str, text: str) -> Facts | Diagnostic:
        """The facts that a cell stands for, or what is wrong with it."""
        if not text.strip():
            return self.blank if self.blank is not None else _fault("mapping.blank", column, text, "is blank")
        if text in self.values:
            return self.values[text]
        if self.number is not None and _NUMBER.fullmatch(text.strip()):
            return _number(self.number, column, text)
        if self.date is not None and (day := _day(text, self.date.format)) is not None:
            return {self.date.fact: day, **self.date.set}
        if self.text is not None:
            return {self.text.fact: text, **self.text.set}
        return _fault("mapping.unknown-value", column, text, "fits nothing that the mapping names")


@dataclass(frozen=True, slots=True)
class Mapped:
    """The facts of one row, and everything in it that fits nothing."""

    facts: Facts
    faults: tuple[Diagnostic, ...]


class MappingForm(_Form):
    """A mapping file."""

    columns: dict[str, ColumnForm]
    constants: Facts = Field(default_factory=dict)
    labels: dict[str, dict[str, str]] = Field(default_factory=dict)

    def facts(self) -> frozenset[str]:
        """Every fact that the mapping can give."""
        return frozenset(self.constants).union(*(column.facts() for column in self.columns.values()))

    def absent(self, header: Iterable[str]) -> tuple[str, ...]:
        """The mapped columns that a file with this header does not have."""
        present = set(header)
        return tuple(column for column in self.columns if column not in present)

    def cell(self, column: str, value: object) -> Facts | Diagnostic:
        """The facts that one cell of a mapped column stands for, or what is wrong with it."""
        return self.columns[column].read(column, _text(value))

    def apply(self, row: Mapping[str, Any]) -> Mapped:
        """Read one row; a cell that is not there counts as blank."""
        facts = dict(self.constants)
        faults = []
        known = self._known
        for name in self.columns:
            value = row.get(name)
            kept = known.get((name, value)) if type(value) is str else None
            read = self._read(name, value, known) if kept is None else kept
            if isinstance(read, Diagnostic):
                faults.append(read)
            else:
                facts.update(read)
        return Mapped(facts, tuple(faults))

    @cached_property
    def _known(self) -> _Known:
        return {}

    def _read(self, column: str, value: object, known: _Known) -> Facts | Diagnostic:
        read = self.cell(column, value)
        if isinstance(value, str) and len(value) <= _SHOWN and len(known) < _MOST_KEPT:
            known[column, value] = read
        return read


@dataclass(frozen=True, slots=True)
class MappingRead:
    """`mapping` is None when the file cannot be used; `diagnostics` then say all of why."""

    mapping: MappingForm | None
    diagnostics: tuple[Diagnostic, ...]


def read_mapping(document: Document) -> MappingRead:
    """A mapping from its file."""
    if not document.ok:
        return MappingRead(None, document.diagnostics)
    try:
        mapping = MappingForm.model_validate(document.value)
    except ValidationError as error:
        return MappingRead(None, tuple(_misformed(fault, document) for fault in error.errors(include_url=False)))
    wrong = (*_given_twice(mapping), *_labels_of_nothing(mapping))
    return MappingRead(None if wrong else mapping, wrong)


def _given_twice(mapping: MappingForm) -> Iterator[Diagnostic]:
    giver = dict.fromkeys(mapping.constants, "constants")
    for name, column in mapping.columns.items():
        for fact in sorted(column.facts()):
            if fact in giver:
                message = f"The fact '{fact}' is given by '{giver[fact]}' and by the column '{name}'."
                yield Diagnostic("mapping.fact-twice", message, "Let one of them give it.", f"columns.{name}")
            giver[fact] = name


def _labels_of_nothing(mapping: MappingForm) -> Iterator[Diagnostic]:
    for fact in sorted(mapping.labels.keys() - mapping.facts()):
        message = f"A label is given to the fact '{fact}', which no column gives."
        yield Diagnostic("mapping.label", message, "Correct its name, or take it out.", f"labels.{fact}")


def _number(form: NumberForm, column: str, text: str) -> Facts | Diagnostic:
    number = Decimal(text.strip())
    if len(text) > _MOST_DIGITS and len(number.as_tuple().digits) > _MOST_DIGITS:
        return _fault("facts.number-range", column, text, f"has more than {_MOST_DIGITS} digits")
    if form.min is not None and number < form.min:
        return _fault("mapping.number-too-low", column, text, f"lies below {form.min}")
    if form.max is not None and number > form.max:
        return _fault("mapping.number-too-high", column, text, f"lies above {form.max}")
    return {**dict.fromkeys((form.fact, *form.also), _EXACT.multiply(number, form.multiply)), **form.set}


def _day(text: str, pattern: str) -> str | None:
    try:
        return datetime.strptime(text.strip(), pattern).date().isoformat()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _fault(code: str, column: str, text: str, problem: str) -> Diagnostic:
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return Diagnostic(code, f"Column '{column}' {problem}: {shown!r}.", "", column)


def _misformed(fault: Mapping[str, Any], document: Document) -> Diagnostic:
    line, column = document.position(tuple(fault["loc"])) or (None, None)
    return replace(form_fault(fault), line=line, column=column)

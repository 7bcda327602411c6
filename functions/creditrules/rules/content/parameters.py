"""Parameters: values with a unit and citations that rule sets use by name, each from a day on.

Two times, as of every document: *which* version is in force at (valid_at, known_at) say its activations, *what* it
then says at valid_at says its content alone. A version that holds one `value` says it for as long as it is in force;
one that holds `values` by day says the one of the latest day that has begun. So a content never changes its meaning,
and a figure of the past is only corrected by a version that is declared to hold in the past.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import MINYEAR, UTC, date, datetime, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from creditrules.dmn import CompiledModel, Model, check_model, compile_model, read_model
from creditrules.document import Document, canonical, digest_of
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import ANY, Type, Value
from creditrules.records import dataclass, replace
from creditrules.rules.content.forms import DatedValue, ParameterForm
from creditrules.rules.content.parameter_names import parameter_name
from creditrules.rules.content.reading import located, read_form, split_change

__all__ = ["Parameter", "ParameterRead", "Step", "read_parameter"]

_HELD = "value"
"""The name under which a value is read: as a fact of the parameter's type."""


@dataclass(frozen=True, slots=True)
class Step:
    """A value from a day on, None where there is none; since: None for a version's only value."""

    since: date | None
    value: Value
    written: DatedValue


@dataclass(frozen=True, slots=True)
class Parameter:
    """One content of a parameter. steps: by day, ascending."""

    form: ParameterForm
    type: Type
    steps: tuple[Step, ...]
    content: bytes
    digest: str

    @property
    def name(self) -> str:
        """What expressions call it, after `param.`."""
        return parameter_name(self.form.parameter)

    @property
    def days_of_change(self) -> tuple[date, ...]:
        """The days from which on it says something else than on the day before, ascending."""
        before = (None, *(step.value for step in self.steps))
        return tuple(
            step.since for step, value in zip(self.steps, before, strict=False) if step.since and step.value != value
        )

    def begins(self, day: date) -> datetime:
        """The moment at which a day begins where the parameter is at home, in UTC; the first that there is at least."""
        try:
            return datetime.combine(day, time(), ZoneInfo(self.form.time_zone)).astimezone(UTC)
        except OverflowError:  # the first day of the calendar, east of Greenwich
            return datetime.min.replace(tzinfo=UTC)

    def at(self, moment: datetime) -> Step | None:
        """The value that this content says for a moment; None before the first day, and where it says that none is."""
        first = self.steps[0]
        if first.since is None:
            return first
        place = bisect_right(self.steps, self._day(moment), key=_since)
        found = self.steps[place - 1] if place else None
        return found if found is not None and found.value is not None else None

    def _day(self, moment: datetime) -> date:
        """The day of a moment where the parameter is at home, as far as the calendar goes."""
        try:
            return moment.astimezone(ZoneInfo(self.form.time_zone)).date()
        except OverflowError:  # the last hours of the calendar, east of Greenwich; west of it the first
            return date.min if moment.year == MINYEAR else date.max

    def without_value(self, since: datetime, until: datetime | None) -> Iterator[tuple[datetime, datetime | None]]:
        """The times from `since` to `until` (None: for ever) for which this content says no value, in order."""
        begins = (self.begins(step.since) for step in self.steps if step.since)
        within = (moment for moment in begins if since < moment and (until is None or moment < until))
        for start, end in pairwise((since, *within, until)):
            if start is not None and self.at(start) is None:
                yield start, end


@dataclass(frozen=True, slots=True)
class ParameterRead:
    """`parameter` is None when the document cannot be understood."""

    parameter: Parameter | None
    diagnostics: tuple[Diagnostic, ...]


def read_parameter(document: Document) -> ParameterRead:
    """A parameter from its written form (see `forms.ParameterForm`), without `change`."""
    written, _ = split_change(document.value)
    if not isinstance(written, dict):
        shape = Diagnostic("document.shape", "A parameter is a mapping of names to values.")
        return ParameterRead(None, document.diagnostics or (shape,))
    form, faults = read_form(ParameterForm, written)
    if form is None or not document.ok:
        return ParameterRead(None, located((*document.diagnostics, *faults), document))
    model, typed = _reader(form)
    steps, valued = ((), ()) if model is None else _steps(form, model)
    found = located((*document.diagnostics, *typed, *valued), document)
    if model is None or any(one.severity is Severity.ERROR for one in found):
        return ParameterRead(None, found)
    content = canonical(written)
    return ParameterRead(Parameter(form, model.facts[0].type, steps, content, digest_of(content)), found)


def _reader(form: ParameterForm) -> tuple[CompiledModel | None, tuple[Diagnostic, ...]]:
    """A model whose one fact has the parameter's type: values are read as facts are."""
    fact: dict[str, Any] = {"name": _HELD, "type": form.type}
    if form.allowed_values is not None:
        fact["allowedValues"] = form.allowed_values
    read = read_model({"facts": [fact]})
    checked = check_model(read.model or Model("", "", (), (), (), (), ()))
    found = tuple(_of_form(one) for one in (*read.diagnostics, *checked.diagnostics))
    if form.type == str(ANY):
        hint = "Name the type that rules count on: number, date, list<string> and so on."
        found = (*found, Diagnostic("document.value", "A parameter has a type of its own.", hint, "type"))
    wrong = read.model is None or any(one.severity is Severity.ERROR for one in found)
    return (None if wrong else compile_model(checked)), found


def _of_form(told: Diagnostic) -> Diagnostic:
    """What was told of the fact, told of the parameter."""
    _, _, key = told.place.rpartition(".")
    return replace(told, place=key if key in {"type", "allowedValues"} else "type")


def _steps(form: ParameterForm, model: CompiledModel) -> tuple[tuple[Step, ...], tuple[Diagnostic, ...]]:
    steps: list[Step] = []
    found: list[Diagnostic] = []
    for place, since, written in _written(form):
        read = model.read_facts({_HELD: written.value})
        found += (
            replace(one, code="parameter.value", place=place, severity=Severity.ERROR) for one in read.diagnostics
        )
        steps.append(Step(since, read.values.get(_HELD), written))
    return tuple(sorted(steps, key=_since)), tuple(found)


def _written(form: ParameterForm) -> Iterable[tuple[str, date | None, DatedValue]]:
    if form.values is None:
        yield "value", None, DatedValue(value=form.value, references=form.references)
        return
    for day, written in form.values.items():
        yield f"values.{day}.value", date.fromisoformat(day), written


def _since(step: Step) -> date:
    return step.since or date.min

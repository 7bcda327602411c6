"""Functions of the calendar (DMN 1.5, clauses 10.3.4.6 and 10.3.4.8): parts of a date, and the run's own moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from creditrules.feel.builtins.arguments import builtin
from creditrules.feel.builtins.signature import Builtin, Parameter, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.temporal import Date, DateTime
from creditrules.feel.temporal.calendar import day_of_year, iso_week
from creditrules.feel.types import DATE, DATE_TIME, NUMBER, STRING, SimpleType
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Value

__all__ = ["CALENDAR"]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _of_date(name: str, function: Callable[[Date], Value], result: SimpleType) -> Builtin:
    def call(run: Run, value: Value) -> Value:
        if isinstance(value, DateTime):
            return function(value.date)
        if isinstance(value, Date):
            return function(value)
        return run.null("feel.argument", f"{name}() needs a date and was given {brief(value)}.")

    return builtin(name, call, *(Signature((Parameter("date", type_),), result) for type_ in (DATE, DATE_TIME)))


def _day_of_year(date: Date) -> Value:
    return Decimal(day_of_year(date.year, date.month, date.day))


def _week_of_year(date: Date) -> Value:
    return Decimal(iso_week(date.year, date.month, date.day))


def _day_of_week(date: Date) -> Value:
    return _DAYS[(date.key + 3) % 7]


def _month_of_year(date: Date) -> Value:
    return _MONTHS[date.month - 1]


def _now(run: Run) -> Value:
    return run.now


def _today(run: Run) -> Value:
    return run.now.date


def _calendar() -> Iterator[Builtin]:
    yield _of_date("day of year", _day_of_year, NUMBER)
    yield _of_date("day of week", _day_of_week, STRING)
    yield _of_date("month of year", _month_of_year, STRING)
    yield _of_date("week of year", _week_of_year, NUMBER)
    yield builtin("now", _now, Signature((), DATE_TIME))
    yield builtin("today", _today, Signature((), DATE))


CALENDAR = tuple(_calendar())

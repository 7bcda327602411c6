"""Functions that convert (DMN 1.5, clause 10.3.4.1): to dates, times, durations, numbers, strings and ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from creditrules.feel import limits, temporal
from creditrules.feel.builtins.arguments import builtin, strict
from creditrules.feel.builtins.range_text import parse_range
from creditrules.feel.builtins.signature import Builtin, Parameter, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.temporal import UTC_ZONE, Date, DateTime, DaysDuration, Time
from creditrules.feel.temporal.calendar import SECOND
from creditrules.feel.types import (
    ANY,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    RangeType,
    SimpleType,
)
from creditrules.feel.values.arithmetic import NUMBERS, parse_number
from creditrules.feel.values.display import brief, literal
from creditrules.feel.values.kinds import Value

__all__ = ["CONVERSION"]

_FROM_TEXT = Parameter("from", STRING)
_NUMBER_TEXT = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_LONGEST_NUMBER = 10_000
_SECONDS = 60
_LARGEST = 10**10
_ZONE_COST = 50


def _whole(*numbers: Decimal) -> list[int] | None:
    """The numbers as Python's, where all are whole and small enough for a calendar."""
    small = all(-_LARGEST < number < _LARGEST and number == number.to_integral_value() for number in numbers)
    return [int(number) for number in numbers] if small else None


def _no_date(run: Run, what: str, given: tuple[Value, ...]) -> Value:
    return run.null("feel.conversion", f"{', '.join(map(brief, given))} is no {what}.")


def _date(run: Run, *given: Value) -> Value:
    """From text, of a date and time, or of year, month and day."""
    value: Value = None
    if len(given) == 1:
        value = _date_of(given[0])
    elif all(isinstance(number, Decimal) for number in given):
        parts = _whole(*given)  # type: ignore[arg-type]
        value = None if parts is None else temporal.make_date(*parts)
    return _no_date(run, "date", given) if value is None else value


def _date_of(value: Value) -> Date | None:
    match value:
        case str():
            return temporal.parse_date(value)
        case DateTime():
            return value.date
        case Date():
            return value
        case _:
            return None


def _time(run: Run, *given: Value) -> Value:
    """From text, of a date and time, or of hour, minute, second and offset; of a date it is midnight in UTC."""
    _pay_for_zone(run, given[0])
    value = _time_of(given[0]) if len(given) == 1 else _time_from_parts(*given)
    return _no_date(run, "time", given) if value is None else value


def _pay_for_zone(run: Run, value: Value) -> None:
    """Looking up a zone that there is not takes time each time."""
    if isinstance(value, str) and "@" in value:
        run.spend(_ZONE_COST)


def _time_of(value: Value) -> Time | None:
    match value:
        case str():
            return temporal.parse_time(value)
        case DateTime():
            return value.time
        case Date():
            return Time(0, UTC_ZONE)
        case Time():
            return value
        case _:
            return None


def _time_from_parts(hour: Value, minute: Value, second: Value, offset: Value = None) -> Time | None:
    if not (isinstance(hour, Decimal) and isinstance(minute, Decimal) and isinstance(second, Decimal)):
        return None
    clock = _whole(hour, minute)
    if clock is None or not 0 <= second < _SECONDS:
        return None
    zone = temporal.offset_zone(offset.key // SECOND) if isinstance(offset, DaysDuration) else None
    if zone is None and offset is not None:
        return None
    return temporal.make_time(clock[0], clock[1], int(NUMBERS.multiply(second, Decimal(SECOND))), zone)


def _date_and_time(run: Run, *given: Value) -> Value:
    """From text, or of a date (of a date and time its date) and a time."""
    value: DateTime | None = None
    if len(given) == 1:
        _pay_for_zone(run, given[0])
        value = _date_time_of(given[0])
    else:
        date, time = given
        if isinstance(date, Date | DateTime) and isinstance(time, Time):
            value = DateTime(date if isinstance(date, Date) else date.date, time)
    return _no_date(run, "date and time", given) if value is None else value


def _date_time_of(value: Value) -> DateTime | None:
    match value:
        case str():
            return temporal.parse_date_time(value)
        case Date():
            return DateTime(value, Time(0, UTC_ZONE))
        case DateTime():
            return value
        case _:
            return None


def _duration(run: Run, text: str) -> Value:
    value = temporal.parse_duration(text)
    return run.null("feel.conversion", f"{brief(text)} is no duration.") if value is None else value


def _years_and_months(run: Run, start: Value, end: Value) -> Value:
    """The whole months between two days; times of day do not count."""
    first, last = _day(start), _day(end)
    if first is None or last is None:
        message = f"years and months duration() needs two dates and was given {brief(start)} and {brief(end)}."
        return run.null("feel.argument", message)
    return temporal.months_between(first, last)


def _day(value: Value) -> Date | None:
    return value.date if isinstance(value, DateTime) else value if isinstance(value, Date) else None


def _number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Value:
    """The number that the text is written as, digits grouped by one sign and the fraction set off by another."""
    if grouping not in (None, " ", ",", "."):
        return run.null("feel.argument", f"number() groups digits by ' ', ',' or '.', not by {brief(grouping)}.")
    if point not in (None, ".", ","):
        return run.null("feel.argument", f"number() has '.' or ',' as decimal point, not {brief(point)}.")
    if grouping is not None and grouping == point:
        return run.null("feel.argument", f"number() cannot group digits by {brief(grouping)}, its decimal point too.")
    plain = text.replace(grouping, "") if grouping else text
    if point == ",":
        plain = plain.replace(".", "?").replace(",", ".")
    found = len(plain) <= _LONGEST_NUMBER and _NUMBER_TEXT.fullmatch(plain)
    number = parse_number(plain) if found else None
    return run.null("feel.conversion", f"{brief(text)} is no number.") if number is None else number


def _string(run: Run, value: Value) -> Value:
    if isinstance(value, str):
        return value
    if value is None:
        return run.null("feel.argument", "string() of null is null.")
    if isinstance(value, temporal.Date | Time | DateTime | DaysDuration | temporal.MonthsDuration):
        return temporal.to_text(value)
    text = literal(value, limits.STRING_LENGTH)
    run.spend((limits.STRING_LENGTH if text is None else len(text)) >> 2)
    if text is None:
        return run.null("feel.string-length", f"{brief(value)} is too long for a string.")
    return text


def _range(run: Run, text: str) -> Value:
    value = parse_range(text)
    message = f'{brief(text)} is no range of two literals in order, as "[1..10)" is.'
    return run.null("feel.conversion", message) if value is None else value


def _of(name: str, *types: SimpleType) -> list[Signature]:
    result = {"date": DATE, "time": TIME, "date and time": DATE_TIME}[name]
    return [Signature((Parameter("from", type_),), result) for type_ in types]


def _conversion() -> Iterator[Builtin]:
    year_month_day = tuple(Parameter(name, NUMBER) for name in ("year", "month", "day"))
    yield builtin("date", _date, *_of("date", STRING, DATE_TIME, DATE), Signature(year_month_day, DATE))
    clock = tuple(Parameter(name, NUMBER) for name in ("hour", "minute", "second"))
    offset = Parameter("offset", DAYS_TIME, optional=True)
    times = _of("time", STRING, DATE_TIME, TIME, DATE)
    yield builtin("time", _time, *times, Signature((*clock, offset), TIME))
    at = Parameter("time", TIME)
    moments = [Signature((Parameter("date", type_), at), DATE_TIME) for type_ in (DATE, DATE_TIME)]
    of_text = _of("date and time", STRING, DATE_TIME)
    yield builtin("date and time", _date_and_time, *of_text, *moments)
    yield builtin("duration", strict("duration", _duration, _FROM_TEXT), Signature((_FROM_TEXT,), ANY))
    yield builtin(
        "years and months duration",
        _years_and_months,
        *(
            Signature((Parameter("from", one), Parameter("to", other)), YEARS_MONTHS)
            for one in (DATE, DATE_TIME)
            for other in (DATE, DATE_TIME)
        ),
    )
    separators = (
        Parameter("grouping separator", STRING, optional=True),
        Parameter("decimal separator", STRING, optional=True),
    )
    number = _FROM_TEXT, *separators
    yield builtin("number", strict("number", _number, *number), Signature(number, NUMBER))
    yield builtin("string", _string, Signature((Parameter("from", ANY),), STRING))
    yield builtin("range", strict("range", _range, _FROM_TEXT), Signature((_FROM_TEXT,), RangeType(ANY)))


CONVERSION = tuple(_conversion())

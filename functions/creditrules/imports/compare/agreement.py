"""Whether two engines answered the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from creditrules.feel import (
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    Value,
    equal,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from creditrules.imports.compare.recorded.asked import Hits, Written
from creditrules.imports.compare.shown import shown

__all__ = ["agree", "as_value", "innermost"]

_TEMPORAL = (Date, Time, DateTime, DaysDuration, MonthsDuration)


def agree(got: Value, recorded: object, tolerance: Decimal) -> bool:
    """Whether a result is what was recorded, numbers within `tolerance`; texts without a type are read as ours has it.

    Contexts have the same entries but for those that are null; lists the same items in order.
    """
    expected = as_value(recorded, got)
    if isinstance(recorded, Hits) and isinstance(got, list):
        return _lists(got, [*recorded.items], tolerance)
    if isinstance(got, bool) or isinstance(expected, bool) or got is None or expected is None:
        return got is expected
    if isinstance(got, Decimal):
        return isinstance(expected, Decimal) and abs(got - expected) <= tolerance
    if isinstance(got, list):
        return isinstance(expected, list) and _lists(got, expected, tolerance)
    if isinstance(got, dict):
        return isinstance(expected, Mapping) and _contexts(got, expected, tolerance)
    return type(got) is type(expected) and equal(got, expected) is True


def innermost(got: Value, recorded: object, tolerance: Decimal) -> tuple[str, Value, object]:
    """The first part in which two values that disagree do so: its path, ours, and what was recorded."""
    path = ""
    while True:
        expected = as_value(recorded, got) if not isinstance(recorded, Hits) else recorded
        parts = tuple(_parts(got, expected))
        differing = next((one for one in parts if not agree(one[1], one[2], tolerance)), None)
        if differing is None:
            return path, got, recorded
        step, got, recorded = differing
        path += step


def _parts(got: Value, expected: object) -> Iterator[tuple[str, Value, object]]:
    """Parts that stand for each other; none where the two have not the same shape."""
    if isinstance(expected, Hits):
        expected = [*expected.items]
    if isinstance(got, list) and isinstance(expected, list) and len(got) == len(expected):
        if sorted(map(shown, got)) == sorted(map(shown, expected)):
            return  # the same items in another order
        yield from ((f"[{at}]", one, other) for at, (one, other) in enumerate(zip(got, expected, strict=True), 1))
    elif isinstance(got, dict) and isinstance(expected, Mapping):
        for name in dict.fromkeys((*expected, *got)):
            yield f".{name}", got.get(name), expected.get(name)


def as_value(recorded: object, got: Value) -> Value:
    """What was recorded, as a value of the type that ours has where it is written in a way that leaves that open."""
    if isinstance(recorded, Hits):
        first = recorded.items[0] if recorded.items else None
        return as_value(first, got) if len(recorded.items) <= 1 else _listed(recorded.items)
    if isinstance(recorded, Written):
        return recorded.like(got) if got is not None else recorded.guess
    if isinstance(recorded, str) and isinstance(got, _TEMPORAL):
        return _temporal(recorded, got)
    value: Value = recorded  # plain values of JSON are values of FEEL
    return value


def _listed(items: tuple[object, ...]) -> Value:
    return [item.guess if isinstance(item, Written) else as_value(item, None) for item in items]


def _temporal(text: str, got: Value) -> Value:
    match got:
        case Date():
            return parse_date(text) or text
        case Time():
            return parse_time(text) or text
        case DateTime():
            return parse_date_time(text) or text
    return parse_duration(text) or text


def _lists(got: list[Value], expected: list[object] | list[Value], tolerance: Decimal) -> bool:
    return len(got) == len(expected) and all(
        agree(one, other, tolerance) for one, other in zip(got, expected, strict=True)
    )


def _contexts(got: Mapping[str, Value], expected: Mapping[str, object], tolerance: Decimal) -> bool:
    names = {name for name, value in (*got.items(), *expected.items()) if value is not None}
    return all(agree(got.get(name), expected.get(name), tolerance) for name in names)

"""Values put together and taken apart: a range of two ends, and what stands after the dot of `value.name`."""

from __future__ import annotations

from creditrules.feel.run.evaluation import Run
from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time, part
from creditrules.feel.values.comparison import compare
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Range, Value

__all__ = ["make_range", "path"]

_TEMPORAL = (Date, Time, DateTime, DaysDuration, MonthsDuration)
_RANGE_PARTS = {
    "start": "low",
    "end": "high",
    "start included": "low_closed",
    "end included": "high_closed",
}


def make_range(run: Run, low: Value, high: Value, low_closed: bool, high_closed: bool) -> Value:  # noqa: FBT001
    """The range between two ends; null where an end is null, they cannot be compared, or the first is the greater."""
    order = compare(low, high)
    if order is None:
        return run.null("feel.range-ends", f"{brief(low)} and {brief(high)} cannot be the ends of one range.")
    if order > 0:
        return run.null("feel.range-order", f"A range cannot run from {brief(low)} down to {brief(high)}.")
    return Range(low, high, low_closed, high_closed)


def path(run: Run, value: Value, name: str) -> Value:
    """`value.name`: a context's entry, a part of a date, time or duration, an end of a range (clause 10.3.2.15)."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
    elif isinstance(value, _TEMPORAL):
        try:
            return part(value, name)
        except KeyError:
            pass
    elif isinstance(value, Range) and name in _RANGE_PARTS:
        return getattr(value, _RANGE_PARTS[name])
    return run.null("feel.no-entry", f"{brief(value)} has no '{name}'.")

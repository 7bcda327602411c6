"""Boxes for people, as FEEL by fact, and for programs."""

from __future__ import annotations

from fractions import Fraction

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.boxes import Box
from creditrules.dmn.analysis.space.lines import WHOLE, Border, Line, stretches
from creditrules.dmn.analysis.values.numbers import value_on
from creditrules.dmn.analysis.values.words import number_text, value_text
from creditrules.dmn.table.region import Key, Region
from creditrules.feel import Value
from creditrules.records import dataclass

__all__ = ["Part", "box_parts", "box_text", "region_text"]


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of values on an axis. low, high: None where there is no end. null: whether it is null alone.

    failed: whether it is where working the axis out fails, which is null with a warning.
    """

    low: Value = None
    high: Value = None
    low_closed: bool = False
    high_closed: bool = False
    null: bool = False
    failed: bool = False


def box_text(box: Box) -> str:
    """As `dti: (0.4..0.5], score: < 620`; "anything" of a box that is everything."""
    return ", ".join(f"{axis.name}: {region_text(axis, region)}" for axis, region in box.regions) or "anything"


def box_parts(box: Box) -> tuple[tuple[Axis, tuple[Part, ...]], ...]:
    """By axis the stretches of a box, in order; texts apart, each of one kind."""
    return tuple((axis, parts_of(region)) for axis, region in box.regions)


def region_text(axis: Axis, region: Region) -> str:
    """Unary tests that a set of values meets, within what the axis may have."""
    inside = list(stretches(region))
    outside = list(stretches(region.complement().intersection(axis.domain)))
    if outside and all(map(_is_point, outside)) and not all(map(_is_point, inside)):
        return f"not({', '.join(_text(axis, *each) for each in outside)})"
    return ", ".join(_text(axis, *each) for each in inside)


def parts_of(region: Region) -> tuple[Part, ...]:
    """The stretches of a set."""
    return tuple(_part(low, high) for low, high in stretches(region))


def _part(low: Border, high: Border) -> Part:
    line = Line(low[0])
    if line in {Line.NULL, Line.FAILED}:
        return Part(null=True, failed=line is Line.FAILED)
    first, last = (_value(line, end[1]) if len(end) > 1 else None for end in (low, high))
    if line in WHOLE and len(high) > 1:
        return Part(first, value_on(line, high[1] - 1), low_closed=len(low) > 1, high_closed=True)
    if line is Line.BOOLEAN:
        return Part(len(low) > 1, len(high) == 1, low_closed=True, high_closed=True)
    return Part(first, last, low_closed=len(low) > 1 and not low[2], high_closed=len(high) > 1 and bool(high[2]))


def _value(line: Line, key: Key) -> Value:
    return key if isinstance(key, Fraction) else value_on(line, key)


def _is_point(stretch: tuple[Border, Border]) -> bool:
    low, high = stretch
    if low[0] in {Line.NULL, Line.BOOLEAN}:
        return True
    if len(low) == 1 or len(high) == 1:
        return False
    return bool(low[1] == high[1]) or (low[0] in WHOLE and low[1] + 1 == high[1])


def _text(axis: Axis, low: Border, high: Border) -> str:
    part = _part(low, high)
    if part.null:
        return "failed" if part.failed else "null"
    if Line(low[0]) is Line.OTHER:
        return "not null"
    if part.low_closed and part.high_closed and part.low == part.high:
        return _spelt(part.low)
    if not _ends(low, axis, 0) or not _ends(high, axis, 1):
        return _one_sided(axis, part, low, high)
    if part.low is None and part.high is None:
        return "any"
    return f"{'[' if part.low_closed else '('}{_spelt(part.low)}..{_spelt(part.high)}{']' if part.high_closed else ')'}"


def _ends(border: Border, axis: Axis, side: int) -> bool:
    """Whether a border says more than where the domain ends."""
    return len(border) > 1 and border not in axis.domain.cuts[side::2]


def _one_sided(axis: Axis, part: Part, low: Border, high: Border) -> str:
    if _ends(high, axis, 1):
        return f"{'<=' if part.high_closed else '<'} {_spelt(part.high)}"
    if _ends(low, axis, 0):
        return f"{'>=' if part.low_closed else '>'} {_spelt(part.low)}"
    if Line(low[0]) is Line.BOOLEAN:
        return "true, false"
    return "not null"


def _spelt(value: Value) -> str:
    return number_text(value) if isinstance(value, Fraction) else value_text(value)

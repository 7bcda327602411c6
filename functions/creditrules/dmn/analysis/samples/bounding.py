"""Sums of what rises or falls with one fact each, between ends: where a box leaves such a sum no value, proved."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.boxes import Box
from creditrules.dmn.analysis.space.lines import stretches
from creditrules.dmn.analysis.values.algebra import linear_line
from creditrules.dmn.analysis.values.evaluating import Witness
from creditrules.dmn.analysis.values.forms import Sum
from creditrules.dmn.analysis.values.monotone import base_of
from creditrules.dmn.analysis.values.numbers import key_on, value_on

__all__ = ["is_out_of_reach"]


class _Ends(NamedTuple):
    """Both count as reached; None is no end."""

    low: Fraction | None
    high: Fraction | None


def is_out_of_reach(box: Box, axis: Axis) -> bool:
    """Whether a sum surely has no value for anybody in a box: its parts by themselves bound it too narrowly."""
    if not isinstance(axis.form, Sum):
        return False
    asked, reached = _ends_in(box, axis), _Ends(Fraction(0), Fraction(0))
    for each, factor in axis.form.terms:
        reached = _plus(reached, _reached(box, each), factor)
    return _below(reached.high, asked.low) or _below(asked.high, reached.low)


def _below(one: Fraction | None, other: Fraction | None) -> bool:
    return one is not None and other is not None and one < other


def _plus(one: _Ends, other: _Ends, factor: Fraction) -> _Ends:
    low, high = other if factor > 0 else reversed(other)
    return _Ends(*(None if a is None or b is None else a + factor * b for a, b in zip(one, (low, high), strict=True)))


def _reached(box: Box, axis: Axis) -> _Ends:
    found = base_of(axis)
    if found is None:
        return _Ends(None, None)
    base, direction = found
    ends = _ends_in(box, base)
    if axis is base:
        return ends
    low, high = (None if end is None else _value(axis, base, end) for end in ends)
    return _Ends(low, high) if direction > 0 else _Ends(high, low)


def _value(axis: Axis, base: Axis, number: Fraction) -> Fraction | None:
    """What is on an axis where the fact that it rises or falls with is that number."""
    line = linear_line(base)
    key = None if line is None else key_on(line, number)
    if line is None or key is None:
        return None
    witness = Witness({})
    witness.suppose(base, value_on(line, key))
    return witness.sum(((axis, Fraction(1)),))


def _ends_in(box: Box, axis: Axis) -> _Ends:
    line = linear_line(axis)
    found = [each for each in stretches(box.region(axis).intersection(axis.domain)) if each[0][0] == line]
    if line is None or not found:
        return _Ends(None, None)
    low, high = found[0][0], found[-1][1]
    return _Ends(*(Fraction(end[1]) if len(end) > 1 else None for end in (low, high)))

"""Abstract values: what an expression comes to in one box, told by the facts."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.budget import TooLarge
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import Line
from creditrules.dmn.limits import ANALYSIS_PARTS
from creditrules.feel import Range, Value, has_at_most
from creditrules.records import dataclass, field

__all__ = [
    "FAILED",
    "NULL",
    "Items",
    "Known",
    "Linear",
    "Of",
    "Picked",
    "Record",
    "Said",
    "Term",
    "known",
    "said",
    "value_of",
]


@dataclass(frozen=True, slots=True)
class Known:
    """A constant. key: equal for equal values of one kind, and hashable."""

    key: Hashable
    value: Value = field(compare=False)


@dataclass(frozen=True, slots=True)
class Linear:
    """A number, date or duration that is a sum of multiples of axes and a constant, in the unit of its line's keys.

    terms: in the order of the axes, none zero. recipe: where a rounding may be seen, the axis of the same, computed.
    """

    line: Line
    terms: tuple[tuple[Axis, Fraction], ...]
    constant: Fraction
    recipe: Axis | None = None


@dataclass(frozen=True, slots=True)
class Of:
    """The value on an axis, which there is on `line`."""

    axis: Axis
    line: Line


@dataclass(frozen=True, slots=True)
class Record:
    """A context of abstract values. weight: of how many parts it is; 0 until it is weighed."""

    entries: tuple[tuple[str, Term], ...]
    weight: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list of abstract values. weight: as of a context."""

    items: tuple[Term, ...]
    weight: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Picked:
    """A list of those items whose condition, a diagram of booleans, is true; whole: the axis of the list as computed.

    ordered: whether they stand in the order that they are told in.
    """

    items: tuple[tuple[Diagram, Term], ...]
    whole: Axis
    ordered: bool = True


Term: TypeAlias = Known | Linear | Of | Record | Items | Picked


class Said(NamedTuple):
    """What an expression comes to, and whether a warning was left on the way."""

    value: Term
    warned: bool = False


def known(value: Value) -> Known:
    """A constant. Raises TooLarge for one with too many parts: its key would have each as often as it is met."""
    if not has_at_most(value, ANALYSIS_PARTS):
        raise TooLarge("value", "")
    return Known(_key(value), value)


def said(value: Value, *, warned: bool = False) -> Said:
    """A constant, and whether a warning was left."""
    return Said(known(value), warned)


def value_of(term: Term) -> Any:
    """The value of a term that is a constant, or made of constants; KeyError of any other."""
    match term:
        case Known(value=value):
            return value
        case Record(entries):
            return {name: value_of(entry) for name, entry in entries}
        case Items(items):
            return [value_of(item) for item in items]
    raise KeyError(term)


def _key(value: Value) -> Hashable:
    match value:
        case list():
            return (list, tuple(map(_key, value)))
        case dict():
            return (dict, tuple((name, _key(part)) for name, part in sorted(value.items())))
        case Range():
            ends = (_key(value.low), _key(value.high))
            return (Range, ends, value.low_closed, value.high_closed, value.sign)
        case Decimal():
            return value
    return (type(value), value)


NULL = Said(known(None))
"""Null, quietly."""

FAILED = Said(known(None), warned=True)
"""Null with a warning."""

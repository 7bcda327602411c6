"""Relations of points and ranges (DMN 1.5, clause 10.3.4.9, table 78), after Allen's interval algebra."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from creditrules.feel.builtins.arguments import builtin
from creditrules.feel.builtins.signature import Builtin, Parameter, Signature
from creditrules.feel.run.evaluation import Run
from creditrules.feel.types import ANY, BOOLEAN, RangeType, Type
from creditrules.feel.values.comparison import compare
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Range, Value
from creditrules.records import dataclass

__all__ = ["INTERVALS"]

_RANGE = RangeType(ANY)


class _IncomparableError(Exception):
    """Two ends have no order between them."""


@dataclass(frozen=True, slots=True)
class _End:
    """An end of a range, or a point. side: -1 before and 1 after everything, where the range has no end there."""

    value: Value
    closed: bool
    side: int = 0

    def order(self, other: _End) -> int:
        if self.side or other.side:
            return (self.side > other.side) - (self.side < other.side)
        order = compare(self.value, other.value)
        if order is None:
            raise _IncomparableError
        return order


@dataclass(frozen=True, slots=True)
class _Interval:
    """A range by its ends; a point is the range from itself to itself."""

    start: _End
    end: _End
    is_range: bool


def _interval(value: Value) -> _Interval:
    if not isinstance(value, Range):
        return _Interval(_End(value, closed=True), _End(value, closed=True), is_range=False)
    start = _End(value.low, value.low_closed, -1 if value.low is None else 0)
    end = _End(value.high, value.high_closed, 1 if value.high is None else 0)
    return _Interval(start, end, is_range=True)


def _before(one: _Interval, other: _Interval) -> bool:
    order = one.end.order(other.start)
    return order < 0 or (order == 0 and not (one.end.closed and other.start.closed))


def _meets(one: _Interval, other: _Interval) -> bool:
    return one.end.closed and other.start.closed and one.end.order(other.start) == 0


def _overlaps(one: _Interval, other: _Interval) -> bool:
    return not _before(one, other) and not _before(other, one)


def _overlaps_before(one: _Interval, other: _Interval) -> bool:
    return _starts_earlier(one, other) and not _before(one, other) and not _ends_later(one, other)


def _starts_earlier(one: _Interval, other: _Interval) -> bool:
    order = one.start.order(other.start)
    return order < 0 or (order == 0 and one.start.closed and not other.start.closed)


def _ends_later(one: _Interval, other: _Interval) -> bool:
    order = one.end.order(other.end)
    return order > 0 or (order == 0 and one.end.closed and not other.end.closed)


def _finishes(one: _Interval, other: _Interval) -> bool:
    return _same_end(one.end, other.end) and not _starts_earlier(one, other)


def _starts(one: _Interval, other: _Interval) -> bool:
    return _same_end(one.start, other.start) and not _ends_later(one, other)


def _same_end(one: _End, other: _End) -> bool:
    return one.closed == other.closed and one.order(other) == 0


def _includes(one: _Interval, other: _Interval) -> bool:
    return not _starts_earlier(other, one) and not _ends_later(other, one)


def _coincides(one: _Interval, other: _Interval) -> bool:
    return _same_end(one.start, other.start) and _same_end(one.end, other.end)


_Relation = Callable[[_Interval, _Interval], bool]


def _turned(relation: _Relation) -> _Relation:
    return lambda one, other: relation(other, one)


def _call(name: str, relation: _Relation, allowed: frozenset[str]) -> Callable[..., Value]:
    def call(run: Run, first: Value, second: Value) -> Value:
        if first is None or second is None:
            return run.null("feel.argument", f"{name}() of {brief(first)} and {brief(second)} is null.")
        if any(isinstance(value, Range) and value.sign == "!=" for value in (first, second)):
            message = f"{name}() has no meaning for {brief(first)} and {brief(second)}: one has a gap."
            return run.null("feel.argument", message)
        one, other = _interval(first), _interval(second)
        if _form(one, other) not in allowed:
            message = f"{name}() has no meaning for {brief(first)} and {brief(second)}."
            return run.null("feel.argument", message)
        try:
            return relation(one, other)
        except _IncomparableError:
            return run.null("feel.argument", f"{name}() cannot compare {brief(first)} and {brief(second)}.")

    return call


def _form(one: _Interval, other: _Interval) -> str:
    return ("range" if one.is_range else "point") + " " + ("range" if other.is_range else "point")


_FORMS: dict[str, tuple[tuple[str, Type], tuple[str, Type]]] = {
    "range range": (("range1", _RANGE), ("range2", _RANGE)),
    "range point": (("range", _RANGE), ("point", ANY)),
    "point range": (("point", ANY), ("range", _RANGE)),
    "point point": (("point1", ANY), ("point2", ANY)),
}
_RELATIONS: tuple[tuple[str, _Relation, tuple[str, ...]], ...] = (
    ("before", _before, tuple(_FORMS)),
    ("after", _turned(_before), tuple(_FORMS)),
    ("meets", _meets, ("range range",)),
    ("met by", _turned(_meets), ("range range",)),
    ("overlaps", _overlaps, ("range range",)),
    ("overlaps before", _overlaps_before, ("range range",)),
    ("overlaps after", _turned(_overlaps_before), ("range range",)),
    ("finishes", _finishes, ("range range", "point range")),
    ("finished by", _turned(_finishes), ("range range", "range point")),
    ("includes", _includes, ("range range", "range point")),
    ("during", _turned(_includes), ("range range", "point range")),
    ("starts", _starts, ("range range", "point range")),
    ("started by", _turned(_starts), ("range range", "range point")),
    ("coincides", _coincides, ("range range", "point point")),
)


def _intervals() -> Iterator[Builtin]:
    for name, relation, forms in _RELATIONS:
        signatures = (
            Signature(tuple(Parameter(word, type_) for word, type_ in _FORMS[form]), BOOLEAN) for form in forms
        )
        yield builtin(name, _call(name, relation, frozenset(forms)), *signatures)


INTERVALS = tuple(_intervals())

"""Which values a table cell admits, as a set on an ordered line; cells that are not such sets are left to be run."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from creditrules.feel import NOT_CONSTANT, Date, DateTime, DaysDuration, MonthsDuration, Range, Time, Value, ast
from creditrules.records import dataclass

__all__ = [
    "ALL",
    "NOTHING",
    "CellSet",
    "Constant",
    "Cut",
    "Key",
    "Kind",
    "Region",
    "cell_set",
    "compared",
    "key_of",
    "kind_of",
]

Key = Any
"""What values of one kind are ordered by: the value itself, or its whole-number key."""

Kind = tuple[type, bool]
"""A class of values that are totally ordered among themselves, zoned and local times apart."""

Cut = tuple[Any, ...]
"""A border before (False) or after (True) a key: `(key, after)`. Regions of other ordered borders are made as well."""


Constant = Callable[[ast.Expr], object]
"""The value of an expression without names; NOT_CONSTANT otherwise."""

_PLAIN = frozenset((Decimal, str, bool))
_KEYED = frozenset((Date, Time, DateTime, DaysDuration, MonthsDuration))
_UNORDERED = frozenset((bool,))
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Region:
    """A set of keys: whether it holds the smallest ones, and the cuts, ascending, at which that changes."""

    starts: bool
    cuts: tuple[Cut, ...] = ()

    def complement(self) -> Region:
        """All other keys."""
        return Region(not self.starts, self.cuts)

    def union(self, other: Region) -> Region:
        """Keys in either."""
        if not self.starts and not self.cuts:
            return other
        if (not other.starts and not other.cuts) or (self.starts and not self.cuts):
            return self
        return _merged(self, other, lambda one, two: one or two)

    def intersection(self, other: Region) -> Region:
        """Keys in both."""
        if self.starts and not self.cuts:
            return other
        if other.starts and not other.cuts:
            return self
        return _merged(self, other, lambda one, two: one and two)


ALL = Region(starts=True)
NOTHING = Region(starts=False)


def _merged(left: Region, right: Region, keep: Callable[[bool, bool], bool]) -> Region:
    in_left, in_right = left.starts, right.starts
    starts = inside = keep(in_left, in_right)
    cuts: list[Cut] = []
    at_left = at_right = 0
    while at_left < len(left.cuts) or at_right < len(right.cuts):
        if at_right == len(right.cuts):
            cut = left.cuts[at_left]
        elif at_left == len(left.cuts):
            cut = right.cuts[at_right]
        else:
            cut = min(left.cuts[at_left], right.cuts[at_right])
        if at_left < len(left.cuts) and left.cuts[at_left] == cut:
            in_left, at_left = not in_left, at_left + 1
        if at_right < len(right.cuts) and right.cuts[at_right] == cut:
            in_right, at_right = not in_right, at_right + 1
        if keep(in_left, in_right) != inside:
            inside = not inside
            cuts.append(cut)
    return Region(starts, tuple(cuts))


def _points(keys: list[Key]) -> Region:
    cuts = []
    for key in sorted(set(keys)):
        cuts += [(key, False), (key, True)]
    return Region(starts=False, cuts=tuple(cuts))


def compared(operator: str, key: Key) -> Region:
    """The keys that stand so to a key."""
    match operator:
        case "=":
            return _points([key])
        case "!=":
            return _points([key]).complement()
        case "<":
            return Region(starts=True, cuts=((key, False),))
        case "<=":
            return Region(starts=True, cuts=((key, True),))
        case ">":
            return Region(starts=False, cuts=((key, True),))
        case _:
            return Region(starts=False, cuts=((key, False),))


def kind_of(value: Value) -> Kind | None:
    """The ordered kind a value belongs to."""
    class_ = type(value)
    if class_ in _PLAIN:
        return class_, False
    if class_ in _KEYED:
        return class_, bool(value.zoned)  # type: ignore[attr-defined]
    return None


def key_of(value: Value) -> Key:
    """What a value of a kind is ordered by."""
    return value if type(value) in _PLAIN else value.key  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class CellSet:
    """What a cell admits among non-null values of `kind` (any kind when None).

    shape: two cells of one shape and kind treat null alike, and so do their parts.
    """

    kind: Kind | None
    region: Region
    shape: str


class _CannotIndexError(Exception):
    """The cell is not a set of values of one kind."""


def cell_set(tests: ast.UnaryTests, constant: Constant) -> CellSet | None:
    """The set a cell stands for, or None when it must be run: it uses names, functions of `?`, several kinds."""
    if not tests.tests:
        return CellSet(None, ALL, "-")
    reader = _Reader(constant)
    try:
        region, shape = reader.any_of(tests.tests, reader.test)
    except _CannotIndexError:
        return None
    if tests.negated:
        return CellSet(reader.kind, region.complement(), f"not({shape})")
    return CellSet(reader.kind, region, shape)


_Part = tuple[Region, str]


class _Reader:
    """Reads one cell; all its constants must be of one kind."""

    __slots__ = ("_constant", "kind")

    def __init__(self, constant: Constant) -> None:
        self._constant = constant
        self.kind: Kind | None = None

    def any_of(self, tests: tuple[ast.Expr, ...], read: Callable[[ast.Expr], _Part]) -> _Part:
        equals: list[Key] = []
        region, shapes = NOTHING, []
        for test in tests:
            key = self._equal_key(test) if read == self.test else NOT_CONSTANT
            if key is not NOT_CONSTANT:
                equals.append(key)
                shapes.append("=")
                continue
            part, shape = read(test)
            region = region.union(part)
            shapes.append(shape)
        if equals:
            region = _points(equals).union(region)
        return region, "|".join(sorted(set(shapes)))

    def _equal_key(self, test: ast.Expr) -> Key:
        if type(test) is ast.Literal and test.value is not None:
            return self._key(test.value)
        return NOT_CONSTANT

    def test(self, test: ast.Expr) -> _Part:
        """One unary test."""
        match test:
            case ast.OperatorTest(operator=operator, operand=operand):
                return self._comparison(operator, operand)
            case ast.Interval():
                return self._interval(test)
        if _uses_tested_value(test):
            return self._condition(test)
        return self._equality_or_member(self._value(test))

    def _condition(self, test: ast.Expr) -> _Part:
        match test:
            case ast.Comparison(operator=operator, left=left, right=right):
                if _is_tested_value(left):
                    return self._comparison(operator, right)
                if _is_tested_value(right):
                    return self._comparison(_MIRRORED[operator], left)
            case ast.Between(value=value, low=low, high=high) if _is_tested_value(value):
                return self._ends(low, high, low_closed=True, high_closed=True)
            case ast.In(value=value, tests=tests) if _is_tested_value(value):
                return self.any_of(tests, self.test)
            case ast.And(operands=operands):
                parts = [self._condition(operand) for operand in operands]
                region = ALL
                for part, _ in parts:
                    region = region.intersection(part)
                return region, f"({'&'.join(sorted({shape for _, shape in parts}))})"
            case ast.Or(operands=operands):
                region, shape = self.any_of(operands, self._condition)
                return region, f"({shape})"
            case ast.Call(function=ast.Name(name="not"), arguments=(operand,), names=None):
                region, shape = self._condition(operand)
                return region.complement(), f"not({shape})"
        raise _CannotIndexError

    def _comparison(self, operator: str, operand: ast.Expr) -> _Part:
        value = self._value(operand)
        if value is None:
            if operator in {"=", "!="}:
                return (NOTHING if operator == "=" else ALL), f"{operator}null"
            raise _CannotIndexError
        if type(value) in _UNORDERED and operator not in {"=", "!="}:
            raise _CannotIndexError
        return compared(operator, self._key(value)), operator

    def _interval(self, test: ast.Interval) -> _Part:
        return self._ends(test.low, test.high, low_closed=test.low_closed, high_closed=test.high_closed)

    def _ends(self, low: ast.Expr, high: ast.Expr, *, low_closed: bool, high_closed: bool) -> _Part:
        return self._between(self._value(low), self._value(high), low_closed=low_closed, high_closed=high_closed)

    def _between(self, low: Value, high: Value, *, low_closed: bool, high_closed: bool) -> _Part:
        if low is None or high is None or type(low) in _UNORDERED:
            raise _CannotIndexError
        first, last = (self._key(low), not low_closed), (self._key(high), high_closed)
        if not first < last:
            raise _CannotIndexError
        return Region(starts=False, cuts=(first, last)), f"{'[' if low_closed else '('}{']' if high_closed else ')'}"

    def _equality_or_member(self, value: Value) -> _Part:
        if value is None:
            return NOTHING, "=null"
        if isinstance(value, Range) and value.sign == "!=":
            raise _CannotIndexError
        if isinstance(value, Range):
            return self._between(value.low, value.high, low_closed=value.low_closed, high_closed=value.high_closed)
        if isinstance(value, list):
            if not value:
                raise _CannotIndexError
            return _points([self._key(item) for item in value]), "list"
        return _points([self._key(value)]), "="

    def _value(self, expr: ast.Expr) -> Value:
        if type(expr) is ast.Literal:
            return expr.value
        value = self._constant(expr)
        if value is NOT_CONSTANT:
            raise _CannotIndexError
        return value

    def _key(self, value: Value) -> Key:
        kind = kind_of(value)
        if kind is None or (self.kind is not None and kind != self.kind):
            raise _CannotIndexError
        self.kind = kind
        return key_of(value)


def _is_tested_value(expr: ast.Expr) -> bool:
    return isinstance(expr, ast.Name) and expr.name == "?"


def _uses_tested_value(expr: ast.Expr) -> bool:
    return any(isinstance(node, ast.Name) and node.name == "?" for node in ast.walk(expr))

"""For which values of each field a condition holds, so that it can stand in the cells of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from creditrules.imports.pmml.literals import Literal
from creditrules.records import dataclass, replace

__all__ = ["ANYTHING", "KNOWN", "MISSING", "Cases", "Reach", "TooManyCasesError", "all_of", "any_of", "cell"]

_MOST_CASES = 2_000


class TooManyCasesError(Exception):
    """A condition that would need too many rows."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Values of one field.

    missing: whether the missing value is one of them. The others are those of `only` (any where that is None) that are
    not in `never` and lie between the ends, each with whether it is within itself.
    """

    missing: bool = False
    only: tuple[Literal, ...] | None = None
    never: tuple[Literal, ...] = ()
    low: tuple[Literal, bool] | None = None
    high: tuple[Literal, bool] | None = None

    @property
    def empty(self) -> bool:
        """Whether no value is left."""
        return not self.missing and self.only == ()

    def __and__(self, other: Reach) -> Reach:
        """What is in both."""
        both = Reach(
            self.missing and other.missing,
            _common(self.only, other.only),
            tuple(dict.fromkeys((*self.never, *other.never))),
            _tighter(self.low, other.low, sign=1),
            _tighter(self.high, other.high, sign=-1),
        )
        return both._settled()

    def _settled(self) -> Reach:
        """The same with the values counted out, where they are few or none."""
        if self.only is not None:
            left = tuple(one for one in self.only if one not in self.never and self._between(one.value))
            return Reach(self.missing, left)
        if self.low is None or self.high is None:
            return replace(self, never=tuple(one for one in self.never if self._between(one.value)))
        (low, from_low), (high, to_high) = self.low, self.high
        if low.value > high.value or (low.value == high.value and not (from_low and to_high)):  # type: ignore[operator]
            return Reach(self.missing, ())
        if low.value == high.value:
            return Reach(self.missing, () if low in self.never else (low,))
        return replace(self, never=tuple(one for one in self.never if self._between(one.value)))

    def _between(self, value: Any) -> bool:
        if self.low is not None and (value < self.low[0].value or (value == self.low[0].value and not self.low[1])):
            return False
        high = self.high
        return high is None or value < high[0].value or (value == high[0].value and high[1])


ANYTHING = Reach(missing=True)
KNOWN = Reach()
MISSING = Reach(missing=True, only=())

Cases: TypeAlias = tuple[Mapping[str, Reach], ...]
"""A condition as alternatives; in each, what must hold of each field that it names."""


def all_of(one: Cases, other: Cases) -> Cases:
    """Both conditions. Raises TooManyCasesError."""
    if len(one) * len(other) > _MOST_CASES:
        raise TooManyCasesError
    joined = (_joined(left, right) for left in one for right in other)
    return _distinct(case for case in joined if not any(reach.empty for reach in case.values()))


def any_of(*conditions: Cases) -> Cases:
    """One of the conditions. Raises TooManyCasesError."""
    cases = _distinct(case for condition in conditions for case in condition)
    if len(cases) > _MOST_CASES:
        raise TooManyCasesError
    return cases


def cell(reach: Reach | None) -> str:
    """The unary tests of a field's column (DMN 1.5, clause 10.3.1.2, rule 7)."""
    if reach is None or reach == ANYTHING:
        return "-"
    tests = _tests(reach)
    if not reach.missing:
        return tests
    return f"null, {tests}" if tests else "null"


def _tests(reach: Reach) -> str:
    if reach.only is not None:
        return ", ".join(one.text for one in reach.only)
    between = _interval(reach)
    never = ", ".join(one.text for one in reach.never)
    if not between:
        return f"not(null, {never})" if never else "not(null)"
    return between if not never else f"? in ({between}) and not(? in ({never}))"


def _interval(reach: Reach) -> str:
    low, high = reach.low, reach.high
    if low is not None and high is not None:
        return f"{'[' if low[1] else '('}{low[0].text}..{high[0].text}{']' if high[1] else ')'}"
    if low is not None:
        return f"{'>=' if low[1] else '>'} {low[0].text}"
    return f"{'<=' if high[1] else '<'} {high[0].text}" if high is not None else ""


def _joined(one: Mapping[str, Reach], other: Mapping[str, Reach]) -> Mapping[str, Reach]:
    both = dict(one)
    for field, reach in other.items():
        both[field] = both[field] & reach if field in both else reach
    return both


def _distinct(cases: Iterable[Mapping[str, Reach]]) -> Cases:
    found: dict[tuple[tuple[str, Reach], ...], Mapping[str, Reach]] = {}
    for case in cases:
        found.setdefault(tuple(sorted(case.items(), key=lambda pair: pair[0])), case)
    return tuple(found.values())


def _common(one: tuple[Literal, ...] | None, other: tuple[Literal, ...] | None) -> tuple[Literal, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(value for value in one if value in other)


def _tighter(one: tuple[Literal, bool] | None, other: tuple[Literal, bool] | None, sign: int) -> Any:
    if one is None or other is None:
        return other if one is None else one
    if one[0].value == other[0].value:
        return one[0], one[1] and other[1]
    first_is_lower = one[0].value < other[0].value  # type: ignore[operator]
    return other if first_is_lower == (sign > 0) else one

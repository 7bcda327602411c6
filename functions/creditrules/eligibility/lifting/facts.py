"""Which facts would have to be otherwise for a condition to hold, by the values that its own comparisons name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Context, Decimal
from typing import Final

from creditrules.dmn import Fact
from creditrules.eligibility.lifting.asked import Asked, Unsolvable
from creditrules.eligibility.lifting.times import asks_time
from creditrules.feel import NOT_CONSTANT, Date, DaysDuration, MonthsDuration, Value, ast, civil
from creditrules.records import dataclass

__all__ = ["FactChange", "changed", "needed_changes"]

_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_NEGATED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_MOST_CHANGES: Final = 8
_SECOND: Final = 10**9
_EXACT: Final = Context(prec=34)


@dataclass(frozen=True, slots=True)
class FactChange:
    """What a fact would have to be: `operator` (= < <= > >=) and the condition's own value; `sample` is one that fits.

    given: what it is now.
    """

    fact: Fact
    operator: str
    threshold: Value
    given: Value
    sample: Value


def needed_changes(asked: Asked, facts: Mapping[str, Value], now: datetime) -> tuple[FactChange, ...]:
    """The changes that make the condition hold, but for what only time can bring; each fact is in one of them.

    Of alternatives the one with the fewest changes, the first of equals. Raises Unsolvable.
    """
    found = _Solver(asked, facts, now).solve(asked.expr, wanted=True)
    if found is None or len({change.fact.name for change in found}) < len(found) or len(found) > _MOST_CHANGES:
        raise Unsolvable
    return tuple(found)


def changed(asked: Asked, facts: Mapping[str, Value], changes: tuple[FactChange, ...]) -> Mapping[str, Value]:
    """The facts with the changes made. Raises Unsolvable where a fact may not have such a value."""
    samples = {change.fact.name: change.sample for change in changes}
    read = asked.ground.compiled.model.read_facts(samples)
    if read.diagnostics or read.values.keys() != samples.keys():
        raise Unsolvable
    return {**facts, **read.values}


@dataclass(frozen=True, slots=True)
class _Solver:
    asked: Asked
    facts: Mapping[str, Value]
    now: datetime

    def solve(self, node: ast.Expr, *, wanted: bool) -> list[FactChange] | None:
        """Changes that make a part as wanted; None where there are none that are known of."""
        if self.asked.value(node, self.facts, self.now) is wanted:
            return []
        match node:
            case ast.And(operands=operands):
                return self._all(operands, wanted=True) if wanted else self._any(operands, wanted=False)
            case ast.Or(operands=operands):
                return self._any(operands, wanted=True) if wanted else self._all(operands, wanted=False)
            case ast.Call(arguments=(operand,)) if self.asked.condition.builtin(node) == "not":
                return self.solve(operand, wanted=not wanted)
            case ast.Comparison(operator=operator, left=left, right=right):
                found = self._comparison(operator if wanted else _NEGATED[operator], left, right)
            case ast.Between(value=value, low=low, high=high) if wanted:
                found = self._between(value, low, high)
            case ast.In(value=value, tests=(ast.OperatorTest(operator=operator, operand=operand),)):
                found = self._comparison(operator if wanted else _NEGATED[operator], value, operand)
            case ast.Name():
                found = self._change(node, "=", wanted)
            case _:
                found = None
        # What only time brings is left to time.
        return [found] if found else [] if asks_time(self.asked, node) else None

    def _all(self, parts: tuple[ast.Expr, ...], *, wanted: bool) -> list[FactChange] | None:
        found = [self.solve(part, wanted=wanted) for part in parts]
        return None if None in found else [change for each in found for change in each or ()]

    def _any(self, parts: tuple[ast.Expr, ...], *, wanted: bool) -> list[FactChange] | None:
        found = [each for each in (self.solve(part, wanted=wanted) for part in parts) if each is not None]
        return min(found, key=lambda each: (not each, len(each)), default=None)

    def _comparison(self, operator: str, left: ast.Expr, right: ast.Expr) -> FactChange | None:
        if isinstance(right, ast.Name) and not isinstance(left, ast.Name):
            operator, left, right = _MIRRORED[operator], right, left
        if not isinstance(left, ast.Name) or _names(left.name, right):
            return None
        return self._change(left, operator, self.asked.value(right, self.facts, self.now))

    def _between(self, value: ast.Expr, low: ast.Expr, high: ast.Expr) -> FactChange | None:
        above = self._comparison(">=", value, low)
        return above if above and self._beyond(above) else self._comparison("<=", value, high)

    def _beyond(self, change: FactChange) -> bool:
        given, least = change.given, change.threshold
        return type(given) is type(least) and given < least  # type: ignore[operator]

    def _change(self, name: ast.Name, operator: str, threshold: Value) -> FactChange | None:
        fact = next((each for each in self.asked.ground.compiled.facts if each.name == name.name), None)
        if operator == "!=" and isinstance(threshold, bool):
            operator, threshold = "=", not threshold
        if fact is None or threshold is NOT_CONSTANT or operator == "!=":
            return None
        if threshold is None and not (operator == "=" and fact.nullable):
            return None
        sample = _fitting(operator, threshold)
        if sample is NOT_CONSTANT:
            return None
        return FactChange(fact, operator, threshold, self.facts.get(fact.name), sample)


def _names(name: str, part: ast.Expr) -> bool:
    return any(isinstance(node, ast.Name) and node.name == name for node in ast.walk(part))


def _fitting(operator: str, threshold: Value) -> Value:
    """A value that stands so to the threshold: itself, or the next on its side; NOT_CONSTANT where none is known."""
    if operator in {"=", "<=", ">="}:
        return threshold
    step = 1 if operator == ">" else -1
    match threshold:
        case Decimal():
            whole = threshold == threshold.to_integral_value()
            return _EXACT.add(threshold, step if whole else step * Decimal("0.01"))
        case Date():
            return Date(*civil(threshold.key + step))
        case DaysDuration():
            return DaysDuration(threshold.key + step * _SECOND)
        case MonthsDuration():
            return MonthsDuration(threshold.key + step)
    return NOT_CONSTANT

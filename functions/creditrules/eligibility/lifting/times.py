"""When a condition holds first: at now, or at a turning point of one of its comparisons with time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from creditrules.eligibility.lifting.asked import Asked, Unsolvable
from creditrules.feel import DaysDuration, MonthsDuration, Value, ast

__all__ = ["asks_time", "first_time"]

_CLOCKS: Final = frozenset(("now", "today", ""))
_LATEST: Final = datetime(9999, 12, 30, tzinfo=UTC)
_AHEAD: Final = timedelta(days=36_525)
_TICK: Final = timedelta(milliseconds=1)
_MOST_TURNS: Final = 16
_ONWARDS_PARTS: Final = frozenset(("year", "years"))
"""Parts of a date or a duration that never fall as it grows."""


def asks_time(asked: Asked, part: ast.Node) -> bool:
    """Whether a part of the condition asks for the present; a function of the model's own may."""
    return any(isinstance(node, ast.Call) and asked.condition.builtin(node) in _CLOCKS for node in ast.walk(part))


def first_time(asked: Asked, facts: Mapping[str, Value], now: datetime) -> datetime | None:
    """The first moment from now on at which the condition holds, to the millisecond; None if within 100 years none.

    Raises Unsolvable where a comparison with time may turn more than once.
    """
    if asked.holds(facts, now):
        return now
    turns = sorted({turn for part in _comparisons(asked, asked.expr) for turn in _turn(asked, part, facts, now)})
    return next((turn for turn in turns if asked.holds(facts, turn)), None)


def _comparisons(asked: Asked, part: ast.Expr) -> Iterator[ast.Comparison]:
    """The comparisons with time that the condition is made of by and, or and not."""
    left, waiting = _MOST_TURNS, [part]
    while waiting:
        node = waiting.pop()
        if not asks_time(asked, node):
            continue
        match node:
            case ast.And(operands=operands) | ast.Or(operands=operands):
                waiting += operands
            case ast.Call(arguments=(operand,)) if asked.condition.builtin(node) == "not":
                waiting.append(operand)
            case ast.Comparison(operator="<" | "<=" | ">" | ">=") if left:
                left -= 1
                yield node
            case _:
                raise Unsolvable


def _turn(asked: Asked, part: ast.Comparison, facts: Mapping[str, Value], now: datetime) -> Iterator[datetime]:
    """The moment at which a comparison becomes what it was not, if it does."""
    if _direction(asked, part.left, facts, now) * -_direction(asked, part.right, facts, now) < 0:
        raise Unsolvable
    before = _truth(asked, part, facts, now)
    early, late = now, min(now + _AHEAD, _LATEST)
    if _truth(asked, part, facts, late) is before:
        return
    while late - early > _TICK:
        middle = early + (late - early) / 2
        early, late = (middle, late) if _truth(asked, part, facts, middle) is before else (early, middle)
    yield late.replace(microsecond=late.microsecond // 1000 * 1000)


def _truth(asked: Asked, part: ast.Expr, facts: Mapping[str, Value], moment: datetime) -> bool:
    value = asked.value(part, facts, moment)
    if not isinstance(value, bool):
        raise Unsolvable
    return value


def _direction(asked: Asked, node: ast.Expr, facts: Mapping[str, Value], now: datetime) -> int:
    """1 where the value never falls as time goes on, -1 where it never rises, 0 where it stays."""
    if not asks_time(asked, node):
        return 0

    def of(part: ast.Expr) -> int:
        return _direction(asked, part, facts, now)

    match node:
        case ast.Call(arguments=()) if asked.condition.builtin(node):
            return 1
        case ast.Arithmetic(operator="+", left=left, right=right):
            return _both(of(left), of(right))
        case ast.Arithmetic(operator="-", left=left, right=right):
            return _both(of(left), -of(right))
        case ast.Arithmetic(operator="*" | "/", left=left, right=right) if not asks_time(asked, right):
            return of(left) * _sign(asked.value(right, facts, now))
        case ast.Call(arguments=(start, end), names=None):
            if asked.condition.builtin(node) == "years and months duration":
                return _both(-of(start), of(end))
        case ast.Path(base=base, name=name) if name in _ONWARDS_PARTS:
            return of(base)
    raise Unsolvable


def _both(one: int, other: int) -> int:
    if one * other < 0:
        raise Unsolvable
    return one or other


def _sign(value: Value) -> int:
    number = value.key if isinstance(value, DaysDuration | MonthsDuration) else value
    if not isinstance(number, int | Decimal) or isinstance(number, bool) or not number:
        raise Unsolvable
    return 1 if number > 0 else -1

"""Values as FEEL text: in full for `string()`, and cut short for messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from creditrules.feel.spelling import string_literal
from creditrules.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time, to_text
from creditrules.feel.values.kinds import Function, Range, Value

__all__ = ["brief", "kind", "literal", "number_text"]

_PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: \w+)*")
_BRIEF = 60
_TEMPORAL = (Date, Time, DateTime, DaysDuration, MonthsDuration)
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    (Decimal, "number"),
    (str, "string"),
    (list, "list"),
    (dict, "context"),
    (Date, "date"),
    (Time, "time"),
    (DateTime, "date and time"),
    (DaysDuration, "days and time duration"),
    (MonthsDuration, "years and months duration"),
    (Range, "range"),
    (Function, "function"),
)


def number_text(number: Decimal) -> str:
    """Plain digits without exponent, trailing zeros or negative zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def literal(value: Value, room: int) -> str | None:
    """The value as a FEEL literal; None where that takes more than `room` characters."""
    pieces: list[str] = []
    for piece in _pieces(value):
        room -= len(piece)
        if room < 0:
            return None
        pieces.append(piece)
    return "".join(pieces)


def brief(value: Value) -> str:
    """The value as a literal of at most about 60 characters, an ellipsis where more was there."""
    pieces: list[str] = []
    room = _BRIEF
    if isinstance(value, str) and len(value) > _BRIEF:
        return f"{string_literal(value[:_BRIEF])}…"
    for piece in _pieces(value):
        room -= len(piece)
        if room < 0:
            return "".join(pieces) + piece[:room] + "…"
        pieces.append(piece)
    return "".join(pieces)


def kind(value: Value) -> str:
    """The name of the value's type."""
    return next((name for type_, name in _KINDS if isinstance(value, type_)), "null" if value is None else "value")


def _pieces(value: Value) -> Iterator[str]:
    """The literal bit by bit; without recursion, as values may be nested deeper than Python's stack."""
    open_values: list[Iterator[Value | _Sign]] = [iter((value,))]
    while open_values:
        item = next(open_values[-1], _END)
        if item is _END:
            open_values.pop()
        elif isinstance(item, _Sign):
            yield item.text
        elif isinstance(item, list):
            open_values.append(_list_items(item))
        elif isinstance(item, dict):
            open_values.append(_entries(item))
        elif isinstance(item, Range):
            open_values.append(_range_items(item))
        else:
            yield _scalar(item)


class _Sign:
    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_END = _Sign("")
_COMMA = _Sign(", ")


def _list_items(items: list[Value]) -> Iterator[Value | _Sign]:
    yield _Sign("[")
    for index, item in enumerate(items):
        if index:
            yield _COMMA
        yield item
    yield _Sign("]")


def _entries(context: dict[str, Value]) -> Iterator[Value | _Sign]:
    yield _Sign("{")
    for index, (name, value) in enumerate(context.items()):
        if index:
            yield _COMMA
        yield _Sign(f"{name if _PLAIN_KEY.fullmatch(name) else string_literal(name)}: ")
        yield value
    yield _Sign("}")


def _range_items(value: Range) -> Iterator[Value | _Sign]:
    if value.sign:
        return chain((_Sign(f"({value.sign} "),), (value.low,), (_Sign(")"),))
    if value.low is None or value.high is None:
        end = value.high if value.low is None else value.low
        closed = value.high_closed if value.low is None else value.low_closed
        sign = ("<" if value.low is None else ">") + ("=" if closed else "")
        return chain((_Sign(f"({sign} "),), (end,), (_Sign(")"),))
    low, high = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    return chain((_Sign(low),), (value.low,), (_Sign(".."),), (value.high,), (_Sign(high),))


def _scalar(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return string_literal(value)
    if isinstance(value, _TEMPORAL):
        return f'@"{to_text(value)}"'
    if isinstance(value, Function):
        names = ", ".join(name for name, _ in value.parameters or ())
        return value.name or f"function({names})"
    return str(value)

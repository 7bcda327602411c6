"""Request bodies as plain values: numbers keep every digit, and what is not JSON is refused with its place."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import NoReturn

from creditrules.errors import Kind, Refusal

__all__ = ["read_request_json"]

MOST_INTEGER_DIGITS = 4000


def read_request_json(text: str | bytes, what: str = "The request body") -> object:
    """The value of a JSON text: dict, list, str, int, Decimal, bool, None.

    Raises Refusal INVALID: "NOT_UTF8"; "NOT_JSON", for NaN and Infinity, a name given twice and half a surrogate pair
    as well; "TOO_DEEP".
    """
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise Refusal(
            Kind.INVALID, "NOT_UTF8", f"{what} is not UTF-8: byte {error.start} does not fit.", (), "Send UTF-8."
        ) from None
    try:
        value: object = _DECODER.decode(decoded.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        message = f"{what} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        raise Refusal(Kind.INVALID, "NOT_JSON", message, (), "Send one JSON object with `query`.") from None
    except _NoNumber:
        raise _no_number(decoded) from None
    except RecursionError:
        raise Refusal(Kind.INVALID, "TOO_DEEP", f"{what} is nested too deeply.", (), "Flatten it.") from None
    if "\\ud" in decoded or "\\uD" in decoded:
        _refuse_half_pairs(value)
    return value


def _refuse_half_pairs(value: object) -> None:
    """Text with half a surrogate pair can be written in JSON, and nowhere after."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str) and any("\ud800" <= character <= "\udfff" for character in each):
            raise Refusal(Kind.INVALID, "NOT_JSON", "A text holds half a surrogate pair.", (), "Send whole characters.")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"The name {twice!r} is given twice in one JSON object."
        raise Refusal(Kind.INVALID, "NOT_JSON", message, (twice,), "Keep one of the two.")
    return made


def _integer(digits: str) -> int | Decimal:
    """Longer integers stay Decimal: Python's int refuses beyond 4,300 digits, and takes quadratic time on the way."""
    return int(digits) if len(digits) <= MOST_INTEGER_DIGITS else Decimal(digits)


class _NoNumber(Exception):
    """NaN or an infinity was met."""


def _stop(_text: str) -> NoReturn:
    raise _NoNumber


def _no_number(text: str) -> Refusal:
    """Read once more, this time to the end, to say where the first of them stands."""
    met: list[str] = []

    def note(constant: str) -> _NoNumber:
        met.append(constant)
        return _NoNumber(constant)

    path = _path_of(json.JSONDecoder(parse_constant=note, parse_int=_integer).decode(text)) or ()
    message = f"{met[0]} is not a JSON number (at {'.'.join(path) or 'the top'})."
    return Refusal(Kind.INVALID, "NOT_JSON", message, path, "Leave an unknown number out, or send null.")


def _path_of(value: object) -> tuple[str, ...] | None:
    if isinstance(value, _NoNumber):
        return ()
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return next(((str(step), *path) for step, item in inner if (path := _path_of(item)) is not None), None)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=Decimal, parse_int=_integer, parse_constant=_stop)

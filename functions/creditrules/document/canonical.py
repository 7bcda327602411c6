"""The one canonical form of a plain value, and its digest."""

from __future__ import annotations

import json.encoder
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

__all__ = ["canonical", "digest", "digest_of", "number_text"]

_PLAIN_EXPONENT = 40
_TEXT = frozenset({str})
_Put = Callable[[str], None]
_quoted = json.encoder.encode_basestring


def canonical(value: object) -> bytes:
    """UTF-8 JSON in one normal form: sorted keys, no blanks, no escapes but the needed, numbers in one spelling.

    Takes mappings with text keys, lists, tuples, str, Decimal, int, bool and None. Text is kept as it is (no Unicode
    normalisation). Two values are equal exactly when their canonical forms are. Raises TypeError for anything else,
    floats included, and ValueError for a number that is not finite or half a surrogate pair.
    """
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts).encode()


def digest(value: object) -> str:
    """SHA-256 of the canonical form: 64 hexadecimal characters."""
    return digest_of(canonical(value))


def digest_of(content: bytes) -> str:
    """The same of what is in the canonical form already."""
    from hashlib import sha256  # noqa: PLC0415 - OpenSSL's start is for those who want a digest

    return sha256(content).hexdigest()


def number_text(value: Decimal) -> str:
    """A number in its one spelling: 1.50 → 1.5, -0 → 0, 1E+2 → 100; far exponents as 1E+60."""
    if not value.is_finite():
        message = f"{value} has no canonical form."
        raise ValueError(message)
    if not value:
        return "0"
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101  (finite numbers have a whole exponent)
    text = "".join(map(str, digits)).strip("0")
    trailing = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    shortest = Decimal((sign, tuple(map(int, text)), exponent + trailing))
    return f"{shortest:f}" if abs(shortest.adjusted()) <= _PLAIN_EXPONENT else str(shortest)


def _write(value: object, put: _Put) -> None:
    kind = type(value)
    if kind is str:
        put(_quoted(value))  # type: ignore[arg-type]
    elif kind is dict:
        _write_mapping(value, put)  # type: ignore[arg-type]
    elif kind is list:
        _write_list(value, put)  # type: ignore[arg-type]
    else:
        _write_other(value, put)


def _write_other(value: object, put: _Put) -> None:
    match value:
        case str():
            put(_quoted(value))
        case None:
            put("null")
        case bool():
            put("true" if value else "false")
        case Decimal() | int():
            put(number_text(Decimal(value)))
        case Mapping():
            _write_mapping(value, put)
        case list() | tuple():
            _write_list(value, put)
        case _:
            message = f"{type(value).__name__} has no canonical form."
            raise TypeError(message)


def _write_list(items: Sequence[object], put: _Put) -> None:
    if _TEXT.issuperset(map(type, items)):
        put(f"[{','.join(map(_quoted, items))}]")  # type: ignore[arg-type]
        return
    put("[")
    for index, item in enumerate(items):
        if index:
            put(",")
        _write(item, put)
    put("]")


def _write_mapping(value: Mapping[object, object], put: _Put) -> None:
    if not _TEXT.issuperset(map(type, value)) and not all(isinstance(key, str) for key in value):
        message = "Only texts can be keys in the canonical form."
        raise TypeError(message)
    put("{")
    before = ""
    for key in sorted(map(str, value)):
        put(f"{before}{_quoted(key)}:")
        before = ","
        _write(value[key], put)
    put("}")

"""The facts of a question one by one, each as two keyed digests; values themselves are kept nowhere.

What means the same is told to be the same however it is spelt: 704, "704" and 704.0; a moment in any zone. `near` is of
the value to two digits, of a date the year: who moves other facts a little while one is tried out is seen all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any, Final, NamedTuple

__all__ = ["Leaf", "leaves_of"]

_DIGITS: Final = 2
_NEAR: Final = Context(prec=_DIGITS, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
_EXACT: Final = Context(prec=34, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
_YEAR: Final = 4
_DAY: Final = 10
_AROUND: Final = " +-."
_LONGEST_NUMBER: Final = 60
_MOST_DEEP: Final = 8
_MOST_LEAVES: Final = 2_000
_PLAIN: Final[frozenset[type[Any]]] = frozenset({int, str, bool, Decimal, float, type(None)})
_WORDS: Final[Mapping[bool | None, str]] = {None: "\3null", True: "\3true", False: "\3false"}
_UNSEEN: Final = frozenset({"sources"})
"""What says where facts come from, and no fact itself."""


class Leaf(NamedTuple):
    """A fact. name, exact, near: digests of 64 bits of its path, of it with the value, with the value to two digits."""

    name: int
    exact: int
    near: int


def leaves_of(key: bytes, facts: Mapping[str, object]) -> tuple[Leaf, ...]:
    """The facts of a question, those of parties and what is owed among them. key: a secret of 16 to 64 bytes."""
    keyed = blake2b(digest_size=8, key=key)
    return tuple([_leaf(key, keyed, path, value) for path, value in islice(_walk("", facts, _MOST_DEEP), _MOST_LEAVES)])


def _leaf(key: bytes, keyed: blake2b, path: str, value: object) -> Leaf:
    exact, near = _spelt(value)
    digest = _digest(keyed, f"{path}\0{exact}")
    return Leaf(
        _name(key, path), digest, digest if near is None or near == exact else _digest(keyed, f"{path}\0{near}")
    )


@lru_cache(maxsize=8192)
def _name(key: bytes, path: str) -> int:
    return _digest(blake2b(digest_size=8, key=key), path)


def _walk(path: str, value: object, deep: int) -> Iterator[tuple[str, object]]:
    """The values that hold no others, by their paths; what is nested too deeply as one."""
    if type(value) in _PLAIN:
        yield path, value
    elif deep and isinstance(value, Mapping) and value:
        for name, part in value.items():
            if type(part) in _PLAIN and (path or name not in _UNSEEN):
                yield f"{path}.{name}", part
            elif path or name not in _UNSEEN:
                yield from _walk(f"{path}.{name}", part, deep - 1)
    elif deep and isinstance(value, Sequence) and not isinstance(value, str | bytes) and value:
        for place, part in enumerate(value):
            yield from _walk(f"{path}.{place}", part, deep - 1)
    elif path:
        yield path, value


def _digest(keyed: blake2b, text: str) -> int:
    """Of a text. keyed: the hash with the key and nothing else in it, which is the most of the work."""
    own = keyed.copy()
    own.update(text.encode("utf-8", "surrogatepass"))
    return int.from_bytes(own.digest())


def _spelt(value: object) -> tuple[str, str | None]:
    """A value in one spelling, and to two digits, if that can be said of it."""
    if value is None or isinstance(value, bool):
        return _WORDS[value], None
    number = _number(value)
    if number is not None:
        return (str(_EXACT.normalize(number)), str(_NEAR.normalize(number))) if number else ("0", "0")
    moment = _moment(value)
    if moment is not None:
        return f"\2{moment}", f"\2{moment[:_YEAR]}"
    plain = value if isinstance(value, str) else json.dumps(value, default=str, sort_keys=True)
    return f"\3{plain}", None


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    if isinstance(value, str) and (len(value) > _LONGEST_NUMBER or not value.strip(_AROUND)[:1].isdigit()):
        return None
    try:
        number = Decimal(value) if isinstance(value, str | Decimal | int) else Decimal(repr(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _moment(value: object) -> str | None:
    """A date or moment in one spelling; None where it is neither."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER or not value[:2].isdigit():
        return None
    try:
        return _moment(date.fromisoformat(value) if len(value) <= _DAY else datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return None

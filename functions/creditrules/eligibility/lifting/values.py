"""Values of facts as people read them, and in plain data."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from creditrules.feel import Value, brief

__all__ = ["Plain", "in_words", "plain"]

Plain = Decimal | str | bool | None
_QUOTED: Final = re.compile(r'(?:@|[a-z ]+\()"([^"]*)"\)?')


def plain(value: Value) -> Plain:
    """Texts, numbers, booleans and null as they are, all else in words."""
    return value if value is None or isinstance(value, bool | Decimal | str) else in_words(value)


def in_words(value: Value) -> str:
    """A value for people: numbers plain, dates and durations as ISO 8601 has them, lists with commas."""
    match value:
        case str():
            return value
        case Decimal():
            return f"{value:f}"
        case list():
            return ", ".join(map(in_words, value))
    shown = brief(value)
    quoted = _QUOTED.fullmatch(shown)
    return quoted[1] if quoted else shown

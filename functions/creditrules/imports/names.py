"""Names: elsewhere they may hold anything, in FEEL they may not, and those of a model are unique."""

from __future__ import annotations

import re
from collections.abc import Callable

from creditrules.feel import KEYWORDS

__all__ = ["RESERVED", "Names", "safe"]

RESERVED = KEYWORDS | {"not", "instance", "function", "external"}
"""Words that are no names of imported models: those that FEEL keeps, and those that as a name would hide its own."""

_NOT_GIVEN = RESERVED | {"item", "partial"}
_ODD = re.compile(r"[^\w ]+")


def safe(name: str) -> str:
    """A name that an expression can use without quoting: words of letters, digits and underscores."""
    plain = " ".join(_ODD.sub(" ", name).split()) or "field"
    words = (f"{word}_" if word in _NOT_GIVEN else word for word in plain.split())
    plain = " ".join(words)
    return f"_{plain}" if plain[0].isdigit() else plain


class Names:
    """The names of one model. told: called with the name asked for and the one given, where they differ."""

    def __init__(self, told: Callable[[str, str], None]) -> None:
        self._taken: set[str] = set()
        self._told = told

    def give(self, wanted: str, default: str) -> str:
        """A name like `wanted` that nothing has yet; `default` where nothing is wanted."""
        name = safe(wanted or default)
        unique, count = name, 1
        while unique in self._taken:
            count += 1
            unique = f"{name} {count}"
        self._taken.add(unique)
        if wanted and unique != wanted:
            self._told(wanted, unique)
        return unique

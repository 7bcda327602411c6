"""What an author may have meant, for a bounded time: comparing names is dear, and strangers send many wrong ones."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

__all__ = ["Suggestions"]

_MOST = 10
_MOST_KNOWN = 500
_LONGEST = 100
_LIKENESS = 0.6


class Suggestions:
    """Gives the first ten suggestions it is asked for, each among at most five hundred names."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = _MOST

    def near(self, name: str, known: Iterable[str]) -> str:
        """A hint that names the nearest known name, or ""."""
        if self._left <= 0 or len(name) > _LONGEST:
            return ""
        self._left -= 1
        candidates = [other for other in islice(sorted(known), _MOST_KNOWN) if len(other) <= _LONGEST]
        found = get_close_matches(name, candidates, 1, _LIKENESS)
        if not found:
            found = [other for other in candidates if other.casefold() == name.casefold()]
        return f'Did you mean "{found[0]}"?' if found else ""

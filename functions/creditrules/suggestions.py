"""Names that an unknown one may have been meant for, found in bounded time: strangers send many wrong ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

__all__ = ["Suggestions", "nearest", "suggestion"]

_LONGEST = 100
_MOST = 200
_GIVEN = 10


def suggestion(name: str, known: Collection[str]) -> str:
    """`Did you mean 'x'?` for the closest of `known`, or nothing; the work is bounded whatever is given."""
    close = nearest(name, known)
    return f"Did you mean '{close}'?" if close else ""


def nearest(name: str, known: Collection[str]) -> str:
    """The closest of `known`, or nothing, in bounded time."""
    if len(name) > _LONGEST:
        return ""
    folded = name.casefold()
    candidates = {each.casefold(): each for each in _candidates(folded, known)}
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    close = [folded] if folded in candidates else get_close_matches(folded, candidates, 1, 0.6)
    return candidates[close[0]] if close else ""


def _candidates(folded: str, known: Collection[str]) -> Iterable[str]:
    if len(known) <= _MOST:
        return (each for each in known if len(each) <= _LONGEST)
    return islice((each for each in known if len(each) <= _LONGEST and each[:1].casefold() == folded[:1]), _MOST)


class Suggestions:
    """Gives the first ten suggestions it is asked for; nobody reads more of them at once."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = _GIVEN

    def near(self, name: str, known: Iterable[str]) -> str:
        """As `suggestion`, or nothing once ten were asked for."""
        if self._left <= 0:
            return ""
        self._left -= 1
        return suggestion(name, sorted(known))

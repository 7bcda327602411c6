"""Names that an unknown one may have been meant for."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from itertools import islice

__all__ = ["suggestion"]

_LONGEST = 100
_MOST = 200


def suggestion(name: str, known: Collection[str]) -> str:
    """`Did you mean 'x'?` for the closest of `known`, or nothing; the work is bounded whatever is given."""
    if len(name) > _LONGEST:
        return ""
    folded = name.casefold()
    candidates = {each.casefold(): each for each in _candidates(folded, known)}
    close = [folded] if folded in candidates else difflib.get_close_matches(folded, candidates, 1, 0.6)
    return f"Did you mean '{candidates[close[0]]}'?" if close else ""


def _candidates(folded: str, known: Collection[str]) -> Iterable[str]:
    if len(known) <= _MOST:
        return (each for each in known if len(each) <= _LONGEST)
    return islice((each for each in known if len(each) <= _LONGEST and each[:1].casefold() == folded[:1]), _MOST)

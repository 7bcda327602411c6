"""How alike two rows of a decision table are."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Final

from creditrules.rules.diff.words import overlap

__all__ = ["RowLikeness"]

_BLANK_WEIGHT: Final = 0.25
_WORDING_WEIGHT: Final = 0.5
_Marks = tuple[Hashable, ...]


class RowLikeness:
    """How alike two rows are by their cells over the shared columns; wording counts a little, blanks hardly."""

    def __init__(
        self,
        olds: Sequence[_Marks],
        news: Sequence[_Marks],
        written: tuple[Sequence[_Marks], Sequence[_Marks]],
        blanks: Sequence[Hashable],
    ) -> None:
        """olds, news: what the rows say. written: in which words."""
        self._olds, self._news, self._written, self._blanks = olds, news, written, blanks

    def __call__(self, left: int, right: int) -> float:
        """From 0 to 1, for the places of an old and of a new row."""
        weight = score = 0.0
        words = zip(self._written[0][left], self._written[1][right], strict=True)
        for old, new, blank, (was, now) in zip(self._olds[left], self._news[right], self._blanks, words, strict=True):
            weighs = _BLANK_WEIGHT if old == new == blank else 1.0
            weight += weighs
            score += weighs if old == new else _WORDING_WEIGHT * _wording(was, now)
        return score / weight if weight else 1.0

    def traits(self, row: _Marks) -> list[Hashable]:
        """The cells that say something, each with its column."""
        return [
            (place, cell) for place, (cell, blank) in enumerate(zip(row, self._blanks, strict=True)) if cell != blank
        ]


@lru_cache(maxsize=4096)
def _wording(old: Hashable, new: Hashable) -> float:
    return overlap(old, new) if isinstance(old, str) and isinstance(new, str) else 0.0

"""Sets of characters as ranges of code points, in order and apart, where they are known as such."""

from __future__ import annotations

import sys
from typing import Final, NamedTuple

__all__ = ["DIGITS", "EVERY", "Known", "Spans", "complement", "joined", "listed", "overlap"]

Spans = tuple[tuple[int, int], ...]
"""First and last code points."""


class Known(NamedTuple):
    """A set of characters that `re` has words for. digits: whether all decimal digits (category Nd) are in it, too."""

    spans: Spans
    digits: bool = False

    @property
    def at_most(self) -> Spans:
        """The ranges that hold all of it, and perhaps more: where the digits of other scripts are is left open."""
        return joined(self.spans, _DIGITS_AND_MORE) if self.digits else self.spans

    @property
    def words(self) -> str:
        """The set as a class of `re`."""
        parts = [_range(first, last) for first, last in self.spans]
        return f"[{''.join(parts)}{DIGIT if self.digits else ''}]" if parts or self.digits else "(?!)"


DIGIT: Final = "\\d"
_DIGITS_AND_MORE: Spans = ((0x30, 0x39), (0x80, sys.maxunicode))
EVERY: Final = Known(((0, sys.maxunicode),))
DIGITS: Final = Known((), digits=True)


def _range(first: int, last: int) -> str:
    return rf"\U{first:08x}" if first == last else rf"\U{first:08x}-\U{last:08x}"


def listed(characters: str) -> Known:
    """The characters of a text."""
    return Known(joined(tuple((ord(each), ord(each)) for each in characters)))


def joined(*several: Spans) -> Spans:
    """What is in any of them."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(span for spans in several for span in spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return tuple(found)


def complement(known: Known | None) -> Known | None:
    """What is not in it; None where that has no ranges."""
    if known is None or known.digits:
        return None
    found, start = [], 0
    for first, last in known.spans:
        if first > start:
            found.append((start, first - 1))
        start = last + 1
    if start <= sys.maxunicode:
        found.append((start, sys.maxunicode))
    return Known(tuple(found))


def overlap(one: Spans, other: Spans) -> bool:
    """Whether anything is in both."""
    return any(first <= end and start <= last for first, last in one for start, end in other)

r"""Patterns that Python's `re` matches just as the machine does, in time linear in the text: simple ones, as most.

Taken are characters, ranges, classes of these, `.`, `\d`, `\s`, groups, choices, repetitions of one character, edges
without flag m; and of them only what leaves at most a few ways to go on. A repetition of an open number must not take
what may follow it, so that it never has to give anything back; in a pattern that may begin anywhere it has to be the
end. All else is the machine's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from creditrules.feel.regex.pattern import Choice, Edge, Group, One, Pattern, Piece, Repeat, Sequence
from creditrules.feel.regex.spans import EVERY, Known, Spans, joined, overlap

__all__ = ["native"]

_MOST_WAYS = 16
"""In which a text may be gone through from one place on."""

_MOST_COPIES = 500


class _Other(Exception):
    """The pattern is none of those."""


class _Told(NamedTuple):
    """A part in `re`'s words: what it may begin with, whether it may be empty, and in how many ways it may match."""

    text: str
    first: Spans
    empty: bool
    ways: int


def native(pattern: Pattern) -> re.Pattern[str] | None:
    """The pattern for `re.match` where it is held at the start, else for `re.search`; None where it is the machine's.

    It tells only whether the machine finds a match, not which.
    """
    if pattern.multiline or pattern.fold or pattern.remembers:
        return None
    try:
        told = _Translator(anywhere=not is_held(pattern.tree)).told(pattern.tree, (), last=True)
    except _Other:
        return None
    return re.compile(told.text) if told.ways <= _MOST_WAYS else None


def is_held(node: Piece) -> bool:
    """Whether a match can only begin where the text does."""
    match node:
        case Edge(start):
            return start
        case Sequence(items):
            return bool(items) and is_held(items[0])
        case Choice(options):
            return all(map(is_held, options))
        case Group(inner, _):
            return is_held(inner)
        case _:
            return False


class _Translator:
    """anywhere: whether the pattern may begin at any place of the text."""

    def __init__(self, *, anywhere: bool) -> None:
        self._anywhere = anywhere

    def told(self, node: Piece, follow: Spans, *, last: bool) -> _Told:
        """follow: what may come after it. last: whether nothing at all comes after it."""
        match node:
            case One(characters):
                return self._one(characters.known)
            case Edge(start):
                # What stands before a start may have to give back all that it took.
                return _Told(r"\A" if start else r"\Z", EVERY.spans if start else (), empty=True, ways=1)
            case Group(inner, _):
                return self.told(inner, follow, last=last)
            case Sequence(items):
                return self._sequence(items, follow, last=last)
            case Choice(options):
                return self._choice(options, follow, last=last)
            case Repeat():
                return self._repeat(node, follow, last=last)
            case _:
                raise _Other

    def _one(self, known: Known | None) -> _Told:
        if known is None:
            raise _Other
        return _Told(known.words, known.at_most, empty=False, ways=1)

    def _sequence(self, items: tuple[Piece, ...], follow: Spans, *, last: bool) -> _Told:
        first: Spans = ()
        text, after, empty, ways = "", follow, True, 1
        for item in reversed(items):
            part = self.told(item, after, last=last)
            last = False
            text, ways = part.text + text, ways * part.ways
            first = joined(part.first, first) if part.empty else part.first
            empty = empty and part.empty
            after = joined(part.first, after) if part.empty else part.first
        return _Told(text, first, empty, ways)

    def _choice(self, options: tuple[Piece, ...], follow: Spans, *, last: bool) -> _Told:
        parts = [self.told(option, follow, last=last) for option in options]
        met: Spans = ()
        apart = True
        for part in parts:
            apart = apart and not part.empty and not overlap(met, part.first)
            met = joined(met, part.first)
        ways = max(part.ways for part in parts) if apart else sum(part.ways for part in parts)
        return _Told(f"(?:{'|'.join(part.text for part in parts)})", met, any(part.empty for part in parts), ways)

    def _repeat(self, node: Repeat, follow: Spans, *, last: bool) -> _Told:
        least, most = node.least, node.most
        if max(least, most or 0) > _MOST_COPIES:
            raise _Other
        if isinstance(node.inner, One):
            return self._repeated_one(node, follow, last=last)
        if (least, most) != (0, 1):
            raise _Other
        inner = self.told(node.inner, follow, last=last)
        ways = inner.ways + 1 if inner.empty or overlap(inner.first, follow) else inner.ways
        return _Told(f"(?:{inner.text})?", inner.first, empty=True, ways=ways)

    def _repeated_one(self, node: Repeat, follow: Spans, *, last: bool) -> _Told:
        one, least, most = self.told(node.inner, follow, last=False), node.least, node.most
        if most is None and self._anywhere and not last:
            raise _Other
        if least == most:
            return _Told(f"{one.text}{{{least}}}", one.first if least else (), empty=not least, ways=1)
        counted = f"{one.text}{{{least},{'' if most is None else most}}}"
        if not overlap(one.first, follow):
            return _Told(f"{counted}+", one.first, empty=not least, ways=1)
        if most is None:
            raise _Other
        return _Told(counted, one.first, empty=not least, ways=most - least + 1)

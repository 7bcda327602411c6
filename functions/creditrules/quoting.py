"""Texts of strangers: which characters their names and prose may hold, and how much of one a message quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from unicodedata import category

__all__ = ["LONGEST_MESSAGE", "LONGEST_QUOTED", "clean_name", "clean_prose", "placed", "quotable", "told"]

LONGEST_QUOTED: Final = 60
LONGEST_MESSAGE: Final = 300

_SPACES: Final = frozenset({"Zs"})
_JOINERS: Final = frozenset("\u00ad\u200c\u200d\u2060")
"""Soft hyphen, joiners and word joiner: writing in Persian, in Indian scripts and in emoji needs them."""
_LINES: Final = frozenset("\n\r\t")
_STEPS: Final = 12
_LONG_WORD: Final = re.compile(r"\S{121,}")


def clean_name(text: str) -> bool:
    """Whether a name holds only what can be seen: no control, format (bidirectional, zero-width) or line characters."""
    return text.isprintable() or all(each.isprintable() or category(each) in _SPACES for each in text)


def clean_prose(text: str) -> bool:
    """Whether a text holds only what can be seen, lines, tabs and joiners: no other control or bidirectional ones."""
    return text.isprintable() or all(
        each.isprintable() or each in _LINES or each in _JOINERS or category(each) in _SPACES for each in text
    )


def quotable(name: object, most: int = LONGEST_QUOTED) -> str:
    """A name as a message may quote it: what cannot be seen left out, and cut behind `most` characters."""
    return _cut(_seen(str(name)[: 4 * most]), most, len(str(name)) > 4 * most)


def placed(path: Sequence[str | int]) -> str:
    """A path into a value as text, as in "input.pins[3].version"; items count from 1."""
    shown = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{quotable(step, 40)}" for step in path[:_STEPS])
    return shown.removeprefix(".") + ("…" if len(path) > _STEPS else "")


def told(message: str) -> str:
    """A message as it leaves: words cut that are longer than any of ours, and the whole cut, as `quotable` does."""
    head = _seen(message[: 8 * LONGEST_MESSAGE])
    shorter = _LONG_WORD.sub(lambda word: word[0][:LONGEST_QUOTED] + "…", head)
    return _cut(shorter, LONGEST_MESSAGE, len(message) > 8 * LONGEST_MESSAGE)


def _seen(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else " " if each.isspace() else "" for each in text)


def _cut(text: str, most: int, longer: bool) -> str:  # noqa: FBT001
    return text if len(text) <= most and not longer else text[: most - 1] + "…"

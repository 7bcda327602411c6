"""What changed inside a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import takewhile
from typing import Final

from creditrules.records import dataclass

__all__ = ["Piece", "PieceKind", "overlap", "word_changes"]

# Chinese, Japanese and Korean have no spaces between words: each of their characters is one.
_WORD: Final = r"(?s)[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W\u2e80-\u9fff\uac00-\ud7af]+|\s+|."
_MOST_COMPARED: Final = 250_000


class PieceKind(StrEnum):
    """Which of the two texts a piece belongs to."""

    SAME = "SAME"
    REMOVED = "REMOVED"
    ADDED = "ADDED"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters. SAME and REMOVED pieces make up the old text, SAME and ADDED the new one."""

    kind: PieceKind
    text: str


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one run of pieces. The middles of two very long texts are given whole, unlike as they may be."""
    old, new = re.findall(_WORD, before), re.findall(_WORD, after)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    pieces = [
        Piece(PieceKind.SAME, "".join(old[:head])),
        *_middle(old_middle, new_middle),
        Piece(PieceKind.SAME, "".join(old[len(old) - tail :])),
    ]
    return tuple(piece for piece in pieces if piece.text)


def overlap(before: str, after: str) -> float:
    """How much of two texts' words is the same, from 0 to 1, whatever their order."""
    old, new = (set(re.findall(_WORD, text)) - {" "} for text in (before, after))
    return 2 * len(old & new) / (len(old) + len(new)) if old or new else 1.0


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) * len(new) > _MOST_COMPARED:
        yield Piece(PieceKind.REMOVED, "".join(old))
        yield Piece(PieceKind.ADDED, "".join(new))
        return
    from difflib import SequenceMatcher  # noqa: PLC0415 - a question compares no texts

    for same, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if same == "equal":
            yield Piece(PieceKind.SAME, "".join(old[old_start:old_end]))
        else:
            yield Piece(PieceKind.REMOVED, "".join(old[old_start:old_end]))
            yield Piece(PieceKind.ADDED, "".join(new[new_start:new_end]))

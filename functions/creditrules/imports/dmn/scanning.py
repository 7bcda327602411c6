"""A text of any dialect as pieces: strings of either quote, words, numbers, signs and blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

__all__ = ["Piece", "group_end", "operand_end", "pieces_of", "unquoted"]

_PIECE: Final = re.compile(
    r"""(?P<blank>\s+)
    |(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<single>(?<!\w)'(?:[^'\\]|\\.|'')*')
    |(?P<smart>[“”„][^“”„]*[“”]|[‘‚][^‘’‚]*[‘’])
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<word>[^\W\d]\w*)
    |(?P<sign>===|!==|==|!=|<>|=<|=>|<=|>=|=~|~=|&&|\|\||\*\*|\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_PAIRS: Final = {"(": ")", "[": "]", "{": "}"}


class Piece(NamedTuple):
    """One piece. kind: blank, comment, string, single, smart, number, word or sign."""

    kind: str
    text: str


def pieces_of(text: str) -> list[Piece]:
    """All pieces of a text, in order; together they are the text."""
    return [Piece(match.lastgroup or "sign", match.group()) for match in _PIECE.finditer(text)]


def unquoted(text: str) -> str:
    """What a string in quotes of any kind says."""
    inside = text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1]
    return re.sub(r"\\(.)", lambda match: match[1] if match[1] in "\"'\\" else match[0], inside)


def group_end(pieces: Sequence[Piece], start: int) -> int:
    """The position after the bracket that closes the one at `start`; the end where none does."""
    open_: list[str] = []
    for index in range(start, len(pieces)):
        text = pieces[index].text
        if pieces[index].kind != "sign":
            continue
        if text in _PAIRS:
            open_.append(_PAIRS[text])
        elif open_ and text == open_[-1]:
            open_.pop()
            if not open_:
                return index + 1
    return len(pieces)


def operand_end(pieces: Sequence[Piece], start: int) -> int:
    """The position after the operand that starts at `start`: a name with its path, calls and brackets, or a group."""
    index = start
    while index < len(pieces):
        kind, text = pieces[index]
        if kind == "sign" and text in {"(", "["}:
            index = group_end(pieces, index)
        elif (kind in {"word", "number", "string", "single"} and (index == start or pieces[index - 1].text == ".")) or (
            kind == "sign" and text == "." and index > start
        ):
            index += 1
        else:
            break
    return index

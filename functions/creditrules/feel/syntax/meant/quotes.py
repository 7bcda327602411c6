"""Strings in quotes that FEEL does not have, and strings whose closing quote is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from creditrules.errors import Diagnostic, Fix
from creditrules.feel.syntax.lexer import Token, TokenKind
from creditrules.records import dataclass

__all__ = ["OPENING", "OpenString", "open_string", "quoted_at"]

_SMART = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a\u2039\u203a\u2033\uff02"
OPENING = frozenset(_SMART + "'`")
_FOREIGN_STRING = re.compile(f"[{_SMART}]([^{_SMART}\"\n]*)[{_SMART}\"]|'((?:[^'\n]|'')*)'|`([^`\n]*)`")
_MIXED = re.compile(f'"([^{_SMART}"\n]*)[{_SMART}]')
_KEYWORD = re.compile(r"\b(?:and|or|then|else|return|satisfies|in|between)\b")
_SIMPLE = re.compile(r"\"[\w .-]*")


def quoted_at(text: str, start: int) -> tuple[str, int] | None:
    """What stands between the foreign quotes that start there, and where they end."""
    found = _FOREIGN_STRING.match(text, start) or _MIXED.match(text, start)
    if found is None:
        return None
    content = next(part for part in found.groups() if part is not None)
    return (content.replace("''", "'") if text[start] == "'" else content), found.end()


@dataclass(frozen=True, slots=True)
class OpenString:
    """A string that lacks a quote: the token it starts with, its place, and whether it is known where it ends."""

    at: int
    start: int
    end: int
    content: str
    closed: bool
    told: Diagnostic


def open_string(text: str, tokens: Sequence[Token]) -> OpenString:
    """The string that is never closed: of three quotes it may be the first that lacks its second."""
    last = len(tokens) - 2
    at = next((at for at in range(last) if _runs_into_next(tokens, at)), last)
    start = tokens[at].start
    if at < last:
        return OpenString(at, start, len(text), text[start + 1 :], False, _told(text, (start, tokens[at].end)))
    mixed = _MIXED.match(text, start)
    if mixed is not None:
        return _closed_otherwise(text, at, mixed)
    if at and _ends_a_word(text, tokens, at):
        word = tokens[at - 1]
        fix = Fix('Open it with "', (word.start, word.start), '"')
        told = _told(text, (word.start, len(text)), fix, message="The string that ends here has no opening quote.")
        return OpenString(at - 1, word.start, len(text), word.text, True, told)
    fixes: tuple[Fix, ...] = ()
    if _SIMPLE.fullmatch(text, start):
        fixes = (Fix('Close it with "', (len(text), len(text)), '"', safe=_KEYWORD.search(text, start) is None),)
    return OpenString(at, start, len(text), text[start + 1 :], False, _told(text, (start, len(text)), *fixes))


def _runs_into_next(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1]
    touches = following.kind in (TokenKind.WORD, TokenKind.NUMBER) and not following.spaced
    return touches and tokens[at].kind is TokenKind.STRING


def _ends_a_word(text: str, tokens: Sequence[Token], at: int) -> bool:
    touches = tokens[at - 1].kind is TokenKind.WORD and not tokens[at].spaced
    return touches and not text[tokens[at].end :].strip()


def _closed_otherwise(text: str, at: int, found: re.Match[str]) -> OpenString:
    span, content = found.span(), found.group(1)
    written = f'"{content}"'
    message = f"FEEL's quotation mark is the straight double one, not {found.group()[-1]}."
    fix = Fix(f"Write {written[:60]}", span, written)
    told = Diagnostic("feel.quotes", message, f"Write {written[:60]}.", source=text, span=span, fixes=(fix,))
    return OpenString(at, *span, content, True, told)


def _told(text: str, span: tuple[int, int], *fixes: Fix, message: str = "") -> Diagnostic:
    message = message or "The string that starts here has no closing quote."
    hint = fixes[0].title + "." if fixes else "Close it with a double quote where it ends."
    return Diagnostic("feel.open-string", message, hint, source=text, span=span, fixes=fixes)

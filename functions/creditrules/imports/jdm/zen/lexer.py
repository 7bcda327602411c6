"""Text of ZEN to tokens: words, numbers, strings, templates and signs."""

from __future__ import annotations

import re
from enum import Enum

from creditrules.records import dataclass

__all__ = ["MAX_TEXT", "Token", "TokenKind", "ZenError", "tokenize"]

MAX_TEXT = 20_000
_MAX_TOKENS = 4_000
_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    |(?P<word>[\w$\#]+)
    |(?P<string>"[^"]*"|'[^']*')
    |(?P<template>`[^`]*`)
    |(?P<sign>\?\?|\?\.|\.\.|==|!=|<=|>=|&&|\|\||[-+*/%^()\[\]{},.:?<>=!;])""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"[0-9][0-9_]*(?:\.(?!\.)[0-9_]*)?(?:[eE][+-]?[0-9]+)?", re.ASCII)


class TokenKind(Enum):
    """What a token is to the parser; operators spelt as words are words."""

    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    TEMPLATE = "template"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; a string's text is without its quotes, which have no escapes inside."""

    kind: TokenKind
    text: str
    start: int
    end: int


class ZenError(Exception):
    """What keeps a text from being kept: message, what to write instead, and the characters that are meant."""

    def __init__(self, message: str, hint: str = "", span: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.message, self.hint, self.span = message, hint, span


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`, the last one END."""
    if len(text) > MAX_TEXT:
        raise ZenError(f"The expression has {len(text)} characters; at most {MAX_TEXT} are read.", "Split it.")
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        token = _number(text, position) or _token(text, position)
        position = token.end
        if token.text or token.kind is not TokenKind.END:
            tokens.append(token)
        if len(tokens) > _MAX_TOKENS:
            raise ZenError(f"The expression has more than {_MAX_TOKENS} words and signs.", "Split it.")
    return [*tokens, Token(TokenKind.END, "", len(text), len(text))]


def _number(text: str, position: int) -> Token | None:
    match = _NUMBER.match(text, position)
    return match and Token(TokenKind.NUMBER, match.group().replace("_", ""), position, match.end())


def _token(text: str, position: int) -> Token:
    match = _TOKEN.match(text, position)
    if match is None:
        unclosed = text[position] in "\"'`"
        what = "The text that starts here has no closing quote." if unclosed else f"'{text[position]}' means nothing."
        raise ZenError(what, "", (position, position + 1))
    written, end = match.group(), match.end()
    match match.lastgroup:
        case "blank":
            return Token(TokenKind.END, "", position, end)
        case "word":
            return Token(TokenKind.WORD, written, position, end)
        case "string":
            return Token(TokenKind.STRING, written[1:-1], position, end)
        case "template":
            return Token(TokenKind.TEMPLATE, written[1:-1], position, end)
    return Token(TokenKind.SIGN, {"&&": "and", "||": "or"}.get(written, written), position, end)

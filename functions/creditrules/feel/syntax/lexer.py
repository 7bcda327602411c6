"""Text to tokens: words, numbers, strings and signs (DMN 1.5, clause 10.3.1.2, rules 22 to 39)."""

from __future__ import annotations

import re
import sys
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import Enum
from functools import cache
from typing import NamedTuple

from creditrules.errors import Diagnostic
from creditrules.feel import limits
from creditrules.feel.spelling import BLANK, composed

__all__ = ["NUMBERS", "Token", "TokenKind", "Tokens", "is_word", "split_name", "tokenize"]

_ASCII_START = "?A-Z_a-z"
_NAME_START = (
    _ASCII_START + "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_NAME_PART = _NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"


def _token_pattern(blank: str, start: str, part: str) -> re.Pattern[str]:
    return re.compile(
        rf"""(?P<blank>(?:[{blank}]+|//[^\n\r]*|/\*.*?\*/)+)
        |(?P<word>[{start}][{part}]*)
        |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|(?<![{part})\]}}])\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
        |(?P<string>"(?:[^"\\]|\\.)*")
        |(?P<sign>\*\*|\.\.|<=|>=|!=|/\*|.)""",
        re.VERBOSE | re.DOTALL,
    )


_ASCII_TOKEN = _token_pattern("\\s", _ASCII_START, _ASCII_START + "0-9")


@cache
def _any_token() -> re.Pattern[str]:
    """For texts beyond ASCII; its sets take long to compile, so only who needs it waits."""
    return _token_pattern(BLANK, _NAME_START, _NAME_PART)


def _token_of(text: str) -> re.Pattern[str]:
    return _ASCII_TOKEN if text.isascii() else _any_token()


_ESCAPE = r"(?s)\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))"
_SURROGATES = "[\ud800-\udbff][\udc00-\udfff]"
_LONE_SURROGATE = "[\ud800-\udfff]"
"""Few texts have any of these, so that they are compiled when one has."""

_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
NUMBERS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-limits.EXPONENT, Emax=limits.EXPONENT, traps=[])
_UNCLOSED = {
    '"': ("feel.open-string", "The string that starts here has no closing quote."),
    "/*": ("feel.open-comment", "The comment that starts here has no '*/'."),
}


class TokenKind(Enum):
    """What a token is to the parser; keywords are words."""

    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    """One token. `spaced` says blanks came before it.

    text: as written, a word with its letters composed, a string without quotes and escapes.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    spaced: bool
    number: Decimal | None = None


class Tokens(NamedTuple):
    """All tokens of a text, the last one END, and what was wrong with them."""

    tokens: tuple[Token, ...]
    diagnostics: tuple[Diagnostic, ...]


def tokenize(text: str, start: int = 0) -> Tokens:
    """Split `text` from `start` on; signs that FEEL does not have become tokens too, for the parser to name."""
    if len(text) > limits.TEXT_LENGTH:
        message = f"The expression has {len(text)} characters; at most {limits.TEXT_LENGTH} are read."
        return Tokens((_end(text),), (Diagnostic("feel.too-long", message, "Split it into several decisions."),))
    broken = None if text.isascii() else re.search(_LONE_SURROGATE, text)
    if broken is not None:
        message = f"The character at position {broken.start() + 1} is half of a surrogate pair."
        return Tokens((_end(text),), (_wrong("feel.bad-character", message, "", *broken.span()),))
    tokens: list[Token] = []
    diagnostics: list[Diagnostic] = []
    spaced = False
    for match in _token_of(text).finditer(text, start):
        kind = match.lastgroup
        if kind == "blank":
            spaced = True
            continue
        tokens.append(_token(text, match, diagnostics, spaced=spaced))
        spaced = False
        if tokens[-1].text in _UNCLOSED and tokens[-1].kind is TokenKind.SIGN:
            break
        if len(tokens) > limits.TOKENS:
            message = f"The expression has more than {limits.TOKENS} words and signs."
            diagnostics.append(Diagnostic("feel.too-long", message, "Split it into several decisions."))
            break
    tokens.append(_end(text))
    return Tokens(tuple(tokens), tuple(diagnostics))


def split_name(name: str) -> tuple[tuple[bool, str], ...]:
    """A name as the tokens it is written with: (blank before, text) of each, the first never with a blank."""
    parts: list[tuple[bool, str]] = []
    spaced = False
    name = composed(name.strip())
    for match in _token_of(name).finditer(name):
        if match.lastgroup == "blank":
            spaced = True
            continue
        parts.append((spaced and bool(parts), match.group()))
        spaced = False
    return tuple(parts)


def is_word(text: str) -> bool:
    """Whether the whole text is one word."""
    match = _token_of(text).fullmatch(text)
    return match is not None and match.lastgroup == "word"


def _end(text: str) -> Token:
    return Token(TokenKind.END, "", len(text), len(text), spaced=True)


def _token(text: str, match: re.Match[str], diagnostics: list[Diagnostic], *, spaced: bool) -> Token:
    start, end = match.span()
    written = match.group()
    match match.lastgroup:
        case "word":
            return Token(TokenKind.WORD, composed(written), start, end, spaced)
        case "number":
            return Token(TokenKind.NUMBER, written, start, end, spaced, _number(text, match, diagnostics))
        case "string":
            return Token(TokenKind.STRING, _unescape(text, match, diagnostics), start, end, spaced)
    if written in _UNCLOSED:
        diagnostics.append(_wrong(*_UNCLOSED[written], text, start))
    return Token(TokenKind.SIGN, written, start, end, spaced)


def _wrong(code: str, message: str, text: str, start: int, end: int | None = None, hint: str = "") -> Diagnostic:
    return Diagnostic(code, message, hint, source=text, span=(start, len(text) if end is None else end))


def _number(text: str, match: re.Match[str], diagnostics: list[Diagnostic]) -> Decimal:
    start, end = match.span()
    number = NUMBERS.create_decimal(match.group())
    if not number.is_finite():
        message = f"The number '{match.group()[:40]}' is too large or too small."
        diagnostics.append(_wrong("feel.number-range", message, text, start, end))
        return Decimal(0)
    return number


def _unescape(text: str, match: re.Match[str], diagnostics: list[Diagnostic]) -> str:
    body = match.group()[1:-1]
    if "\\" not in body:
        return body
    plain = re.sub(
        _SURROGATES,
        lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"),
        re.sub(_ESCAPE, _escaped, body),
    )
    if re.search(_LONE_SURROGATE, plain):
        start, end = match.span()
        message = f"The string {match.group()[:40]} has half of a surrogate pair."
        hint = "Write the character itself, or both halves, or \\U with six digits."
        diagnostics.append(_wrong("feel.bad-escape", message, text, start, end, hint))
    return plain


def _escaped(match: re.Match[str]) -> str:
    four, six, character = match.groups()
    if character is not None:
        return _PLAIN_ESCAPES.get(character, "\\" + character)
    code = int(four or six, 16)
    return chr(code) if code <= sys.maxunicode else match.group()

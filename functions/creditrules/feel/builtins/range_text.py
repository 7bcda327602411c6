"""Reading the text of a range (DMN 1.5, clause 10.3.4.1, `range`): `"[1..10]"`, its ends literals only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from creditrules.feel import temporal
from creditrules.feel.syntax.lexer import Token, TokenKind, tokenize
from creditrules.feel.values.comparison import compare
from creditrules.feel.values.kinds import Range, Value

__all__ = ["parse_range"]

_FEWEST = 4
"""Words and signs: two brackets, two dots in one sign, and an end."""

_READERS: dict[str, Callable[[str], Value]] = {
    "@": temporal.parse_temporal,
    "date(": temporal.parse_date,
    "time(": temporal.parse_time,
    "date and time(": temporal.parse_date_time,
    "duration(": temporal.parse_duration,
}


def parse_range(text: str) -> Range | None:
    """The range, or None where the text is no interval of two literals of one type, the lesser first.

    One end may be left out where its bracket is open (rule 66): `"[2..)"` is `>= 2` and `"(..2)"` is `< 2`.
    """
    read = tokenize(text)
    tokens = read.tokens[:-1]
    if (
        read.diagnostics
        or len(tokens) < _FEWEST
        or tokens[0].text not in ("[", "(", "]")
        or tokens[-1].text not in "])["
    ):
        return None
    dots = [index for index, token in enumerate(tokens) if token.kind is TokenKind.SIGN and token.text == ".."]
    if len(dots) != 1:
        return None
    before, after = tokens[1 : dots[0]], tokens[dots[0] + 1 : -1]
    low, high = _end(before), _end(after)
    low_closed, high_closed = tokens[0].text == "[", tokens[-1].text == "]"
    if (not before and not low_closed and high is not None) or (not after and not high_closed and low is not None):
        return Range(low, high, low_closed, high_closed)
    order = compare(low, high)
    return None if order is None or order > 0 else Range(low, high, low_closed, high_closed)


def _end(tokens: tuple[Token, ...]) -> Value:
    """A literal: a number, a string, `@"…"`, or a conversion function called with a string; else None."""
    if not tokens:
        return None
    if tokens[0].text == "-" and tokens[-1].number is not None and tokens[1:] == tokens[-1:]:
        return tokens[-1].number.copy_negate()
    if len(tokens) == 1:
        return _plain(tokens[0])
    is_call = tokens[-1].text == ")" and tokens[-1].kind is TokenKind.SIGN
    *words, argument = tokens[:-1] if is_call else tokens
    reader = _READERS.get(_spelt(words))
    if reader is None or argument.kind is not TokenKind.STRING or is_call is (words[0].text == "@"):
        return None
    return reader(argument.text)


def _plain(token: Token) -> Decimal | str | None:
    return token.number if token.number is not None else token.text if token.kind is TokenKind.STRING else None


def _spelt(tokens: Sequence[Token]) -> str:
    """Words with one blank between, signs without."""
    return " ".join(token.text for token in tokens).replace(" (", "(")

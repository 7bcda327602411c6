"""Abstract values as FEEL."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from creditrules.dmn.analysis.space.axis import Axis
from creditrules.dmn.analysis.space.lines import Line
from creditrules.dmn.analysis.values.numbers import is_decimal, key_on, value_on
from creditrules.dmn.analysis.values.terms import Items, Known, Linear, Of, Picked, Record, Term
from creditrules.feel import Value, brief, literal

__all__ = ["number_text", "shortened", "sum_text", "term_text", "value_text"]

_ROOM = 2_000
_LONGEST = 1_000


def shortened(text: str) -> str:
    """A text that is told, cut short where it is very long: what names itself twice doubles at every step."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def value_text(value: Value) -> str:
    """A value as a literal, cut short where it is very long."""
    return literal(value, _ROOM) or brief(value)


def number_text(number: Fraction) -> str:
    """A number as FEEL writes it, as a quotient where it has no end."""
    if is_decimal(number):
        return value_text(key_on(Line.NUMBER, number))
    return f"{number.numerator} / {number.denominator}"


def sum_text(terms: Sequence[tuple[Axis, Fraction]], constant: Fraction) -> str:
    """A sum of multiples."""
    text = ""
    for axis, factor in terms:
        size = abs(factor)
        part = axis.name if size == 1 else f"{number_text(size)} * {axis.name}"
        text += f" {'-' if factor < 0 else '+'} {part}" if text else f"-{part}" if factor < 0 else part
    if constant or not text:
        text += f" {'-' if constant < 0 else '+'} {number_text(abs(constant))}" if text else number_text(constant)
    return text


def term_text(term: Term, *, inside: bool = False) -> str:
    """A term; in brackets where it is a part of something and has parts itself."""
    match term:
        case Known(value=value):
            return value_text(value)
        case Of(axis=axis) | Picked(whole=axis):
            text = axis.name
        case Linear(recipe=Axis() as axis):
            text = axis.name
        case Linear():
            text = _linear_text(term)
        case Record(entries):
            return "{" + ", ".join(f"{name}: {term_text(entry)}" for name, entry in entries) + "}"
        case Items(items):
            return "[" + ", ".join(map(term_text, items)) + "]"
    return f"({text})" if inside and " " in text and not _called(text) else text


def _called(text: str) -> bool:
    """Whether the text is a name with blanks, or one call."""
    return all(sign not in text for sign in ("+", "-", "*", "/", "=", "<", ">", " and ", " or ", "if "))


def _linear_text(term: Linear) -> str:
    if term.line is Line.NUMBER:
        return sum_text(term.terms, term.constant)
    text = sum_text(term.terms, Fraction(0))
    if not term.constant:
        return text
    if term.line is Line.DATE:
        moved = value_text(value_on(Line.DAYS, int(abs(term.constant)) * 86_400 * 10**9))
    else:
        moved = value_text(value_on(term.line, int(abs(term.constant))))
    return f"{text} {'-' if term.constant < 0 else '+'} {moved}"

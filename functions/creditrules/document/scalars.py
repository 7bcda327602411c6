"""Numbers and texts as documents may hold them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from creditrules.document.limits import MAX_DIGITS, MAX_EXPONENT

__all__ = ["Bad", "is_clean_text", "number", "plain_scalar", "whole_number"]

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_OTHER_BASE = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_SHOWN = 40
_ZERO = Decimal(0)


class Bad(Exception):
    """A scalar that is refused: code, message, hint."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def number(text: str) -> Decimal:
    """The number a numeral stands for; raises Bad when 34 digits or the exponent range cannot hold it."""
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Bad("document.number-too-large", f"{shown} is outside the range of numbers.") from None
    if not value.is_finite():
        raise Bad("document.number-not-finite", f"{shown} is not a number.")
    if not value:
        return Decimal(0)
    if abs(value.adjusted()) > MAX_EXPONENT:
        raise Bad(
            "document.number-too-large",
            f"{shown} is outside the range of numbers.",
            f"Exponents go from -{MAX_EXPONENT} to {MAX_EXPONENT}.",
        )
    digits = value.as_tuple().digits
    if len(digits) > MAX_DIGITS and any(digits[MAX_DIGITS:]):
        raise Bad(
            "document.number-too-long",
            f"{shown} has more than {MAX_DIGITS} significant digits.",
            "Numbers are exact; shorten it, or quote it if it is not a number.",
        )
    return value


def whole_number(numeral: str) -> Decimal:
    """The same for digits alone, with a sign or without."""
    return (Decimal(numeral) or _ZERO) if len(numeral) <= MAX_DIGITS else number(numeral)


def plain_scalar(text: str) -> str | Decimal | bool | None:
    """An unquoted YAML scalar by the core schema of YAML 1.2; raises Bad where versions of YAML differ."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _NUMBER.match(text):
        if _LEADING_ZERO.match(text):
            raise Bad(
                "document.ambiguous-number",
                f"{text[:_SHOWN]} could be a text or a number.",
                "Quote it if the leading zeros matter, else leave them out.",
            )
        return number(text)
    if _OTHER_BASE.match(text):
        raise Bad(
            "document.ambiguous-number",
            f"{text[:_SHOWN]} is a number of another base.",
            "Write it in decimal, or quote it if it is a text.",
        )
    if _NOT_FINITE.match(text):
        raise Bad("document.number-not-finite", f"{text} is not a number.", "Quote it if it is a text.")
    return text


def is_clean_text(text: str) -> bool:
    """Whether a text can be written as UTF-8 (no half of a surrogate pair)."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)

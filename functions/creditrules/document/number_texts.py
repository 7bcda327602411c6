"""Plain values as they leave the service: every number a text, so that no reader loses a digit of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

__all__ = ["decimal_text", "given_out"]

_PLAIN_EXPONENT = 40


def decimal_text(value: Decimal) -> str:
    """A decimal with the digits it was given with; an exponent only where there would be more than 40 zeros."""
    return f"{value:f}" if abs(value.adjusted()) <= _PLAIN_EXPONENT else str(value)


def given_out(value: object) -> object:
    """The value with a text in place of every number, whole numbers included: 1.50 → "1.50", 3 → "3"."""
    match value:
        case bool():
            return value
        case int() | Decimal():
            return decimal_text(Decimal(value))
        case list() | tuple():
            return [given_out(item) for item in value]
        case Mapping():
            return {str(name): given_out(item) for name, item in value.items()}
    return value

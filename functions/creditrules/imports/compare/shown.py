"""Values as people read them."""

from __future__ import annotations

from creditrules.feel import Value, literal

__all__ = ["shown"]

_LONGEST = 400


def shown(value: object) -> str:
    """A value as FEEL text, cut where it is long."""
    ours: Value = value  # what is none is shown as Python has it
    try:
        return literal(ours, _LONGEST) or "…"
    except (TypeError, ValueError, AttributeError):
        return str(value)[:_LONGEST]

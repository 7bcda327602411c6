"""What a written form finds wrong with a document, in the codes that every other reader uses for the same mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from creditrules.errors import Diagnostic

__all__ = ["form_fault"]

_QUOTED_MOST = 60
_NOT_QUOTED = frozenset(("missing", "extra_forbidden"))
_NO_STEPS = frozenset(("(texts)", "(condition)"))
"""Which of two forms a value was taken for: a part of pydantic's path that no document has."""
_CODES = {
    "missing": ("document.missing-key", "Add this field."),
    "extra_forbidden": ("document.unknown-key", "Remove this field or correct its name."),
    "timezone_aware": ("document.value", "Add the offset, as in 2025-10-01T00:00:00+08:00."),
}


def form_fault(fault: Mapping[str, Any]) -> Diagnostic:
    """One error of pydantic's `ValidationError.errors()`, of which `type`, `loc`, `msg` and `input` are read.

    Its own kinds are many and not ours to keep stable, so they are not codes: a key is missing or unknown, a value has
    another shape (every kind that ends in "_type"), or it is one that does not belong there.
    """
    kind = str(fault["type"])
    code, hint = _CODES.get(kind, ("document.shape" if kind.endswith("_type") else "document.value", ""))
    place = ""
    for step in (each for each in fault["loc"] if each not in _NO_STEPS):
        place += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if place else str(step)
    message = str(fault["msg"]).removeprefix("Value error, ")
    given = fault.get("input")
    unquoted = kind in _NOT_QUOTED or isinstance(given, Mapping)
    shown = str(given) if isinstance(given, Decimal | date) else repr(given)
    shown = shown if len(shown) <= _QUOTED_MOST else shown[:_QUOTED_MOST] + "…"
    return Diagnostic(code, f"{message}." if unquoted else f"{message} (found {shown}).", hint, place)

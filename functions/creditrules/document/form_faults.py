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


_SENTENCES = {
    "missing": "It is missing.",
    "extra_forbidden": "There is no such key here.",
    "greater_than": "It must be more than {gt}.",
    "greater_than_equal": "It must be at least {ge}.",
    "less_than": "It must be less than {lt}.",
    "less_than_equal": "It must be at most {le}.",
    "multiple_of": "It must be a multiple of {multiple_of}.",
    "finite_number": "It must be a finite number.",
    "decimal_max_digits": "It must have at most {max_digits} digits.",
    "decimal_max_places": "It must have at most {decimal_places} digits behind the point.",
    "decimal_whole_digits": "It must have at most {whole_digits} digits in front of the point.",
    "string_pattern_mismatch": "It must be written as {pattern}.",
    "string_too_short": "It must have at least {min_length} characters.",
    "string_too_long": "It must have at most {max_length} characters.",
    "too_short": "It must have at least {min_length} items.",
    "too_long": "It must have at most {max_length} items.",
    "literal_error": "It must be {expected}.",
    "enum": "It must be {expected}.",
    "timezone_aware": "It must have an offset from UTC.",
    "recursion_loop": "It leads back to itself.",
}
_KINDS = {
    "string": "a text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "dict": "a mapping",
    "mapping": "a mapping",
    "model": "a mapping",
    "dataclass": "a mapping",
    "date": "a date",
    "datetime": "a moment",
    "time": "a time",
    "none": "null",
    "url": "an address",
}
"""What is expected, by what pydantic's kinds of errors begin with."""


def _sentence(fault: Mapping[str, Any]) -> str:
    """Pydantic's kind of error in words of ours; what validators of ours say is theirs already."""
    kind, context = str(fault["type"]), fault.get("ctx") or {}
    if kind in {"value_error", "assertion_error"}:
        said = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
        return said if said.endswith(".") else f"{said}."
    if kind in _SENTENCES:
        return _SENTENCES[kind].format(**context)
    expected = _KINDS.get(kind.partition("_")[0])
    return f"It must be {expected}." if expected else "It does not fit here."


def form_fault(fault: Mapping[str, Any], *, quoted: bool = True) -> Diagnostic:
    """One error of pydantic's `ValidationError.errors()`, of which `type`, `loc`, `ctx`, `msg` and `input` are read.

    quoted: whether the message may repeat the value; not where it says something of a person. pydantic's own kinds are
    many and not ours to keep stable, so they are not codes: a key is missing or unknown, a value has another shape
    (every kind that ends in "_type"), or it is one that does not belong there.
    """
    kind = str(fault["type"])
    code, hint = _CODES.get(kind, ("document.shape" if kind.endswith("_type") else "document.value", ""))
    place = ""
    for step in (each for each in fault["loc"] if each not in _NO_STEPS):
        place += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if place else str(step)
    message = _sentence(fault)
    given = fault.get("input")
    if not quoted or kind in _NOT_QUOTED or isinstance(given, Mapping):
        return Diagnostic(code, message, hint, place)
    shown = str(given) if isinstance(given, Decimal | date) else repr(given)
    shown = shown if len(shown) <= _QUOTED_MOST else shown[:_QUOTED_MOST] + "…"
    return Diagnostic(code, f"{message.removesuffix('.')} (found {shown}).", hint, place)

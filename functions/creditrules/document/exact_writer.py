"""JSON in which a number keeps every digit that it was given with: 1.50 stays 1.50, as a rule may show it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

__all__ = ["exact_json"]


def exact_json(value: object) -> str:
    """The value on one line, keys in their order. Raises TypeError for what is no plain value, floats included."""
    return "".join(_parts(value))


def _parts(value: object) -> list[str]:
    match value:
        case bool() | None | str():
            return [json.dumps(value)]
        case int() | Decimal():
            return [str(value)]
        case Mapping():
            named = ((json.dumps(str(name)), inner) for name, inner in value.items())
            parts = [part for name, inner in named for part in (",", name, ":", *_parts(inner))]
            return ["{", *parts[1:], "}"]
        case list() | tuple():
            parts = [part for inner in value for part in (",", *_parts(inner))]
            return ["[", *parts[1:], "]"]
    message = f"{type(value).__name__} cannot be recorded."
    raise TypeError(message)

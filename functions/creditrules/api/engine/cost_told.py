"""What an operation cost, as `extensions.cost` tells it: Shopify's names, and what evaluation took besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from creditrules.feel import RequestBudget

__all__ = ["cost_data", "objects_in"]


def cost_data(requested: int, maximum: int, actual: int, budget: RequestBudget) -> Mapping[str, Any]:
    """The extension. requested: the objects asked for, reckoned before; maximum: of those. actual: those answered."""
    return {
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "maximumQueryCost": maximum,
        "evaluation": {
            "steps": budget.taken,
            "maximumSteps": budget.most_steps,
            "spent": budget.spent,
        },
    }


_WITHIN: Final = frozenset({dict, list})
"""The executor makes its objects and lists of these very classes, and JSON is read into them."""


def objects_in(data: object) -> int:
    """The objects of an answer, without the one that they all are in."""
    found = 0
    waiting: list[Any] = [data] if data is not None else []
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            found += 1
            part = part.values()
        waiting += [value for value in part if type(value) in _WITHIN]
    return max(0, found - 1)

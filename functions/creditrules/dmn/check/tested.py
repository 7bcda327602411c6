"""Which facts the columns of a decision table test, themselves or through the decisions that they name."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.dmn.check.checked import CheckedInput, CheckedTable
from creditrules.dmn.check.graph import reachable
from creditrules.dmn.check.models import CheckedModel
from creditrules.feel import ast

__all__ = ["behind", "tested_names"]


def tested_names(checked: CheckedModel, decision: str) -> tuple[frozenset[str], ...]:
    """Per column of the decision's table the facts and decisions that its expression or one of its cells names.

    Empty where the decision is no table.
    """
    found = checked.decisions.get(decision)
    table = found.value if found else None
    return tuple(map(_names, table.inputs)) if isinstance(table, CheckedTable) else ()


def behind(checked: CheckedModel, names: Iterable[str]) -> frozenset[str]:
    """The names, and all facts and decisions that those of them which are decisions rest on."""
    requires = {name: decision.requires for name, decision in checked.decisions.items()}
    return frozenset(reachable(requires, tuple(names)))


def _names(part: CheckedInput) -> frozenset[str]:
    texts = (part.expression, *(checked for _, checked in part.cells.not_plain()))
    return frozenset(
        node.name
        for text in texts
        if text.expr is not None
        for node in ast.walk(text.expr)
        if isinstance(node, ast.Name) and node not in text.builtins and node.name != "?"
    )

"""How a fault of an input is told, apart from the rules that look for faults in documents."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError, Node

from creditrules.api.engine.inputs.holding import Fault
from creditrules.quoting import placed, quotable

__all__ = ["input_error"]


def input_error(fault: Fault, node: Node | None) -> GraphQLError:
    """A fault of an input as an error with its place."""
    extensions: dict[str, Any] = {"field": [quotable(step) for step in fault.path]}
    if fault.code:
        extensions["code"] = fault.code
    if fault.hint:
        extensions["hint"] = fault.hint
    return GraphQLError(f"{placed(fault.path)}: {fault.message}", node, extensions=extensions)

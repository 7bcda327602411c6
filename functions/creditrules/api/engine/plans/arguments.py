"""Arguments of fields, coerced as graphql-core does: once where no variable plays a part, else once a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

from graphql import FieldNode, GraphQLError, GraphQLField, Node, VariableNode
from graphql.execution.values import VariableValues, get_argument_values

from creditrules.api.engine.plans.run import Run
from creditrules.records import names_of

__all__ = ["Raw", "raw_arguments", "variables_in"]

Raw: TypeAlias = Callable[[Run], dict[str, Any]]
"""A field's arguments as graphql-core hands them to its resolver. Raises what it raises."""

NOTHING = VariableValues({}, {})


def raw_arguments(definition: GraphQLField, node: FieldNode) -> Raw | None:
    """What a field is called with; None where it takes nothing. The same for every object of a list, so made once."""
    if not definition.args and not node.arguments:
        return None
    if not any(variables_in(*(node.arguments or ()))):
        with suppress(GraphQLError):  # which then is one of each object that asks
            constant = get_argument_values(definition, node, NOTHING, None, hide_suggestions=True)
            return lambda _run: constant
    place = object()

    def made(run: Run) -> dict[str, Any]:
        known = run.arguments.get(place)
        if known is None:
            known = run.arguments[place] = get_argument_values(
                definition, node, run.values, None, hide_suggestions=True
            )
        return known

    return made


def variables_in(*nodes: Node) -> Iterator[str]:
    """The names of the variables that stand anywhere in the nodes."""
    waiting: list[Any] = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, VariableNode):
            yield node.name.value
        elif isinstance(node, Node):
            waiting += (getattr(node, key, None) for key in names_of(type(node)) if key != "loc")
        elif isinstance(node, list | tuple):
            waiting += node

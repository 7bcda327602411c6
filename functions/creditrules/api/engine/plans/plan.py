"""The plan of an operation: which of its selections holds under the variables given, and what executing it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
)
from graphql.execution.values import VariableValues

from creditrules.api.context import RequestContext
from creditrules.api.engine.plans.arguments import variables_in
from creditrules.api.engine.plans.completing import completing
from creditrules.api.engine.plans.inputs import Coercions
from creditrules.api.engine.plans.run import Run
from creditrules.api.engine.plans.selections import Planner
from creditrules.api.engine.plans.steps import Selection
from creditrules.api.engine.plans.variables import Variables
from creditrules.records import dataclass

__all__ = ["Plan", "Unplanned", "Written"]

MOST_WAYS: Final = 16
"""Of combinations of what decides which fields are asked for, worked out for one operation."""


@dataclass(frozen=True, slots=True)
class Written:
    """What executing came to. data: as JSON; null where an error took all of it. objects: that are in it."""

    data: str
    objects: int
    errors: list[GraphQLError]


class Unplanned(Exception):
    """Why a request is left to graphql-core. reason: a few words, of which there are few."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Plan:
    """Executes one validated operation as graphql-core would; thread-safe. Raises Unplanned where it cannot."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        coercions: Coercions,
    ) -> None:
        if operation.directives or any(each.variable_definitions for each in fragments.values()):
            raise Unplanned(OTHER_LANGUAGE)
        self._schema = schema
        self._operation = operation
        self._fragments = fragments
        self._variables = Variables(schema, operation, coercions)
        own = {each.variable.name.value for each in operation.variable_definitions or ()}
        self._conditions = tuple(sorted(own.intersection(_deciding(operation, *fragments.values()))))
        self._ways: dict[tuple[bool, ...], Selection] = {}

    def execute(self, context: RequestContext, given: Mapping[str, object], room: int) -> Written | None:
        """Carry it out; None where a variable does not fit. Raises Unplanned before anything is done."""
        values = self._variables.coerced(given)
        if values is None:
            return None
        select, run = self._way(values), Run(context, values, room)
        try:
            select(run, None, None)
        except GraphQLError as error:
            return Written("null", 0, [*run.errors, error])
        return Written("".join(run.out), run.objects - 1, run.errors)

    def _way(self, values: VariableValues) -> Selection:
        decided = tuple(found for name in self._conditions if isinstance(found := values.coerced.get(name), bool))
        if len(decided) < len(self._conditions):
            raise Unplanned(UNDECIDED)
        way = self._ways.get(decided)
        if way is None:
            if len(self._ways) >= MOST_WAYS:
                raise Unplanned(MANY_WAYS)
            known: dict[str, Any] = dict(zip(self._conditions, decided, strict=True))
            planner = Planner(self._schema, self._operation, self._fragments, VariableValues({}, known), completing)
            way = self._ways[decided] = planner.root()
        return way


OTHER_LANGUAGE: Final = "directives or fragments with variables"
UNDECIDED: Final = "a condition that is null"
MANY_WAYS: Final = "too many conditions"


def _deciding(*nodes: Node) -> Iterator[str]:
    """The variables that decide whether fields and fragments below the nodes are asked for."""
    waiting = list(nodes)
    while waiting:
        found = waiting.pop()
        if isinstance(found, FieldNode | InlineFragmentNode | FragmentSpreadNode):
            yield from variables_in(*(found.directives or ()))
        inner = getattr(found, "selection_set", None)
        waiting += inner.selections if inner else ()

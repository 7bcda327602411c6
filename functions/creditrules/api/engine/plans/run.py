"""What one execution of a plan holds: what is written so far, what room is left, and what went wrong."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from graphql import FieldNode, GraphQLError, GraphQLSchema
from graphql.error import located_error
from graphql.execution.values import VariableValues

from creditrules.api.context import RequestContext
from creditrules.auth import permitted

__all__ = ["NULL", "AskedInfo", "Full", "Place", "Run"]

NULL: Final = "null"

Place: TypeAlias = Any
"""Where a value stands in the answer: the place that it is in and its own key, or None for the root."""


class Full(BaseException):
    """The answer has no room left. No Exception: it takes the root field that it happens in, and no less."""


class AskedInfo:
    """As much of graphql-core's GraphQLResolveInfo as resolvers of ours, strawberry and introspection look at."""

    __slots__ = ("context", "field_name", "schema")

    def __init__(self, context: RequestContext, field_name: str, schema: GraphQLSchema) -> None:
        self.context = context
        self.field_name = field_name
        self.schema = schema


class Run:
    """One execution. out: pieces of JSON. left: bytes that the answer may still take. objects: of the answer.

    open: the gaps in what is being written to be kept, see `keeping`; None while nothing is.
    """

    __slots__ = ("arguments", "context", "errors", "held", "left", "objects", "open", "out", "room", "values")

    def __init__(self, context: RequestContext, values: VariableValues, room: int) -> None:
        self.context = context
        self.values = values
        self.room = self.left = room
        self.out: list[str] = []
        self.objects = 0
        self.errors: list[GraphQLError] = []
        self.held = permitted(context.principal)
        self.open: list[Any] | None = None
        self.arguments: dict[object, dict[str, Any]] = {}

    def failed(self, raw: Exception, nodes: list[FieldNode], place: Place, mark: tuple[int, int], strict: bool) -> None:  # noqa: FBT001  (one of several that always go together)
        """Take back what was written since the mark; null stands there, unless that is not allowed: then raise."""
        error = located_error(raw, nodes, _path(place))
        if strict:
            raise error
        written, self.objects = mark
        del self.out[written:]
        self.out.append(NULL)
        self.errors.append(error)


def _path(place: Place) -> list[str | int]:
    steps: list[str | int] = []
    while place is not None:
        place, key = place
        steps.append(key)
    steps.reverse()
    return steps

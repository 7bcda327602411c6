"""Graphql-core's executor, for operations that have no plan: it measures the answer as it is made."""

from __future__ import annotations

from functools import cache
from typing import Any

from graphql import FieldNode, GraphQLLeafType, GraphQLObjectType
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path

from creditrules.api.engine.answer_size import AROUND, json_size, text_size, too_large

__all__ = ["executor_within"]


class _Full(BaseException):
    """The answer has no room left. No Exception: graphql-core would make a null of each and go on with the rest."""


class _Measuring(Executor[None]):
    """Executes as graphql-core does, and keeps count of what the answer will take as JSON.

    A root field that goes beyond is refused, and what it took given back: the others are answered as far as they fit.
    """

    room: int

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._left = self.room

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        self._left -= len(path.key) + AROUND  # type: ignore[arg-type]  # the key of a field is its name
        if path.prev is not None:
            return super().execute_field(parent_type, source, field_details_list, path, position_context)
        before = self._left
        try:
            return super().execute_field(parent_type, source, field_details_list, path, position_context)
        except _Full:
            self._left = before
        node = field_details_list[0].node
        refusal = too_large(self.room, self.operation.operation)
        self.handle_field_error(refusal, self._type_of(parent_type, node), field_details_list, path)
        return None

    def complete_leaf_value(self, return_type: GraphQLLeafType, result: Any) -> Any:  # type: ignore[override]  # static there
        value = Executor.complete_leaf_value(return_type, result)
        self._left -= text_size(value) if isinstance(value, str) else json_size(value)
        if self._left < 0:
            raise _Full
        return value

    def _type_of(self, parent: GraphQLObjectType, node: FieldNode) -> Any:
        definition = self.schema.get_field(parent, node.name.value)
        return definition.type if definition else None


@cache
def executor_within(room: int) -> type[Executor[None]]:
    """Executors of answers that take at most so many bytes."""
    return type("ExecutorWithinRoom", (_Measuring,), {"room": room})

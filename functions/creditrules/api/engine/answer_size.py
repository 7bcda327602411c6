"""Answers are measured as they are made: one that grows too large is stopped, and its field refused."""

from __future__ import annotations

import json
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from graphql import FieldNode, GraphQLLeafType, GraphQLObjectType, OperationType
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path

from creditrules.errors import Kind, Refusal

__all__ = ["AROUND", "OTHER_LEAF", "executor_within", "json_size", "text_size", "too_large"]

AROUND = 6
"""Colon, comma and the quotes of a name; the platform escapes quotes once more."""
OTHER_LEAF = 12
"""A number, true or false."""


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


def too_large(room: int, operation: OperationType) -> Refusal:
    """The refusal of a root field for which no room is left."""
    message = f"The answer would be larger than {room} bytes."
    hint = "Ask for smaller pages, fewer fields, or in several requests."
    if operation is OperationType.MUTATION:
        hint = "The act was carried out. Read what came of it in parts."
    return Refusal(Kind.TOO_LARGE, "ANSWER_TOO_LARGE", message, (), hint)


def text_size(text: str) -> int:
    """How many bytes a text takes in an answer, counting what a platform adds that escapes the answer once more."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return len(text) + 4
    written = encode_basestring(text)
    return len(written.encode("utf-8", "replace")) + written.count('"') + written.count("\\")


def json_size(value: object) -> int:
    """As `text_size`, of a leaf that is no text."""
    return text_size(json.dumps(value, ensure_ascii=False)) if isinstance(value, dict | list) else OTHER_LEAF

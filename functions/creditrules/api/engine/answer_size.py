"""Answers are measured as they are made: one that grows too large is stopped, and its field refused."""

from __future__ import annotations

import json
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from graphql import (
    FieldNode,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    OperationType,
    Undefined,
    get_argument_values,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.executor import invalid_return_type_error, to_nodes
from graphql.pyutils import Path

from creditrules.api.engine.leaf_fields import LeafField, leaf_fields
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

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> dict[str, Any]:
        """As graphql-core does where nothing is awaited; fields that are leaves take a shorter way to the same."""
        leaves, results = leaf_fields(parent_type), dict[str, Any]()
        for name, details in grouped_field_set.items():
            leaf = leaves.get(details[0].node.name.value) if path is not None else None
            if leaf is not None:
                results[name] = self._leaf(leaf, parent_type, source_value, details, path, name)
                continue
            field_path = Path(path, name, parent_type.name)
            result = self.execute_field(parent_type, source_value, details, field_path, position_context)
            if result is not Undefined:
                results[name] = result
        return results

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,  # noqa: ARG002 - as there
    ) -> dict[str, Any]:
        """As graphql-core does where nothing is awaited."""
        if return_type.is_type_of is not None and not return_type.is_type_of(result, info):
            raise invalid_return_type_error(return_type, result, field_details_list)
        fields = self.collect_subfields(return_type, field_details_list).grouped_field_set
        return self.execute_fields(return_type, result, path, fields, None)

    def _leaf(
        self,
        leaf: LeafField,
        parent_type: GraphQLObjectType,
        source: Any,
        details: FieldDetailsList,
        path: Path | None,
        name: str,
    ) -> Any:
        """One field of `leaf_fields`: what `execute_field` and `complete_value` come to for it."""
        self._left -= len(name) + AROUND
        definition = leaf.definition
        try:
            if leaf.attribute and definition.resolve is leaf.resolve:
                value = getattr(source, leaf.attribute)
            else:
                value = self._resolved(leaf, parent_type, source, details, Path(path, name, parent_type.name))
            if isinstance(value, Exception):
                raise value  # noqa: TRY301 - as graphql-core takes it
            if value is None or value is Undefined:
                if not leaf.nullable:
                    message = f"Cannot return null for non-nullable field {parent_type}.{details[0].node.name.value}."
                    raise TypeError(message)  # noqa: TRY301 - as above
                return None
            if type(value) is not leaf.plain:
                value = Executor.complete_leaf_value(leaf.leaf, value)
            self._left -= text_size(value) if isinstance(value, str) else json_size(value)
            if self._left < 0:
                raise _Full  # noqa: TRY301 - it passes what follows
        except Exception as fault:  # noqa: BLE001 - as above
            self.handle_field_error(fault, definition.type, details, Path(path, name, parent_type.name))
            return None
        return value

    def _resolved(
        self, leaf: LeafField, parent_type: GraphQLObjectType, source: Any, details: FieldDetailsList, path: Path
    ) -> Any:
        definition, first = leaf.definition, details[0]
        resolve = definition.resolve
        assert resolve is not None  # noqa: S101  (of leaf fields there always is one)
        info: Any = None
        if leaf.with_info or resolve is not leaf.resolve:
            info = self.build_resolve_info(definition, to_nodes(details), parent_type, path)
        given = leaf.given
        if given is None or first.node.arguments:
            values = self.variable_values, first.fragment_variable_values, self.hide_suggestions
            given = get_argument_values(definition, first.node, *values)
        return resolve(source, info, **given)

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

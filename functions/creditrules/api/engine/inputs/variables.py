"""Variables before they are coerced: bounded first, and told all their faults where they do not fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from graphql import (
    GraphQLInputObjectType,
    GraphQLSchema,
    GraphQLType,
    OperationDefinitionNode,
    VariableDefinitionNode,
    get_named_type,
    is_input_object_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
)

from creditrules.api.engine.inputs.holding import MOST_ITEMS, Fault, Holding, InputPath, too_long
from creditrules.errors import Kind, Refusal

__all__ = ["ListBounds", "refuse_many_values", "variable_faults"]


def refuse_many_values(variables: Mapping[str, object], most: int, deepest: int) -> None:
    """Count all values in variables, however they are nested. Raises Refusal TOO_LARGE.

    Takes time linear in the bound, not in what was sent.
    """
    waiting: list[tuple[object, int]] = [(variables, 0)]
    left = most
    while waiting:
        value, depth = waiting.pop()
        inner: Collection[object]
        if isinstance(value, dict):
            inner = value.values()
        elif isinstance(value, list):
            inner = value
        else:
            continue
        left -= len(inner)
        if left < 0:
            message = f"The variables hold more than {most} values."
            raise Refusal(Kind.TOO_LARGE, "TOO_MANY_VALUES", message, ("variables",), "Send less at a time.")
        if depth >= deepest:
            message = f"The variables are nested more than {deepest} deep."
            raise Refusal(Kind.TOO_LARGE, "TOO_DEEP", message, ("variables",), "Flatten them.")
        waiting += [(each, depth + 1) for each in inner if isinstance(each, dict | list)]


class ListBounds:
    """How long the lists in a schema's inputs may be, with what does not lead to a list left out."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._inner = cache(self._lists_within)

    def refuse_long(
        self, operation: OperationDefinitionNode, variables: Mapping[str, object], lists: Mapping[str, int]
    ) -> None:
        """Raises Refusal TOO_LARGE "LIST_TOO_LONG". lists: how long the variables may be that are lists themselves."""
        for definition in operation.variable_definitions or ():
            name = definition.variable.name.value
            value = variables.get(name)
            if isinstance(value, dict | list):
                type_ = type_from_ast(self._schema, definition.type)
                for fault in self._long(value, type_, (name,), lists.get(name)):
                    raise Refusal(Kind.TOO_LARGE, fault.code, fault.message, fault.path, fault.hint)

    def _long(self, value: object, type_: GraphQLType | None, path: InputPath, most: int | None) -> Iterator[Fault]:
        bare = type_.of_type if is_non_null_type(type_) else type_
        if is_list_type(bare):
            items = value if isinstance(value, list) else [value]
            if most is not None and len(items) > most:
                yield too_long(len(items), most, path)
            elif self._leads_to_lists(bare.of_type):
                for place, item in enumerate(items):
                    yield from self._long(item, bare.of_type, (*path, place), None)
        elif is_input_object_type(bare) and isinstance(value, dict):
            for name, inner, its_most in self._inner(bare):
                if name in value:
                    yield from self._long(value[name], inner, (*path, name), its_most)

    def _leads_to_lists(self, type_: GraphQLType) -> bool:
        named = get_named_type(type_)
        return is_list_type(_bare(type_)) or (is_input_object_type(named) and bool(self._inner(named)))

    def _lists_within(self, type_: GraphQLInputObjectType) -> tuple[tuple[str, GraphQLType, int | None], ...]:
        """Fields that are lists, or objects; an object is looked into only when a value is there."""
        return tuple(
            (name, definition.type, definition.extensions.get(MOST_ITEMS))
            for name, definition in type_.fields.items()
            if is_list_type(_bare(definition.type)) or is_input_object_type(get_named_type(definition.type))
        )


def _bare(type_: GraphQLType) -> GraphQLType:
    return type_.of_type if is_non_null_type(type_) else type_


def variable_faults(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Mapping[str, object], holding: Holding
) -> None:
    """Hold each variable against its type; what is wrong goes to `holding`'s report."""
    for definition in operation.variable_definitions or ():
        _hold(schema, definition, variables, holding)


def _hold(
    schema: GraphQLSchema, definition: VariableDefinitionNode, variables: Mapping[str, object], holding: Holding
) -> None:
    name = definition.variable.name.value
    type_ = type_from_ast(schema, definition.type)
    if type_ is None or not is_input_type(type_):
        return
    if name in variables:
        holding.value(variables[name], type_, (name,))
    elif is_non_null_type(type_) and definition.default_value is None:
        holding.report(Fault(f"The variable ${name} is missing.", (name,), None))

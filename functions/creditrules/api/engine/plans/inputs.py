"""Values of variables made what their types take: as graphql-core's `coerce_input_value`, worked out once a type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from graphql import (
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLString,
    Undefined,
    is_input_object_type,
    is_list_type,
    is_required_input_field,
)
from graphql.pyutils import is_iterable
from graphql.utilities.coerce_input_value import coerce_default_value

__all__ = ["Coerce", "Coercions"]

Coerce: TypeAlias = Callable[[Any], Any]
"""From a value as JSON has it to what it comes to; Undefined where it does not fit."""


class Coercions:
    """Of one schema: those of its input types are made once."""

    def __init__(self) -> None:
        self._objects: dict[str, Coerce] = {}

    def of(self, type_: GraphQLInputType) -> Coerce:
        """What makes values fit the type. Raises, when called, what the type's own code raises of a whole object."""
        present = self._present(type_.of_type if isinstance(type_, GraphQLNonNull) else type_)
        nothing = Undefined if isinstance(type_, GraphQLNonNull) else None
        return lambda value: nothing if value is None or value is Undefined else present(value)

    def _present(self, type_: Any) -> Coerce:
        """Of values that are not null."""
        if is_list_type(type_):
            return _list(self.of(type_.of_type))
        if not is_input_object_type(type_):
            return _leaf(type_)
        return self._objects.setdefault(type_.name, _Object(type_, self).coerced)


def _leaf(type_: Any) -> Coerce:
    coerce = type_.coerce_input_value
    plain = str if type_ in {GraphQLString, GraphQLID} else None

    def coerced(value: Any) -> Any:
        if type(value) is plain:
            return value
        try:
            return coerce(value)
        except Exception:  # noqa: BLE001  (whatever a type raises says that it does not take the value)
            return Undefined

    return coerced


def _list(item: Coerce) -> Coerce:
    """A value that is no list is a list of one."""

    def coerced(value: Any) -> Any:
        made = []
        for each in value if is_iterable(value) else (value,):
            found = item(each)
            if found is Undefined:
                return Undefined
            made.append(found)
        return made

    return coerced


class _Object:
    """Of one input type; its fields are looked at with the first value, for types may hold themselves."""

    def __init__(self, type_: GraphQLInputObjectType, all_: Coercions) -> None:
        self._type = type_
        self._all = all_
        self._fields: list[tuple[str, str, Coerce, Any]] | None = None

    def coerced(self, value: Any) -> Any:
        """The object; Undefined where it does not fit."""
        if not isinstance(value, dict):
            return Undefined
        fields = self._fields or self._looked_at()
        given = {name: each for name, each in value.items() if each is not Undefined}
        if not given.keys() <= self._type.fields.keys():
            return Undefined
        made: dict[str, Any] = {}
        for name, out_name, coerce, default in fields:
            if name in given:
                found = coerce(given[name])
                if found is Undefined:
                    return Undefined
                made[out_name] = found
            elif default is _REQUIRED:
                return Undefined
            elif default is not Undefined:
                made[out_name] = default
        if self._type.is_one_of and (len(given) != 1 or len(made) != 1 or None in made.values()):
            return Undefined
        return self._type.out_type(made)

    def _looked_at(self) -> list[tuple[str, str, Coerce, Any]]:
        fields: list[tuple[str, str, Coerce, Any]] = []
        for name, field in self._type.fields.items():
            default = _REQUIRED if is_required_input_field(field) else coerce_default_value(field)
            fields.append((name, field.out_name or name, self._all.of(field.type), default))
        self._fields = fields
        return fields


_REQUIRED: Any = object()

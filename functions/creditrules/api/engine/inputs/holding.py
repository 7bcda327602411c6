"""Holding a value against the type of its place: all that is wrong with it, each said once, none of it quoted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)

from creditrules.api.engine.inputs.forms import Form
from creditrules.api.engine.inputs.refused import InputRefused
from creditrules.quoting import quotable
from creditrules.records import dataclass, field
from creditrules.suggestions import suggestion

__all__ = ["MOST_ITEMS", "Fault", "Holding", "InputPath", "too_long"]

MOST_ITEMS = "mostItems"
"""In the extensions of an argument or an input field that is a list: how many items it may have."""
_FEW_VALUES = 12
_EXPECTED = {
    "Int": "A whole number from -2147483648 to 2147483647 is expected.",
    "Float": "A number is expected.",
    "String": "A text is expected.",
    "Boolean": "true or false is expected.",
    "ID": "An id, a text, is expected.",
    "Date": 'A date is expected, as in "2025-10-01".',
}

InputPath: TypeAlias = tuple[str | int, ...]


class Fault(NamedTuple):
    """One thing wrong with an input. value: what is meant, for its place in a document."""

    message: str
    path: InputPath
    value: Any
    hint: str = ""
    code: str = ""


@dataclass(slots=True)
class Holding:
    """Holds values of one form against types.

    report: takes each fault, and may raise to stop. suggestions: whether names of the schema may be told. lists: how
    many items the list may have that a variable stands for, by its name; filled on the way.
    """

    form: Form
    report: Callable[[Fault], None]
    suggestions: bool
    lists: dict[str, int] = field(default_factory=dict)

    def given(self, value: Any, definition: GraphQLArgument | GraphQLInputField, path: InputPath) -> None:
        """Hold what is given for an argument or an input field against its definition."""
        self.value(value, definition.type, path, definition.extensions.get(MOST_ITEMS))

    def value(self, value: Any, type_: GraphQLInputType, path: InputPath, most: int | None = None) -> None:
        """Hold a value against a type; most: how many items it may have where it is a list."""
        variable = self.form.variable(value)
        if variable is not None:
            if most is not None:
                self.lists[variable] = min(most, self.lists.get(variable, most))
            return
        if is_non_null_type(type_):
            if self.form.is_null(value):
                self.report(Fault("A value is needed, not null.", path, value))
                return
            type_ = type_.of_type
        if not self.form.is_null(value):
            self._present(value, type_, path, most)

    def _present(self, value: Any, type_: Any, path: InputPath, most: int | None) -> None:
        if is_list_type(type_):
            self._list(value, type_.of_type, path, most)
        elif is_input_object_type(type_):
            self._object(value, type_, path)
        else:
            self._leaf(value, type_, path)

    def _list(self, value: Any, item: GraphQLInputType, path: InputPath, most: int | None) -> None:
        items = self.form.items(value)
        if items is None:
            self.value(value, item, path)
        elif most is not None and len(items) > most:
            self.report(too_long(len(items), most, path, value))
        else:
            for place, each in enumerate(items):
                self.value(each, item, (*path, place))

    def _object(self, value: Any, type_: GraphQLInputObjectType, path: InputPath) -> None:
        entries = self.form.entries(value)
        if entries is None:
            self.report(Fault(f"An object is expected, of the type {type_.name}.", path, value))
            return
        given = dict(entries)
        for name, each in given.items():
            if name not in type_.fields:
                self._unknown(name, type_, path, each)
        for name, definition in type_.fields.items():
            if name in given:
                self.given(given[name], definition, (*path, name))
            elif is_required_input_field(definition):
                self.report(Fault("It is missing.", (*path, name), value))

    def _unknown(self, name: str, type_: GraphQLInputObjectType, path: InputPath, value: Any) -> None:
        near = suggestion(name, list(type_.fields)) if self.suggestions else ""
        self.report(Fault(f"The type {type_.name} has no field '{quotable(name)}'.", (*path, name), value, near))

    def _leaf(self, value: Any, type_: Any, path: InputPath) -> None:
        try:
            if self.form.fits(type_, value):
                return
        except InputRefused as refused:
            self.report(Fault(refused.said, (*path, *refused.within), value, refused.hint))
            return
        except Exception:  # noqa: BLE001, S110  (whatever a type raises says that it does not take the value)
            pass
        self.report(Fault(self._expected(type_), path, value))

    def _expected(self, type_: Any) -> str:
        if not isinstance(type_, GraphQLEnumType):
            return _EXPECTED.get(type_.name, f"A value of the type {type_.name} is expected.")
        known = list(type_.values)
        few = self.suggestions and len(known) <= _FEW_VALUES
        return f"One of {', '.join(known)} is expected." if few else f"A value of {type_.name} is expected."


def too_long(found: int, most: int, path: InputPath, value: Any = None) -> Fault:
    """A list of more items than its place takes."""
    return Fault(f"A list of {found} items; {most} are allowed.", path, value, "Send less at a time.", "LIST_TOO_LONG")

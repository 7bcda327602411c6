"""Enums of an image: what comes in and goes out are members of the class in Python, which is loaded with the first."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from importlib import import_module
from typing import Any

from graphql import ConstValueNode, GraphQLEnumType, GraphQLEnumValue, ValueNode

from creditrules.api.schema.image.forms import EnumForm

__all__ = ["ImagedEnum"]


class ImagedEnum(GraphQLEnumType):
    """As strawberry's `CustomGraphQLEnumType`, but that each member's name is looked for once."""

    def __init__(self, form: EnumForm) -> None:
        super().__init__(
            form.name,
            {
                name: GraphQLEnumValue(value, description=description, deprecation_reason=deprecated)
                for name, value, description, deprecated in form.values
            },
            description=form.description,
        )
        self._form = form
        self._known: dict[Any, str] = {}

    @cached_property
    def wrapped_cls(self) -> type[Enum]:
        """The class of its members."""
        module, name = self._form.cls
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        members: type[Enum] = found
        return members

    def serialize(self, output_value: Any) -> str:
        """See `coerce_output_value`."""
        return self.coerce_output_value(output_value)

    def coerce_output_value(self, output_value: Any) -> str:
        """The name of a member, or of a value."""
        try:
            return self._known[output_value]
        except (KeyError, TypeError):
            pass
        if not isinstance(output_value, self.wrapped_cls):
            told: str = super().coerce_output_value(output_value)
            return told
        for name, value in self.values.items():
            if output_value.value == value.value:
                self._known[output_value] = str(name)
                return self._known[output_value]
        message = f"Invalid value for enum {self.name}: {output_value}"
        raise ValueError(message)

    def parse_value(self, input_value: str, hide_suggestions: bool = False) -> Any:  # noqa: FBT001, FBT002 - graphql-core's
        """See `coerce_input_value`."""
        return self.coerce_input_value(input_value, hide_suggestions)

    def coerce_input_value(self, input_value: Any, hide_suggestions: bool = False) -> Any:  # noqa: FBT001, FBT002
        """The member of that name."""
        return self.wrapped_cls(super().coerce_input_value(input_value, hide_suggestions))

    def parse_literal(
        self,
        value_node: ValueNode,
        _variables: dict[str, Any] | None = None,
        hide_suggestions: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        """See `coerce_input_literal`."""
        return self.coerce_input_literal(value_node, hide_suggestions)  # type: ignore[arg-type]  # as strawberry has it

    def coerce_input_literal(self, value_node: ConstValueNode, hide_suggestions: bool = False) -> Any:  # noqa: FBT001, FBT002
        """The member of that name."""
        return self.wrapped_cls(super().coerce_input_literal(value_node, hide_suggestions))

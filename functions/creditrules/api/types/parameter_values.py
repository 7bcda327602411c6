"""What parameters say: values by day, with what each rests on."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import date

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.api.types.scalars import JSON
from creditrules.api.types.settled import settled_attributes
from creditrules.auth import Action
from creditrules.rules import Step

__all__ = ["ParameterValue", "ValueReference", "parameter_value"]


@settled_attributes()
@strawberry.type(
    description="What a value rests on: what a reader can look up, an address, or both.", directives=needs(Action.ASK)
)
class ValueReference:
    citation: str | None = strawberry.field(description="What a reader can look up.")
    link: str | None = strawberry.field(description="Where it can be read.")


@settled_attributes()
@strawberry.type(description="A parameter's value from a day on.", directives=needs(Action.ASK))
class ParameterValue:
    value: JSON | None = strawberry.field(
        description="Numbers as decimal strings, dates and durations as texts; null where there is none from then on."
    )
    valid_from: date | None = strawberry.field(
        description="The day from which it holds, in its own time zone; null for the only value of its version."
    )
    references: list[ValueReference] = strawberry.field(description="What it rests on.")


def parameter_value(step: Step) -> ParameterValue:
    """A value as clients see it."""
    return ParameterValue(
        value=None if step.value is None else JSON(step.written.value),
        valid_from=step.since,
        references=[told(ValueReference, each) for each in step.written.references],
    )

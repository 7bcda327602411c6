"""The versions of parameters that answers rest on."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from creditrules.api.engine.plans.keeping import Keeping
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import Category
from creditrules.api.types.parameter_values import ParameterValue
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, told
from creditrules.api.types.settled import settled, settled_attributes
from creditrules.api.types.versions import ParameterVersion, VersionRef, version_node
from creditrules.auth import Action
from creditrules.desk import Expected, View, parameter_key
from creditrules.eligibility import AppliedParameter as DomainApplied
from creditrules.rules import parameter_name

__all__ = ["KEPT_PARAMETERS", "AppliedParameter", "RecordedParameter", "applied_parameter", "recorded_parameter"]


@strawberry.interface(description="A version of a parameter that an answer rests on.", directives=needs(Action.ASK))
class ParameterApplied:
    view: Private[View]
    parameter: str = strawberry.field(description="Slug of the parameter.")
    expression: str = strawberry.field(description='How rules write it, as in "param.lpr 1y".')
    category: Category = strawberry.field(description="Why the parameter exists.")
    number: int = strawberry.field(description="Number of the version.")
    digest: str = strawberry.field(description="SHA-256 of its canonical form.")
    pinned: bool = strawberry.field(description="Whether the caller chose it in place of the version in force.")

    @field
    @at_hand
    @settled
    def version(self) -> ParameterVersion:
        """The version itself: its values and change statement."""
        node = version_node(VersionRef(self.view, parameter_key(self.parameter), self.number, self.digest))
        assert isinstance(node, ParameterVersion)  # noqa: S101  (the key is a parameter's)
        return node


@settled_attributes()
@strawberry.type(description="A parameter in force that the rule sets of an answer use.", directives=needs(Action.ASK))
class AppliedParameter(ParameterApplied):
    valid_from: datetime | None = strawberry.field(description="Since when the version is in force; null when pinned.")
    recorded_at: datetime | None = strawberry.field(description="When that was recorded; null when pinned.")

    @field
    @settled
    def value(self) -> ParameterValue | None:
        """What it said at the answer's valid time; null for partners unless the parameter publishes its values."""
        return self.version().value()


@strawberry.type(
    description="A version of a parameter that a recorded decision rests on.", directives=needs(Action.ASK)
)
class RecordedParameter(ParameterApplied):
    pass


KEPT_PARAMETERS: Final = Keeping(
    tell=lambda of, applied: applied_parameter(of.view, applied),
    stands=lambda of, applied: (applied.parameter, on) if (on := of.nodes.parameter(applied)) else None,
    fragments=lambda of: of.nodes.fragments,
)


def applied_parameter(view: View, applied: DomainApplied) -> AppliedParameter:
    """A parameter as clients see it; view: at the answer's times."""
    expression = f"param.{parameter_name(applied.parameter)}"
    view.catalogue.expect(partial(_expected, applied.parameter, applied.version, applied.digest))
    return told(AppliedParameter, applied, view=view, number=applied.version, expression=expression)


def _expected(parameter: str, number: int, digest: str) -> Expected:
    """What may be asked of it, and then of all that an answer rests on."""
    key = parameter_key(parameter)
    return Expected(((key, number),), (), ((key.kind, digest),))


def recorded_parameter(view: View, row: Mapping[str, Any]) -> RecordedParameter:
    """A parameter of a recorded answer."""
    view.catalogue.expect(partial(_expected, row["parameter"], int(row["version"]), row["digest"]))
    return RecordedParameter(
        view=view,
        parameter=row["parameter"],
        expression=f"param.{parameter_name(row['parameter'])}",
        category=Category(row["category"]),
        number=int(row["version"]),
        digest=row["digest"],
        pinned=row.get("pinned", False),
    )

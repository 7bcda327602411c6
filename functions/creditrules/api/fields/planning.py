"""What publishing a content would come to: the field for whoever plans a push."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.plans import PlanVersionInput, PlanVersionPayload, planned
from creditrules.auth import Action
from creditrules.desk import plan_version

__all__ = ["PlanningQueries"]


@strawberry.type(description="Planning what is to be published.")
class PlanningQueries:
    @payload_field(PlanVersionPayload, Action.CHECK)
    def plan_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PlanVersionInput, strawberry.argument(description="The content.")],  # noqa: A002
    ) -> PlanVersionPayload:
        """What publishing this content would do: make a document, change one, or nothing. Nothing is written."""
        return planned(info.context.act(plan_version, input.submission()))

"""What publishing a content would come to, as clients see it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diagnostics import Diagnostic, UserError
from creditrules.api.types.enums import DocumentKind, PlannedAct
from creditrules.api.types.inputs import ChangeInput
from creditrules.api.types.permissions import needs
from creditrules.api.types.statements import Impact
from creditrules.auth import Action
from creditrules.desk import Plan, Submission

__all__ = ["PlanVersionInput", "PlanVersionPayload", "planned"]


@strawberry.input(description="Content that may be published: it says itself which document it is of.")
class PlanVersionInput:
    content: str = strawberry.field(description="The written form, YAML or JSON, at most 4 MiB.")
    change: ChangeInput | None = strawberry.field(
        default=None, description="The change statement; the content's own `change` section where left out."
    )
    based_on: int | None = strawberry.field(
        default=None, description="The latest version you saw; told where there is a newer one by now."
    )

    def submission(self) -> Submission:
        """The content as it was sent. Raises Refusal INVALID "LANGUAGE_TWICE"."""
        return Submission("", self.content, self.change.given() if self.change else None, None, self.based_on)


@strawberry.type(description="What publishing one content would do.", directives=needs(Action.CHECK))
class VersionPlan:
    kind: DocumentKind = strawberry.field(description="What the document is.")
    slug: str = strawberry.field(description="The document.")
    act: PlannedAct = strawberry.field(description="What would be done.")
    version: int = strawberry.field(description="The new version's number, or that of the one that says the same.")
    digest: str = strawberry.field(description="SHA-256 of the canonical form, in hexadecimal.")
    required_approvals: int = strawberry.field(description="How many approvals the policy asks for first.")


@strawberry.type(description="What publishing would do, or why it would be refused.", directives=needs(Action.CHECK))
class PlanVersionPayload:
    plan: VersionPlan | None = strawberry.field(default=None, description="Null where it would be refused.")
    impact: Impact | None = strawberry.field(default=None, description="What it would touch; null where refused.")
    diagnostics: list[Diagnostic] = strawberry.field(
        default_factory=list, description="Everything found in the content, warnings included."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="Why it would be refused.")


def planned(plan: Plan) -> PlanVersionPayload:
    """The payload of a plan."""
    ready = plan.ready
    return PlanVersionPayload(
        plan=VersionPlan(
            kind=plan.key.kind,
            slug=plan.key.slug,
            act=plan.act,
            version=plan.version,
            digest=plan.ready.digest,
            required_approvals=plan.required,
        ),
        impact=Impact.of(ready.impact),
        diagnostics=[Diagnostic.of(diagnostic) for diagnostic in ready.diagnostics],
    )

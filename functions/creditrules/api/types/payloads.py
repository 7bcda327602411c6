"""What mutations answer: what came of them, or why nothing was written."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

import strawberry

from creditrules.api.types.diagnostics import Diagnostic, UserError
from creditrules.api.types.history import Activation
from creditrules.api.types.products import Product
from creditrules.api.types.rule_sets import RuleSet
from creditrules.api.types.statements import Impact
from creditrules.api.types.versions import ProductVersion, RuleVersion

__all__ = [
    "CheckRuleVersionPayload",
    "CreateProductPayload",
    "CreateRuleSetPayload",
    "PublishProductVersionPayload",
    "PublishRuleVersionPayload",
]


@strawberry.type(description="What came of createRuleSet.")
class CreateRuleSetPayload:
    rule_set: RuleSet | None = strawberry.field(
        default=None, description="The rule set, without versions yet; null when refused."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was made."
    )


@strawberry.type(description="What publishing a draft would say.")
class CheckRuleVersionPayload:
    ok: bool = strawberry.field(default=False, description="Whether it could be published.")
    impact: Impact | None = strawberry.field(
        default=None, description="What it would touch; null when it does not check."
    )
    diagnostics: list[Diagnostic] = strawberry.field(
        default_factory=list, description="Everything found in the content, warnings included."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="Why it would be refused.")


@strawberry.type(description="What came of publishRuleVersion.")
class PublishRuleVersionPayload:
    version: RuleVersion | None = strawberry.field(default=None, description="The new version; null when refused.")
    activation: Activation | None = strawberry.field(
        default=None, description="What puts it in force; null when refused."
    )
    rule_set: RuleSet | None = strawberry.field(
        default=None, description="The rule set as it is now; null when refused."
    )
    replayed: bool = strawberry.field(
        default=False, description="Whether this is the answer to an earlier sending of the same."
    )
    diagnostics: list[Diagnostic] = strawberry.field(
        default_factory=list, description="Everything found in the content, warnings included."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was published."
    )


@strawberry.type(description="What came of publishProductVersion.")
class PublishProductVersionPayload:
    version: ProductVersion | None = strawberry.field(default=None, description="The new version; null when refused.")
    activation: Activation | None = strawberry.field(
        default=None, description="What puts it in force; null when refused."
    )
    product: Product | None = strawberry.field(
        default=None, description="The product as the new version describes it; null when refused."
    )
    replayed: bool = strawberry.field(
        default=False, description="Whether this is the answer to an earlier sending of the same."
    )
    diagnostics: list[Diagnostic] = strawberry.field(
        default_factory=list, description="Everything found in the content, warnings included."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was published."
    )


@strawberry.type(description="What came of createProduct.")
class CreateProductPayload(PublishProductVersionPayload):
    pass

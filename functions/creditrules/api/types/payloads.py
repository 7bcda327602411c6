"""What mutations answer: what came of them, or why nothing was written."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from creditrules.api.types.coverage import Coverage
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diagnostics import Diagnostic, UserError, user_error
from creditrules.api.types.erasing import ErasedRecords, erased_records
from creditrules.api.types.experiments import Experiment
from creditrules.api.types.flaws import FactClaim, Flaw
from creditrules.api.types.history import Activation
from creditrules.api.types.once import replayed
from creditrules.api.types.parameters import Parameter
from creditrules.api.types.permissions import needs
from creditrules.api.types.products import Product
from creditrules.api.types.proposals import ApprovalPolicyRule, Proposal
from creditrules.api.types.recorded import RecordedDecision
from creditrules.api.types.resolved import field
from creditrules.api.types.rule_sets import RuleSet
from creditrules.api.types.statements import Impact
from creditrules.api.types.versions import ExperimentVersion, ParameterVersion, ProductVersion, RuleVersion
from creditrules.auth import Action
from creditrules.eligibility.recording import Erased
from creditrules.errors import Kind, Refusal
from creditrules.under_way import unsettled

__all__ = [
    "ActivationPayload",
    "CheckExperimentVersionPayload",
    "CheckParameterVersionPayload",
    "CheckRuleVersionPayload",
    "CreateExperimentPayload",
    "CreateParameterPayload",
    "CreateProductPayload",
    "CreateRuleSetPayload",
    "DecidePayload",
    "EraseSubjectPayload",
    "IndexDecisionsPayload",
    "ProposalPayload",
    "PublishExperimentVersionPayload",
    "PublishParameterVersionPayload",
    "PublishProductVersionPayload",
    "PublishRuleVersionPayload",
    "SetApprovalPolicyPayload",
    "erased_of",
    "payload_field",
]

OURS = frozenset({Kind.FORBIDDEN, Kind.UNAUTHENTICATED, Kind.UNAVAILABLE})
"""Refusals that are no mistake in the input: they go to the top-level errors."""

Given = ParamSpec("Given")
Payload = TypeVar("Payload")


def payload_field(
    payload: type[Payload], needs: Action
) -> Callable[[Callable[Given, Payload]], Callable[Given, Payload]]:
    """A field that answers a mistake in its input with a payload that says so in `userErrors`. needs: as `field`'s."""

    def of(resolver: Callable[Given, Payload]) -> Callable[Given, Payload]:
        @wraps(resolver)
        def resolved(*args: Given.args, **named: Given.kwargs) -> Payload:
            try:
                with unsettled() as is_unsettled:
                    return resolver(*args, **named)
            except Refusal as refusal:
                if refusal.kind is Kind.UNAVAILABLE and is_unsettled():
                    raise _outcome_unknown(refusal) from refusal
                if refusal.kind in OURS:
                    raise
                return _refused(payload, refusal, type(named["input"]))

        return field(needs=needs)(resolved)

    return of


def _outcome_unknown(refusal: Refusal) -> Refusal:
    """The answer where something failed after a write of which nothing was heard: it may have been done."""
    if refusal.code == "OUTCOME_UNKNOWN":
        return refusal
    message = "The store did not say whether this was recorded."
    hint = "Send the same again with the same idempotency key: it will be done once."
    cause = refusal.cause or refusal.code
    return Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint=hint, cause=cause)


def _refused(payload: type[Payload], refusal: Refusal, given: type) -> Payload:
    told: dict[str, Any] = {"user_errors": [user_error(refusal, given)]}
    if any(each.name == "diagnostics" for each in fields(payload)):  # type: ignore[arg-type]  # strawberry types are dataclasses
        told["diagnostics"] = [Diagnostic.of(diagnostic) for diagnostic in refusal.diagnostics]
    return payload(**told)


def _result(description: str) -> Any:
    return strawberry.field(default=None, description=description)


def _diagnostics(description: str = "Everything found in the content, warnings included.") -> Any:
    return strawberry.field(default_factory=list, description=description)


def _user_errors(description: str) -> Any:
    return strawberry.field(default_factory=list, description=description)


@strawberry.type(description="What came of createRuleSet.", directives=needs(Action.ASK))
class CreateRuleSetPayload:
    rule_set: RuleSet | None = _result("The rule set, without versions yet; null when refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when it was made.")


@strawberry.type(description="What publishing a draft would say.", directives=needs(Action.CHECK))
class CheckRuleVersionPayload:
    ok: bool = strawberry.field(default=False, description="Whether it could be published.")
    impact: Impact | None = _result("What it would touch; null when it does not check.")
    coverage: Coverage | None = _result("What its test cases reach; null when it does not check.")
    diagnostics: list[Diagnostic] = _diagnostics()
    flaws: list[Flaw] = strawberry.field(
        default_factory=list,
        description="What verification found in the tables of a rule set that checks; diagnostics too.",
    )
    claims: list[FactClaim] = strawberry.field(
        default_factory=list,
        description="How what its facts declare stands: which values are better, what is protected.",
    )
    user_errors: list[UserError] = _user_errors("Why it would be refused.")


@strawberry.type(description="What came of publishRuleVersion.", directives=needs(Action.ASK))
class PublishRuleVersionPayload:
    version: RuleVersion | None = _result("The new version; null when refused.")
    activation: Activation | None = _result("What puts it in force; null when refused.")
    rule_set: RuleSet | None = _result("The rule set as it is now; null when refused.")
    replayed: bool = replayed()
    diagnostics: list[Diagnostic] = _diagnostics()
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when it was published.")


@strawberry.type(description="What came of publishProductVersion.", directives=needs(Action.ASK))
class PublishProductVersionPayload:
    version: ProductVersion | None = _result("The new version; null when refused.")
    activation: Activation | None = _result("What puts it in force; null when refused.")
    product: Product | None = _result("The product as it is now; null when refused.")
    replayed: bool = replayed()
    diagnostics: list[Diagnostic] = _diagnostics()
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when it was published.")


@strawberry.type(description="What came of createProduct.", directives=needs(Action.ASK))
class CreateProductPayload(PublishProductVersionPayload):
    pass


@strawberry.type(description="What publishing a draft of a parameter would say.", directives=needs(Action.CHECK))
class CheckParameterVersionPayload:
    ok: bool = strawberry.field(default=False, description="Whether it could be published.")
    impact: Impact | None = _result("What it would touch; null when it does not check.")
    diagnostics: list[Diagnostic] = _diagnostics()
    user_errors: list[UserError] = _user_errors("Why it would be refused.")


@strawberry.type(description="What came of publishParameterVersion.", directives=needs(Action.ASK))
class PublishParameterVersionPayload:
    version: ParameterVersion | None = _result("The new version; null when refused.")
    activation: Activation | None = _result("What puts it in force; null when refused.")
    parameter: Parameter | None = _result("The parameter as it is now; null when refused.")
    replayed: bool = replayed()
    diagnostics: list[Diagnostic] = _diagnostics()
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when it was published.")


@strawberry.type(description="What came of createParameter.", directives=needs(Action.ASK))
class CreateParameterPayload(PublishParameterVersionPayload):
    pass


@strawberry.type(description="What publishing a draft of an experiment would say.", directives=needs(Action.CHECK))
class CheckExperimentVersionPayload(CheckParameterVersionPayload):
    pass


@strawberry.type(description="What came of publishExperimentVersion.", directives=needs(Action.ASK))
class PublishExperimentVersionPayload:
    version: ExperimentVersion | None = _result("The new version; null when refused.")
    activation: Activation | None = _result("What puts it in force; null when refused.")
    experiment: Experiment | None = _result("The experiment as it is now; null when refused.")
    replayed: bool = replayed()
    diagnostics: list[Diagnostic] = _diagnostics()
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when it was published.")


@strawberry.type(description="What came of createExperiment.", directives=needs(Action.ASK))
class CreateExperimentPayload(PublishExperimentVersionPayload):
    pass


@strawberry.type(description="What came of an act on a proposal.", directives=needs(Action.ASK))
class ProposalPayload:
    proposal: Proposal | None = _result("The proposal as the act left it; null when refused.")
    activation: Activation | None = _result("What put it in force, where the act published it.")
    replayed: bool = replayed()
    diagnostics: list[Diagnostic] = _diagnostics(
        "Everything found in content that was sent, warnings included, and whom publishing it would break now."
    )
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when it was recorded.")


@strawberry.type(description="What came of a cancellation, a rollback or a retirement.", directives=needs(Action.ASK))
class ActivationPayload:
    activation: Activation | None = _result("The fact that was recorded; null when refused.")
    replayed: bool = replayed()
    diagnostics: list[Diagnostic] = _diagnostics("What to know about it all the same: whom it breaks, for one.")
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when it was recorded.")


@strawberry.type(description="What came of setApprovalPolicy.", directives=needs(Action.ASK))
class SetApprovalPolicyPayload:
    rules: list[ApprovalPolicyRule] | None = _result("The policy as it is now; null when refused.")
    version: int | None = _result("The number of this version of the policy.")
    replayed: bool = replayed()
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when it was set.")


@strawberry.type(description="What came of decide.", directives=needs(Action.ASK))
class DecidePayload:
    decision: RecordedDecision | None = _result("The decision on record; null when refused.")
    replayed: bool = replayed()
    diagnostics: list[Diagnostic] = _diagnostics("Everything wrong with the facts, where they are why it was refused.")
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when it was recorded.")


@strawberry.type(description="What came of indexDecisions.", directives=needs(Action.ASK))
class IndexDecisionsPayload:
    indexed: int = strawberry.field(default=0, description="How many decisions were indexed and counted.")
    complete: bool = strawberry.field(default=False, description="Whether all are now; send it again until then.")
    replayed: bool = replayed()
    user_errors: list[UserError] = _user_errors("Why it was refused.")


@strawberry.type(description="What came of eraseSubject.", directives=needs(Action.ASK))
class EraseSubjectPayload:
    recorded_at: datetime | None = _result("When the last facts became unreadable; null when refused.")
    already_erased: bool = strawberry.field(
        default=False, description="Whether all that was before this request; nothing was changed then."
    )
    records: list[ErasedRecords] = strawberry.field(
        default_factory=list, description="What was erased, by whose it was; at most 100."
    )
    shared_left: bool = strawberry.field(
        default=False,
        description="Whether facts under that name are left that partners share: `reach: SHARED` erases those of all.",
    )
    complete: bool = strawberry.field(
        default=True, description="False where more than 100 partners knew the name: ask again, with a new key."
    )
    replayed: bool = replayed()
    user_errors: list[UserError] = _user_errors("Why it was refused; empty when the facts are gone.")


def erased_of(erased: Erased) -> EraseSubjectPayload:
    """What an erasure came to, as clients see it."""
    return EraseSubjectPayload(
        recorded_at=erased.erased_at,
        already_erased=erased.already,
        records=erased_records(erased),
        shared_left=erased.shared_left,
        complete=erased.complete,
        replayed=erased.replayed,
    )

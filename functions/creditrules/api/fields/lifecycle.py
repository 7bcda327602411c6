"""The fields about proposals, activations and the approval policy, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import Info

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import After, First
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.diagnostics import Diagnostic, UserError, content_refused, user_error
from creditrules.api.types.global_ids import read_global_id
from creditrules.api.types.history import Activation, activation_node
from creditrules.api.types.inputs import ChangeInput
from creditrules.api.types.lifecycle_inputs import (
    ApprovalRuleInput,
    ApproveProposalInput,
    CancelActivationInput,
    DraftProductVersionInput,
    DraftRuleVersionInput,
    EditProposalInput,
    PublishProposalInput,
    RejectProposalInput,
    RetireInput,
    RollBackInput,
    SetApprovalPolicyInput,
    StatementInput,
    SubmitProposalInput,
    WithdrawProposalInput,
)
from creditrules.api.types.proposals import ApprovalPolicyRule, Proposal, policy_rules, proposal_node
from creditrules.api.types.resolved import field
from creditrules.auth import Action
from creditrules.desk.activating import Period, cancel_activation, retire, roll_back, set_approval_policy
from creditrules.desk.paging import page_size
from creditrules.desk.proposing import (
    ProposalName,
    Proposing,
    approve_proposal,
    draft_product,
    draft_rule_set,
    edit_proposal,
    publish_proposal,
    reject_proposal,
    submit_proposal,
    withdraw_proposal,
)
from creditrules.desk.publishing import Draft
from creditrules.desk.submitting import checked_key, stated, submitted_draft
from creditrules.errors import Kind, Refusal
from creditrules.rules import (
    Activated,
    ApprovalRule,
    ChangeStatement,
    DocumentKey,
    PolicyScope,
    ProposalMoved,
)

__all__ = ["LifecycleMutations", "LifecycleQueries"]

OURS = frozenset({Kind.FORBIDDEN, Kind.UNAUTHENTICATED, Kind.UNAVAILABLE})

LONGEST_COMMENT = 4000


@strawberry.type(description="What came of an act on a proposal.")
class ProposalPayload:
    proposal: Proposal | None = strawberry.field(
        default=None, description="The proposal as the act left it; null when refused."
    )
    activation: Activation | None = strawberry.field(
        default=None, description="What put it in force, where the act published it."
    )
    replayed: bool = strawberry.field(
        default=False, description="Whether this is the answer to an earlier sending of the same."
    )
    diagnostics: list[Diagnostic] = strawberry.field(
        default_factory=list, description="Everything found in the content, warnings included."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was recorded."
    )


@strawberry.type(description="What came of a cancellation, a rollback or a retirement.")
class ActivationPayload:
    activation: Activation | None = strawberry.field(
        default=None, description="The fact that was recorded; null when refused."
    )
    replayed: bool = strawberry.field(
        default=False, description="Whether this is the answer to an earlier sending of the same."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was recorded."
    )


@strawberry.type(description="What came of setApprovalPolicy.")
class SetApprovalPolicyPayload:
    rules: list[ApprovalPolicyRule] | None = strawberry.field(
        default=None, description="The policy as it is now; null when refused."
    )
    version: int | None = strawberry.field(default=None, description="The number of this version of the policy.")
    replayed: bool = strawberry.field(
        default=False, description="Whether this is the answer to an earlier sending of the same."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was set."
    )


@strawberry.type(description="Reading what is on its way.")
class LifecycleQueries:
    @field
    def open_proposals(
        self, info: Info[RequestContext, None], first: First = None, after: After = None
    ) -> Connection[Proposal]:
        """Every proposal of which something may still become, by document; refused to partners."""
        scope = info.context.scope()
        info.context.require(Action.READ_HISTORY)
        page = scope.catalogue.store.open_proposals(scope.tenant, page_size(first), after)
        scope.documents.expect(dict.fromkeys(proposal.key for proposal in page.items))
        return connect(page, lambda p: proposal_node(scope, p), moments=scope.moments, after=after, valid=False)

    @field
    def approval_policy(self, info: Info[RequestContext, None]) -> list[ApprovalPolicyRule]:
        """How many approvals changes need, and whose; refused to partners."""
        context = info.context
        context.require(Action.READ_HISTORY)
        _, policy = context.catalogue.policy(context.principal.tenant)
        return policy_rules(policy, context.catalogue.unless_set)


@strawberry.type(description="Changes under four eyes, and what is in force without new content.")
class LifecycleMutations:
    @field
    def draft_rule_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DraftRuleVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> ProposalPayload:
        """Propose a rule set's next version. Its content has to check as if it were published."""
        context = info.context
        context.require(Action.PROPOSE)
        return _proposing(context, input, lambda d: draft_rule_set(context.catalogue, context.principal, d))

    @field
    def draft_product_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DraftProductVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> ProposalPayload:
        """Propose a product's next version; a product that is not there yet is made, without a version."""
        context = info.context
        context.require(Action.PROPOSE)
        return _proposing(context, input, lambda d: draft_product(context.catalogue, context.principal, d))

    @field
    def edit_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[EditProposalInput, strawberry.argument(description="What it is to say.")],  # noqa: A002
    ) -> ProposalPayload:
        """Let a proposal say something else. It is a draft again, and approvals that it had are void."""
        context = info.context
        context.require(Action.PROPOSE)

        def edited(draft: Draft) -> Proposing:
            return edit_proposal(context.catalogue, context.principal, _proposal_named(input.proposal), draft)

        try:
            slug = _proposal_named(input.proposal).key.slug
        except Refusal as refusal:
            return ProposalPayload(user_errors=[_mistake(refusal)])
        given = _Content(slug, input.content, input.change, input.idempotency_key, input.based_on)
        return _proposing(context, given, edited)

    @field
    def submit_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[SubmitProposalInput, strawberry.argument(description="The draft.")],  # noqa: A002
    ) -> ProposalPayload:
        """Ask for the approvals that the policy requires; where it requires none, it is approved at once."""
        context = info.context
        context.require(Action.PROPOSE)
        return _moved(
            context,
            lambda: submit_proposal(
                context.catalogue,
                context.principal,
                _proposal_named(input.proposal),
                checked_key(input.idempotency_key),
            ),
        )

    @field
    def approve_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[ApproveProposalInput, strawberry.argument(description="The approval.")],  # noqa: A002
    ) -> ProposalPayload:
        """Approve a proposal as it was read, which whoever wrote any of it cannot."""
        context = info.context
        context.require(Action.APPROVE)
        return _moved(
            context,
            lambda: approve_proposal(
                context.catalogue,
                context.principal,
                _proposal_named(input.proposal),
                input.binding,
                _checked_comment(input.comment),
                checked_key(input.idempotency_key),
            ),
        )

    @field
    def reject_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RejectProposalInput, strawberry.argument(description="The refusal.")],  # noqa: A002
    ) -> ProposalPayload:
        """End a submitted proposal, with a reason."""
        context = info.context
        context.require(Action.APPROVE)
        return _moved(
            context,
            lambda: reject_proposal(
                context.catalogue,
                context.principal,
                _proposal_named(input.proposal),
                _checked_comment(input.comment),
                checked_key(input.idempotency_key),
            ),
        )

    @field
    def withdraw_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[WithdrawProposalInput, strawberry.argument(description="The proposal.")],  # noqa: A002
    ) -> ProposalPayload:
        """Give a proposal up."""
        context = info.context
        context.require(Action.PROPOSE)
        return _moved(
            context,
            lambda: withdraw_proposal(
                context.catalogue,
                context.principal,
                _proposal_named(input.proposal),
                _checked_comment(input.comment),
                checked_key(input.idempotency_key),
            ),
        )

    @field
    def publish_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PublishProposalInput, strawberry.argument(description="The proposal.")],  # noqa: A002
    ) -> ProposalPayload:
        """Make an approved proposal the next version, and put it in force when it says."""
        context = info.context
        context.require(Action.PUBLISH)
        return _moved(
            context,
            lambda: publish_proposal(
                context.catalogue,
                context.principal,
                _proposal_named(input.proposal),
                checked_key(input.idempotency_key),
            ),
        )

    @field
    def cancel_activation(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CancelActivationInput, strawberry.argument(description="The activation.")],  # noqa: A002
    ) -> ActivationPayload:
        """Take back an activation that has not started; what would have been in force without it will be."""
        context = info.context
        context.require(Action.CANCEL)

        def act() -> Activated:
            key, sequence = _named(input.activation, {"Activation", "RuleChange"}, "activation", "UNKNOWN_ACTIVATION")
            said, retry_key = _statement(input.statement), checked_key(input.idempotency_key)
            return cancel_activation(context.catalogue, context.principal, key, sequence, said, retry_key)

        return _activated(context, act)

    @field
    def roll_back(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RollBackInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> ActivationPayload:
        """Put an old version in force again: a new activation, with its own statement, and no new version."""
        context = info.context
        context.require(Action.ROLL_BACK)

        def act() -> Activated:
            key, version = _named(input.version, {"RuleVersion", "ProductVersion"}, "version", "UNKNOWN_VERSION")
            return roll_back(
                context.catalogue,
                context.principal,
                key,
                version,
                _statement(input.statement),
                Period(input.valid_from, input.valid_until),
                checked_key(input.idempotency_key),
                input.based_on,
            )

        return _activated(context, act)

    @field
    def retire(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RetireInput, strawberry.argument(description="The rule set or product.")],  # noqa: A002
    ) -> ActivationPayload:
        """Let no version of a rule set or product be in force any more, until one is published again."""
        context = info.context
        context.require(Action.RETIRE)

        def act() -> Activated:
            key, _ = _named(input.document, {"RuleSet", "Product"}, "document", "UNKNOWN_DOCUMENT")
            said, retry_key = _statement(input.statement), checked_key(input.idempotency_key)
            return retire(context.catalogue, context.principal, key, said, input.valid_from, retry_key)

        return _activated(context, act)

    @field
    def set_approval_policy(
        self,
        info: Info[RequestContext, None],
        input: Annotated[SetApprovalPolicyInput, strawberry.argument(description="The policy.")],  # noqa: A002
    ) -> SetApprovalPolicyPayload:
        """Say how many approvals changes need, and whose. It holds for every act that begins after it."""
        context = info.context
        context.require(Action.SET_POLICY)
        try:
            done = set_approval_policy(
                context.catalogue,
                context.principal,
                _rules(input.rules),
                _statement(input.statement),
                checked_key(input.idempotency_key),
                input.based_on,
            )
        except Refusal as refusal:
            return SetApprovalPolicyPayload(user_errors=[_mistake(refusal)])
        context.after_write()
        _, policy = context.catalogue.policy(context.principal.tenant)
        rules = policy_rules(policy, context.catalogue.unless_set)
        return SetApprovalPolicyPayload(rules=rules, version=done.version.number, replayed=done.replayed)


@dataclass(slots=True)
class _Content:
    """The content of an edit, shaped as that of a draft."""

    slug: str
    content: str
    change: ChangeInput | None
    idempotency_key: str | None
    based_on: int | None


def _proposing(
    context: RequestContext,
    given: DraftRuleVersionInput | DraftProductVersionInput | _Content,
    act: Callable[[Draft], Proposing],
) -> ProposalPayload:
    try:
        submitted = submitted_draft(given)
        if submitted.draft is None:
            found = [Diagnostic.of(d) for d in submitted.diagnostics]
            return ProposalPayload(diagnostics=found, user_errors=[content_refused(submitted.diagnostics)])
        proposing = act(submitted.draft)
    except Refusal as refusal:
        found = [Diagnostic.of(d) for d in refusal.diagnostics]
        return ProposalPayload(diagnostics=found, user_errors=[_mistake(refusal)])
    found = [Diagnostic.of(d) for d in proposing.diagnostics]
    if proposing.moved is None:
        return ProposalPayload(diagnostics=found, user_errors=[content_refused(proposing.diagnostics)])
    return _payload(context, proposing.moved, found)


def _moved(context: RequestContext, act: Callable[[], ProposalMoved]) -> ProposalPayload:
    try:
        moved = act()
    except Refusal as refusal:
        return ProposalPayload(user_errors=[_mistake(refusal)])
    return _payload(context, moved, [])


def _payload(context: RequestContext, moved: ProposalMoved, found: list[Diagnostic]) -> ProposalPayload:
    context.after_write()
    scope = context.scope()
    scope.documents.hold((moved.head,))
    return ProposalPayload(
        proposal=proposal_node(scope, moved.proposal),
        activation=activation_node(scope, moved.published.activation) if moved.published else None,
        replayed=moved.replayed,
        diagnostics=found,
    )


def _activated(context: RequestContext, act: Callable[[], Activated]) -> ActivationPayload:
    try:
        done = act()
    except Refusal as refusal:
        return ActivationPayload(user_errors=[_mistake(refusal)])
    context.after_write()
    scope = context.scope()
    scope.documents.hold((done.head,))
    return ActivationPayload(activation=activation_node(scope, done.activation), replayed=done.replayed)


def _mistake(refusal: Refusal) -> UserError:
    if refusal.kind in OURS:
        raise refusal
    return user_error(refusal)


def _proposal_named(id_: strawberry.ID) -> ProposalName:
    key, number = _named(id_, {"Proposal"}, "proposal", "UNKNOWN_PROPOSAL")
    return ProposalName(key, number)


def _named(id_: strawberry.ID, types: set[str], what: str, code: str) -> tuple[DocumentKey, int]:
    name = read_global_id(str(id_))
    if name is None or name.type not in types:
        raise Refusal(Kind.NOT_FOUND, code, f"There is no such {what}.", (what,), "Pass an id as it was given.")
    return name.key, name.number


def _statement(given: StatementInput) -> ChangeStatement:
    return stated(given, "statement").statement()


def _rules(given: list[ApprovalRuleInput]) -> dict[PolicyScope, ApprovalRule]:
    rules = {
        PolicyScope(each.scope.name): ApprovalRule(each.required, tuple(sorted({r.name for r in each.roles})))
        for each in given
    }
    if len(rules) < len(given):
        raise Refusal(Kind.INVALID, "SCOPE_TWICE", "A scope is given twice.", ("rules",), "Keep one rule for each.")
    return rules


def _checked_comment(comment: str) -> str:
    if len(comment) > LONGEST_COMMENT:
        message = f"A comment has at most {LONGEST_COMMENT} characters."
        raise Refusal(Kind.INVALID, "COMMENT_TOO_LONG", message, ("comment",))
    return comment

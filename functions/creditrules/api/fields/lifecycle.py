"""The fields about proposals, activations and the approval policy, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.global_ids import named_document, read_node
from creditrules.api.types.history import activation_node
from creditrules.api.types.lifecycle_inputs import (
    ApproveProposalInput,
    AssessProposalInput,
    CancelActivationInput,
    DraftExperimentVersionInput,
    DraftParameterVersionInput,
    DraftProductVersionInput,
    DraftRollbackInput,
    DraftRuleVersionInput,
    EditProposalInput,
    PublishProposalInput,
    RejectProposalInput,
    RetireInput,
    RollBackInput,
    SetApprovalPolicyInput,
    SubmitProposalInput,
    WithdrawProposalInput,
)
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import (
    ActivationPayload,
    ProposalPayload,
    SetApprovalPolicyPayload,
    payload_field,
)
from creditrules.api.types.postponed import with_postponement
from creditrules.api.types.proposals import ApprovalPolicyRule, Proposal, policy_rules, proposal_node
from creditrules.api.types.resolved import field, paged
from creditrules.auth import Action
from creditrules.desk import (
    Activating,
    Period,
    Proposing,
    approval_policy,
    approve_proposal,
    assess_proposal,
    cancel_activation,
    draft_experiment,
    draft_parameter,
    draft_product,
    draft_rollback,
    draft_rule_set,
    edit_proposal,
    open_proposals,
    publish_proposal,
    reject_proposal,
    retire,
    roll_back,
    set_approval_policy,
    submit_proposal,
    withdraw_proposal,
)
from creditrules.errors import Diagnostic
from creditrules.rules.ports import Asked, ProposalMoved

__all__ = ["LifecycleMutations", "LifecycleQueries"]


@strawberry.type(description="Reading what is on its way.")
class LifecycleQueries:
    @field(needs=Action.SEE_POLICY)
    @paged
    def open_proposals(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
    ) -> Connection[Proposal]:
        """Every proposal of which something may still become, by document; refused to partners."""
        view = info.context.view()
        page = open_proposals(view, asked)
        return connect(view, page, proposal_node)

    @field(needs=Action.SEE_POLICY)
    def approval_policy(self, info: Info[RequestContext, None]) -> list[ApprovalPolicyRule]:
        """How many approvals changes need, and whose; refused to partners."""
        return policy_rules(info.context.act(approval_policy))


@strawberry.type(description="Changes under four eyes, and what is in force without new content.")
class LifecycleMutations:
    @payload_field(ProposalPayload, Action.DRAFT)
    def draft_rule_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DraftRuleVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> ProposalPayload:
        """Propose a rule set's next version. Its content has to check as if it were published."""
        context = info.context
        return _proposed(context, context.act(draft_rule_set, input.submission(once_of(info, input))))

    @payload_field(ProposalPayload, Action.DRAFT)
    def draft_product_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DraftProductVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> ProposalPayload:
        """Propose a product's next version; a product that is not there yet is made, without a version."""
        context = info.context
        return _proposed(context, context.act(draft_product, input.submission(once_of(info, input))))

    @payload_field(ProposalPayload, Action.DRAFT)
    def draft_parameter_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DraftParameterVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> ProposalPayload:
        """Propose a parameter's next version; a parameter that is not there yet is made, without a version."""
        context = info.context
        return _proposed(context, context.act(draft_parameter, input.submission(once_of(info, input))))

    @payload_field(ProposalPayload, Action.DRAFT)
    def draft_experiment_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DraftExperimentVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> ProposalPayload:
        """Propose an experiment's next version; one that is not there yet is made, without a version."""
        context = info.context
        return _proposed(context, context.act(draft_experiment, input.submission(once_of(info, input))))

    @payload_field(ProposalPayload, Action.DRAFT)
    def edit_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[EditProposalInput, strawberry.argument(description="What it is to say.")],  # noqa: A002
    ) -> ProposalPayload:
        """Let a proposal say something else. It is a draft again, and approvals that it had are void."""
        context = info.context
        named = read_node(input.proposal, "Proposal")
        return _proposed(
            context,
            context.act(edit_proposal, named, input.submission(once_of(info, input)), input.binding, input.own_draft),
        )

    @payload_field(ProposalPayload, Action.PROPOSE)
    def assess_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[AssessProposalInput, strawberry.argument(description="On whom.")],  # noqa: A002
    ) -> ProposalPayload:
        """Compute what a proposal does to populations. It becomes part of its impact, so that it is a draft again."""
        context = info.context
        named = read_node(input.proposal, "Proposal")
        context.only_once("assessProposal")
        given = named, input.populations, input.binding, once_of(info, input)
        return _proposed(context, context.act(assess_proposal, *given))

    @payload_field(ProposalPayload, Action.PROPOSE)
    def submit_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[SubmitProposalInput, strawberry.argument(description="The draft.")],  # noqa: A002
    ) -> ProposalPayload:
        """Ask for the approvals that the policy requires; where it requires none, it is approved at once."""
        context = info.context
        named = read_node(input.proposal, "Proposal")
        return _proposed(context, context.act(submit_proposal, named, once_of(info, input)))

    @payload_field(ProposalPayload, Action.APPROVE)
    def approve_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[ApproveProposalInput, strawberry.argument(description="The approval.")],  # noqa: A002
    ) -> ProposalPayload:
        """Approve a proposal as it was read, which whoever wrote any of it cannot."""
        context = info.context
        named, binding, comment = read_node(input.proposal, "Proposal"), input.binding, input.comment
        return _proposed(context, context.act(approve_proposal, named, binding, comment, once_of(info, input)))

    @payload_field(ProposalPayload, Action.APPROVE)
    def reject_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RejectProposalInput, strawberry.argument(description="The refusal.")],  # noqa: A002
    ) -> ProposalPayload:
        """End a submitted proposal, with a reason."""
        context = info.context
        named = read_node(input.proposal, "Proposal")
        done = context.act(reject_proposal, named, input.comment, once_of(info, input))
        return _moved(context, done)

    @payload_field(ProposalPayload, Action.DRAFT)
    def withdraw_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[WithdrawProposalInput, strawberry.argument(description="The proposal.")],  # noqa: A002
    ) -> ProposalPayload:
        """Give a proposal up."""
        context = info.context
        named = read_node(input.proposal, "Proposal")
        given = named, input.comment, once_of(info, input), input.own_draft
        done = context.act(withdraw_proposal, *given)
        return _moved(context, done)

    @payload_field(ProposalPayload, Action.PUBLISH)
    def publish_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PublishProposalInput, strawberry.argument(description="The proposal.")],  # noqa: A002
    ) -> ProposalPayload:
        """Make an approved proposal the next version, and put it in force when it says."""
        context = info.context
        named = read_node(input.proposal, "Proposal")
        return _proposed(context, context.act(publish_proposal, named, once_of(info, input)))

    @payload_field(ActivationPayload, Action.CANCEL)
    def cancel_activation(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CancelActivationInput, strawberry.argument(description="The activation.")],  # noqa: A002
    ) -> ActivationPayload:
        """Take back an activation that has not started; what would have been in force without it will be."""
        context = info.context
        named = read_node(input.activation, "Activation", "RuleChange")
        said, once = input.statement.given(), once_of(info, input)
        return _activated(context, context.act(cancel_activation, named, said, once))

    @payload_field(ProposalPayload, Action.PROPOSE)
    def draft_rollback(
        self,
        info: Info[RequestContext, None],
        input: Annotated[DraftRollbackInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> ProposalPayload:
        """Propose what an old version says as the next one, where the policy asks for approvals of going back."""
        context = info.context
        named = named_document(input.kind, input.slug, input.version)
        done = context.act(draft_rollback, named, input.given(), once_of(info, input), input.based_on)
        return _proposed(context, done)

    @payload_field(ActivationPayload, Action.ROLL_BACK)
    def roll_back(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RollBackInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> ActivationPayload:
        """Put an old version in force again: a new activation, with its own statement, and no new version."""
        context = info.context
        done = context.act(
            roll_back,
            named_document(input.kind, input.slug, input.version),
            input.statement.given(),
            Period(input.valid_from, input.valid_until),
            once_of(info, input),
            input.based_on,
        )
        return _activated(context, done)

    @payload_field(ActivationPayload, Action.RETIRE)
    def retire(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RetireInput, strawberry.argument(description="The document.")],  # noqa: A002
    ) -> ActivationPayload:
        """Let no version of a rule set, product or parameter be in force any more, until one is published again."""
        context = info.context
        named = named_document(input.kind, input.slug)
        said, once = input.statement.given(), once_of(info, input)
        return _activated(context, context.act(retire, named, said, input.valid_from, once))

    @payload_field(SetApprovalPolicyPayload, Action.SET_POLICY)
    def set_approval_policy(
        self,
        info: Info[RequestContext, None],
        input: Annotated[SetApprovalPolicyInput, strawberry.argument(description="The policy.")],  # noqa: A002
    ) -> SetApprovalPolicyPayload:
        """Say how many approvals changes need, and whose. It holds for every act that begins after it."""
        context = info.context
        rules, said = [rule.rule() for rule in input.rules], input.statement.given()
        done = context.act(set_approval_policy, rules, said, once_of(info, input), input.based_on)
        context.after_write()
        with_postponement(context, done.version.recorded_at)
        now = policy_rules(context.act(approval_policy))
        return SetApprovalPolicyPayload(rules=now, version=done.version.number, replayed=done.replayed)


def _proposed(context: RequestContext, done: Proposing) -> ProposalPayload:
    return _moved(context, done.moved, done.diagnostics)


def _moved(context: RequestContext, moved: ProposalMoved, diagnostics: tuple[Diagnostic, ...] = ()) -> ProposalPayload:
    context.after_write()
    view = context.view()
    view.documents.hold((moved.head,))
    return ProposalPayload(
        proposal=proposal_node(view, moved.proposal),
        activation=activation_node(view, moved.published.activation) if moved.published else None,
        replayed=moved.replayed,
        diagnostics=with_postponement(context, moved.proposal.recorded_at, diagnostics),
    )


def _activated(context: RequestContext, done: Activating) -> ActivationPayload:
    context.after_write()
    view, activated = context.view(), done.activated
    view.documents.hold((activated.head,))
    return ActivationPayload(
        activation=activation_node(view, activated.activation),
        replayed=activated.replayed,
        diagnostics=with_postponement(context, activated.activation.recorded_at, done.diagnostics),
    )

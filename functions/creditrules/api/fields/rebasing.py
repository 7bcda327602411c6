"""The fields about proposals that are talked about and brought to the latest version, for both roots of the schema."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.comments import CommentPayload, comment_node
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.diagnostics import user_error
from creditrules.api.types.global_ids import read_node
from creditrules.api.types.lifecycle_inputs import (
    CommentOnProposalInput,
    ProposalRebaseInput,
    RebaseProposalInput,
    chosen,
)
from creditrules.api.types.once import once_of
from creditrules.api.types.payloads import payload_field
from creditrules.api.types.postponed import with_postponement
from creditrules.api.types.proposals import proposal_node
from creditrules.api.types.rebases import ProposalRebase, RebaseProposalPayload, rebase_node
from creditrules.api.types.resolved import field, within
from creditrules.auth import Action
from creditrules.desk import Rebasing, comment_on_proposal, rebase_of, rebase_proposal
from creditrules.errors import Kind, Refusal

__all__ = ["RebaseMutations", "RebaseQueries"]


@strawberry.type(description="What rebasing a proposal would come to.")
class RebaseQueries:
    @field(needs=Action.SEE_POLICY)
    def proposal_rebase(
        self,
        info: Info[RequestContext, None],
        input: Annotated[ProposalRebaseInput, strawberry.argument(description="Of what.")],  # noqa: A002
    ) -> ProposalRebase:
        """What a proposal with a stale base comes to on the latest version; nothing is written. Refused to partners."""
        context = info.context
        context.only_once("proposalRebase")
        with within("input"):
            found = context.act(rebase_of, read_node(input.proposal, "Proposal"), chosen(input.choices))
        return rebase_node(context.view(), found)


@strawberry.type(description="Talking about a proposal, and bringing it to the latest version.")
class RebaseMutations:
    @payload_field(CommentPayload, Action.COMMENT)
    def comment_on_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CommentOnProposalInput, strawberry.argument(description="The comment.")],  # noqa: A002
    ) -> CommentPayload:
        """Say something of a proposal, or of a place in it. Approvals stay what they are; partners never see it."""
        context = info.context
        named = read_node(input.proposal, "Proposal")
        given = named, input.comment, input.place, once_of(info, input)
        moved, comment = context.act(comment_on_proposal, *given)
        context.after_write()
        return CommentPayload(comment=comment_node(context.view(), comment), replayed=moved.replayed)

    @payload_field(RebaseProposalPayload, Action.PROPOSE)
    def rebase_proposal(
        self,
        info: Info[RequestContext, None],
        input: Annotated[RebaseProposalInput, strawberry.argument(description="The proposal.")],  # noqa: A002
    ) -> RebaseProposalPayload:
        """Let a proposal with a stale base say, on the latest version, what both changes come to.

        It is a draft again, without approvals. While a conflict is open nothing is written. Sent again without a key
        it is refused with NOTHING_TO_REBASE: it has been done.
        """
        context = info.context
        context.only_once("rebaseProposal")
        change = input.change.given() if input.change else None
        named = read_node(input.proposal, "Proposal")
        return _payload(
            context, context.act(rebase_proposal, named, chosen(input.choices), change, once_of(info, input))
        )


def _payload(context: RequestContext, found: Rebasing) -> RebaseProposalPayload:
    if found.done is None:
        view = context.view()
        refused = user_error(_open(found), RebaseProposalInput)
        return RebaseProposalPayload(rebase=rebase_node(view, found.rebase), user_errors=[refused])
    context.after_write()
    view, done = context.view(), found.done
    view.documents.hold((done.moved.head,))
    return RebaseProposalPayload(
        proposal=proposal_node(view, done.moved.proposal),
        rebase=rebase_node(view, found.rebase),
        replayed=done.moved.replayed,
        diagnostics=with_postponement(context, done.moved.proposal.recorded_at, done.diagnostics),
    )


def _open(found: Rebasing) -> Refusal:
    count = len(found.rebase.merged.open)
    message = f"Version {found.rebase.onto} and the proposal contradict each other in {count} places."
    hint = "Choose a side for each place in `conflicts`, or edit the proposal."
    return Refusal(Kind.CONFLICT, "MERGE_CONFLICTS", message, ("choices",), hint)

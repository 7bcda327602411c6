"""What people say of a proposal before it is judged, and after."""

from __future__ import annotations

from creditrules.auth import Action, Principal, require
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.proposing import found_proposal
from creditrules.desk.submitting import Numbered, meant, once_unless
from creditrules.desk.view import View
from creditrules.errors import Refusal
from creditrules.rules.life import Comment, CommentProposal, Proposal
from creditrules.rules.ports import Asked, Page, ProposalMoved

__all__ = ["comment_on_proposal", "comments_page"]

MOST_RIVALS = 8
"""How many acts on the same document one comment lets by."""


def comment_on_proposal(
    catalogue: Catalogue,
    principal: Principal,
    named: Numbered | None,
    text: str,
    place: str,
    retry_key: str | None,
) -> tuple[ProposalMoved, Comment]:
    """Say something of a proposal, whatever its state; approvals of it stay what they are.

    place: the part that is meant, as a diff or a diagnostic names it, or a rule's id; empty for the whole. Raises
    Refusal as `RuleStore.move_proposal` does, and FORBIDDEN.
    """
    require(principal, Action.COMMENT)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    found_proposal(catalogue, principal, named)
    act = CommentProposal(named.key, principal.subject, once_unless(retry_key), named.number, text, place)
    moved = _recorded(catalogue, principal.tenant, act)
    now = moved.proposal
    return moved, Comment(now.comments, principal.subject, now.recorded_at, place, text, now.proposed.binding)


def _recorded(catalogue: Catalogue, tenant: str, act: CommentProposal) -> ProposalMoved:
    """The comment on record. It says the same whatever was done to the document meanwhile, so a rival is let by."""
    for _ in range(MOST_RIVALS):
        try:
            return catalogue.store.move_proposal(tenant, act)
        except Refusal as refusal:
            if refusal.code != "CHANGED_MEANWHILE":
                raise
    return catalogue.store.move_proposal(tenant, act)


def comments_page(view: View, proposal: Proposal, asked: Asked) -> Page[Comment]:
    """The comments on a proposal, oldest first. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    return view.catalogue.store.comments(view.tenant, proposal.key, proposal.number, asked)

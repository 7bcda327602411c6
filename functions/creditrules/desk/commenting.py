"""What people say of a proposal before it is judged, and after."""

from __future__ import annotations

from datetime import timedelta

from creditrules.auth import Action, Principal, require
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.proposing import found_proposal
from creditrules.desk.submitting import Numbered, by_nature, checked_once, meant, told_apart
from creditrules.desk.view import View
from creditrules.errors import Refusal
from creditrules.once import Once
from creditrules.rules.life import Comment, CommentProposal, Proposal
from creditrules.rules.ports import Asked, Page, ProposalMoved

__all__ = ["comment_on_proposal", "comments_page"]

SAID_ONCE = timedelta(minutes=10)
"""For how long the same comment of the same author is taken for the one that is there, where it has no key."""
LATEST_COMMENTS = 50
MOST_RIVALS = 8
"""How many acts on the same document one comment lets by."""


def comment_on_proposal(
    catalogue: Catalogue,
    principal: Principal,
    named: Numbered | None,
    text: str,
    place: str,
    once: Once | None,
) -> tuple[ProposalMoved, Comment]:
    """Say something of a proposal, whatever its state; approvals of it stay what they are.

    place: the part that is meant, as a diff or a diagnostic names it, or a rule's id; empty for the whole. Raises
    Refusal as `RuleStore.move_proposal` does, and FORBIDDEN.
    """
    require(principal, Action.COMMENT)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    proposal, head = found_proposal(catalogue, principal, named)
    said = None if checked_once(once) else _said_just_now(catalogue, principal, proposal, (place, text))
    if said is not None:
        return ProposalMoved(proposal, None, head, replayed=True), said
    nature = by_nature(principal.subject, "COMMENT", named.number, text, place, proposal.comments)
    act = CommentProposal(
        named.key, principal.subject, number=named.number, text=text, place=place, **told_apart(once, nature)
    )
    moved = _recorded(catalogue, principal.tenant, act)
    now = moved.proposal
    return moved, Comment(now.comments, principal.subject, now.recorded_at, place, text, now.proposed.binding)


def _said_just_now(
    catalogue: Catalogue, principal: Principal, proposal: Proposal, said: tuple[str, str]
) -> Comment | None:
    """The same comment of the same author, where it is not old: one that was sent again. said: place and text."""
    if not proposal.comments:
        return None
    latest = Asked(LATEST_COMMENTS, backward=True)
    found = catalogue.store.comments(principal.tenant, proposal.key, proposal.number, latest).items
    since = catalogue.store.now() - SAID_ONCE
    own = (each for each in found if each.by == principal.subject and each.said_at > since)
    return next((each for each in own if (each.place, each.text) == said), None)


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

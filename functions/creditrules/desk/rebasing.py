"""A proposal whose base is stale, brought to the latest version: both changes merged, a person settling clashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from creditrules.auth import Action, Principal, require
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.paging import page_in_place
from creditrules.desk.proposing import Proposing, edit_proposal, found_proposal
from creditrules.desk.submitting import GivenStatement, Numbered, Submission, checked_once, meant
from creditrules.desk.view import View
from creditrules.document import canonical
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.rules import ActivationKind, Head
from creditrules.rules.life import Proposal, Proposed, is_open
from creditrules.rules.merge import Conflict, Merged, Side, merge_contents
from creditrules.rules.ports import Asked, Page, ProposalMoved

__all__ = ["Rebase", "Rebasing", "conflicts_of_rebase", "rebase_of", "rebase_proposal"]

MOST_CHOICES = 1000
Choices = Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class Rebase:
    """What a proposal comes to on the latest version. based_on: the version it was written against."""

    proposal: Proposal
    based_on: int
    onto: int
    merged: Merged

    @property
    def content(self) -> bytes:
        """The merged content's canonical form; where a conflict is open it says what the latest version says."""
        return canonical(self.merged.value)


@dataclass(frozen=True, slots=True)
class Rebasing:
    """done: the proposal as it is then; None while conflicts are open, and nothing was written."""

    rebase: Rebase
    done: Proposing | None


def rebase_of(catalogue: Catalogue, principal: Principal, named: Numbered | None, choices: Choices) -> Rebase:
    """What rebasing would come to; nothing is written.

    Raises Refusal FORBIDDEN; NOT_FOUND "UNKNOWN_PROPOSAL"; CONFLICT "NOTHING_TO_REBASE"; INVALID "UNKNOWN_CONFLICT";
    TOO_LARGE "TOO_MANY_CHOICES"; UNAVAILABLE.
    """
    require(principal, Action.SEE_POLICY)
    return _rebase(catalogue, principal, meant(named, "proposal", "UNKNOWN_PROPOSAL"), choices)


def rebase_proposal(
    catalogue: Catalogue,
    principal: Principal,
    named: Numbered | None,
    choices: Choices,
    change: GivenStatement | None = None,
    once: Once | None = None,
) -> Rebasing:
    """Let the proposal say, on the latest version, what both changes come to: a draft again, without approvals.

    choices: whose word is taken, by the conflict's place. change: another statement; the proposal's own unless given.
    Raises as `rebase_of`, and as `edit_proposal` does.
    """
    require(principal, Action.PROPOSE)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    before = catalogue.store.moved_before(principal.tenant, named.key, checked_once(once))
    if before is not None and before.edited is not None:
        return _rebased_before(
            catalogue, principal, before, before.edited, Submission(named.key.slug, "", change, once), choices
        )
    rebase = _rebase(catalogue, principal, named, choices)
    if rebase.merged.open:
        return Rebasing(rebase, None)
    said = change or _said(rebase.proposal.proposed)
    submission = Submission(named.key.slug, rebase.content.decode(), said, once, rebase.onto)
    binding = rebase.proposal.proposed.binding
    return Rebasing(rebase, edit_proposal(catalogue, principal, named, submission, binding))


def _rebased_before(
    catalogue: Catalogue,
    principal: Principal,
    moved: ProposalMoved,
    found: tuple[str, int],
    sent: Submission,
    choices: Choices,
) -> Rebasing:
    """What the act came to first, merged again of the very contents that it merged."""
    tenant, proposal, (digest, based_on) = principal.tenant, moved.proposal, found
    onto = proposal.proposed.based_on
    base, theirs = (_content(catalogue, tenant, moved.head, number) for number in (based_on, onto))
    merged = merge_contents(base, theirs, catalogue.written(tenant, digest), choices)
    rebase = Rebase(proposal, based_on, onto, merged)
    said = sent.change or _said(proposal.proposed)
    again = replace(sent, content=rebase.content.decode(), change=said, based_on=onto)
    return Rebasing(rebase, edit_proposal(catalogue, principal, Numbered(proposal.key, proposal.number), again))


def conflicts_of_rebase(view: View, rebase: Rebase, asked: Asked) -> Page[Conflict]:
    """The conflicts, page by page. Raises Refusal FORBIDDEN, and as `page_in_place` does."""
    require(view.principal, Action.SEE_POLICY)
    listing = ("conflicts", rebase.proposal.proposed.binding, str(rebase.onto))
    return page_in_place(view, listing, rebase.merged.conflicts, asked)


def _rebase(catalogue: Catalogue, principal: Principal, named: Numbered, choices: Choices) -> Rebase:
    _check_choices(choices)
    proposal, head = found_proposal(catalogue, principal, named)
    proposed = proposal.proposed
    if not is_open(proposal) or proposed.based_on == head.latest_version or not _has_content(proposed):
        message = f"Proposal {proposal.number} is not written against an older version, or not open any more."
        hint = "Read it: `basedOn`, `state` and `obstacles` tell how it stands."
        raise Refusal(Kind.CONFLICT, "NOTHING_TO_REBASE", message, ("proposal",), hint)
    base, theirs = (_content(catalogue, principal.tenant, head, n) for n in (proposed.based_on, head.latest_version))
    merged = merge_contents(base, theirs, catalogue.written(principal.tenant, proposed.digest), choices)
    known = {conflict.place for conflict in merged.conflicts}
    for number, place in enumerate(choices):
        if place not in known:
            message = f'There is no conflict at "{place[:200]}".'
            hint = "Choose for the places that `conflicts` lists."
            raise Refusal(Kind.INVALID, "UNKNOWN_CONFLICT", message, ("choices", str(number), "place"), hint)
    return Rebase(proposal, proposed.based_on, head.latest_version, merged)


def _check_choices(choices: Choices) -> None:
    if len(choices) > MOST_CHOICES:
        message = f"{len(choices)} choices are more than {MOST_CHOICES}."
        hint = "Edit the proposal instead: where so much clashes a person has to write it anew."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_CHOICES", message, ("choices",), hint)


def _has_content(proposed: Proposed) -> bool:
    return proposed.kind in {ActivationKind.PUBLICATION, ActivationKind.CORRECTION}


def _content(catalogue: Catalogue, tenant: str, head: Head, number: int) -> Mapping[str, Any]:
    """What a version says; nothing where there was none."""
    version = catalogue.version(tenant, head.key, number)
    return {} if version is None else catalogue.written(tenant, version.digest)


def _said(proposed: Proposed) -> GivenStatement:
    """The proposal's own statement and times."""
    statement = proposed.statement
    return GivenStatement(
        statement.basis.category,
        statement.basis.citation,
        statement.basis.link,
        statement.comment,
        statement.notice,
        proposed.valid_from,
        proposed.valid_until,
        proposed.kind is ActivationKind.CORRECTION,
    )

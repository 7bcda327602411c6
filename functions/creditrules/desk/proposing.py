"""Changes under four eyes: what is proposed is checked whole when it is written, judged by others, then published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from creditrules.auth import Action, Principal, may, require
from creditrules.desk.assessing import assessed, impact_obstacles, refuse_unassessed
from creditrules.desk.breaking import held_proposal
from creditrules.desk.catalogue import Catalogue, rule_set_key
from creditrules.desk.declared import fact_names
from creditrules.desk.documents import Documents
from creditrules.desk.experiments import prepare_experiment
from creditrules.desk.guarding import guard_put
from creditrules.desk.holding import Held
from creditrules.desk.listed_together import expect_parameters
from creditrules.desk.parameters import prepare_parameter
from creditrules.desk.prose import refuse_hidden
from creditrules.desk.publishing import document_head, head_made, prepare_product, prepare_rule_set
from creditrules.desk.readiness import Ready, keep, proposed_of, warned
from creditrules.desk.retrying import answered_before, moved_before, words_of
from creditrules.desk.submitting import (
    Draft,
    GivenStatement,
    Numbered,
    Submission,
    by_nature,
    checked_once,
    draft_of,
    meant,
    told_apart,
)
from creditrules.desk.verifying import flaw_obstacles, refuse_flawed
from creditrules.desk.view import View
from creditrules.errors import Diagnostic, Kind, Refusal
from creditrules.once import Once
from creditrules.rules import ActivationKind, DocumentKey, DocumentKind, Head
from creditrules.rules.life import (
    ApproveProposal,
    CreateProposal,
    DraftProposal,
    EditProposal,
    Proposal,
    ProposalAct,
    Proposed,
    PublishProposal,
    RejectProposal,
    SubmitProposal,
    WithdrawProposal,
    is_open,
    obstacles,
)
from creditrules.rules.ports import Asked, Page, ProposalMoved
from creditrules.rules.time import NO_FACTS, FactNames

__all__ = [
    "Proposing",
    "approve_proposal",
    "assess_proposal",
    "draft_experiment",
    "draft_parameter",
    "draft_product",
    "draft_rollback",
    "draft_rule_set",
    "edit_proposal",
    "found_proposal",
    "obstacles_of",
    "open_proposals",
    "proposals_page",
    "publish_proposal",
    "reject_proposal",
    "submit_proposal",
    "withdraw_proposal",
]

LONGEST_COMMENT = 4000
LATEST_DRAFTS = 50
"""Among how many of the newest proposals of a document the same draft is looked for."""


@dataclass(frozen=True, slots=True)
class Proposing:
    """What became of a proposal. diagnostics: warnings."""

    moved: ProposalMoved
    diagnostics: tuple[Diagnostic, ...]


def _told(moved: ProposalMoved) -> Proposing:
    return Proposing(moved, ())


def _as_it_was(moved: ProposalMoved) -> ProposalMoved:
    return moved


PROPOSED_BEFORE: Final = answered_before(moved_before, _told)
MOVED_BEFORE: Final = answered_before(moved_before, _as_it_was)


def open_proposals(view: View, asked: Asked) -> Page[Proposal]:
    """Proposals of which something may still become, by document. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    page = view.catalogue.store.open_proposals(view.tenant, asked)
    view.documents.expect(dict.fromkeys(proposal.key for proposal in page.items))
    view.documents.listed(page.items)
    return page


def obstacles_of(view: View, proposal: Proposal) -> tuple[Refusal, ...]:
    """Why an open proposal could not be published now; none once it is closed."""
    head = view.documents.head(proposal.key) if is_open(proposal) else None
    if head is None:
        return ()
    expect_parameters(view)
    found = obstacles(head, proposal.proposed, view.now)
    unassessed = (
        *impact_obstacles(view.catalogue, view.tenant, head, proposal.proposed),
        *flaw_obstacles(view.catalogue, view.tenant, head, proposal.proposed),
    )
    try:
        _refuse_overtaken(view.documents, head, proposal.proposed)
    except Refusal as overtaken:
        return (*found, overtaken, *unassessed)
    return (*found, *unassessed)


def proposals_page(view: View, key: DocumentKey, asked: Asked) -> Page[Proposal]:
    """A document's proposals, newest first. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    page = view.catalogue.store.proposals(view.tenant, key, asked)
    view.documents.listed(page.items)
    return page


@answered_before(moved_before, _told, DocumentKind.RULE_SET)
def draft_rule_set(catalogue: Catalogue, principal: Principal, given: Submission) -> Proposing:
    """Propose a rule set's next version.

    Raises Refusal as `RuleStore.move_proposal` and `draft_of` do, and FORBIDDEN; NOT_FOUND "UNKNOWN_RULE_SET"; INVALID
    "CONTENT_REFUSED" with everything that is wrong with the content.
    """
    require(principal, Action.DRAFT)
    draft = draft_of(given)
    head = document_head(catalogue, principal.tenant, rule_set_key(draft.slug))
    return _drafted(catalogue, principal, head, draft, prepare_rule_set(catalogue, principal.tenant, head, draft))


@answered_before(moved_before, _told, DocumentKind.PRODUCT)
def draft_product(catalogue: Catalogue, principal: Principal, given: Submission) -> Proposing:
    """Propose a product's next version, or its first: the product is then made, without a version.

    Raises as `draft_rule_set`.
    """
    return _drafted_or_made(catalogue, principal, DocumentKind.PRODUCT, given)


@answered_before(moved_before, _told, DocumentKind.PARAMETER)
def draft_parameter(catalogue: Catalogue, principal: Principal, given: Submission) -> Proposing:
    """The same for a parameter."""
    return _drafted_or_made(catalogue, principal, DocumentKind.PARAMETER, given)


@answered_before(moved_before, _told, DocumentKind.EXPERIMENT)
def draft_experiment(catalogue: Catalogue, principal: Principal, given: Submission) -> Proposing:
    """The same for an experiment."""
    return _drafted_or_made(catalogue, principal, DocumentKind.EXPERIMENT, given)


def _drafted_or_made(catalogue: Catalogue, principal: Principal, kind: DocumentKind, given: Submission) -> Proposing:
    require(principal, Action.DRAFT)
    draft = draft_of(given)
    tenant, key = principal.tenant, DocumentKey(kind, draft.slug)
    head = catalogue.store.heads(tenant, [key]).get(key)
    ready = _PREPARE[kind](catalogue, tenant, head, draft)
    if head is None:
        require(principal, Action.CREATE)
        head = head_made(catalogue, principal, key, draft, ready)
    return _drafted(catalogue, principal, head, draft, ready)


@PROPOSED_BEFORE
def draft_rollback(
    catalogue: Catalogue,
    principal: Principal,
    version: Numbered | None,
    statement: GivenStatement,
    once: Once | None,
    based_on: int | None,
) -> Proposing:
    """Propose that what an old version says is the next one. statement: with the period. Raises as `draft_rule_set`.

    It is checked like any other: what the world asks of a version may have changed since.
    """
    require(principal, Action.PROPOSE)
    named = meant(version, "version", "UNKNOWN_VERSION")
    found = catalogue.version(principal.tenant, named.key, named.number)
    if found is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_VERSION", f"'{named.key.slug}' has no such version.", ("version",))
    content = catalogue.content(principal.tenant, [found.digest])[found.digest].decode()
    given = Submission(named.key.slug, content, statement, once, based_on)
    return _DRAFTS[named.key.kind](catalogue, principal, given)


@PROPOSED_BEFORE
def edit_proposal(
    catalogue: Catalogue,
    principal: Principal,
    named: Numbered | None,
    given: Submission,
    binding: str | None = None,
    own: bool = False,  # noqa: FBT001, FBT002  (as the API hands it on)
) -> Proposing:
    """Let a proposal say something else; approvals that it had count no longer. Raises as `draft_rule_set`.

    given: its slug is the proposal's, whatever it says. binding: what is edited; CONFLICT "EDITED_SINCE" where the
    proposal says something else by now. own: FORBIDDEN unless it is a draft that nobody else has written any of, as it
    is in any case for who may draft and no more.
    """
    require(principal, Action.DRAFT)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    draft = draft_of(replace(given, slug=named.key.slug))
    proposal, head = found_proposal(catalogue, principal, named)
    ready = _ready(catalogue, principal.tenant, head, draft)
    act = EditProposal(
        **_common(principal, named.key, draft.once),
        number=named.number,
        proposed=proposed_of(head, draft, ready),
        content=ready.content,
        binding=binding,
        own=own or not may(principal, Action.PROPOSE),
    )
    warnings = warned(catalogue, principal, head, draft, ready)
    if draft.once is None and _says_already(proposal, act):
        return Proposing(_as_it_stands(proposal, head), (*ready.diagnostics, *warnings))
    return _proposing(catalogue, principal, act, ready, warnings, draft.once)


@PROPOSED_BEFORE
def assess_proposal(
    catalogue: Catalogue,
    principal: Principal,
    named: Numbered | None,
    populations: Sequence[str] | None,
    binding: str | None,
    once: Once | None,
) -> Proposing:
    """Compute what a proposal does to populations and to all answers, for approvers to bind: a draft again by that.

    populations: by name; None for those that the settings ask for. Raises as `edit_proposal` and `assessed` do.
    """
    require(principal, Action.PROPOSE)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    proposal, head = found_proposal(catalogue, principal, named)
    proposed = proposal.proposed
    if is_open(proposal):
        proposed = assessed(catalogue, principal.tenant, head, proposed, populations)
    act = EditProposal(
        **_common(principal, named.key, once),
        number=named.number,
        proposed=proposed,
        content=catalogue.content(principal.tenant, [proposed.digest])[proposed.digest],
        binding=binding,
    )
    if checked_once(once) is None and _says_already(proposal, act):
        return Proposing(_as_it_stands(proposal, head), ())
    return _judged(catalogue, principal, act, proposal, head)


@PROPOSED_BEFORE
def submit_proposal(catalogue: Catalogue, principal: Principal, named: Numbered | None, once: Once | None) -> Proposing:
    """Ask for the approvals that the policy requires."""
    require(principal, Action.PROPOSE)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    proposal, head = found_proposal(catalogue, principal, named)
    rule = catalogue.rule_of_proposal(principal.tenant, head, proposal.proposed)
    _refuse_overtaken(Documents(catalogue, principal.tenant), head, proposal.proposed)
    act = SubmitProposal(**_common(principal, named.key, once), number=named.number, rule=rule)
    return _judged(catalogue, principal, act, proposal, head)


@PROPOSED_BEFORE
def approve_proposal(
    catalogue: Catalogue,
    principal: Principal,
    named: Numbered | None,
    binding: str,
    comment: str,
    once: Once | None,
) -> Proposing:
    """Approve what `binding` stands for, and nothing else."""
    require(principal, Action.APPROVE)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    proposal, head = found_proposal(catalogue, principal, named)
    if is_open(proposal):
        refuse_flawed(catalogue, principal.tenant, head, proposal.proposed)
    act = ApproveProposal(
        **_common(principal, named.key, once),
        number=named.number,
        rule=catalogue.rule_of_proposal(principal.tenant, head, proposal.proposed),
        binding=binding,
        roles=tuple(sorted(role.value for role in principal.roles)),
        comment=_checked_comment(comment),
    )
    return _judged(catalogue, principal, act, proposal, head)


@MOVED_BEFORE
def reject_proposal(
    catalogue: Catalogue, principal: Principal, named: Numbered | None, comment: str, once: Once | None
) -> ProposalMoved:
    """End a submitted proposal, with a reason."""
    require(principal, Action.APPROVE)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    found_proposal(catalogue, principal, named)
    act = RejectProposal(**_common(principal, named.key, once), number=named.number, comment=_checked_comment(comment))
    return catalogue.store.move_proposal(principal.tenant, act)


@MOVED_BEFORE
def withdraw_proposal(
    catalogue: Catalogue,
    principal: Principal,
    named: Numbered | None,
    comment: str,
    once: Once | None,
    own: bool = False,  # noqa: FBT001, FBT002  (as the API hands it on)
) -> ProposalMoved:
    """Give a proposal up. own: as of `edit_proposal`."""
    require(principal, Action.DRAFT)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    found_proposal(catalogue, principal, named)
    act = WithdrawProposal(
        **_common(principal, named.key, once),
        number=named.number,
        comment=_checked_comment(comment),
        own=own or not may(principal, Action.PROPOSE),
    )
    return catalogue.store.move_proposal(principal.tenant, act)


@PROPOSED_BEFORE
def publish_proposal(
    catalogue: Catalogue, principal: Principal, named: Numbered | None, once: Once | None
) -> Proposing:
    """Make an approved proposal the next version. One that is a correction is declared by who may correct."""
    require(principal, Action.PUBLISH)
    named = meant(named, "proposal", "UNKNOWN_PROPOSAL")
    proposal, head = found_proposal(catalogue, principal, named)
    if proposal.proposed.kind is ActivationKind.CORRECTION:
        require(principal, Action.CORRECT)
    rule = catalogue.rule_of_proposal(principal.tenant, head, proposal.proposed)
    if is_open(proposal):
        _refuse_overtaken(Documents(catalogue, principal.tenant), head, proposal.proposed)
        refuse_unassessed(catalogue, principal.tenant, head, proposal.proposed)
        refuse_flawed(catalogue, principal.tenant, head, proposal.proposed)
    facts = _facts(catalogue, principal.tenant, head, proposal.proposed.digest)
    act = PublishProposal(**_common(principal, named.key, once), number=named.number, rule=rule, facts=facts)
    published = _judged(catalogue, principal, act, proposal, head)
    if head.key.kind is DocumentKind.RULE_SET:
        digest = proposal.proposed.digest
        catalogue.keep_form(principal.tenant, digest, catalogue.rule_set(principal.tenant, digest))
    return published


def _judged(catalogue: Catalogue, principal: Principal, act: ProposalAct, proposal: Proposal, head: Head) -> Proposing:
    """The act, and whom publishing the proposal would break as things are now."""
    held = held_proposal(catalogue, principal.tenant, head, proposal.proposed) if is_open(proposal) else Held()
    return Proposing(catalogue.store.move_proposal(principal.tenant, act), held.diagnostics)


def _facts(catalogue: Catalogue, tenant: str, head: Head, digest: str) -> FactNames:
    if head.key.kind is not DocumentKind.RULE_SET:
        return NO_FACTS
    return fact_names(catalogue, tenant, head, catalogue.rule_set(tenant, digest))


def _refuse_overtaken(documents: Documents, head: Head, proposed: Proposed) -> None:
    """What has come into force since it was written, or is no more, may contradict it. Raises as `guard_put`."""
    number, times = head.latest_version + 1, (proposed.valid_from, proposed.valid_until)
    guard_put(documents, head, proposed.digest, number, times, "proposal")


def _drafted(catalogue: Catalogue, principal: Principal, head: Head, draft: Draft, ready: Ready) -> Proposing:
    proposed, warnings = proposed_of(head, draft, ready), warned(catalogue, principal, head, draft, ready)
    there = _drafted_before(catalogue, principal, head, proposed) if draft.once is None else None
    if there is not None:
        return Proposing(_as_it_stands(there, head), (*ready.diagnostics, *warnings))
    nature = by_nature(principal.subject, "DRAFT", _words(proposed).binding, head.latest_proposal)
    common = _common(principal, head.key, draft.once, nature)
    act = CreateProposal(**common, proposed=proposed, content=ready.content)
    return _proposing(catalogue, principal, act, ready, warnings, draft.once)


def _drafted_before(catalogue: Catalogue, principal: Principal, head: Head, proposed: Proposed) -> Proposal | None:
    """A draft of the author's alone that says the same on the same base: who drafts it again means that one."""
    if not head.latest_proposal:
        return None
    newest = catalogue.store.proposals(principal.tenant, head.key, Asked(LATEST_DRAFTS)).items
    own = (each for each in newest if isinstance(each, DraftProposal) and each.authors == (principal.subject,))
    return next((each for each in own if _words(each.proposed) == _words(proposed)), None)


def _says_already(proposal: Proposal, act: EditProposal) -> bool:
    """Whether an edit would change nothing that its author has not written already."""
    alone = isinstance(proposal, DraftProposal) and proposal.authors == (act.author,)
    ours = alone if act.own else act.author in proposal.authors
    read = act.binding in {None, proposal.proposed.binding}
    return ours and read and is_open(proposal) and _computed_alike(proposal.proposed) == _computed_alike(act.proposed)


def _computed_alike(proposed: Proposed) -> Proposed:
    """What is proposed, each computed part told by what it was computed of, and not by when."""
    statement = proposed.statement
    parts = tuple(replace(part, digest="") for part in statement.impact.parts)
    said = replace(statement, notice=dict(statement.notice), impact=replace(statement.impact, parts=parts))
    return replace(proposed, statement=said, name=dict(proposed.name))


def _words(proposed: Proposed) -> Proposed:
    return replace(proposed, statement=words_of(proposed.statement), name=dict(proposed.name))


def _as_it_stands(proposal: Proposal, head: Head) -> ProposalMoved:
    return ProposalMoved(proposal, None, head, replayed=True)


def _proposing(
    catalogue: Catalogue,
    principal: Principal,
    act: CreateProposal | EditProposal,
    ready: Ready,
    warnings: Iterable[Diagnostic],
    once: Once | None,
) -> Proposing:
    found = (*ready.diagnostics, *warnings)
    before = catalogue.store.moved_before(principal.tenant, act.key, once)
    if before is None:
        keep(catalogue, principal.tenant, ready)
    return Proposing(before or catalogue.store.move_proposal(principal.tenant, act), found)


def _ready(catalogue: Catalogue, tenant: str, head: Head, draft: Draft) -> Ready:
    if head.key.kind is DocumentKind.RULE_SET:
        return prepare_rule_set(catalogue, tenant, head, draft)
    return _PREPARE[head.key.kind](catalogue, tenant, head, draft)


def found_proposal(catalogue: Catalogue, principal: Principal, named: Numbered) -> tuple[Proposal, Head]:
    """A proposal and the head of its document. Raises Refusal NOT_FOUND "UNKNOWN_PROPOSAL"."""
    head = catalogue.store.heads(principal.tenant, [named.key]).get(named.key)
    proposal = catalogue.store.proposal(principal.tenant, named.key, named.number) if head else None
    if head is None or proposal is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PROPOSAL", "There is no such proposal.", ("proposal",))
    return proposal, head


_PREPARE: Final[Mapping[DocumentKind, Callable[[Catalogue, str, Head | None, Draft], Ready]]] = {
    DocumentKind.PRODUCT: prepare_product,
    DocumentKind.PARAMETER: prepare_parameter,
    DocumentKind.EXPERIMENT: prepare_experiment,
}
_DRAFTS: Final[Mapping[DocumentKind, Callable[[Catalogue, Principal, Submission], Proposing]]] = {
    DocumentKind.RULE_SET: draft_rule_set,
    DocumentKind.PRODUCT: draft_product,
    DocumentKind.PARAMETER: draft_parameter,
    DocumentKind.EXPERIMENT: draft_experiment,
}


def _common(principal: Principal, key: DocumentKey, once: Once | None, nature: str | None = None) -> dict[str, Any]:
    return {"key": key, "author": principal.subject, **told_apart(once, nature)}


def _checked_comment(comment: str) -> str:
    if len(comment) > LONGEST_COMMENT:
        message = f"A comment has at most {LONGEST_COMMENT} characters."
        raise Refusal(Kind.INVALID, "COMMENT_TOO_LONG", message, ("comment",))
    refuse_hidden(comment, "comment")
    return comment

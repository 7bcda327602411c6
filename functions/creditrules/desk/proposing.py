"""Changes under four eyes: what is proposed is checked whole when it is written, judged by others, then published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from creditrules.auth import Action, Principal, require
from creditrules.desk.catalogue import Catalogue, product_key, rule_set_key
from creditrules.desk.publishing import Draft, Ready, document_head, prepare_product, prepare_rule_set
from creditrules.errors import Diagnostic, Kind, Refusal
from creditrules.rules import (
    ActivationKind,
    ApprovalRule,
    ApproveProposal,
    CreateProposal,
    DocumentKey,
    DocumentKind,
    EditProposal,
    Head,
    NewDocument,
    Proposal,
    ProposalMoved,
    Proposed,
    PublishProposal,
    RejectProposal,
    SubmitProposal,
    WithdrawProposal,
)

__all__ = [
    "ProposalName",
    "Proposing",
    "approve_proposal",
    "draft_product",
    "draft_rule_set",
    "edit_proposal",
    "publish_proposal",
    "reject_proposal",
    "submit_proposal",
    "withdraw_proposal",
]


@dataclass(frozen=True, slots=True)
class ProposalName:
    """Which proposal is meant."""

    key: DocumentKey
    number: int


@dataclass(frozen=True, slots=True)
class Proposing:
    """What became of a draft. moved: None when a diagnostic is an error."""

    moved: ProposalMoved | None
    diagnostics: tuple[Diagnostic, ...]


def draft_rule_set(catalogue: Catalogue, principal: Principal, draft: Draft) -> Proposing:
    """Propose a rule set's next version, or say everything that is wrong with it.

    Raises Refusal as `RuleStore.move_proposal` does, and FORBIDDEN; NOT_FOUND "UNKNOWN_RULE_SET".
    """
    require(principal, Action.PROPOSE)
    head = document_head(catalogue, principal.tenant, rule_set_key(draft.slug), "rule set", "createRuleSet")
    ready, diagnostics = prepare_rule_set(catalogue, principal.tenant, head, draft)
    return _drafted(catalogue, principal, head, draft, ready, diagnostics)


def draft_product(catalogue: Catalogue, principal: Principal, draft: Draft) -> Proposing:
    """Propose a product's next version, or its first: the product is then made, without a version.

    Raises as `draft_rule_set`.
    """
    require(principal, Action.PROPOSE)
    tenant, key = principal.tenant, product_key(draft.slug)
    ready, diagnostics = prepare_product(catalogue, tenant, draft)
    if ready is None:
        return Proposing(None, diagnostics)
    head = catalogue.store.heads(tenant, [key]).get(key)
    if head is None:
        head = catalogue.store.create(tenant, NewDocument(key, ready.name, None), principal.subject)
    return _drafted(catalogue, principal, head, draft, ready, diagnostics)


def edit_proposal(catalogue: Catalogue, principal: Principal, name: ProposalName, draft: Draft) -> Proposing:
    """Let a proposal say something else; approvals that it had count no longer. Raises as `draft_rule_set`."""
    require(principal, Action.PROPOSE)
    _, head = _found(catalogue, principal, name)
    if name.key.kind is DocumentKind.PRODUCT:
        ready, diagnostics = prepare_product(catalogue, principal.tenant, draft)
    else:
        ready, diagnostics = prepare_rule_set(catalogue, principal.tenant, head, draft)
    if ready is None:
        return Proposing(None, diagnostics)
    act = EditProposal(
        **_common(principal, name.key, draft.retry_key),
        number=name.number,
        proposed=_proposed(head, draft, ready),
        content=ready.content,
    )
    return Proposing(catalogue.store.move_proposal(principal.tenant, act), diagnostics)


def submit_proposal(
    catalogue: Catalogue, principal: Principal, name: ProposalName, retry_key: str | None
) -> ProposalMoved:
    """Ask for the approvals that the policy requires."""
    require(principal, Action.PROPOSE)
    rule = _rule(catalogue, principal, name)
    act = SubmitProposal(**_common(principal, name.key, retry_key), number=name.number, rule=rule)
    return catalogue.store.move_proposal(principal.tenant, act)


def approve_proposal(
    catalogue: Catalogue, principal: Principal, name: ProposalName, binding: str, comment: str, retry_key: str | None
) -> ProposalMoved:
    """Approve what `binding` stands for, and nothing else."""
    require(principal, Action.APPROVE)
    act = ApproveProposal(
        **_common(principal, name.key, retry_key),
        number=name.number,
        rule=_rule(catalogue, principal, name),
        binding=binding,
        roles=tuple(sorted(role.value for role in principal.roles)),
        comment=comment,
    )
    return catalogue.store.move_proposal(principal.tenant, act)


def reject_proposal(
    catalogue: Catalogue, principal: Principal, name: ProposalName, comment: str, retry_key: str | None
) -> ProposalMoved:
    """End a submitted proposal, with a reason."""
    require(principal, Action.APPROVE)
    _found(catalogue, principal, name)
    act = RejectProposal(**_common(principal, name.key, retry_key), number=name.number, comment=comment)
    return catalogue.store.move_proposal(principal.tenant, act)


def withdraw_proposal(
    catalogue: Catalogue, principal: Principal, name: ProposalName, comment: str, retry_key: str | None
) -> ProposalMoved:
    """Give a proposal up."""
    require(principal, Action.PROPOSE)
    _found(catalogue, principal, name)
    act = WithdrawProposal(**_common(principal, name.key, retry_key), number=name.number, comment=comment)
    return catalogue.store.move_proposal(principal.tenant, act)


def publish_proposal(
    catalogue: Catalogue, principal: Principal, name: ProposalName, retry_key: str | None
) -> ProposalMoved:
    """Make an approved proposal the next version. One that is a correction is declared by who may correct."""
    require(principal, Action.PUBLISH)
    proposal, head = _found(catalogue, principal, name)
    if proposal.proposed.kind is ActivationKind.CORRECTION:
        require(principal, Action.CORRECT)
    rule = catalogue.approval_rule_of(principal.tenant, head.key, head.category)
    act = PublishProposal(**_common(principal, name.key, retry_key), number=name.number, rule=rule)
    return catalogue.store.move_proposal(principal.tenant, act)


def _drafted(
    catalogue: Catalogue,
    principal: Principal,
    head: Head,
    draft: Draft,
    ready: Ready | None,
    diagnostics: tuple[Diagnostic, ...],
) -> Proposing:
    if ready is None:
        return Proposing(None, diagnostics)
    common = _common(principal, head.key, draft.retry_key)
    act = CreateProposal(**common, proposed=_proposed(head, draft, ready), content=ready.content)
    return Proposing(catalogue.store.move_proposal(principal.tenant, act), diagnostics)


def _proposed(head: Head, draft: Draft, ready: Ready) -> Proposed:
    change = draft.change
    return Proposed(
        digest=ready.digest,
        name=ready.name,
        links=ready.links,
        statement=replace(change.statement(), impact=ready.impact),
        kind=ActivationKind.CORRECTION if change.correction else ActivationKind.PUBLICATION,
        valid_from=change.valid_from,
        valid_until=change.valid_until,
        based_on=head.latest_version if draft.based_on is None else draft.based_on,
    )


def _found(catalogue: Catalogue, principal: Principal, name: ProposalName) -> tuple[Proposal, Head]:
    head = catalogue.store.heads(principal.tenant, [name.key]).get(name.key)
    proposal = catalogue.store.proposal(principal.tenant, name.key, name.number) if head else None
    if head is None or proposal is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PROPOSAL", "There is no such proposal.", ("proposal",))
    return proposal, head


def _rule(catalogue: Catalogue, principal: Principal, name: ProposalName) -> ApprovalRule:
    _, head = _found(catalogue, principal, name)
    return catalogue.approval_rule_of(principal.tenant, head.key, head.category)


def _common(principal: Principal, key: DocumentKey, retry_key: str | None) -> dict[str, Any]:
    return {"key": key, "author": principal.subject, "retry_key": retry_key or f"once-{uuid4().hex}"}

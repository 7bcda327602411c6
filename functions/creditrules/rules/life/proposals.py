"""The life of a proposal: DRAFT → SUBMITTED → APPROVED → PUBLISHED, or REJECTED, or WITHDRAWN; pure.

One class per state, one function per transition; a transition that the state does not allow is a Refusal and nothing
else. An approval is bound to what it approves: the digest of the content, the statement with its computed impact, the
times, the kind, and the version it was written against. Any edit makes the proposal a draft again, and what had been
approved before counts no longer. Whoever has written any of it can never approve it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, assert_never

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field, replace
from creditrules.rules.content.statement import ChangeStatement, Impact
from creditrules.rules.content.texts import Texts
from creditrules.rules.life.policy import Approval, ApprovalRule
from creditrules.rules.time.history import ActivationKind, DocumentKey

__all__ = [
    "ApprovedProposal",
    "DraftProposal",
    "Proposal",
    "ProposalState",
    "Proposed",
    "PublishedProposal",
    "RejectedProposal",
    "SubmittedProposal",
    "WithdrawnProposal",
    "approve",
    "comment",
    "draft",
    "edit",
    "is_open",
    "publish",
    "refuse_unless_own",
    "reject",
    "state_of",
    "submit",
    "withdraw",
]


class ProposalState(StrEnum):
    """Where a proposal stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed. kind: PUBLICATION or CORRECTION. based_on: the latest version when it was written."""

    digest: str
    name: Texts
    links: tuple[str, ...]
    statement: ChangeStatement
    kind: ActivationKind
    valid_from: datetime | None
    valid_until: datetime | None
    based_on: int

    @property
    def binding(self) -> str:
        """What an approval is bound to: SHA-256 over everything that would take effect."""
        said = {
            "digest": self.digest,
            "name": dict(self.name),
            "links": list(self.links),
            "basis": asdict(self.statement.basis),
            "comment": self.statement.comment,
            "notice": dict(self.statement.notice),
            "impact": _impact_said(self.statement.impact),
            "kind": self.kind,
            "validFrom": self.valid_from and self.valid_from.isoformat(),
            "validUntil": self.valid_until and self.valid_until.isoformat(),
            "basedOn": self.based_on,
        }
        return sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _impact_said(impact: Impact) -> dict[str, Any]:
    """All that was computed; what earlier releases did not compute keeps out, so that their approvals stay bound."""
    return {name: part for name, part in asdict(impact).items() if part is not None and (part or name != "parts")}


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What all states have. authors: all who wrote any of it. revision: how many acts there were on it.

    comments: how many there are on it.
    """

    key: DocumentKey
    number: int
    revision: int
    proposed: Proposed
    authors: tuple[str, ...]
    created_at: datetime
    recorded_at: datetime
    comments: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class DraftProposal(_Proposal):
    """Being written."""


@dataclass(frozen=True, slots=True)
class SubmittedProposal(_Proposal):
    """Waiting for approvals."""

    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class ApprovedProposal(_Proposal):
    """Free to be published, as long as the policy does not ask for more."""

    approvals: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class PublishedProposal(_Proposal):
    """Has become a version; whether that is in force, scheduled or superseded is told by its activation."""

    approvals: tuple[Approval, ...]
    version: int
    sequence: int
    by: str


@dataclass(frozen=True, slots=True)
class RejectedProposal(_Proposal):
    """Will never be published."""

    by: str
    comment: str


@dataclass(frozen=True, slots=True)
class WithdrawnProposal(_Proposal):
    """Given up by those who write."""

    by: str
    comment: str


OpenProposal = DraftProposal | SubmittedProposal | ApprovedProposal
ClosedProposal = PublishedProposal | RejectedProposal | WithdrawnProposal
Proposal = OpenProposal | ClosedProposal


def state_of(proposal: Proposal) -> ProposalState:
    """The name of the proposal's state."""
    match proposal:
        case DraftProposal():
            return ProposalState.DRAFT
        case SubmittedProposal():
            return ProposalState.SUBMITTED
        case ApprovedProposal():
            return ProposalState.APPROVED
        case PublishedProposal():
            return ProposalState.PUBLISHED
        case RejectedProposal():
            return ProposalState.REJECTED
        case WithdrawnProposal():
            return ProposalState.WITHDRAWN
        case never:
            assert_never(never)


def is_open(proposal: Proposal) -> bool:
    """Whether anything can still become of it."""
    return isinstance(proposal, OpenProposal)


def draft(key: DocumentKey, number: int, proposed: Proposed, author: str, at: datetime) -> DraftProposal:
    """A new proposal."""
    return DraftProposal(key, number, 1, proposed, (author,), at, at)


def edit(
    proposal: Proposal, proposed: Proposed, author: str, at: datetime, binding: str | None = None
) -> DraftProposal:
    """Other content, statement or times: a draft again, with no approval.

    Raises Refusal CONFLICT "EDITED_SINCE" where `binding` is given and not the proposal's.
    """
    found = _still_open(proposal)
    if binding is not None and binding != found.proposed.binding:
        raise _edited_since(found, "edit")
    authors = tuple(sorted({*proposal.authors, author}))
    return DraftProposal(**{**_next(found, at), "proposed": proposed, "authors": authors})


def submit(proposal: Proposal, rule: ApprovalRule, at: datetime) -> SubmittedProposal | ApprovedProposal:
    """Ready to be judged; approved at once where no approval is required."""
    found = _still_open(proposal)
    if not isinstance(found, DraftProposal):
        raise _conflict("ALREADY_SUBMITTED", f"Proposal {proposal.number} has been submitted already.")
    return _judged(found, (), rule, at)


def approve(proposal: Proposal, approval: Approval, rule: ApprovalRule) -> SubmittedProposal | ApprovedProposal:
    """One approval more; approved when the rule is met.

    Raises Refusal CONFLICT "EDITED_SINCE" (what was approved is not what it says now), "OWN_PROPOSAL",
    "ALREADY_APPROVED", "NOT_SUBMITTED", "PROPOSAL_CLOSED"; INVALID "ROLE_NOT_ASKED".
    """
    if approval.binding != _still_open(proposal).proposed.binding:
        raise _edited_since(proposal, "approve")
    submitted = _submitted(proposal)
    _check_approver(submitted, approval, rule)
    return _judged(submitted, (*submitted.approvals, approval), rule, approval.given_at)


def reject(proposal: Proposal, by: str, comment: str, at: datetime) -> RejectedProposal:
    """The end of a proposal, by those who approve, with a reason. Raises as `approve` and INVALID "REASON_MISSING"."""
    submitted = _submitted(proposal)
    if not comment.strip():
        raise Refusal(Kind.INVALID, "REASON_MISSING", "Nothing is rejected without a reason.", ("comment",))
    return RejectedProposal(**_next(submitted, at), by=by, comment=comment)


def withdraw(proposal: Proposal, by: str, comment: str, at: datetime) -> WithdrawnProposal:
    """The end of a proposal, by those who write."""
    return WithdrawnProposal(**_next(_still_open(proposal), at), by=by, comment=comment)


def publish(
    proposal: Proposal, rule: ApprovalRule, version: int, sequence: int, by: str, at: datetime
) -> PublishedProposal:
    """An approved proposal as the version that it becomes.

    Raises Refusal CONFLICT "NOT_APPROVED", "APPROVAL_REQUIRED" (the policy asks for more by now), "PROPOSAL_CLOSED".
    """
    approved = _still_open(proposal)
    if not isinstance(approved, ApprovedProposal):
        raise _conflict(
            "NOT_APPROVED",
            f"Proposal {proposal.number} is {state_of(proposal).lower()}, not approved.",
            hint="Submit it, and have it approved.",
        )
    if not rule.met_by(approved.approvals, approved.proposed.binding):
        raise _conflict(
            "APPROVAL_REQUIRED",
            f"Proposal {proposal.number} needs {rule.required} approvals by now.",
            hint="Have it approved by more persons.",
        )
    common = _next(approved, at)
    return PublishedProposal(**common, approvals=approved.approvals, version=version, sequence=sequence, by=by)


def comment(proposal: Proposal, at: datetime) -> Proposal:
    """The proposal with one comment more, whatever its state: it says what it said."""
    return replace(proposal, revision=proposal.revision + 1, recorded_at=at, comments=proposal.comments + 1)


def refuse_unless_own(proposal: Proposal, author: str) -> None:
    """Raises Refusal FORBIDDEN "NOT_ALLOWED" unless it is a draft that the author alone has written.

    CONFLICT "PROPOSAL_CLOSED" where it is not open any more.
    """
    if not isinstance(_still_open(proposal), DraftProposal) or proposal.authors != (author,):
        message = "Without the right to propose, only a draft that is yours alone may be changed or withdrawn."
        hint = "Draft a proposal of your own, or ask somebody who may propose."
        raise Refusal(Kind.FORBIDDEN, "NOT_ALLOWED", message, ("proposal",), hint)


def _still_open(proposal: Proposal) -> OpenProposal:
    """The proposal, where anything can still become of it; else Refusal CONFLICT "PROPOSAL_CLOSED"."""
    match proposal:
        case DraftProposal() | SubmittedProposal() | ApprovedProposal():
            return proposal
        case PublishedProposal():
            became = f"was published as version {proposal.version}"
        case RejectedProposal():
            became = f"was rejected by {proposal.by}"
        case WithdrawnProposal():
            became = f"was withdrawn by {proposal.by}"
        case never:
            assert_never(never)
    raise _conflict("PROPOSAL_CLOSED", f"Proposal {proposal.number} {became}.", hint="Draft a new proposal.")


def _submitted(proposal: Proposal) -> SubmittedProposal | ApprovedProposal:
    """The proposal, where it is before those who approve; else Refusal CONFLICT."""
    found = _still_open(proposal)
    if isinstance(found, DraftProposal):
        message = f"Proposal {proposal.number} is a draft."
        raise _conflict("NOT_SUBMITTED", message, hint="It has to be submitted first.")
    return found


def _next(proposal: OpenProposal, at: datetime) -> dict[str, Any]:
    return {
        "key": proposal.key,
        "number": proposal.number,
        "revision": proposal.revision + 1,
        "proposed": proposal.proposed,
        "authors": proposal.authors,
        "created_at": proposal.created_at,
        "recorded_at": at,
        "comments": proposal.comments,
    }


def _judged(
    proposal: OpenProposal, approvals: tuple[Approval, ...], rule: ApprovalRule, at: datetime
) -> SubmittedProposal | ApprovedProposal:
    state = ApprovedProposal if rule.met_by(approvals, proposal.proposed.binding) else SubmittedProposal
    return state(**_next(proposal, at), approvals=approvals)


def _check_approver(proposal: SubmittedProposal | ApprovedProposal, approval: Approval, rule: ApprovalRule) -> None:
    if approval.by in proposal.authors:
        raise _conflict(
            "OWN_PROPOSAL",
            f"Proposal {proposal.number} was written by {approval.by}, who cannot approve it.",
            hint="Ask somebody who has not written any of it.",
        )
    if any(each.by == approval.by for each in proposal.approvals):
        raise _conflict("ALREADY_APPROVED", f"{approval.by} has approved proposal {proposal.number} already.")
    if rule.roles and not rule.counts(approval):
        raise Refusal(
            Kind.INVALID,
            "ROLE_NOT_ASKED",
            "The approval policy does not ask for the approval of your role.",
            hint=f"It asks for {' or '.join(role.lower() for role in rule.roles)}.",
        )


def _edited_since(proposal: Proposal, act: str) -> Refusal:
    return _conflict(
        "EDITED_SINCE",
        f"Proposal {proposal.number} does not say any more what you {act}.",
        ("binding",),
        f"Read it again, and {act} the binding that it has now.",
    )


def _conflict(code: str, message: str, field: tuple[str, ...] = (), hint: str = "") -> Refusal:
    return Refusal(Kind.CONFLICT, code, message, field, hint)

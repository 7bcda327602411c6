"""What can be done to a document besides publishing to it directly: acts on its proposals and its activations; pure.

Each act is recorded in one transaction, or not at all; `retry_key` makes sending it twice the same as once.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field
from creditrules.rules.content.statement import ChangeStatement
from creditrules.rules.life.comments import refuse_comment
from creditrules.rules.life.doomed import refuse_hopeless, refuse_obstacles
from creditrules.rules.life.policy import Approval, ApprovalRule
from creditrules.rules.life.proposals import (
    Proposal,
    Proposed,
    approve,
    comment,
    draft,
    edit,
    publish,
    refuse_unless_own,
    reject,
    submit,
    withdraw,
)
from creditrules.rules.time.declared import NO_FACTS, FactNames
from creditrules.rules.time.history import Activation, ActivationKind, DocumentKey, Entry, Head, Version
from creditrules.rules.time.schedule import (
    refuse_overlap,
    refuse_schedule_ahead,
    refuse_stale_base,
    start_of_activation,
)

__all__ = [
    "ActivationAct",
    "ApproveProposal",
    "CancelActivation",
    "CommentProposal",
    "CreateProposal",
    "EditProposal",
    "ProposalAct",
    "PublishProposal",
    "RejectProposal",
    "Retire",
    "RollBack",
    "SubmitProposal",
    "WithdrawProposal",
    "cancellation",
    "next_proposal",
    "retirement",
    "rollback",
]


@dataclass(frozen=True, slots=True)
class _Act:
    """sent: see `Once`."""

    key: DocumentKey
    author: str
    retry_key: str
    sent: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class CreateProposal(_Act):
    """Put `proposed` up as a draft. content: the canonical form that its digest is of."""

    proposed: Proposed
    content: bytes


@dataclass(frozen=True, slots=True)
class EditProposal(_Act):
    """Let a proposal say something else. binding: what is edited; None where that may be anything.

    own: the author may change nothing but drafts that nobody else has written any of.
    """

    number: int
    proposed: Proposed
    content: bytes
    binding: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class SubmitProposal(_Act):
    """Ask for approvals, as many as `rule` requires."""

    number: int
    rule: ApprovalRule


@dataclass(frozen=True, slots=True)
class ApproveProposal(_Act):
    """Approve what `binding` stands for. roles: the approver's."""

    number: int
    rule: ApprovalRule
    binding: str
    roles: tuple[str, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class RejectProposal(_Act):
    """End a submitted proposal."""

    number: int
    comment: str


@dataclass(frozen=True, slots=True)
class WithdrawProposal(_Act):
    """Give a proposal up. own: as of `EditProposal`."""

    number: int
    comment: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class CommentProposal(_Act):
    """Say something of a proposal, or of a place in it."""

    number: int
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class PublishProposal(_Act):
    """Make an approved proposal the next version and put it in force. facts: what it asks for, of a rule set."""

    number: int
    rule: ApprovalRule
    facts: FactNames = NO_FACTS


ProposalAct = (
    CreateProposal
    | EditProposal
    | SubmitProposal
    | ApproveProposal
    | RejectProposal
    | WithdrawProposal
    | CommentProposal
    | PublishProposal
)


@dataclass(frozen=True, slots=True)
class CancelActivation(_Act):
    """Take back the activation of that sequence, which has not started."""

    sequence: int
    statement: ChangeStatement


@dataclass(frozen=True, slots=True)
class RollBack(_Act):
    """Put an old version in force again. Times as in `Publication`."""

    version: int
    statement: ChangeStatement
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    based_on: int | None = None


@dataclass(frozen=True, slots=True)
class Retire(_Act):
    """Let no version be in force from `valid_from`, or from now, on."""

    statement: ChangeStatement
    valid_from: datetime | None = None


ActivationAct = CancelActivation | RollBack | Retire


def next_proposal(act: ProposalAct, head: Head, proposal: Proposal | None, at: datetime) -> Proposal:
    """The proposal as it is once the act is recorded at `at`.

    Raises the Refusals of `creditrules.rules.life.proposals`. What could not be published is refused as publishing
    would refuse it: when it is written and submitted, and when it is approved unless that may pass (see `obstacles`).

    proposal: the one of the act's number, as it is; None where there is none: NOT_FOUND "UNKNOWN_PROPOSAL".
    """
    if isinstance(act, CreateProposal):
        refuse_obstacles(head, act.proposed, at)
        return draft(head.key, head.latest_proposal + 1, act.proposed, act.author, at)
    if proposal is None:
        message = f'There is no proposal {act.number} for "{act.key.slug}".'
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PROPOSAL", message, ("proposal",))
    match act:
        case EditProposal():
            edited = edit(_writable(proposal, act), act.proposed, act.author, at, act.binding)
            refuse_obstacles(head, act.proposed, at)
            return edited
        case SubmitProposal():
            submitted = submit(proposal, act.rule, at)
            refuse_obstacles(head, proposal.proposed, at)
            return submitted
        case ApproveProposal():
            approval = Approval(act.author, act.roles, act.binding, at, act.comment)
            approved = approve(proposal, approval, act.rule)
            refuse_hopeless(head, proposal.proposed, at)
            return approved
        case RejectProposal():
            return reject(proposal, act.author, act.comment, at)
        case WithdrawProposal():
            return withdraw(_writable(proposal, act), act.author, act.comment, at)
        case CommentProposal():
            refuse_comment(act.text, act.place, proposal.comments)
            return comment(proposal, at)
        case PublishProposal():
            return publish(proposal, act.rule, head.latest_version + 1, head.latest_sequence + 1, act.author, at)
        case never:
            assert_never(never)


def _writable(proposal: Proposal, act: EditProposal | WithdrawProposal) -> Proposal:
    if act.own:
        refuse_unless_own(proposal, act.author)
    return proposal


def rollback(act: RollBack, head: Head, version: Version | None, at: datetime) -> Activation:
    """The activation of an old version.

    Raises Refusal NOT_FOUND "UNKNOWN_VERSION"; CONFLICT "STALE_BASE", "OVERLAPPING_SCHEDULE"; INVALID as
    `start_of_activation` does.
    """
    if version is None:
        message = f'"{head.key.slug}" has no version {act.version}.'
        hint = f"It has the versions 1 to {head.latest_version}." if head.latest_version else "It has none yet."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_VERSION", message, ("version",), hint)
    if act.based_on is not None:
        refuse_stale_base(head, act.based_on)
    start = start_of_activation(ActivationKind.ROLLBACK, act.valid_from, act.valid_until, at)
    refuse_overlap(head, start, act.valid_until, at)
    return Activation(
        key=head.key,
        sequence=head.latest_sequence + 1,
        version=version.number,
        digest=version.digest,
        kind=ActivationKind.ROLLBACK,
        valid_from=start,
        valid_until=act.valid_until,
        recorded_at=at,
        author=act.author,
        statement=act.statement,
    )


def retirement(act: Retire, head: Head, at: datetime) -> Activation:
    """The activation of no version.

    Raises Refusal CONFLICT "NOTHING_TO_RETIRE", "SCHEDULE_AHEAD" (a version would come into force after it all the
    same); INVALID as `start_of_activation` does.
    """
    if head.latest_version == 0:
        raise Refusal(Kind.CONFLICT, "NOTHING_TO_RETIRE", f'"{head.key.slug}" has no version that could be retired.')
    start = start_of_activation(ActivationKind.RETIREMENT, act.valid_from, None, at)
    refuse_schedule_ahead(head, start, at)
    return Activation(
        key=head.key,
        sequence=head.latest_sequence + 1,
        version=0,
        digest="",
        kind=ActivationKind.RETIREMENT,
        valid_from=start,
        valid_until=None,
        recorded_at=at,
        author=act.author,
        statement=act.statement,
    )


def cancellation(
    act: CancelActivation, head: Head, wanted: Activation | None, entry: Entry | None, at: datetime
) -> Activation:
    """The fact that an activation is taken back; wanted: that activation, entry: what stands of it by now.

    Raises Refusal NOT_FOUND "UNKNOWN_ACTIVATION"; CONFLICT "ALREADY_STARTED", "ALREADY_CANCELLED".
    """
    if wanted is None or entry is None:
        message = f'"{head.key.slug}" has no activation {act.sequence} that could be cancelled.'
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_ACTIVATION", message, ("activation",))
    if entry.cancelled_at is not None:
        raise _uncancellable("ALREADY_CANCELLED", f"Activation {act.sequence} has been cancelled already.", "")
    if wanted.valid_from <= at:
        hint = "Roll back to an earlier version, publish another one, or retire it."
        raise _uncancellable("ALREADY_STARTED", f"Activation {act.sequence} has started.", hint)
    return Activation(
        key=head.key,
        sequence=head.latest_sequence + 1,
        version=wanted.version,
        digest=wanted.digest,
        kind=ActivationKind.CANCELLATION,
        valid_from=wanted.valid_from,
        valid_until=wanted.valid_until,
        recorded_at=at,
        author=act.author,
        statement=act.statement,
        cancels=wanted.sequence,
    )


def _uncancellable(code: str, message: str, hint: str) -> Refusal:
    return Refusal(Kind.CONFLICT, code, message, ("activation",), hint)

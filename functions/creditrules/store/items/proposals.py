"""What the bodies of proposals say; see `creditrules.store.items.facts`."""

from __future__ import annotations

from typing import Any, assert_never

from creditrules.rules import ActivationKind, DocumentKey
from creditrules.rules.life import (
    Approval,
    ApprovedProposal,
    Comment,
    DraftProposal,
    Proposal,
    ProposalState,
    Proposed,
    PublishedProposal,
    RejectedProposal,
    SubmittedProposal,
    WithdrawnProposal,
    state_of,
)
from creditrules.store.items.facts import (
    Fields,
    micros,
    moment,
    optional_micros,
    optional_moment,
    pack,
    read_statement,
    statement_fields,
    unpack,
)

__all__ = [
    "decode_comment",
    "decode_proposal",
    "encode_comment",
    "encode_proposal",
    "proposal_fields",
    "proposed_fields",
    "read_proposal",
]


def encode_proposal(proposal: Proposal) -> bytes:
    """The body of a proposal; its key and revision are attributes of their own."""
    return pack(proposal_fields(proposal))


def decode_proposal(key: DocumentKey, body: bytes) -> Proposal:
    """The proposal of `key` that a body says."""
    return read_proposal(key, unpack(body))


def encode_comment(comment: Comment) -> bytes:
    """The body of a comment; its number is in its key."""
    return pack(
        {
            "by": comment.by,
            "said": micros(comment.said_at),
            "place": comment.place,
            "text": comment.text,
            "binding": comment.binding,
        }
    )


def decode_comment(number: int, body: bytes) -> Comment:
    """The comment that a body says."""
    fields = unpack(body)
    return Comment(number, fields["by"], moment(fields["said"]), fields["place"], fields["text"], fields["binding"])


def proposal_fields(proposal: Proposal) -> Fields:
    """A proposal in plain data."""
    return {
        "state": state_of(proposal),
        "number": proposal.number,
        "revision": proposal.revision,
        "proposed": proposed_fields(proposal.proposed),
        "authors": list(proposal.authors),
        "created": micros(proposal.created_at),
        "recorded": micros(proposal.recorded_at),
        **({"comments": proposal.comments} if proposal.comments else {}),
        **_state_fields(proposal),
    }


def proposed_fields(proposed: Proposed, *, with_impact: bool = True) -> Fields:
    """What is proposed, in plain data. Without its impact it is what its author wrote and a retry repeats."""
    return {
        "digest": proposed.digest,
        "name": dict(proposed.name),
        "links": list(proposed.links),
        "statement": statement_fields(proposed.statement, with_impact=with_impact),
        "kind": proposed.kind,
        "from": optional_micros(proposed.valid_from),
        "until": optional_micros(proposed.valid_until),
        "based_on": proposed.based_on,
    }


def read_proposal(key: DocumentKey, fields: Fields) -> Proposal:
    """The proposal that plain data says."""
    common: dict[str, Any] = {
        "key": key,
        "number": fields["number"],
        "revision": fields["revision"],
        "proposed": _proposed(fields["proposed"]),
        "authors": tuple(fields["authors"]),
        "created_at": moment(fields["created"]),
        "recorded_at": moment(fields["recorded"]),
        "comments": fields.get("comments", 0),
    }
    approvals = tuple(_approval(row) for row in fields.get("approvals", ()))
    match ProposalState(fields["state"]):
        case ProposalState.DRAFT:
            return DraftProposal(**common)
        case ProposalState.SUBMITTED:
            return SubmittedProposal(**common, approvals=approvals)
        case ProposalState.APPROVED:
            return ApprovedProposal(**common, approvals=approvals)
        case ProposalState.PUBLISHED:
            became = {name: fields[name] for name in ("version", "sequence", "by")}
            return PublishedProposal(**common, approvals=approvals, **became)
        case ProposalState.REJECTED:
            return RejectedProposal(**common, by=fields["by"], comment=fields["comment"])
        case ProposalState.WITHDRAWN:
            return WithdrawnProposal(**common, by=fields["by"], comment=fields["comment"])
        case never:
            assert_never(never)


def _state_fields(proposal: Proposal) -> Fields:
    match proposal:
        case DraftProposal():
            return {}
        case SubmittedProposal() | ApprovedProposal():
            return {"approvals": [_approval_row(each) for each in proposal.approvals]}
        case PublishedProposal():
            return {
                "approvals": [_approval_row(each) for each in proposal.approvals],
                "version": proposal.version,
                "sequence": proposal.sequence,
                "by": proposal.by,
            }
        case RejectedProposal() | WithdrawnProposal():
            return {"by": proposal.by, "comment": proposal.comment}
        case never:
            assert_never(never)


def _proposed(fields: Fields) -> Proposed:
    return Proposed(
        digest=fields["digest"],
        name=fields["name"],
        links=tuple(fields["links"]),
        statement=read_statement(fields["statement"]),
        kind=ActivationKind(fields["kind"]),
        valid_from=optional_moment(fields["from"]),
        valid_until=optional_moment(fields["until"]),
        based_on=fields["based_on"],
    )


def _approval_row(approval: Approval) -> list[Any]:
    return [approval.by, list(approval.roles), approval.binding, micros(approval.given_at), approval.comment]


def _approval(row: list[Any]) -> Approval:
    by, roles, binding, given_at, comment = row
    return Approval(by, tuple(roles), binding, moment(given_at), comment)

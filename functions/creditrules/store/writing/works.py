"""One class for each kind of write: what it reads, what it will record, and what it answers. No I/O, no clock."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar, assert_never

from creditrules.records import dataclass, replace
from creditrules.rules import Activation, Entry, Head
from creditrules.rules.audit import AuditAct
from creditrules.rules.life import (
    ActivationAct,
    ApproveProposal,
    CancelActivation,
    Comment,
    CommentProposal,
    CreateProposal,
    EditProposal,
    Proposal,
    ProposalAct,
    Proposed,
    PublishProposal,
    RejectProposal,
    Retire,
    RollBack,
    SubmitProposal,
    WithdrawProposal,
    cancellation,
    next_proposal,
    retirement,
    rollback,
    state_of,
)
from creditrules.rules.ports import Activated, ProposalMoved, Publication, Published
from creditrules.rules.time import cancelled, head_after, head_after_cancellation
from creditrules.store.items.facts import (
    Receipt,
    StoredHead,
    decode_activation,
    decode_entry,
    decode_version,
    encode_receipt,
    statement_fields,
)
from creditrules.store.items.links import chained
from creditrules.store.items.proposals import (
    decode_proposal,
    encode_comment,
    proposal_fields,
    proposed_fields,
)
from creditrules.store.items.puts import (
    act_fields,
    activation_fields,
    activation_puts,
    cancelled_put,
    fact,
    head_put,
    link_put,
    optional_text,
    proposal_puts,
    state_fields,
)
from creditrules.store.items.revisions import TenantRevision, read_revision
from creditrules.store.keys import (
    LAST_NUMBER,
    activation_key,
    comment_key,
    entry_key,
    proposal_key,
    receipt_key,
    revision_key,
    to_utc,
    version_key,
)
from creditrules.store.port import BODY, Delete, Item, ItemKey, Put
from creditrules.store.writing.answers import OF_ACTIVATION, OF_PROPOSAL, OF_PUBLICATION, Answers
from creditrules.store.writing.plan import NextVersion, fingerprint, in_utc, next_version, publication_given

__all__ = ["ActivationWork", "ProposalWork", "PublicationWork", "State", "Work"]

Outcome = TypeVar("Outcome")
Items = Mapping[ItemKey, Item]


@dataclass(frozen=True, slots=True)
class State:
    """A document as it was read: its head, and the other items that the work named."""

    stored: StoredHead
    items: Items

    def revision(self, tenant: str) -> TenantRevision | None:
        """The tenant's revision as it was read; None where there was none yet."""
        return read_revision(self.items.get(revision_key(tenant)))


class Work(ABC, Generic[Outcome]):
    """A write of one document in one transaction. answers: how its receipt is read back."""

    answers: Answers[Outcome]

    def __init__(self, tenant: str, act: Publication | ActivationAct | ProposalAct, given: str) -> None:
        self.tenant = tenant
        self.key = act.key
        self.author = act.author
        self.retry_key = act.retry_key
        self.sent = act.sent
        self.fingerprint = given
        self.content: tuple[str, bytes] | None = None

    def places(self) -> tuple[ItemKey, ...]:
        """The items besides head and receipt that `plan` looks at."""
        return ()

    def more_places(self, _items: Items, /) -> tuple[ItemKey, ...]:
        """Those whose keys are known only when the others have been read."""
        return ()

    @abstractmethod
    def plan(self, state: State, recorded_at: datetime, attempt: str) -> tuple[tuple[Put | Delete, ...], Outcome]:
        """What to put in one transaction, and what will have come of it. Raises the work's Refusals."""

    def _moved(
        self,
        before: StoredHead,
        after: Head,
        digest: str | None,
        fields: dict[str, Any],
        receipt: Receipt,
    ) -> tuple[Put, ...]:
        """The parts that all transactions have: head, link of the chain, receipt."""
        link = chained(after.revision, fields, before.chain, receipt.attempt)
        stored = StoredHead(after, link.hash, digest, before.effects_from or before.head.latest_sequence + 1)
        return (
            head_put(self.tenant, stored, moves_from=before.head.revision),
            link_put(self.tenant, after, link),
            Put(receipt_key(self.tenant, self.key, self.author, self.retry_key), {BODY: encode_receipt(receipt)}),
        )


class PublicationWork(Work[Published]):
    """A version published directly."""

    answers = OF_PUBLICATION

    def __init__(self, tenant: str, publication: Publication) -> None:
        wanted = in_utc(publication)
        given = fingerprint(AuditAct.PUBLISH, publication_given(wanted))
        super().__init__(tenant, wanted, given)
        self.content = (wanted.digest, wanted.content)
        self._wanted = wanted

    def plan(self, state: State, recorded_at: datetime, attempt: str) -> tuple[tuple[Put | Delete, ...], Published]:
        """See `Work.plan`."""
        before = state.stored
        made = next_version(self.tenant, before.head, self._wanted, recorded_at)
        receipt = Receipt(self.fingerprint, attempt, made.version.number, made.activation.sequence, sent=self.sent)
        fields = made.audit_fields(self.tenant, before)
        puts = (*self._moved(before, made.head, made.version.digest, fields, receipt), *made.facts)
        return puts, Published(made.version, made.activation, made.head, replayed=False)


class ActivationWork(Work[Activated]):
    """A cancellation, a rollback or a retirement."""

    answers = OF_ACTIVATION

    def __init__(self, tenant: str, act: ActivationAct) -> None:
        act = _act_in_utc(act)
        name, given = _activation_given(act)
        super().__init__(tenant, act, fingerprint(name, given))
        self._act = act
        self._name = name

    def places(self) -> tuple[ItemKey, ...]:
        """See `Work.places`."""
        match self._act:
            case RollBack(version=number):
                return (version_key(self.tenant, self.key, _in_range(number)),)
            case CancelActivation(sequence=sequence):
                return (activation_key(self.tenant, self.key, _in_range(sequence)),)
            case Retire():
                return ()
            case never:
                assert_never(never)

    def more_places(self, items: Items, /) -> tuple[ItemKey, ...]:
        """See `Work.more_places`."""
        wanted = self._cancelled_activation(items)
        return () if wanted is None else (entry_key(self.tenant, self.key, wanted.valid_from, wanted.sequence),)

    def plan(self, state: State, recorded_at: datetime, attempt: str) -> tuple[tuple[Put | Delete, ...], Activated]:
        """See `Work.plan`."""
        before = state.stored
        activation, head, index = self._activation(before.head, state.items, recorded_at)
        fields = {
            **act_fields(self.tenant, head, self._name, self.author, recorded_at),
            "before": state_fields(before.head, before.digest),
            "after": state_fields(head, before.digest),
            "activation": activation_fields(activation),
            "statement": statement_fields(activation.statement),
        }
        receipt = Receipt(self.fingerprint, attempt, activation.version, activation.sequence, sent=self.sent)
        puts = (
            *self._moved(before, head, before.digest, fields, receipt),
            *activation_puts(self.tenant, activation, head),
            *index,
        )
        return puts, Activated(activation, head, replayed=False)

    def _activation(self, head: Head, items: Items, at: datetime) -> tuple[Activation, Head, tuple[Put, ...]]:
        match self._act:
            case RollBack() as act:
                item = _first(self.places(), items)
                version = None if item is None else decode_version(self.key, item[BODY])
                made = rollback(act, head, version, at)
            case Retire() as act:
                made = retirement(act, head, at)
            case CancelActivation() as act:
                return self._cancellation(act, head, items, at)
            case never:
                assert_never(never)
        return made, head_after(head, made, name=head.name, links=()), ()

    def _cancellation(
        self, act: CancelActivation, head: Head, items: Items, at: datetime
    ) -> tuple[Activation, Head, tuple[Put, ...]]:
        entry = self._cancelled_entry(items)
        made = cancellation(act, head, self._cancelled_activation(items), entry, at)
        marked = () if entry is None else (cancelled_put(self.tenant, head, cancelled(entry, made)),)
        return made, head_after_cancellation(head, made), marked

    def _cancelled_activation(self, items: Items) -> Activation | None:
        item = _first(self.places(), items)
        if not isinstance(self._act, CancelActivation) or item is None:
            return None
        return decode_activation(self.key, item[BODY])

    def _cancelled_entry(self, items: Items) -> Entry | None:
        item = _first(self.more_places(items), items)
        return None if item is None else decode_entry(item[BODY])


class ProposalWork(Work[ProposalMoved]):
    """An act on a proposal; publishing it records the version and its activation in the same transaction."""

    answers = OF_PROPOSAL

    def __init__(self, tenant: str, act: ProposalAct) -> None:
        act = _proposal_act_in_utc(act)
        name, given = _proposal_given(act)
        super().__init__(tenant, act, fingerprint(name, given))
        self._act = act
        self._name = name
        if isinstance(act, CreateProposal | EditProposal):
            self.content = (act.proposed.digest, act.content)

    def places(self) -> tuple[ItemKey, ...]:
        """See `Work.places`."""
        act = self._act
        return () if isinstance(act, CreateProposal) else (proposal_key(self.tenant, self.key, _in_range(act.number)),)

    def plan(self, state: State, recorded_at: datetime, attempt: str) -> tuple[tuple[Put | Delete, ...], ProposalMoved]:
        """See `Work.plan`."""
        before = state.stored
        item = _first(self.places(), state.items)
        earlier = None if item is None else decode_proposal(self.key, item[BODY])
        moved = next_proposal(self._act, before.head, earlier, recorded_at)
        made = self._version(before.head, moved, recorded_at)
        head = made.head if made else _touched(before.head, moved, recorded_at)
        digest = made.version.digest if made else before.digest
        edited = _found(earlier) if isinstance(self._act, EditProposal) else None
        receipt = Receipt(
            self.fingerprint,
            attempt,
            made.version.number if made else 0,
            made.activation.sequence if made else 0,
            proposal_fields(moved),
            self.sent,
            edited,
        )
        fields = {
            **(made.audit_fields(self.tenant, before) if made else self._fields(before, head, digest, moved)),
            "proposal": self._proposal_fields(earlier, moved),
        }
        puts = (
            *self._moved(before, head, digest, fields, receipt),
            *proposal_puts(self.tenant, moved, moves_from=earlier.revision if earlier else None),
            *self._comment(moved),
            *(made.facts if made else ()),
        )
        published = Published(made.version, made.activation, head, replayed=False) if made else None
        return puts, ProposalMoved(moved, published, head, replayed=False, edited=edited)

    def _comment(self, moved: Proposal) -> tuple[Put, ...]:
        act = self._act
        if not isinstance(act, CommentProposal):
            return ()
        said = Comment(moved.comments, act.author, moved.recorded_at, act.place, act.text, moved.proposed.binding)
        place = comment_key(self.tenant, self.key, moved.number, said.number)
        return (fact(place, encode_comment(said)),)

    def _version(self, head: Head, moved: Proposal, recorded_at: datetime) -> NextVersion | None:
        if not isinstance(self._act, PublishProposal):
            return None
        said = moved.proposed
        publication = Publication(
            key=self.key,
            content=b"",
            digest=said.digest,
            name=said.name,
            statement=said.statement,
            author=self.author,
            kind=said.kind,
            valid_from=said.valid_from,
            valid_until=said.valid_until,
            retry_key=self.retry_key,
            based_on=said.based_on,
            links=said.links,
            exclusive=True,
            facts=self._act.facts,
        )
        return next_version(self.tenant, head, publication, recorded_at)

    def _fields(self, before: StoredHead, head: Head, digest: str | None, moved: Proposal) -> dict[str, Any]:
        return {
            **act_fields(self.tenant, head, self._name, self.author, moved.recorded_at),
            "before": state_fields(before.head, before.digest),
            "after": state_fields(head, digest),
        }

    def _proposal_fields(self, before: Proposal | None, after: Proposal) -> dict[str, Any]:
        said: dict[str, Any] = {
            "number": after.number,
            "from": None if before is None else state_of(before),
            "to": state_of(after),
            "digestBefore": None if before is None else before.proposed.digest,
            "digest": after.proposed.digest,
            "binding": after.proposed.binding,
        }
        act = self._act
        if isinstance(act, CreateProposal | EditProposal):
            proposed = act.proposed
            said["statement"] = statement_fields(proposed.statement)
            said["validFrom"], said["validUntil"] = (
                optional_text(proposed.valid_from),
                optional_text(proposed.valid_until),
            )
        elif isinstance(act, ApproveProposal):
            said["comment"], said["roles"] = act.comment, sorted(act.roles)
        elif isinstance(act, RejectProposal | WithdrawProposal):
            said["comment"] = act.comment
        elif isinstance(act, CommentProposal):
            said["comment"], said["place"] = act.text, act.place
        return said


def _found(earlier: Proposal | None) -> tuple[str, int] | None:
    return None if earlier is None else (earlier.proposed.digest, earlier.proposed.based_on)


def _touched(head: Head, moved: Proposal, recorded_at: datetime) -> Head:
    return replace(
        head,
        revision=head.revision + 1,
        last_recorded_at=recorded_at,
        latest_proposal=max(head.latest_proposal, moved.number),
    )


def _activation_given(act: ActivationAct) -> tuple[AuditAct, dict[str, Any]]:
    given: dict[str, Any] = {
        "author": act.author,
        "statement": statement_fields(act.statement, with_impact=False),
    }
    match act:
        case CancelActivation():
            return AuditAct.CANCEL, {**given, "sequence": act.sequence}
        case RollBack():
            times = {"from": optional_text(act.valid_from), "until": optional_text(act.valid_until)}
            return AuditAct.ROLL_BACK, {**given, **times, "version": act.version, "based_on": act.based_on}
        case Retire():
            return AuditAct.RETIRE, {**given, "from": optional_text(act.valid_from)}
        case never:
            assert_never(never)


def _proposal_given(act: ProposalAct) -> tuple[AuditAct, dict[str, Any]]:
    author = {"author": act.author}
    match act:
        case CreateProposal():
            return AuditAct.DRAFT, {**author, **_given_of(act.proposed)}
        case EditProposal():
            return AuditAct.EDIT, {**author, **_given_of(act.proposed), "number": act.number}
        case SubmitProposal():
            return AuditAct.SUBMIT, {**author, "number": act.number}
        case ApproveProposal():
            return AuditAct.APPROVE, {**author, "number": act.number, "binding": act.binding, "comment": act.comment}
        case RejectProposal():
            return AuditAct.REJECT, {**author, "number": act.number, "comment": act.comment}
        case WithdrawProposal():
            return AuditAct.WITHDRAW, {**author, "number": act.number, "comment": act.comment}
        case CommentProposal():
            return AuditAct.COMMENT, {**author, "number": act.number, "text": act.text, "place": act.place}
        case PublishProposal():
            return AuditAct.PUBLISH_PROPOSAL, {**author, "number": act.number}
        case never:
            assert_never(never)


def _given_of(proposed: Proposed) -> dict[str, Any]:
    fields = proposed_fields(proposed, with_impact=False)
    # Which version is the latest is for the service to find where the author does not say: a retry may come later.
    return {name: value for name, value in fields.items() if name != "based_on"}


def _act_in_utc(act: ActivationAct) -> ActivationAct:
    match act:
        case RollBack():
            return replace(act, valid_from=_utc(act.valid_from), valid_until=_utc(act.valid_until))
        case Retire():
            return replace(act, valid_from=_utc(act.valid_from))
        case CancelActivation():
            return act
        case never:
            assert_never(never)


def _proposal_act_in_utc(act: ProposalAct) -> ProposalAct:
    if not isinstance(act, CreateProposal | EditProposal):
        return act
    said = act.proposed
    times = replace(said, valid_from=_utc(said.valid_from), valid_until=_utc(said.valid_until))
    return replace(act, proposed=times)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else to_utc(moment)


def _first(places: tuple[ItemKey, ...], items: Items) -> Item | None:
    return next((items[place] for place in places if place in items), None)


def _in_range(number: int) -> int:
    return min(max(number, 0), LAST_NUMBER)

"""The erasure of subjects: each data key is overwritten in a transaction of its own, with a link of a chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, Final
from uuid import uuid4

from creditrules.eligibility.recording import MOST_HOLDERS, Erased, ErasedRecords, Erasure, ErasureReach
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules.audit import AuditAct
from creditrules.store.decisions.blocks import Blocks
from creditrules.store.decisions.erased_outside import ErasuresOutside
from creditrules.store.decisions.links import lane_end, link_puts
from creditrules.store.decisions.listing import DecisionListing
from creditrules.store.decisions.subjects import Subject, SubjectKeys, SubjectPlace, erasing_puts, subject_of
from creditrules.store.keys import chain_head_key
from creditrules.store.port import Table
from creditrules.store.stamps import Stamps
from creditrules.store.tries import pause

__all__ = ["Erasing", "erased_fields", "outcome_unknown", "read_erased"]

TRIES: Final = 8
LONGEST_PAUSE: Final = 3

_Found = tuple[SubjectPlace, Subject]


@dataclass(frozen=True, slots=True)
class Erasing:
    """Erases the subjects of tenants; safe to share between threads."""

    table: Table
    stamps: Stamps
    subjects: SubjectKeys
    blocks: Blocks
    listing: DecisionListing
    outside: ErasuresOutside

    def erase(self, tenant: str, erasure: Erasure) -> Erased:
        """See `DecisionRecords.erase`."""
        found = list(islice(self._meant(tenant, erasure), MOST_HOLDERS + 1))
        if not found:
            raise _unknown_subject(erasure.reach)
        records = tuple(self._gone(tenant, erasure, *each) for each in found[:MOST_HOLDERS])
        shared = self.subjects.place(tenant, erasure.subject, None)
        left = subject_of(self.table.read([shared.key]).get(shared.key))
        shared_left = left is not None and left.data_key is not None
        return Erased(records, shared_left, complete=len(found) <= MOST_HOLDERS)

    def _meant(self, tenant: str, erasure: Erasure) -> Iterator[_Found]:
        """What the erasure is to take. Of very many, those that have not gone yet, so that each act goes on."""
        if erasure.reach is ErasureReach.ALL:
            every = list(self.subjects.all_of(tenant, erasure.subject))
            left = [each for each in every if each[1].data_key is not None]
            yield from left if left and len(every) > MOST_HOLDERS else every
            return
        place = self.subjects.place(tenant, erasure.subject, erasure.partner)
        subject = subject_of(self.table.read([place.key]).get(place.key))
        if subject is not None:
            yield place, subject

    def _gone(self, tenant: str, erasure: Erasure, place: SubjectPlace, subject: Subject) -> ErasedRecords:
        counted = self._counted(tenant, place, subject)
        record, attempt = sha256(uuid4().bytes).hexdigest(), uuid4().hex
        head = chain_head_key(tenant, record[0])
        for tries in range(TRIES):
            items = self.table.read([place.key, head])
            subject = subject_of(items.get(place.key)) or subject
            if subject.erased_at is not None:
                mine = subject.attempt == attempt
                return _told(place, datetime.fromisoformat(subject.erased_at), counted if mine else None)
            end = lane_end(items.get(head))
            erased_at = self.stamps.next_after(end.recorded_at)
            # What was erased is not said: with the data key's name one could go from the subject to its decisions.
            fields = {"act": AuditAct.ERASE_SUBJECT, "author": erasure.author, "statement": erasure.statement}
            if place.partner is not None:
                fields["partner"] = place.partner
            _, puts = link_puts(tenant, record[0], record, end, fields, erased_at, attempt)
            overwritten = erasing_puts(tenant, place, subject, erased_at.isoformat(), attempt)
            # Before it is done: a note for nothing does no harm, and without one it would come back with a restore.
            self.outside.remember(tenant, record, place, erasure, erased_at)
            if self.table.transact((*puts, *overwritten), erasing=True) is None:
                self.subjects.forget(subject)
                self.stamps.recorded(erased_at)
                return _told(place, erased_at, counted)
            pause(min(tries, LONGEST_PAUSE))
        raise outcome_unknown()

    def _counted(self, tenant: str, place: SubjectPlace, subject: Subject) -> _Counted:
        """What a data key seals; of shared ones by whom it was recorded, which their links say."""
        if subject.data_key is None:
            return _Counted(0, (), exact=True)
        records, exact = self.listing.under(tenant, subject.data_key)
        if place.partner is not None:
            return _Counted(len(records), (place.partner,), exact)
        authors = {each.author for each in self.blocks.records(tenant, records).values()}
        return _Counted(len(records), tuple(sorted(authors)), exact)


@dataclass(frozen=True, slots=True)
class _Counted:
    decisions: int
    partners: tuple[str, ...]
    exact: bool


def _told(place: SubjectPlace, erased_at: datetime, counted: _Counted | None) -> ErasedRecords:
    if counted is None:
        return ErasedRecords(place.partner, erased_at, already=True)
    taken = counted.decisions, counted.partners, counted.exact
    return ErasedRecords(place.partner, erased_at, False, *taken)


def erased_fields(erased: Erased) -> dict[str, Any]:
    """What a receipt keeps of an erasure: whose records went and when, and nothing of whom they were about."""
    records = [
        [each.partner, each.erased_at.isoformat(), each.already, each.decisions, list(each.partners), each.exact]
        for each in erased.records
    ]
    return {"records": records, "sharedLeft": erased.shared_left, "complete": erased.complete}


def read_erased(fields: Mapping[str, Any], *, replayed: bool) -> Erased:
    """What a receipt says."""
    records = tuple(
        ErasedRecords(partner, datetime.fromisoformat(at).astimezone(UTC), already, decisions, tuple(partners), exact)
        for partner, at, already, decisions, partners, exact in fields["records"]
    )
    return Erased(records, fields["sharedLeft"], fields["complete"], replayed)


def _unknown_subject(reach: ErasureReach) -> Refusal:
    message = "No facts were ever recorded of this subject."
    hint = "Look at its spelling."
    if reach is not ErasureReach.ALL:
        message = "No facts were ever recorded of this subject that this would reach."
        hint = "Look at its spelling, at `partner`, and at `reach`: ALL is whatever was recorded under the name."
    return Refusal(Kind.NOT_FOUND, "UNKNOWN_SUBJECT", message, ("subject",), hint)


def outcome_unknown() -> Refusal:
    """What is told where nobody knows whether something was recorded."""
    return Refusal(
        Kind.UNAVAILABLE,
        "OUTCOME_UNKNOWN",
        "The store did not say whether this was recorded.",
        hint="Send the same again with the same idempotency key: it will be recorded once.",
    )

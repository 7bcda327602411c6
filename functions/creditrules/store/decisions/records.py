"""`DecisionsInTable`: decisions on record, each one transaction of its link in a chain and its sealed facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import uuid4

from creditrules.clock import Clock, Witness
from creditrules.document import canonical
from creditrules.eligibility import RetiredFact, summary_of
from creditrules.eligibility.recording import (
    MOST_HOLDERS,
    NUMBERS,
    Answered,
    Count,
    DecisionRequest,
    DecisionsPage,
    Erased,
    Erasure,
    FactsState,
    Figures,
    ListedDecision,
    Receipt,
    Recorded,
    RecordedDecision,
    SealedPart,
    Wanted,
    digests_of,
)
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.records import dataclass
from creditrules.rules.audit import ChainEnd, ChainLink
from creditrules.rules.life import SubjectScope
from creditrules.rules.ports import Asked
from creditrules.store.decisions.blocks import BLOCK, DECIDE, Blocks
from creditrules.store.decisions.chains import FEWEST, MOST, Chains, chain_names
from creditrules.store.decisions.counting import DecisionCounts
from creditrules.store.decisions.erased_outside import ErasuresOutside
from creditrules.store.decisions.erasing import Erasing, erased_fields, outcome_unknown, read_erased
from creditrules.store.decisions.jobs import JobsInTable
from creditrules.store.decisions.links import (
    RECORD,
    ChainReport,
    LaneEnd,
    author_of,
    lane_end,
    link_puts,
    links_of,
    read_link,
    verify_chain,
)
from creditrules.store.decisions.listing import DecisionListing
from creditrules.store.decisions.peppers import Peppers, plain_id
from creditrules.store.decisions.reviews import ReviewsInTable
from creditrules.store.decisions.sealed_parts import part_of, sealed_fields, sealed_part
from creditrules.store.decisions.sealing import KeyService, Unwrapped, damaged, keyed_digest, seal, unseal
from creditrules.store.decisions.subjects import Subject, SubjectKey, SubjectKeys, SubjectPlace, subject_of
from creditrules.store.decisions.trials import BESIDE, TrialsInTable, beside_digest
from creditrules.store.items.links import AuditEntry
from creditrules.store.keys import (
    chain_head_key,
    chains_key,
    data_key_key,
    is_digest,
    record_link_key,
    record_sealed_key,
    record_shadows_key,
    sealed_by_key,
)
from creditrules.store.port import BODY, EXPIRES, Heard, Item, ItemKey, Put, Table, unavailable
from creditrules.store.receipts import ReceiptsInTable
from creditrules.store.shelf import Shelf
from creditrules.store.stamps import Stamps
from creditrules.store.tries import Tries

__all__ = ["DecisionsInTable"]

_CHAINS: Final = frozenset((*chain_names(FEWEST), *chain_names(MOST)))
_DIGESTS: Final = ("factsDigest", "traceDigest", "withheldDigest")
"""What a receipt has where there was that to digest; of requests only those of later releases have one."""
_BLOCKS_AT_ONCE: Final = 4
"""More than one, so that chains from before there were blocks catch up as they are written to."""


class DecisionsInTable:
    """`DecisionRecords` over one table and a key service; safe to share between threads.

    clock: gives the time that is recorded. witness: nothing is recorded by a clock that it contradicts. shelf:
    where erasures are noted outside the table; None: nowhere.
    """

    def __init__(
        self,
        table: Table,
        *,
        clock: Clock,
        keys: KeyService,
        witness: Witness | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        self._table = table
        self._stamps = Stamps(clock, witness)
        unwrapped = Unwrapped(keys)
        self._peppers = Peppers(table, unwrapped)
        self._subjects = SubjectKeys(self._table, unwrapped, self._peppers)
        self.receipts = ReceiptsInTable(table, self._stamps, self._peppers.for_receipts)
        self._blocks = Blocks(table)
        self._chains = Chains(table)
        self.reviews = ReviewsInTable(table, self._stamps, self._subjects, self._peppers)
        self.jobs = JobsInTable(table, self._stamps, unwrapped, self._peppers, self.receipts)
        self.trials = TrialsInTable(table, self._stamps, self._subjects, self._chains)
        self._listing = DecisionListing(table, self._blocks, self._chains)
        self._counts = DecisionCounts(table, self._blocks, self._listing)
        outside = ErasuresOutside(shelf)
        self._erasing = Erasing(table, self._stamps, self._subjects, self._blocks, self._listing, outside)

    def record(self, tenant: str, request: DecisionRequest, evaluate: Callable[[], Answered]) -> Recorded:
        """See `DecisionRecords.record`."""
        attempt, names = uuid4().hex, (tenant, request.author, request.key)
        record, earlier = self._peppers.record_id(*names), plain_id(*names)
        links = {record_link_key(tenant, each): each for each in (record, earlier)}
        own, shared = self._subjects.places(tenant, request.subject, request.author)
        tries, answered = Tries(), None
        while True:
            # The same are read whichever of the two is meant, which the answer says.
            items = self._table.read([*links, own.key, shared.key, *self._chain_places(tenant, record, tries)])
            for link in links.keys() & items.keys():
                return self._first_answer(tenant, links[link], request, items[link], attempt)
            answered = answered or evaluate()
            place = shared if answered.scope is SubjectScope.SHARED else own
            subject = subject_of(items.get(place.key))
            key = self._subjects.ready(tenant, subject) or self._subjects.make(tenant, place, subject)
            lane, end = self._end_to_join(tenant, record, items)
            counters = self.trials.counters(tenant, record, lane, key.id, answered.noted)
            decision, puts = self._plan(_Plan(tenant, record, lane, request, answered, key, attempt), end)
            heard = self._table.transact((*puts, *counters.puts()))
            rival = heard is not None and heard.reason in {Heard.CONDITION, Heard.RIVAL}
            self._chains.tried(tenant, rival=rival)
            if heard is None:
                self._stamps.recorded(decision.recorded_at)
                self._count(tenant, decision)
                return Recorded(decision, replayed=False, counted=counters.counted())
            if not tries.again(heard):
                return self._settled(tenant, links, request, attempt, None if tries.silent else heard.reason)

    def _chain_places(self, tenant: str, record: str, tries: Tries) -> tuple[ItemKey, ...]:
        """What is read of the chains with all else: the end of one of few; that of one of many is read last of all."""
        known = self._chains.known(tenant)
        note = (chains_key(tenant),) if known is None or tries.begun else ()
        return note if known is not None and known > FEWEST else (*note, chain_head_key(tenant, record[:FEWEST]))

    def _end_to_join(self, tenant: str, record: str, items: Mapping[ItemKey, Item]) -> tuple[str, LaneEnd]:
        """The chain that a record is to be a link of, and its end: as little time as can be before that is moved."""
        digits = self._chains.read_in(tenant, items)
        head = chain_head_key(tenant, record[:digits])
        found = items if head in items or digits == FEWEST else self._table.read([head])
        return record[:digits], lane_end(found.get(head))

    def _settled(
        self, tenant: str, links: Mapping[ItemKey, str], request: DecisionRequest, attempt: str, heard: Heard | None
    ) -> Recorded:
        """What became of a decision after the last try. heard: its answer, None where some try met with silence."""
        items = self._table.read(links)
        for link in links.keys() & items.keys():
            return self._first_answer(tenant, links[link], request, items[link], attempt)
        if heard is None:
            raise outcome_unknown()
        raise unavailable("Too many decisions are recorded at once.", cause=heard.value)

    def read(self, tenant: str, decision_id: str, author: str | None = None) -> RecordedDecision | None:
        """See `DecisionRecords.read`."""
        if not is_digest(decision_id):
            return None
        # The link alone first: nothing more is read, checked or opened of what is not the author's.
        link = record_link_key(tenant, decision_id)
        item = self._table.read([link]).get(link)
        if item is None or (author is not None and author_of(item) != author):
            return None
        entry, fields = read_link(tenant, decision_id, item)
        return self._opened(tenant, entry, fields) if fields["act"] == DECIDE else None

    def listed(self, tenant: str, wanted: Wanted, asked: Asked) -> DecisionsPage:
        """See `DecisionRecords.listed`."""
        if wanted.subject is None:
            return self._listing.page(tenant, wanted, asked)
        if wanted.author is None:
            meant: Iterable[tuple[SubjectPlace, Subject]] = self._subjects.all_of(tenant, wanted.subject)
        else:
            meant = self._subjects.meant_by(tenant, wanted.subject, wanted.author)
        kept = (each.data_key for _, each in meant if each.data_key is not None)
        data_keys = list(islice(kept, MOST_HOLDERS + 1))
        if len(data_keys) > MOST_HOLDERS:
            raise _too_many_partners()
        return self._listing.of_data_keys(tenant, data_keys, wanted, asked)

    def holders(self, tenant: str, subject: str) -> tuple[str | None, ...]:
        """See `DecisionRecords.holders`."""
        meant = self._subjects.all_of(tenant, subject)
        kept = (place.partner for place, each in meant if each.data_key is not None)
        return tuple(islice(kept, MOST_HOLDERS + 1))

    def how_many(self, tenant: str, wanted: Wanted) -> Count:
        """See `DecisionRecords.how_many`."""
        return self._counts.how_many(tenant, wanted)

    def opened(self, tenant: str, ids: Sequence[str]) -> Mapping[str, RecordedDecision]:
        """See `DecisionRecords.opened`."""
        wanted = [name for name in ids if is_digest(name)]
        links = {name: record_link_key(tenant, name) for name in wanted}
        sealed = {name: record_sealed_key(tenant, name) for name in wanted}
        items = self._table.read([*links.values(), *sealed.values()])
        read = {name: read_link(tenant, name, items[place]) for name, place in links.items() if place in items}
        said = {name: each for name, each in read.items() if each[1]["act"] == DECIDE}
        kept = {fields["dataKey"] for _, fields in said.values() if not self._expired(fields)}
        keys = self._subjects.held_all(tenant, kept)
        return {
            name: self._decision(tenant, entry, fields, items.get(sealed[name]), keys.get(fields["dataKey"]))
            for name, (entry, fields) in said.items()
        }

    def figures(self, tenant: str, since: date, until: date) -> Figures:
        """See `DecisionRecords.figures`."""
        return self._counts.figures(tenant, since, until)

    def sample(self, tenant: str, since: datetime, until: datetime, size: int) -> tuple[ListedDecision, ...]:
        """See `DecisionRecords.sample`."""
        return self._counts.sample(tenant, since, until, size)

    def index(self, tenant: str, most: int) -> tuple[int, bool]:
        """See `DecisionRecords.index`."""
        ends, done = self._listing.ends(tenant), 0
        for lane, end in ends.items():
            done += self._blocks.catch_up(tenant, lane, end, -(-most // BLOCK) - done)
        written = self._blocks.written(tenant, ends)
        whole = all(written[lane] == end // BLOCK for lane, end in ends.items())
        for lane, end in ends.items():
            self._blocks.point(tenant, ((lane, number) for number in range(written[lane] * BLOCK + 1, end + 1)[:BLOCK]))
        return done * BLOCK, whole

    def erase(self, tenant: str, erasure: Erasure, once: Once | None = None) -> Erased:
        """See `DecisionRecords.erase`."""
        if once is None:
            return self._erasing.erase(tenant, erasure)
        before = self.receipts.first(tenant, once)
        if before is not None:
            return read_erased(before, replayed=True)
        done = self._erasing.erase(tenant, erasure)
        return read_erased(self.receipts.keep(tenant, once, erased_fields(done)), replayed=False)

    def verify(self, tenant: str) -> tuple[ChainReport, ...]:
        """Every chain of the tenant, walked from end to end."""
        return tuple(verify_chain(self._table, tenant, lane) for lane in self._chains.names(tenant))

    def check_keys(self, tenant: str) -> None:
        """Raises Refusal UNAVAILABLE "DECISION_DAMAGED" where the key service does not open what the tenant has."""
        self._subjects.check(tenant)

    def chains(self, tenant: str) -> tuple[str, ...]:
        """See `DecisionRecords.chains`."""
        return self._chains.names(tenant)

    def chain_end(self, tenant: str, chain: str) -> ChainEnd:
        """See `DecisionRecords.chain_end`."""
        place = chain_head_key(tenant, _lane(chain))
        end = lane_end(self._table.read([place]).get(place))
        return ChainEnd(end.number, end.hash)

    def chain_ends(self, tenant: str) -> Mapping[str, ChainEnd]:
        """See `DecisionRecords.chain_ends`."""
        return self._listing.chain_ends(tenant)

    def chain_page(self, tenant: str, chain: str, first: int, after: int) -> tuple[ChainLink, ...]:
        """See `DecisionRecords.chain_page`."""
        return tuple(islice(links_of(self._table, tenant, _lane(chain), after, first), first))

    def _plan(self, plan: _Plan, end: LaneEnd) -> tuple[RecordedDecision, tuple[Put, ...]]:
        answered, recorded_at = plan.answered, self._stamps.next_after(end.recorded_at)
        expires_at = recorded_at + timedelta(days=plan.request.retention_days)
        part = part_of(answered)
        beside = self.trials.sealed(plan.tenant, plan.record, answered.noted, plan.key)
        fields = {
            "act": DECIDE,
            "author": plan.request.author,
            "validAt": answered.valid_at.isoformat(),
            "knownAt": answered.known_at.isoformat(),
            "expiresAt": expires_at.isoformat(),
            "dataKey": plan.key.id,
            "request": _fingerprint(plan.key, plan.request),
            **digests_of(part),
            BESIDE: beside_digest(plan.key, plan.record, beside),
            "numbers": NUMBERS,
            "engine": answered.engine,
            "products": [summary_of(answer) for answer in answered.answers],
            **({"chosen": list(answered.chosen)} if answered.chosen else {}),
            **({"retired": [_retired_row(fact) for fact in answered.retired]} if answered.retired else {}),
        }
        entry, puts = link_puts(plan.tenant, plan.lane, plan.record, end, fields, recorded_at, plan.attempt)
        body = seal(plan.key.plain, sealed_fields(part), _context(plan.tenant, plan.record))
        expires = int(expires_at.timestamp()) + 1
        sealed = Put(record_sealed_key(plan.tenant, plan.record), {BODY: body, EXPIRES: expires})
        said_beside = {BODY: beside, EXPIRES: expires}
        shadows = [Put(record_shadows_key(plan.tenant, plan.record), said_beside)] if beside is not None else []
        pointer = Put(sealed_by_key(plan.tenant, plan.key.id, recorded_at, plan.record), {RECORD: plan.record})
        said = {**fields, "id": plan.record, "slug": plan.lane, "recordedAt": recorded_at.isoformat()}
        return _recorded(entry, said, FactsState.KEPT, part), (*puts, sealed, pointer, *shadows)

    def _count(self, tenant: str, decision: RecordedDecision) -> None:
        """Write the block that the decision fills; a decision that is on record is never refused for that."""
        chain, number = decision.receipt.chain, decision.receipt.number
        if number % BLOCK == 0:
            with suppress(Refusal):
                self._blocks.catch_up(tenant, chain, number, _BLOCKS_AT_ONCE)

    def _expired(self, fields: Mapping[str, Any]) -> bool:
        return self._stamps.now() >= datetime.fromisoformat(fields["expiresAt"])

    def _first_answer(self, tenant: str, record: str, request: DecisionRequest, item: Item, attempt: str) -> Recorded:
        """The answer on record; by the key that sealed it, whatever the scope of its subject was, and is by now."""
        entry, fields = read_link(tenant, record, item)
        place, named = record_sealed_key(tenant, record), fields["dataKey"]
        items = self._table.read([place, data_key_key(tenant, named)])
        key = self._subjects.held_in(tenant, named, items)
        if key is None:
            raise _key_spent()
        if fields["request"] != _fingerprint(key, request):
            raise _key_reused()
        decision = self._decision(tenant, entry, fields, items.get(place), key)
        return Recorded(decision, replayed=entry.attempt != attempt)

    def _opened(self, tenant: str, entry: AuditEntry, fields: Mapping[str, Any]) -> RecordedDecision:
        """A decision with what was sealed of it, and its key, in one read."""
        if self._expired(fields):
            return _recorded(entry, fields, FactsState.EXPIRED, None)
        place, named = record_sealed_key(tenant, fields["id"]), fields["dataKey"]
        items = self._table.read([place, data_key_key(tenant, named)])
        key = self._subjects.held_in(tenant, named, items)
        return self._decision(tenant, entry, fields, items.get(place), key)

    def _decision(
        self, tenant: str, entry: AuditEntry, fields: Mapping[str, Any], sealed: Item | None, key: SubjectKey | None
    ) -> RecordedDecision:
        """The decision. key: that of its subject, None once erased."""
        if self._expired(fields):
            return _recorded(entry, fields, FactsState.EXPIRED, None)
        if key is None:
            return _recorded(entry, fields, FactsState.ERASED, None)
        if sealed is None:
            raise damaged()
        part = sealed_part(unseal(key.plain, sealed[BODY], _context(tenant, fields["id"])))
        found = digests_of(part, fields.get("numbers"))
        if any(fields.get(name) != found.get(name) for name in {*_DIGESTS, *(fields.keys() & found.keys())}):
            raise damaged()
        return _recorded(entry, fields, FactsState.KEPT, part)


@dataclass(frozen=True, slots=True)
class _Plan:
    tenant: str
    record: str
    lane: str
    request: DecisionRequest
    answered: Answered
    key: SubjectKey
    attempt: str


def _lane(chain: str) -> str:
    if chain not in _CHAINS:
        message = "A chain is named by one digit from 0 to f, or by two."
        raise Refusal(Kind.INVALID, "BAD_CHAIN", message, ("digit",))
    return chain


def _context(tenant: str, record: str) -> str:
    return f"{tenant}#{record}"


def _fingerprint(key: SubjectKey, request: DecisionRequest) -> str:
    asked = {"given": request.given, "subject": request.subject, "days": request.retention_days}
    return keyed_digest(key.plain, "request", canonical(asked))


def _recorded(
    entry: AuditEntry, fields: Mapping[str, Any], state: FactsState, part: SealedPart | None
) -> RecordedDecision:
    return RecordedDecision(
        id=fields["id"],
        author=fields["author"],
        recorded_at=_moment(fields["recordedAt"]),
        valid_at=_moment(fields["validAt"]),
        known_at=_moment(fields["knownAt"]),
        expires_at=_moment(fields["expiresAt"]),
        facts_state=state,
        summaries=tuple(fields["products"]),
        receipt=Receipt(fields["slug"], entry.number, entry.text, entry.previous, entry.hash),
        sealed=part,
        chosen=tuple(fields.get("chosen", ())),
        retired=tuple(_retired(row) for row in fields.get("retired", ())),
        engine=fields.get("engine"),
    )


def _retired_row(fact: RetiredFact) -> list[str]:
    return [fact.name, fact.since.isoformat(), fact.accepted_until.isoformat()]


def _retired(row: list[str]) -> RetiredFact:
    name, since, until = row
    return RetiredFact(name, _moment(since), _moment(until))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _too_many_partners() -> Refusal:
    message = f"More than {MOST_HOLDERS} partners have recorded decisions about that name."
    hint = "Ask for those of one partner at a time, by `author`."
    return Refusal(Kind.TOO_LARGE, "TOO_MANY_PARTNERS", message, ("subject",), hint)


def _key_reused() -> Refusal:
    return Refusal(
        Kind.CONFLICT,
        "KEY_REUSED",
        "The idempotency key was used for another decision.",
        ("idempotencyKey",),
        "Take a new key for every decision, and the same only to repeat one.",
    )


def _key_spent() -> Refusal:
    return Refusal(
        Kind.CONFLICT,
        "KEY_SPENT",
        "The idempotency key belongs to a decision whose facts were erased, so that the two cannot be compared.",
        ("idempotencyKey",),
        "Take a new key.",
    )

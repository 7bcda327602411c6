"""Writing: every act one transaction, conditional on what was read, whose outcome is looked up and never guessed."""

from __future__ import annotations

from typing import Final, TypeVar
from uuid import uuid4

from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.rules import DocumentKey, Head
from creditrules.rules.life import ActivationAct, ProposalAct
from creditrules.rules.ports import Activated, NewDocument, ProposalMoved, Publication, Published
from creditrules.store.items.facts import Receipt, decode_link, decode_receipt
from creditrules.store.items.revisions import TenantRevision, read_revision, revision_put
from creditrules.store.keys import earlier_receipt_key, head_key, link_key, receipt_key, revision_key
from creditrules.store.port import BODY, Table
from creditrules.store.reading.content import check_content, write_content
from creditrules.store.reading.single import stored_head
from creditrules.store.receipts import ActReceipt, ReceiptsInTable, key_reused
from creditrules.store.stamps import Stamps
from creditrules.store.tries import Tries
from creditrules.store.writing.answers import Answers, Written
from creditrules.store.writing.plan import plan_creation
from creditrules.store.writing.works import ActivationWork, ProposalWork, PublicationWork, State, Work

__all__ = ["Writes"]

_CREATION: Final = 1
Outcome = TypeVar("Outcome")


class Writes:
    """Creates documents, publishes versions, and does all else that moves a head."""

    def __init__(self, table: Table, stamps: Stamps, receipts: ReceiptsInTable) -> None:
        self._table = table
        self._stamps = stamps
        self._receipts = receipts

    def create(self, tenant: str, document: NewDocument, author: str, once: Once | None = None) -> Head:
        """See `RuleStore.create`."""
        attempt, receipt, place = uuid4().hex, self._receipts.of(tenant, once), revision_key(tenant)
        tries, revision = Tries(), read_revision(self._table.read([place]).get(place))
        while True:
            head, puts = plan_creation(tenant, document, author, self._stamps.next_after(None), attempt)
            moved = revision_put(tenant, revision, document.key)
            failure = self._table.transact((*puts, moved, *receipt.puts({})))
            if failure is not None:
                more = tries.again(failure)
                found, revision = self._created(tenant, document.key, attempt, receipt, failure)
                if found is None:
                    if more:
                        continue
                    raise _outcome_unknown() from failure
                head = found
            self._stamps.recorded(head.created_at)
            return head

    def publish(self, tenant: str, publication: Publication) -> Published:
        """See `RuleStore.publish`."""
        return self._perform(PublicationWork(tenant, publication))

    def activate(self, tenant: str, act: ActivationAct) -> Activated:
        """See `RuleStore.activate`."""
        return self._perform(ActivationWork(tenant, act))

    def move_proposal(self, tenant: str, act: ProposalAct) -> ProposalMoved:
        """See `RuleStore.move_proposal`."""
        return self._perform(ProposalWork(tenant, act))

    def before(self, tenant: str, key: DocumentKey, once: Once | None, answers: Answers[Outcome]) -> Outcome | None:
        """What an act under this idempotency key became; None where none is known. Raises Refusal "KEY_REUSED".

        Of acts by earlier releases it is not known here what was sent: they are recognised as they are sent again.
        """
        if once is None:
            return None
        head, receipt = head_key(tenant, key), receipt_key(tenant, key, once.author, once.key)
        items = self._table.read([head, receipt])
        if head not in items or receipt not in items:
            return None
        found = decode_receipt(items[receipt][BODY])
        if once.sent and not found.sent:
            return None
        if found.sent != once.sent:
            raise key_reused()
        written = Written(tenant, key, found, stored_head(key, items[head]).head, replayed=True)
        outcome, recorded_at = answers.read(written, self._table.read(answers.places(written)))
        self._stamps.recorded(recorded_at)
        return outcome

    def _perform(self, work: Work[Outcome]) -> Outcome:
        if work.content is not None:
            check_content(work.content[1], work.content[0])
        state, receipt = self._read(work)
        attempt = uuid4().hex
        if receipt is not None:
            return self._answer(work, state, receipt, attempt)
        if work.content is not None:
            # Planned first, so that nothing is stored for an act that is refused.
            work.plan(state, self._stamps.next_after(state.stored.head.last_recorded_at), attempt)
            write_content(self._table, work.tenant, *work.content)
        return self._record(work, state, attempt)

    def _record(self, work: Work[Outcome], state: State, attempt: str) -> Outcome:
        tries, before = Tries(), state.stored.head.revision
        while True:
            recorded_at = self._stamps.next_after(state.stored.head.last_recorded_at)
            puts, outcome = work.plan(state, recorded_at, attempt)
            moved = revision_put(work.tenant, state.revision(work.tenant), work.key)
            failure = self._table.transact((*puts, moved))
            if failure is None:
                self._stamps.recorded(recorded_at)
                return outcome
            more = tries.again(failure)
            state, receipt = self._read_after(work, failure)
            if receipt is not None:
                return self._answer(work, state, receipt, attempt)
            if state.stored.head.revision != before:
                raise self._changed_meanwhile(work.tenant, state.stored.head) from failure
            if not more:
                raise _outcome_unknown() from failure

    def _read_after(self, work: Work[Outcome], failure: Exception) -> tuple[State, Receipt | None]:
        """What there is after a transaction that was not acknowledged."""
        try:
            return self._read(work)
        except Refusal as refusal:
            if refusal.kind is not Kind.UNAVAILABLE:
                raise
            raise _outcome_unknown() from failure

    def _read(self, work: Work[Outcome]) -> tuple[State, Receipt | None]:
        if not work.retry_key:
            raise Refusal(Kind.INVALID, "NO_RETRY_KEY", "An act needs a key to be told apart from a retry by.")
        head, receipt = head_key(work.tenant, work.key), receipt_key(work.tenant, work.key, work.author, work.retry_key)
        earlier = earlier_receipt_key(work.tenant, work.key, work.retry_key)
        items = self._table.read([head, receipt, earlier, revision_key(work.tenant), *work.places()])
        if head not in items:
            raise _unknown_document(work.key)
        more = work.more_places(items)
        items |= self._table.read(more) if more else {}
        state = State(stored_head(work.key, items[head]), items)
        found = items.get(receipt) or items.get(earlier)
        return state, decode_receipt(found[BODY]) if found else None

    def _answer(self, work: Work[Outcome], state: State, receipt: Receipt, attempt: str) -> Outcome:
        # What was sent tells more than what came of it; of receipts of before, only that is known.
        known = bool(receipt.sent and work.sent)
        if receipt.sent != work.sent if known else receipt.fingerprint != work.fingerprint:
            raise key_reused()
        replayed = receipt.attempt != attempt
        written = Written(work.tenant, work.key, receipt, state.stored.head, replayed=replayed)
        outcome, recorded_at = work.answers.read(written, self._table.read(work.answers.places(written)))
        self._stamps.recorded(recorded_at)
        return outcome

    def _created(
        self, tenant: str, key: DocumentKey, attempt: str, receipt: ActReceipt, failure: Exception
    ) -> tuple[Head | None, TenantRevision | None]:
        """The head that an unacknowledged creation made, None where there is none, and the tenant's revision.

        Raises where another has made it.
        """
        head, link, place = head_key(tenant, key), link_key(tenant, key, _CREATION), revision_key(tenant)
        try:
            items = self._table.read([head, link, place, *receipt.places])
        except Refusal:
            raise _outcome_unknown() from failure
        answered = receipt.answered(items)
        if head not in items:
            return None, read_revision(items.get(place))
        if answered is not None:
            return stored_head(key, items[head]).head, None
        if link in items and decode_link(_CREATION, items[link][BODY]).attempt == attempt:
            return stored_head(key, items[head]).head, None
        raise Refusal(
            Kind.CONFLICT,
            "SLUG_TAKEN",
            f'There is a {_noun(key)} "{key.slug}" already.',
            ("slug",),
            "Choose another slug, or publish to the one that is there.",
        ) from failure

    def _changed_meanwhile(self, tenant: str, head: Head) -> Refusal:
        place = link_key(tenant, head.key, head.revision)
        link = self._table.read([place]).get(place)
        won = None if link is None else decode_link(head.revision, link[BODY]).fields
        return Refusal(
            Kind.CONFLICT,
            "CHANGED_MEANWHILE",
            f'Meanwhile {_told(won)} was recorded on "{head.key.slug}".',
            hint="Look at what changed, and try again.",
        )


def _told(won: dict[str, object] | None) -> str:
    """What the latest link of the audit chain says, for the one who came too late."""
    if won is None:
        return "another act"
    act, author, after, proposal = (won.get(name) for name in ("act", "author", "after", "proposal"))
    if act in {"PUBLISH", "CORRECT"} and isinstance(after, dict):
        return f"version {after.get('version')} by {author}"
    what = str(act).replace("_", " ").lower()
    of = f" of proposal {proposal['number']}" if isinstance(proposal, dict) else ""
    return f'"{what}"{of} by {author}'


def _unknown_document(key: DocumentKey) -> Refusal:
    return Refusal(
        Kind.NOT_FOUND,
        "UNKNOWN_DOCUMENT",
        f'There is no {_noun(key)} "{key.slug}".',
        ("slug",),
        "Create it first, or look at its spelling.",
    )


def _outcome_unknown() -> Refusal:
    return Refusal(
        Kind.UNAVAILABLE,
        "OUTCOME_UNKNOWN",
        "The store did not say whether this was recorded.",
        hint="Send the same again with the same idempotency key: it will be recorded once.",
    )


def _noun(key: DocumentKey) -> str:
    return key.kind.replace("_", " ").lower()

"""`RulesInTable`, the one adapter of the rules' port."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from creditrules.clock import Clock, Witness
from creditrules.document import digest_of
from creditrules.once import Once
from creditrules.rules import Activation, DocumentKey, DocumentKind, Entry, Head, Version
from creditrules.rules.audit import ChainEnd
from creditrules.rules.life import ActivationAct, Comment, Proposal, ProposalAct
from creditrules.rules.ports import (
    LARGE_CONTENT,
    Activated,
    Asked,
    EffectWindow,
    ListedChange,
    NewDocument,
    NumberedListing,
    Numbering,
    Page,
    ProposalMoved,
    Publication,
    Published,
)
from creditrules.rules.time import ValueStart
from creditrules.store.contracts import ContractsInTable
from creditrules.store.cursors import CursorSeal
from creditrules.store.decisions.peppers import Peppers
from creditrules.store.decisions.sealing import KeyService, Unwrapped
from creditrules.store.document_uses import DocumentUsesInTable
from creditrules.store.items.facts import decode_version
from creditrules.store.items.links import AuditEntry
from creditrules.store.key_uses import KeyUsesInTable
from creditrules.store.keys import version_key
from creditrules.store.populations import PopulationsInTable
from creditrules.store.port import BODY, ItemKey, Table
from creditrules.store.reading.audit_trail import read_audit_end, read_audit_ends
from creditrules.store.reading.content import Contents, check_content, write_content
from creditrules.store.reading.effects import Effects
from creditrules.store.reading.first_pages import read_first_pages
from creditrules.store.reading.forms import CompiledForms
from creditrules.store.reading.held import HeldHeads
from creditrules.store.reading.pages import Listings
from creditrules.store.reading.single import (
    read_activation,
    read_activations_numbered,
    read_deciding,
    read_heads,
    read_in_force,
    read_proposal_of,
    read_starting,
    read_version,
    read_versions_numbered,
)
from creditrules.store.receipts import ReceiptsInTable, no_secret
from creditrules.store.stamps import Stamps
from creditrules.store.writing.answers import OF_ACTIVATION, OF_PROPOSAL, OF_PUBLICATION
from creditrules.store.writing.writes import Writes

__all__ = ["RulesInTable"]


class RulesInTable:
    """`RuleStore` over one table; safe to share between threads.

    clock: gives the time that is recorded. cursor_secret: at least 16 bytes, the same in every process that serves the
    same clients; compiled forms are sealed with it as well. keys: what contracts ask with is sealed under them;
    without, none is registered. witness: nothing is recorded by a clock that it contradicts.

    Beyond what the port says, every method raises Refusal INVALID "BAD_TENANT", "BAD_SLUG",
    "NAIVE_TIME", "TIME_OUT_OF_RANGE", every listing "BAD_CURSOR" and "BAD_PAGE_SIZE" (1 to 100), and UNAVAILABLE.
    """

    def __init__(
        self,
        table: Table,
        *,
        clock: Clock,
        cursor_secret: bytes,
        keys: KeyService | None = None,
        witness: Witness | None = None,
    ) -> None:
        self._table = table
        self._stamps = Stamps(clock, witness)
        self.cursors = CursorSeal(cursor_secret)
        self._heads = HeldHeads(table)
        self._contents = Contents(table)
        self._forms = CompiledForms(table, cursor_secret)
        self._listings = Listings(self._table, self.cursors)
        self._effects = Effects(self._table, self.cursors)
        self.document_uses = DocumentUsesInTable(table)
        self._peppers = Peppers(table, Unwrapped(keys)) if keys else None
        secret = self._peppers.for_receipts if self._peppers else no_secret
        self.receipts = ReceiptsInTable(table, self._stamps, secret)
        self.contracts = ContractsInTable(table, Unwrapped(keys) if keys else None, self.receipts)
        self.key_uses = KeyUsesInTable(table)
        self.populations = PopulationsInTable(table, Unwrapped(keys) if keys else None, self.receipts)
        self._writes = Writes(self._table, self._stamps, self.receipts)

    def keep(self, tenant: str, content: bytes) -> str:
        """See `RuleStore.keep`."""
        digest = digest_of(content)
        check_content(content, digest)
        write_content(self._table, tenant, digest, content)
        return digest

    def now(self) -> datetime:
        """See `RuleStore.now`."""
        return self._stamps.now()

    def arm_secret(self, tenant: str) -> bytes:
        """See `RuleStore.arm_secret`."""
        return self._peppers.for_arms(tenant) if self._peppers else b""

    def heads(self, tenant: str, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, Head]:
        """See `RuleStore.heads`."""
        return read_heads(self._table, tenant, keys)

    def all_heads(self, tenant: str) -> Mapping[DocumentKey, Head]:
        """See `RuleStore.all_heads`."""
        return self._heads.all(tenant)

    def list_heads(self, tenant: str, kind: DocumentKind | None, asked: Asked) -> Page[Head]:
        """See `RuleStore.list_heads`."""
        return self._listings.heads(tenant, kind, asked)

    def deciding(self, tenant: str, head: Head, valid_at: datetime, known_at: datetime) -> Entry | None:
        """See `RuleStore.deciding`."""
        return read_deciding(self._table, tenant, head, valid_at, known_at)

    def starting(self, tenant: str, key: DocumentKey, begin: datetime, end: datetime) -> Iterator[Entry]:
        """See `RuleStore.starting`."""
        return read_starting(self._table, tenant, key, begin, end)

    def in_force(self, tenant: str, head: Head, valid_at: datetime, known_at: datetime) -> Entry | None:
        """See `RuleStore.in_force`."""
        return read_in_force(self._table, tenant, head, valid_at, known_at)

    def content(self, tenant: str, digests: Sequence[str], beside: Sequence[str] = ()) -> Mapping[str, bytes]:
        """See `RuleStore.content`. Raises Refusal UNAVAILABLE "CONTENT_DAMAGED" where it fails its digest."""
        return self._contents.read(tenant, digests, beside)[0]

    def first_pages(
        self, tenant: str, listing: NumberedListing, of: Sequence[Numbering], asked: Asked
    ) -> Mapping[Numbering, Page[Any]]:
        """See `RuleStore.first_pages`."""
        return read_first_pages(self._table, self.cursors, tenant, listing, of, asked)

    def audit_ends(self, tenant: str, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, ChainEnd]:
        """See `RuleStore.audit_ends`."""
        return read_audit_ends(self._table, tenant, keys)

    def content_and_versions(
        self, tenant: str, digests: Sequence[str], beside: Sequence[str], names: Sequence[tuple[DocumentKey, int]]
    ) -> tuple[Mapping[str, bytes], Mapping[tuple[DocumentKey, int], Version]]:
        """See `RuleStore.content_and_versions`."""
        places = {name: version_key(tenant, *name) for name in names}
        contents, items = self._contents.read(tenant, digests, beside, list(places.values()))
        found = {name: items[place] for name, place in places.items() if place in items}
        return contents, {name: decode_version(name[0], item[BODY]) for name, item in found.items()}

    def versions_numbered(
        self, tenant: str, names: Sequence[tuple[DocumentKey, int]]
    ) -> Mapping[tuple[DocumentKey, int], Version]:
        """See `RuleStore.versions_numbered`."""
        return read_versions_numbered(self._table, tenant, names)

    def activations_numbered(
        self, tenant: str, names: Sequence[tuple[DocumentKey, int]]
    ) -> Mapping[tuple[DocumentKey, int], Activation]:
        """See `RuleStore.activations_numbered`."""
        return read_activations_numbered(self._table, tenant, names)

    def content_and_forms(
        self, tenant: str, digests: Sequence[str], name: str, sizes: Mapping[str, int]
    ) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
        """See `RuleStore.content_and_forms`. Raises as `content`."""
        large: dict[str, int] = {}

        def places(read: Mapping[str, int]) -> Sequence[ItemKey]:
            large.update((digest, size) for digest, size in {**sizes, **read}.items() if size >= LARGE_CONTENT)
            return self._forms.likely(tenant, name, large)

        contents, found = self._contents.read(tenant, digests, further=places)
        return contents, self._forms.whole(tenant, name, large, found)

    def keep_form(self, tenant: str, digest: str, name: str, form: bytes, outdated: Callable[[str], bool]) -> None:
        """See `RuleStore.keep_form`."""
        self._forms.keep(tenant, digest, name, form, outdated, self.now())

    def version(self, tenant: str, key: DocumentKey, number: int) -> Version | None:
        """See `RuleStore.version`."""
        return read_version(self._table, tenant, key, number)

    def versions(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[Version]:
        """See `RuleStore.versions`."""
        return self._listings.versions(tenant, key, asked)

    def activation(self, tenant: str, key: DocumentKey, sequence: int) -> Activation | None:
        """See `RuleStore.activation`."""
        return read_activation(self._table, tenant, key, sequence)

    def activations(
        self, tenant: str, key: DocumentKey, asked: Asked, known_at: datetime | None = None
    ) -> Page[Activation]:
        """See `RuleStore.activations`."""
        return self._listings.activations(tenant, key, asked, known_at)

    def changes(
        self,
        tenant: str,
        keys: Sequence[DocumentKey] | None,
        asked: Asked,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Page[Activation]:
        """See `RuleStore.changes`."""
        return self._listings.changes(tenant, keys, asked, since, until)

    def effects(
        self,
        tenant: str,
        keys: Sequence[DocumentKey] | None,
        asked: Asked,
        window: EffectWindow,
        values: Iterable[ValueStart] = (),
    ) -> Page[ListedChange]:
        """See `RuleStore.effects`."""
        return self._effects.page(tenant, keys, asked, window, values)

    def audit(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[AuditEntry]:
        """Every act on a document, oldest first; `creditrules.rules.audit` tells whether the chain holds."""
        return self._listings.audit(tenant, key, asked)

    def audit_end(self, tenant: str, key: DocumentKey) -> ChainEnd | None:
        """See `RuleStore.audit_end`."""
        return read_audit_end(self._table, tenant, key)

    def create(self, tenant: str, document: NewDocument, author: str, once: Once | None = None) -> Head:
        """See `RuleStore.create`."""
        return self._writes.create(tenant, document, author, once)

    def published_before(self, tenant: str, key: DocumentKey, once: Once | None) -> Published | None:
        """See `RuleStore.published_before`."""
        return self._writes.before(tenant, key, once, OF_PUBLICATION)

    def activated_before(self, tenant: str, key: DocumentKey, once: Once | None) -> Activated | None:
        """See `RuleStore.activated_before`."""
        return self._writes.before(tenant, key, once, OF_ACTIVATION)

    def moved_before(self, tenant: str, key: DocumentKey, once: Once | None) -> ProposalMoved | None:
        """See `RuleStore.moved_before`."""
        return self._writes.before(tenant, key, once, OF_PROPOSAL)

    def publish(self, tenant: str, publication: Publication) -> Published:
        """See `RuleStore.publish`. `head` is as it is now, also where a retry is answered from the first.

        Raises beyond the port: INVALID "DIGEST_MISMATCH", "NO_RETRY_KEY"; TOO_LARGE "STATEMENT_TOO_LARGE"; UNAVAILABLE
        "OUTCOME_UNKNOWN" when the database did not say what became of it: a retry with the same key settles that.
        """
        return self._writes.publish(tenant, publication)

    def activate(self, tenant: str, act: ActivationAct) -> Activated:
        """See `RuleStore.activate`; raises beyond the port as `publish` does."""
        return self._writes.activate(tenant, act)

    def move_proposal(self, tenant: str, act: ProposalAct) -> ProposalMoved:
        """See `RuleStore.move_proposal`; raises beyond the port as `publish` does."""
        return self._writes.move_proposal(tenant, act)

    def proposal(self, tenant: str, key: DocumentKey, number: int) -> Proposal | None:
        """See `RuleStore.proposal`."""
        return read_proposal_of(self._table, tenant, key, number)

    def proposals(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[Proposal]:
        """See `RuleStore.proposals`."""
        return self._listings.proposals(tenant, key, asked)

    def comments(self, tenant: str, key: DocumentKey, number: int, asked: Asked) -> Page[Comment]:
        """See `RuleStore.comments`."""
        return self._listings.comments(tenant, key, number, asked)

    def open_proposals(self, tenant: str, asked: Asked) -> Page[Proposal]:
        """See `RuleStore.open_proposals`."""
        return self._listings.open_proposals(tenant, asked)

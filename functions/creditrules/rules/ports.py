"""What the rules need from a store; the only adapter is in `creditrules.store`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from creditrules.once import Once
from creditrules.records import dataclass
from creditrules.rules.audit import ChainEnd, ChainLink
from creditrules.rules.content.ladder import Category
from creditrules.rules.content.statement import ChangeStatement
from creditrules.rules.content.texts import Texts
from creditrules.rules.life.acts import ActivationAct, ProposalAct
from creditrules.rules.life.comments import Comment
from creditrules.rules.life.proposals import Proposal
from creditrules.rules.ports_beside import ActReceipts, Contracts, DocumentUses, KeyUses, Populations
from creditrules.rules.time.declared import NO_FACTS, FactNames
from creditrules.rules.time.history import Activation, ActivationKind, DocumentKey, DocumentKind, Entry, Head, Version
from creditrules.rules.time.values import ValueStart

__all__ = [
    "LARGEST_PAGE",
    "LARGE_CONTENT",
    "MOST_CONTRACTS",
    "MOST_POPULATIONS",
    "ActReceipts",
    "Activated",
    "Asked",
    "EffectWindow",
    "ListedChange",
    "NewDocument",
    "NumberedListing",
    "Numbering",
    "Page",
    "ProposalMoved",
    "Publication",
    "Published",
    "RuleStore",
]

MOST_CONTRACTS = 200
"""How many contracts a tenant may have."""

MOST_POPULATIONS = 50
"""How many populations a tenant may keep."""

LARGE_CONTENT = 64_000
"""How many bytes a content has at least of which a compiled form is kept; a smaller one is compiled in some
milliseconds."""

LARGEST_PAGE = 100
"""How many items a page may have."""

Item_co = TypeVar("Item_co", covariant=True)
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page of a listing: `size` items of those behind the cursor `after` and before the cursor `before`.

    The first of these, or where it is read `backward` the last; the order of the items is the listing's either way.
    """

    size: int
    after: str | None = None
    before: str | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Item_co]):
    """Some items of a listing; `cursors[i]` is the place of `items[i]`, see `Cursors`.

    total: how many there are in all; None where counting would mean reading them. resume: the cursor to go on from, in
    the direction of reading, where that is not the outermost item's. backward: whether it was read so.
    """

    items: tuple[Item_co, ...]
    cursors: tuple[str, ...]
    has_next: bool
    total: int | None = None
    resume: str | None = None
    has_previous: bool = False
    backward: bool = False

    def showing(self, items: Sequence[Shown]) -> Page[Shown]:
        """The same page, with these in the places of its items."""
        return Page(
            tuple(items), self.cursors, self.has_next, self.total, self.resume, self.has_previous, self.backward
        )

    @classmethod
    def of(
        cls,
        asked: Asked,
        items: Sequence[Item_co],
        cursors: Sequence[str],
        *,
        more: bool,
        total: int | None = None,
        resume: str | None = None,
    ) -> Page[Item_co]:
        """The page that was asked for. more: whether there is more in the direction of reading."""
        has_next = asked.before is not None if asked.backward else more
        has_previous = more if asked.backward else asked.after is not None
        return cls(tuple(items), tuple(cursors), has_next, total, resume, has_previous, asked.backward)


class Cursors(Protocol):
    """Positions in listings as clients hold them: opaque, and good only for the listing that they come from."""

    def seal(self, listing: tuple[str, ...], position: str) -> str:
        """The cursor that continues the listing after the position; the listing's name begins with its tenant."""

    def open(self, listing: tuple[str, ...], cursor: str, field: str = "after") -> str:
        """The position. Raises Refusal INVALID "BAD_CURSOR" for any text that was not sealed for this listing."""


@dataclass(frozen=True, slots=True)
class EffectWindow:
    """Changes that begin or end in [begin, end), were recorded in [since, until), and not taken back by known_at.

    recordings: those that were recorded in [begin, end) count as well, taken back or not, and what takes back.
    """

    known_at: datetime
    begin: datetime | None = None
    end: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    recordings: bool = False

    def covers(self, moment: datetime) -> bool:
        """Whether what begins or ends at that moment does so within it."""
        return (self.begin is None or self.begin <= moment) and (self.end is None or moment < self.end)

    def shows(self, entry: Entry) -> bool:
        """Whether it was recorded in time, and not taken back by `known_at`."""
        late = self.until is not None and entry.recorded_at >= self.until
        return entry.known(self.known_at) and not late and (self.since is None or self.since <= entry.recorded_at)


@dataclass(frozen=True, slots=True)
class ListedChange:
    """An entry of a listing of changes: an activation, or one of the values of a parameter's version that it begins."""

    activation: Activation
    value: ValueStart | None = None


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A rule set or product about to exist; it has no version yet."""

    key: DocumentKey
    name: Texts
    category: Category | None


@dataclass(frozen=True, slots=True)
class Publication:
    """A version and its activation about to be recorded in one transaction.

    content: the canonical form; digest: its SHA-256. valid_from None means the moment of recording. retry_key: a
    retry with the same key gets the first answer. sent: see `Once`. based_on: the latest version the author had seen;
    None when not stated. exclusive: refuse it where it contradicts a schedule (see `refuse_overlap`).
    links: see Head. facts: what it asks for, of a rule set.
    """

    key: DocumentKey
    content: bytes
    digest: str
    name: Texts
    statement: ChangeStatement
    author: str
    kind: ActivationKind
    valid_from: datetime | None
    valid_until: datetime | None
    retry_key: str
    based_on: int | None = None
    sent: str = ""
    links: tuple[str, ...] = ()
    exclusive: bool = False
    facts: FactNames = NO_FACTS


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication became; `replayed` when a retry was answered from the first."""

    version: Version
    activation: Activation
    head: Head
    replayed: bool


@dataclass(frozen=True, slots=True)
class Activated:
    """What a cancellation, a rollback or a retirement became."""

    activation: Activation
    head: Head
    replayed: bool


@dataclass(frozen=True, slots=True)
class ProposalMoved:
    """A proposal as an act left it; published: what it became where the act published it.

    edited: what an edit found, digest and base; None of other acts, and of retries of edits by earlier releases.
    """

    proposal: Proposal
    published: Published | None
    head: Head
    replayed: bool
    edited: tuple[str, int] | None = None


class NumberedListing(StrEnum):
    """A listing of what is numbered from 1 without gaps; by the names that cursors know."""

    VERSIONS = "versions"
    ACTIVATIONS = "activations"
    PROPOSALS = "proposals"
    AUDIT = "audit"
    COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Numbering:
    """What is listed: of a document, and in it of a proposal where comments are. total: how many there are."""

    key: DocumentKey
    total: int
    proposal: int = 0


class RuleStore(Protocol):
    """A tenant's documents in time. Every method is confined to `tenant`; no argument can reach another one's items."""

    @property
    def cursors(self) -> Cursors:
        """What the cursors of all listings are written with, those included that are not the store's own."""

    @property
    def contracts(self) -> Contracts:
        """What callers rely on."""

    @property
    def populations(self) -> Populations:
        """Whom changes are held against."""

    @property
    def receipts(self) -> ActReceipts:
        """What became of acts on no document."""

    def published_before(self, tenant: str, key: DocumentKey, once: Once | None) -> Published | None:
        """What a publication under this idempotency key became; None where there was none.

        Raises Refusal CONFLICT "KEY_REUSED".
        """

    def activated_before(self, tenant: str, key: DocumentKey, once: Once | None) -> Activated | None:
        """The same of a cancellation, a rollback or a retirement."""

    def moved_before(self, tenant: str, key: DocumentKey, once: Once | None) -> ProposalMoved | None:
        """The same of an act on a proposal."""

    @property
    def key_uses(self) -> KeyUses:
        """When API keys were used last."""

    @property
    def document_uses(self) -> DocumentUses:
        """What callers sent of trusted documents."""

    def keep(self, tenant: str, content: bytes) -> str:
        """Keep a content that something recorded will refer to, such as an impact; its digest.

        Raises Refusal TOO_LARGE "CONTENT_TOO_LARGE".
        """

    def now(self) -> datetime:
        """The store's clock, in UTC: what `valid_at` and `known_at` default to."""

    def arm_secret(self, tenant: str) -> bytes:
        """What arms of experiments are drawn with: of the tenant alone, the same for ever; empty without a key service.

        Raises Refusal UNAVAILABLE.
        """

    def heads(self, tenant: str, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, Head]:
        """The heads that exist, in one batch read."""

    def all_heads(self, tenant: str) -> Mapping[DocumentKey, Head]:
        """Every head of the tenant, kind by kind and by slug, as they are now.

        Where none has moved since they were asked for last it costs one small read, and is the same mapping; where some
        have, those are read, and all others are the same heads.
        """

    def list_heads(self, tenant: str, kind: DocumentKind | None, asked: Asked) -> Page[Head]:
        """Heads of a kind by slug, or of all kinds by kind and slug."""

    def in_force(self, tenant: str, head: Head, valid_at: datetime, known_at: datetime) -> Entry | None:
        """The entry in force: from the head alone, reading further only where its window does not reach."""

    def deciding(self, tenant: str, head: Head, valid_at: datetime, known_at: datetime) -> Entry | None:
        """As `in_force`, but a retirement where that is what decides."""

    def starting(self, tenant: str, key: DocumentKey, begin: datetime, end: datetime) -> Iterator[Entry]:
        """Entries of activations that start in [begin, end), latest first, read page by page as they are asked for."""

    def content(self, tenant: str, digests: Sequence[str], beside: Sequence[str] = ()) -> Mapping[str, bytes]:
        """Canonical forms by digest, verified against it; unknown digests are left out.

        beside: what may be needed next: of these those that come at no further request.
        """

    def content_and_versions(
        self, tenant: str, digests: Sequence[str], beside: Sequence[str], names: Sequence[tuple[DocumentKey, int]]
    ) -> tuple[Mapping[str, bytes], Mapping[tuple[DocumentKey, int], Version]]:
        """As `content`, and by the same request those versions that there are."""

    def first_pages(
        self, tenant: str, listing: NumberedListing, of: Sequence[Numbering], asked: Asked
    ) -> Mapping[Numbering, Page[Any]]:
        """The same page of many listings in one batch read for each hundred items. asked: without a cursor.

        What each listing itself gives; where something of one is not there, that one is left out.
        """

    def audit_ends(self, tenant: str, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, ChainEnd]:
        """Where the chains of those documents end that there are, in one batch read for each hundred."""

    def versions_numbered(
        self, tenant: str, names: Sequence[tuple[DocumentKey, int]]
    ) -> Mapping[tuple[DocumentKey, int], Version]:
        """Those versions that there are, of whatever documents, in one batch read for each hundred."""

    def activations_numbered(
        self, tenant: str, names: Sequence[tuple[DocumentKey, int]]
    ) -> Mapping[tuple[DocumentKey, int], Activation]:
        """The same of activations."""

    def content_and_forms(
        self, tenant: str, digests: Sequence[str], name: str, sizes: Mapping[str, int]
    ) -> tuple[Mapping[str, bytes], Mapping[str, bytes]]:
        """Canonical forms as `content` gives them, and with them the compiled forms of that name.

        Forms are of contents of at least LARGE_CONTENT bytes, as whoever shares the store's secret kept them. Two
        batches of reads, or three where a form is larger than such contents have. sizes: of contents that are at hand
        already, by digest.
        """

    def keep_form(self, tenant: str, digest: str, name: str, form: bytes, outdated: Callable[[str], bool]) -> None:
        """Keep a compiled form of a content that has at least LARGE_CONTENT bytes.

        outdated: of the name of another form, whether this one replaces it; it goes a week later.
        """

    def version(self, tenant: str, key: DocumentKey, number: int) -> Version | None:
        """One version's description, without its content."""

    def versions(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[Version]:
        """Versions, newest first."""

    def activation(self, tenant: str, key: DocumentKey, sequence: int) -> Activation | None:
        """One activation with its statement."""

    def activations(
        self, tenant: str, key: DocumentKey, asked: Asked, known_at: datetime | None = None
    ) -> Page[Activation]:
        """Activations recorded at or before `known_at`, newest recorded first."""

    def changes(
        self,
        tenant: str,
        keys: Sequence[DocumentKey] | None,
        asked: Asked,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Page[Activation]:
        """Activations of the named documents (of all when None) recorded in [since, until), newest first."""

    def effects(
        self,
        tenant: str,
        keys: Sequence[DocumentKey] | None,
        asked: Asked,
        window: EffectWindow,
        values: Iterable[ValueStart] = (),
    ) -> Page[ListedChange]:
        """Activations of the named documents (of all when None) that begin or end in the window, the latest first.

        One of which several moments lie in the window stands at the last. Cancellations put nothing in force and are
        left out, and so is what they took back; but see `EffectWindow.recordings`. values: what contents tell of the
        window, each a change of its own, in the direction of reading.
        """

    def audit(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[ChainLink]:
        """The links of a document's audit chain, oldest first."""

    def audit_end(self, tenant: str, key: DocumentKey) -> ChainEnd | None:
        """The end of a document's audit chain as its head states it; None when there is no such document."""

    def create(self, tenant: str, document: NewDocument, author: str, once: Once | None = None) -> Head:
        """A new document without versions, or the one that this act has made. Raises Refusal CONFLICT "SLUG_TAKEN"."""

    def publish(self, tenant: str, publication: Publication) -> Published:
        """Record the version and its activation, or nothing.

        Raises Refusal: NOT_FOUND "UNKNOWN_DOCUMENT"; CONFLICT "CHANGED_MEANWHILE" (another write won, the message
        says which), "STALE_BASE" (`based_on` is not the latest version), "OVERLAPPING_SCHEDULE", "KEY_REUSED"
        (`retry_key` was used with another act); INVALID "STARTS_IN_PAST" (a PUBLICATION whose `valid_from` lies before
        the moment of recording), "NOT_IN_PAST" (a CORRECTION that does not), "EMPTY_PERIOD"; TOO_LARGE
        "CONTENT_TOO_LARGE"; UNAVAILABLE.
        """

    def activate(self, tenant: str, act: ActivationAct) -> Activated:
        """Record a cancellation, a rollback or a retirement, or nothing.

        Raises Refusal as `publish`, and as `creditrules.rules.life.acts` says of each.
        """

    def move_proposal(self, tenant: str, act: ProposalAct) -> ProposalMoved:
        """Record an act on a proposal, or nothing.

        Raises Refusal as `publish`, and as `creditrules.rules.life.proposals` says of each.
        """

    def proposal(self, tenant: str, key: DocumentKey, number: int) -> Proposal | None:
        """One proposal as it is now."""

    def proposals(self, tenant: str, key: DocumentKey, asked: Asked) -> Page[Proposal]:
        """A document's proposals, newest first."""

    def comments(self, tenant: str, key: DocumentKey, number: int, asked: Asked) -> Page[Comment]:
        """The comments on a proposal, oldest first."""

    def open_proposals(self, tenant: str, asked: Asked) -> Page[Proposal]:
        """The tenant's proposals of which something may still become, by document and number."""

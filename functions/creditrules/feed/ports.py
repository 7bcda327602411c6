"""What the feed needs of a store, and of those by whom notices leave the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from creditrules.feed.advice import AdviceDelivery
from creditrules.feed.deliveries import Delivery, Receiver, Sent
from creditrules.feed.notices import ChangeNotice, Reached
from creditrules.feed.people import PersonMessage, SubjectContact
from creditrules.feed.signing import Message, WebhookSecret
from creditrules.records import dataclass
from creditrules.rules import DocumentKey
from creditrules.rules.ports import Asked, Page

__all__ = [
    "Changed",
    "Channel",
    "DeadLetters",
    "FeedStore",
    "Feeding",
    "KeptSecrets",
    "Letter",
    "Outbox",
    "PeopleStore",
    "Receivers",
    "Schedules",
    "ToldNotice",
    "WebhookSecrets",
]


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """A notice on record. told_at: when it went there."""

    notice: ChangeNotice
    told_at: datetime


class Channel(Protocol):
    """A way on which notices reach receivers: a webhook, a bus, mail.

    One more way is one more adapter; a receiver's id tells which way it takes.
    """

    def send(self, tenant: str, receiver: str, message: Message) -> Sent:
        """Send it once, in bounded time; never raises for what the receiver does."""


class Receivers(Protocol):
    """Who is told."""

    def of(self, tenant: str) -> Sequence[Receiver]:
        """All receivers of a tenant, in one order. Raises Refusal UNAVAILABLE."""

    def tried(self, tenant: str, receiver: str, sent: Sent, at: datetime) -> None:
        """Note what came of a try: who fails for long is told nothing more until somebody looks. Raises as `of`."""


class FeedStore(Protocol):
    """How far documents have been told, what was told, and to whom. Every method is confined to `tenant`.

    All raise Refusal UNAVAILABLE.
    """

    def reached(self, tenant: str, key: DocumentKey) -> Reached:
        """How far a document has been told."""

    def tell(
        self,
        tenant: str,
        key: DocumentKey,
        steps: tuple[Reached, Reached],
        notices: Sequence[ChangeNotice],
        at: datetime,
    ) -> bool:
        """Put notices on record and move on from the first step to the second; False where another came first.

        At most MOST_AT_ONCE of them. All, or none.
        """

    def begun(self, tenant: str, now: datetime) -> datetime:
        """Since when a tenant's changes are told: now, where they never were."""

    def notice(self, tenant: str, key: DocumentKey, number: int) -> ToldNotice | None:
        """A notice by its number."""

    def told(self, tenant: str, most: int) -> Sequence[ToldNotice]:
        """What has been told and is not handed on to receivers yet, the first told first."""

    def hand_on(self, tenant: str, told: ToldNotice, deliveries: Sequence[Delivery]) -> None:
        """Have it delivered to these receivers, once however often this is called, and be done with it."""

    def due(self, tenant: str, until: datetime, most: int) -> Sequence[tuple[str, DocumentKey, int]]:
        """Deliveries that are due, by receiver, document and number, the longest due first."""

    def next_due(self, tenant: str) -> datetime | None:
        """When the next delivery is due."""

    def first_pending(self, tenant: str, receiver: str, key: DocumentKey, number: int) -> Delivery | None:
        """Of a receiver's deliveries of a document up to a number, the first that is pending without a break."""

    def after(self, tenant: str, delivery: Delivery) -> Delivery | None:
        """The receiver's next delivery of the same document."""

    def delivery(self, tenant: str, receiver: str, key: DocumentKey, number: int) -> Delivery | None:
        """One delivery."""

    def move(self, tenant: str, before: Delivery, after: Delivery) -> bool:
        """Record what became of a delivery; False where another moved it first."""

    def deliveries(self, tenant: str, asked: Asked) -> Page[Delivery]:
        """Deliveries to all receivers, the latest made first."""


@dataclass(frozen=True, slots=True)
class KeptSecrets:
    """What messages to a webhook are signed with. failing_since: None unless the last message did not arrive."""

    secrets: tuple[WebhookSecret, ...]
    failing_since: datetime | None
    revision: int


class WebhookSecrets(Protocol):
    """Secrets of webhooks, sealed. Every method is confined to `tenant`, and raises Refusal UNAVAILABLE."""

    def keep(self, tenant: str, webhook: str, secrets: Sequence[WebhookSecret], before: KeptSecrets | None) -> bool:
        """Keep them in place of those that were read; False where others came between.

        Raises Refusal UNAVAILABLE "RECORDING_NOT_SET_UP" without a key service.
        """

    def of(self, tenant: str, webhook: str) -> KeptSecrets | None:
        """What is kept; None where there is nothing. Raises as `keep`."""

    def failing_since(self, tenant: str, webhooks: Sequence[str]) -> Mapping[str, datetime]:
        """Since when nothing arrived there, of those where the last message did not, in one batch read."""

    def note_failing(self, tenant: str, webhook: str, at: datetime | None) -> datetime | None:
        """Note that a message did not arrive at a moment, or with None that one did; since when none has by now."""

    def forget(self, tenant: str, webhook: str) -> None:
        """Delete them for good."""


class Outbox(Protocol):
    """A way on which messages reach people: a folder, a mail server, a service."""

    def send(self, message: PersonMessage) -> Sent:
        """Send it once, in bounded time; never raises for what becomes of it. GONE: the address takes nothing more."""


class PeopleStore(Protocol):
    """How people are told, and what they were. Every method is confined to `tenant`.

    Addresses are sealed with the data key of the subject, and go with it. partner: whose own subject it is; None where
    all partners mean it. All raise Refusal UNAVAILABLE, also "RECORDING_NOT_SET_UP" without a key service.
    """

    def contact(self, tenant: str, subject: str, partner: str | None) -> SubjectContact | None:
        """How a subject is told; None where nothing was ever said, or it was erased."""

    def set_contact(self, tenant: str, subject: str, partner: str | None, contact: SubjectContact) -> bool:
        """Keep it in place of the one that was read, by its revision, 0 for none; False where another came first."""

    def contact_of_key(self, tenant: str, data_key: str) -> SubjectContact | None:
        """How the subject is told that has a data key. As `contact`."""

    def advised(self, tenant: str) -> tuple[Mapping[str, int], int]:
        """Up to which link of each chain of decisions people were advised; with a revision, 0 where none ever were."""

    def move_on(self, tenant: str, revision: int, advised: Mapping[str, int]) -> bool:
        """Note that; False where another came first."""

    def decisions_of_key(
        self, tenant: str, data_key: str, place: tuple[datetime, str], most: int, *, later: bool
    ) -> Sequence[str]:
        """Decisions about the same subject recorded before, or after, one: the nearest to it, or the latest, first."""

    def begin(self, tenant: str, delivery: AdviceDelivery) -> None:
        """Have advice delivered, once however often this is called."""

    def due(self, tenant: str, until: datetime, most: int) -> Sequence[str]:
        """Ids of advice that is due, the longest due first."""

    def delivery(self, tenant: str, advice: str) -> AdviceDelivery | None:
        """One delivery."""

    def move(self, tenant: str, before: AdviceDelivery, after: AdviceDelivery) -> bool:
        """Record what became of a delivery; False where another moved it first."""

    def deliveries(self, tenant: str, asked: Asked) -> Page[AdviceDelivery]:
        """Deliveries of advice, the latest made first."""


@dataclass(frozen=True, slots=True)
class Feeding:
    """What use cases about the feed work with. loopback: whether webhooks may be on this machine, for trying.

    people: None where people are told nothing.
    """

    store: FeedStore
    secrets: WebhookSecrets
    loopback: bool = False
    people: PeopleStore | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """That something was recorded of a document. id: of the entry that says so, for who gave it."""

    id: str
    tenant: str
    key: DocumentKey


@dataclass(frozen=True, slots=True)
class Letter:
    """What could not be done, with all that asking for it again needs. key: None where deliveries are meant."""

    tenant: str
    key: DocumentKey | None
    cause: str


class DeadLetters(Protocol):
    """Where that is put aside which fails whenever it is tried."""

    def put(self, letter: Letter) -> None:
        """Put it aside. Raises Refusal UNAVAILABLE."""


class Schedules(Protocol):
    """What has the feed run at a moment."""

    def wake(self, tenant: str, key: DocumentKey | None, at: datetime) -> None:
        """Have it run then for a document, or with None for what is due; once, and in place of an earlier wish.

        Raises Refusal UNAVAILABLE.
        """

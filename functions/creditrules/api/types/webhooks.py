"""Webhooks and what was delivered to them, as those see them who manage webhooks and who audit."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from creditrules.api.types.bounded import MOST_NAMED, at_most
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diagnostics import UserError
from creditrules.api.types.enums import DocumentKind
from creditrules.api.types.feed_enums import ChangeNoticeKind, DeliveryResult, DeliveryState, WebhookState
from creditrules.api.types.once import idempotency_key, replayed
from creditrules.api.types.permissions import needs
from creditrules.auth import Action
from creditrules.desk import KnownWebhook, NamedDelivery, View, WebhookGiven
from creditrules.feed import Delivery as DomainDelivery
from creditrules.rules import DocumentKey

__all__ = [
    "CreateWebhookInput",
    "CreateWebhookPayload",
    "DeleteWebhookInput",
    "DeleteWebhookPayload",
    "DeliverAgainInput",
    "DeliverAgainPayload",
    "Delivery",
    "PauseWebhookInput",
    "PauseWebhookPayload",
    "ResumeWebhookInput",
    "ResumeWebhookPayload",
    "RotateWebhookSecretInput",
    "RotateWebhookSecretPayload",
    "Webhook",
    "delivery_of",
    "webhook_of",
]

DAY: Final = 24


@strawberry.type(description="A document by its name.", directives=needs(Action.ASK))
class DocumentName:
    kind: DocumentKind = strawberry.field(description="What it is.")
    slug: str = strawberry.field(description="Its slug.")


@strawberry.type(
    description="An address to which notices of changes are sent, signed as the Standard Webhooks specification says.",
    directives=needs(Action.AUDIT),
)
class Webhook:
    name: str = strawberry.field(description="Made by the service.")
    address: str = strawberry.field(description="Where notices are sent.")
    note: str = strawberry.field(description="Whose it is, in the words of who made it.")
    documents: list[DocumentName] | None = strawberry.field(
        description="The only ones that it is told of; null where it is told of all."
    )
    kinds: list[ChangeNoticeKind] | None = strawberry.field(
        description="The only kinds of notices that it is sent; null where it is sent all."
    )
    state: WebhookState = strawberry.field(description="Whether anything is sent there.")
    state_since: datetime = strawberry.field(description="Since when it is so.")
    state_by: str = strawberry.field(description="Who made it so.")
    failing_since: datetime | None = strawberry.field(
        description="Since when nothing has arrived there; null where the last message did."
    )
    secret_since: datetime = strawberry.field(description="When the newest of its secrets was made.")
    secret_by: str = strawberry.field(description="Who had it made.")
    author: str = strawberry.field(description="Who made the webhook.")
    recorded_at: datetime = strawberry.field(description="When it was made.")


@strawberry.type(description="One try of a delivery.", directives=needs(Action.AUDIT))
class DeliveryAttempt:
    at: datetime = strawberry.field(description="When its result was known.")
    result: DeliveryResult = strawberry.field(description="What came of it.")
    status: int | None = strawberry.field(description="Of the answer; null where there was none.")


@strawberry.type(
    description="A notice of a change on its way to a receiver, or what became of it: who was told what, and when.",
    directives=needs(Action.AUDIT),
)
class Delivery:
    receiver: str = strawberry.field(description="Whom: the name of a webhook.")
    kind: DocumentKind = strawberry.field(description="What the document is.")
    slug: str = strawberry.field(description="Of the document.")
    number: int = strawberry.field(description="Of the notice, among those of its document.")
    notice: ChangeNoticeKind = strawberry.field(description="What the notice tells of.")
    event: str = strawberry.field(description="The id under which it is told, the same each time.")
    happened_at: datetime = strawberry.field(description="When that happened of which it tells.")
    recorded_at: datetime = strawberry.field(description="When the notice went on record.")
    state: DeliveryState = strawberry.field(description="Where it stands.")
    attempts: int = strawberry.field(description="How often it was tried.")
    latest_attempts: list[DeliveryAttempt] = strawberry.field(description="The last tries, the latest last.")
    next_attempt_at: datetime | None = strawberry.field(
        description="When it is tried next, unless one before it is still on its way; null where it is settled."
    )
    settled_at: datetime | None = strawberry.field(description="When it arrived or was given up; null before.")


def webhook_of(_view: View, known: KnownWebhook) -> Webhook:
    """A webhook as clients see it."""
    webhook = known.webhook
    documents, kinds = webhook.documents, webhook.kinds
    return Webhook(
        name=webhook.id,
        address=webhook.address,
        note=webhook.note,
        documents=None if documents is None else [DocumentName(kind=key.kind, slug=key.slug) for key in documents],
        kinds=None if kinds is None else [ChangeNoticeKind(kind) for kind in kinds],
        state=webhook.state,
        state_since=webhook.since,
        state_by=webhook.by,
        failing_since=known.failing_since,
        secret_since=webhook.secret_since,
        secret_by=webhook.secret_by,
        author=webhook.created_by,
        recorded_at=webhook.created_at,
    )


def delivery_of(_view: View, delivery: DomainDelivery) -> Delivery:
    """A delivery as clients see it."""
    notice = delivery.notice
    return Delivery(
        receiver=delivery.receiver,
        kind=notice.key.kind,
        slug=notice.key.slug,
        number=notice.number,
        notice=notice.happening.kind,
        event=delivery.event,
        happened_at=notice.happening.at,
        recorded_at=delivery.made_at,
        state=delivery.state,
        attempts=delivery.attempts,
        latest_attempts=[
            DeliveryAttempt(at=each.at, result=each.result, status=each.status) for each in delivery.latest
        ],
        next_attempt_at=delivery.due if delivery.state is DeliveryState.PENDING else None,
        settled_at=delivery.settled_at,
    )


@strawberry.input(description="A document by its name.")
class DocumentNameInput:
    kind: DocumentKind = strawberry.field(description="What it is: a rule set, a product or a parameter.")
    slug: str = strawberry.field(description="Its slug.")


@strawberry.input(description="A webhook to be made.")
class CreateWebhookInput:
    address: str = strawberry.field(
        description="An https address that everybody can reach, without user or password: it stays on record."
    )
    idempotency_key: str = strawberry.field(
        description="Chosen by you: the same sent again with the same key makes no second one, and tells no secret."
    )
    note: str = strawberry.field(default="", description="Whose it is, for people; at most 200 characters.")
    documents: list[DocumentNameInput] | None = strawberry.field(
        default=None,
        description="The only documents that it is told of; null for all.",
        metadata=at_most(MOST_NAMED),
    )
    kinds: list[ChangeNoticeKind] | None = strawberry.field(
        default=None, description="The only kinds of notices that it is sent; null for all.", metadata=at_most(10)
    )

    def given(self) -> WebhookGiven:
        """What was sent."""
        documents, kinds = self.documents, self.kinds
        return WebhookGiven(
            self.address,
            self.idempotency_key,
            self.note,
            None if documents is None else tuple(DocumentKey(each.kind, each.slug) for each in documents),
            None if kinds is None else tuple(kinds),
        )


@strawberry.type(description="What came of createWebhook.", directives=needs(Action.ASK))
class CreateWebhookPayload:
    webhook: Webhook | None = strawberry.field(default=None, description="The webhook; null when refused.")
    secret: str | None = strawberry.field(
        default=None,
        description="What its receiver verifies signatures with. It is told this once: null when the webhook was made "
        "by an earlier sending of the same. If it was lost, rotate it.",
    )
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was made."
    )


@strawberry.input(description="A webhook to which nothing is to be sent for now.")
class PauseWebhookInput:
    name: str = strawberry.field(description="Its name.")
    idempotency_key: str | None = idempotency_key()


@strawberry.type(description="What came of pauseWebhook.", directives=needs(Action.ASK))
class PauseWebhookPayload:
    webhook: Webhook | None = strawberry.field(default=None, description="As it is now; null when refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was done."
    )


@strawberry.input(description="A webhook to which is to be sent again.")
class ResumeWebhookInput:
    name: str = strawberry.field(description="Its name.")
    idempotency_key: str | None = idempotency_key()


@strawberry.type(description="What came of resumeWebhook.", directives=needs(Action.ASK))
class ResumeWebhookPayload:
    webhook: Webhook | None = strawberry.field(default=None, description="As it is now; null when refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was done."
    )


@strawberry.input(description="A webhook whose secret is to be replaced.")
class RotateWebhookSecretInput:
    name: str = strawberry.field(description="Its name.")
    idempotency_key: str = strawberry.field(
        description="Chosen by you: the same sent again with the same key makes no second one, and tells no secret."
    )
    overlap_hours: int = strawberry.field(
        default=DAY, description="For how many hours messages are signed with the secret before as well: 0 to 168."
    )

    def overlap(self) -> timedelta:
        """The same as a time."""
        return timedelta(hours=min(max(self.overlap_hours, -1), 10_000))


@strawberry.type(description="What came of rotateWebhookSecret.", directives=needs(Action.ASK))
class RotateWebhookSecretPayload:
    webhook: Webhook | None = strawberry.field(default=None, description="The webhook; null when refused.")
    secret: str | None = strawberry.field(
        default=None,
        description="The new secret, told this once: null when it was made by an earlier sending of the same.",
    )
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was done."
    )


@strawberry.input(description="A webhook to be deleted.")
class DeleteWebhookInput:
    name: str = strawberry.field(description="Its name.")
    idempotency_key: str | None = idempotency_key()


@strawberry.type(description="What came of deleteWebhook.", directives=needs(Action.ASK))
class DeleteWebhookPayload:
    name: str | None = strawberry.field(default=None, description="Of the webhook that is no more; null when refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was done."
    )


@strawberry.input(description="A delivery to be set going once more.")
class DeliverAgainInput:
    receiver: str = strawberry.field(description="Whom: the name of a webhook.")
    kind: DocumentKind = strawberry.field(description="What the document is.")
    slug: str = strawberry.field(description="Of the document.")
    number: int = strawberry.field(description="Of the notice.")
    idempotency_key: str | None = idempotency_key()

    def named(self) -> NamedDelivery:
        """Which one is meant."""
        return NamedDelivery(self.receiver, DocumentKey(self.kind, self.slug), self.number)


@strawberry.type(description="What came of deliverAgain.", directives=needs(Action.ASK))
class DeliverAgainPayload:
    delivery: Delivery | None = strawberry.field(default=None, description="As it is now; null when refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it is on its way."
    )

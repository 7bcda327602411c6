"""How people are told, and what they were, as those see it who may."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diagnostics import UserError
from creditrules.api.types.feed_enums import AddressKind, AdviceCause, DeliveryState, Unsent
from creditrules.api.types.once import idempotency_key, replayed
from creditrules.api.types.permissions import needs
from creditrules.api.types.webhooks import DeliveryAttempt
from creditrules.auth import Action
from creditrules.desk import ContactGiven, QuietGiven, View
from creditrules.feed import AdviceDelivery as DomainAdviceDelivery
from creditrules.feed import DeliveryState as DomainState
from creditrules.feed import SubjectContact as DomainContact
from creditrules.feed import masked_address

__all__ = [
    "AdviceDelivery",
    "SetContactInput",
    "SetContactPayload",
    "SubjectContact",
    "advice_delivery_of",
    "contact_of",
]


@strawberry.type(
    description="Hours of a person's day at which nothing is sent.", directives=needs(Action.MANAGE_CONTACTS)
)
class QuietHours:
    start: str = strawberry.field(description="From when on: HH:MM.")
    end: str = strawberry.field(description="Until when, that minute excluded; the next day where it is earlier.")
    time_zone: str = strawberry.field(description="Of the IANA database.")


@strawberry.type(description="How a subject is told.", directives=needs(Action.MANAGE_CONTACTS))
class SubjectContact:
    kind: AddressKind | None = strawberry.field(description="By which way; null where there is no address.")
    masked_address: str | None = strawberry.field(
        description="Enough of the address for who knows it; the address itself is told to nobody."
    )
    language: str = strawberry.field(description="In which language.")
    opted_out: bool = strawberry.field(description="Whether it wants nothing; then nothing is sent.")
    quiet_hours: QuietHours | None = strawberry.field(description="When nothing is sent; null where it may always.")


@strawberry.type(
    description="Advice to a person on its way, or what became of it: who was told what, and when.",
    directives=needs(Action.AUDIT),
)
class AdviceDelivery:
    name: str = strawberry.field(description="The id under which it is told, the same each time.")
    decision: str = strawberry.field(description="The digest of the decision of which it tells.")
    product: str = strawberry.field(description="Slug of the product.")
    cause: AdviceCause = strawberry.field(description="In what the decision is worse than the one before.")
    kind: AddressKind | None = strawberry.field(description="By which way; null once the subject is erased.")
    masked_address: str | None = strawberry.field(description="Where to, masked; null once the subject is erased.")
    decided_at: datetime = strawberry.field(description="When the decision was recorded.")
    recorded_at: datetime = strawberry.field(description="When the advice went on record.")
    state: DeliveryState = strawberry.field(description="Where it stands.")
    unsent: Unsent | None = strawberry.field(description="Why it was not sent; null where it was, or is to be.")
    attempts: int = strawberry.field(description="How often it was tried.")
    latest_attempts: list[DeliveryAttempt] = strawberry.field(description="The last tries, the latest last.")
    next_attempt_at: datetime | None = strawberry.field(
        description="When it is tried next, after quiet hours; null where it is settled."
    )
    settled_at: datetime | None = strawberry.field(description="When it arrived or was given up; null before.")


@strawberry.input(description="Hours of a person's day at which nothing is sent.")
class QuietHoursInput:
    start: str = strawberry.field(description="From when on: HH:MM.")
    end: str = strawberry.field(description="Until when, that minute excluded; the next day where it is earlier.")
    time_zone: str = strawberry.field(description='Of the IANA database, such as "Asia/Shanghai".')


@strawberry.input(description="How a subject is to be told, in place of what was said before.")
class SetContactInput:
    subject: str = strawberry.field(description="The name it is given in `decide`.")
    kind: AddressKind | None = strawberry.field(default=None, description="What the address is; with it, or neither.")
    address: str | None = strawberry.field(
        default=None, description="An e-mail address, or a telephone number with its country; null: there is none."
    )
    language: str = strawberry.field(default="en", description="A language tag.")
    opted_out: bool | None = strawberry.field(
        default=None, description="Whether it wants nothing, whatever else is said; null leaves that as it is."
    )
    quiet_hours: QuietHoursInput | None = strawberry.field(default=None, description="When nothing is to be sent.")
    partner: str | None = strawberry.field(
        default=None,
        description="For the lender's own people: whose subject it is, where partners have names of their own.",
    )
    idempotency_key: str | None = idempotency_key()

    def given(self) -> ContactGiven:
        """What was sent."""
        quiet = self.quiet_hours
        return ContactGiven(
            self.subject,
            self.kind,
            self.address,
            self.language,
            self.opted_out,
            None if quiet is None else QuietGiven(quiet.start, quiet.end, quiet.time_zone),
            self.partner,
        )


@strawberry.type(description="What came of setContact.", directives=needs(Action.ASK))
class SetContactPayload:
    contact: SubjectContact | None = strawberry.field(default=None, description="As it is now; null when refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was done."
    )


def contact_of(contact: DomainContact) -> SubjectContact:
    """How a subject is told, as clients see it."""
    kind, address, quiet = contact.kind, contact.address, contact.quiet
    return SubjectContact(
        kind=kind,
        masked_address=None if kind is None or address is None else masked_address(kind, address),
        language=contact.language,
        opted_out=contact.opted_out,
        quiet_hours=None
        if quiet is None
        else QuietHours(start=f"{quiet.start:%H:%M}", end=f"{quiet.end:%H:%M}", time_zone=quiet.zone),
    )


def advice_delivery_of(_view: View, delivery: DomainAdviceDelivery) -> AdviceDelivery:
    """A delivery of advice as clients see it."""
    told = delivery.told
    return AdviceDelivery(
        name=delivery.id,
        decision=delivery.decision,
        product=delivery.product,
        cause=delivery.cause,
        kind=told.kind if told else None,
        masked_address=told.masked if told else None,
        decided_at=delivery.decided_at,
        recorded_at=delivery.made_at,
        state=delivery.state,
        unsent=delivery.unsent,
        attempts=delivery.attempts,
        latest_attempts=[
            DeliveryAttempt(at=each.at, result=each.result, status=each.status) for each in delivery.latest
        ],
        next_attempt_at=delivery.due if delivery.state is DomainState.PENDING else None,
        settled_at=delivery.settled_at,
    )

"""Deliveries, as those see them who may audit: who was told what, when, with which result; and told again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from creditrules.auth import Action, Principal, require
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.feeding import feeding_of, people_of
from creditrules.desk.paging import sifted_page
from creditrules.desk.submitting import checked_once
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.feed import AdviceDelivery, Delivery, DeliveryState, delivered_again
from creditrules.once import Once
from creditrules.records import dataclass
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked, Page
from creditrules.slugs import is_slug

__all__ = ["DeliveryFilter", "NamedDelivery", "advice_deliveries_page", "deliver_again", "deliveries_page"]

ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries; None: whichever."""

    receiver: str | None = None
    kind: DocumentKind | None = None
    slug: str | None = None
    state: DeliveryState | None = None

    def fits(self, delivery: Delivery) -> bool:
        """Whether it is one of those."""
        return (
            self.receiver in {None, delivery.receiver}
            and self.kind in {None, delivery.notice.key.kind}
            and self.slug in {None, delivery.notice.key.slug}
            and self.state in {None, delivery.state}
        )


@dataclass(frozen=True, slots=True)
class NamedDelivery:
    """A delivery by its receiver and its notice."""

    receiver: str
    key: DocumentKey
    number: int


def deliveries_page(view: View, asked: Asked, wanted: DeliveryFilter) -> Page[Delivery]:
    """Deliveries, the latest made first. Raises Refusal FORBIDDEN; UNAVAILABLE."""
    require(view.principal, Action.AUDIT)
    store = feeding_of(view.catalogue).store

    def fetch(asked: Asked) -> Page[Delivery]:
        return store.deliveries(view.tenant, asked)

    def fits(found: Sequence[Delivery]) -> Sequence[bool]:
        return [wanted.fits(each) for each in found]

    return fetch(asked) if wanted == DeliveryFilter() else sifted_page(fetch, fits, asked)


def advice_deliveries_page(
    view: View, asked: Asked, decision: str | None = None, state: DeliveryState | None = None
) -> Page[AdviceDelivery]:
    """Advice to people, the latest made first. Raises Refusal FORBIDDEN; UNAVAILABLE."""
    require(view.principal, Action.AUDIT)
    people = people_of(view.catalogue)

    def fetch(asked: Asked) -> Page[AdviceDelivery]:
        return people.deliveries(view.tenant, asked)

    def fits(found: Sequence[AdviceDelivery]) -> Sequence[bool]:
        return [decision in {None, each.decision} and state in {None, each.state} for each in found]

    return fetch(asked) if decision is None and state is None else sifted_page(fetch, fits, asked)


def deliver_again(
    catalogue: Catalogue, principal: Principal, named: NamedDelivery | None, once: Once | None = None
) -> tuple[Delivery, bool]:
    """Set a delivery going once more, under the same id; with whether this answers an earlier sending.

    Raises Refusal FORBIDDEN; NOT_FOUND "UNKNOWN_DELIVERY"; CONFLICT "DELIVERY_CANCELLED", "KEY_REUSED"; UNAVAILABLE.
    """
    require(principal, Action.MANAGE_WEBHOOKS)
    store, receipts, tenant = feeding_of(catalogue).store, catalogue.store.receipts, principal.tenant
    replayed = receipts.first(tenant, checked_once(once)) is not None
    for _ in range(ATTEMPTS):
        found = _delivery(catalogue, tenant, named)
        now = catalogue.store.now()
        if replayed or (found.state is DeliveryState.PENDING and found.due <= now):
            return found, True
        again = delivered_again(found, now)
        if store.move(tenant, found, again):
            receipts.keep(tenant, once, {})
            return again, False
    message = "The delivery is being tried at this moment."
    raise Refusal(Kind.UNAVAILABLE, "DELIVERY_BUSY", message, ("delivery",), "Try again in a moment.")


def _delivery(catalogue: Catalogue, tenant: str, named: NamedDelivery | None) -> Delivery:
    sound = named is not None and is_slug(named.receiver) and is_slug(named.key.slug)
    found = None
    if named is not None and sound:
        found = feeding_of(catalogue).store.delivery(tenant, named.receiver, named.key, named.number)
    if found is None:
        hint = "`deliveries` lists those that there are."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_DELIVERY", "There is no such delivery.", ("delivery",), hint)
    return found

"""`PeopleInTable`: how people are told, and what became of it, sealed as recorded facts are.

A subject's contact lies beside its data key and is sealed with it, and so is where advice was sent: whoever erases the
subject has erased both. Nothing here names a subject; what leads from advice to one is what its decision has anyway.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from itertools import islice
from typing import Any

from creditrules.errors import Kind, Refusal
from creditrules.feed import (
    AddressKind,
    AdviceDelivery,
    DeliveryState,
    QuietHours,
    SubjectContact,
    ToldAddress,
)
from creditrules.records import replace
from creditrules.rules.ports import Asked, Page
from creditrules.store.cursors import CursorSeal
from creditrules.store.decisions.peppers import Peppers
from creditrules.store.decisions.sealing import KeyService, Unwrapped, seal, unseal
from creditrules.store.decisions.subjects import SubjectKey, SubjectKeys, subject_of
from creditrules.store.items.advice import decode_advice, encode_advice
from creditrules.store.items.facts import pack, unpack
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    advice_due_key,
    advice_due_span,
    advice_key,
    advice_pointer_key,
    advised_key,
    contact_key,
    contact_unmoved,
    is_advice,
    read_advice_pointer,
    read_sealed_by,
    sealed_by_key,
    sealed_by_span,
)
from creditrules.store.port import BODY, REVISION, Delete, ItemKey, Put, Table
from creditrules.store.reading.pages import Listings
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["PeopleInTable"]


class PeopleInTable:
    """`PeopleStore` over one table; safe to share between threads. keys: None where nothing can be sealed."""

    def __init__(self, table: Table, keys: KeyService | None, cursors: CursorSeal) -> None:
        self._table = table
        self._listings = Listings(table, cursors)
        unwrapped = Unwrapped(keys) if keys else None
        self._keys = SubjectKeys(table, unwrapped, Peppers(table, unwrapped)) if unwrapped else None

    def contact(self, tenant: str, subject: str, partner: str | None) -> SubjectContact | None:
        """See `PeopleStore.contact`."""
        subjects = self._subjects()
        place = subjects.place(tenant, subject, partner).key
        key = subjects.ready(tenant, subject_of(self._table.read([place]).get(place)))
        return None if key is None else self._contact(tenant, key)

    def set_contact(self, tenant: str, subject: str, partner: str | None, contact: SubjectContact) -> bool:
        """See `PeopleStore.set_contact`."""
        subjects = self._subjects()
        place = subjects.place(tenant, subject, partner)
        before = subject_of(self._table.read([place.key]).get(place.key))
        key = subjects.ready(tenant, before) or subjects.make(tenant, place, before)
        sealed = seal(key.plain, _plain(contact), _contact_context(tenant, key.id))
        revision = contact.revision + 1
        put = Put(
            contact_key(tenant, key.id),
            {BODY: pack({"sealed": base64.b64encode(sealed).decode()}), REVISION: revision},
            contact_unmoved(contact.revision) if contact.revision else NEVER_OVERWRITTEN,
        )
        if self._table.transact([put]) is not None:
            item = self._table.read([put.key]).get(put.key)
            if item is None or item[REVISION] != revision or item[BODY] != put.attributes[BODY]:
                return False
        # Erased in between, it was sealed for nobody: the subject has another key now.
        return subjects.held(tenant, key.id) is not None

    def contact_of_key(self, tenant: str, data_key: str) -> SubjectContact | None:
        """See `PeopleStore.contact_of_key`."""
        key = self._subjects().held(tenant, data_key)
        return None if key is None else self._contact(tenant, key)

    def advised(self, tenant: str) -> tuple[Mapping[str, int], int]:
        """See `PeopleStore.advised`."""
        place = advised_key(tenant)
        item = self._table.read([place]).get(place)
        return ({}, 0) if item is None else (unpack(item[BODY])["links"], item[REVISION])

    def move_on(self, tenant: str, revision: int, advised: Mapping[str, int]) -> bool:
        """See `PeopleStore.move_on`."""
        condition = contact_unmoved(revision) if revision else NEVER_OVERWRITTEN
        body = pack({"links": dict(advised)})
        put = Put(advised_key(tenant), {BODY: body, REVISION: revision + 1}, condition)
        if self._table.transact([put]) is None:
            return True
        item = self._table.read([put.key]).get(put.key)
        return item is not None and item[REVISION] == revision + 1 and item[BODY] == body

    def decisions_of_key(
        self, tenant: str, data_key: str, place: tuple[datetime, str], most: int, *, later: bool
    ) -> Sequence[str]:
        """See `PeopleStore.decisions_of_key`."""
        here = sealed_by_key(tenant, data_key, *place).sort
        span = sealed_by_span(tenant, data_key, here, None) if later else sealed_by_span(tenant, data_key, None, here)
        found = (key.sort for key, _ in self._table.walk(span, most + 1, descending=True))
        return [read_sealed_by(sort) for sort in islice((sort for sort in found if sort != here), most)]

    def begin(self, tenant: str, delivery: AdviceDelivery) -> None:
        """See `PeopleStore.begin`."""
        place = advice_key(tenant, delivery.id)
        key = self._subjects().held(tenant, delivery.data_key)
        if key is None:
            return
        told = _sealed_told(key, tenant, delivery)
        puts = [
            Put(place, {BODY: encode_advice(delivery, told), REVISION: delivery.revision}, NEVER_OVERWRITTEN),
            Put(advice_pointer_key(tenant, delivery.made_at, delivery.id), {}),
            Put(advice_due_key(tenant, delivery.due, delivery.id), {}),
        ]
        for tries in range(ATTEMPTS):
            if place in self._table.read([place]) or self._table.transact(puts) is None:
                return
            pause(tries)
        message = "The store did not say whether advice was noted."
        raise Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Try again in a moment.")

    def due(self, tenant: str, until: datetime, most: int) -> Sequence[str]:
        """See `PeopleStore.due`."""
        found = islice(self._table.walk(advice_due_span(tenant, until), most), most)
        return [read_advice_pointer(place.sort) for place, _ in found]

    def delivery(self, tenant: str, advice: str) -> AdviceDelivery | None:
        """See `PeopleStore.delivery`."""
        return self._several(tenant, [advice])[0] if is_advice(advice) else None

    def move(self, tenant: str, before: AdviceDelivery, after: AdviceDelivery) -> bool:
        """See `PeopleStore.move`. Where it was told stays as it is sealed, unless that is another now."""
        place = advice_key(tenant, before.id)
        item = self._table.read([place]).get(place)
        if item is None or item[REVISION] != before.revision:
            return False
        told = self._told_after(tenant, before, after, decode_advice(before.id, item)[1])
        body = encode_advice(after, told)
        writes: list[Put | Delete] = [
            Put(place, {BODY: body, REVISION: after.revision}, contact_unmoved(before.revision))
        ]
        was, now = _due(tenant, before), _due(tenant, after)
        if was is not None and was != now:
            writes.append(Delete(was))
        if now is not None and now != was:
            writes.append(Put(now, {}))
        if self._table.transact(writes) is None:
            return True
        found = self._table.read([place]).get(place)
        return found is not None and found[REVISION] == after.revision and found[BODY] == body

    def deliveries(self, tenant: str, asked: Asked) -> Page[AdviceDelivery]:
        """See `PeopleStore.deliveries`."""
        page = self._listings.advised_people(tenant, asked)
        found = self._several(tenant, [read_advice_pointer(sort) for sort in page.items])
        return page.showing([each for each in found if each is not None])

    def _several(self, tenant: str, advice: Sequence[str]) -> list[AdviceDelivery | None]:
        """Deliveries with where they went, in two batch reads."""
        places = [advice_key(tenant, each) for each in advice]
        items = self._table.read(places)
        read = [decode_advice(place.sort, items[place]) if place in items else None for place in places]
        keys = self._subjects().held_all(tenant, {each[0].data_key for each in read if each is not None})
        return [None if each is None else _with_told(tenant, *each, keys[each[0].data_key]) for each in read]

    def _told_after(
        self, tenant: str, before: AdviceDelivery, after: AdviceDelivery, sealed: bytes | None
    ) -> bytes | None:
        if before.told == after.told:
            return sealed
        key = self._subjects().held(tenant, after.data_key)
        return None if key is None else _sealed_told(key, tenant, after)

    def _contact(self, tenant: str, key: SubjectKey) -> SubjectContact | None:
        place = contact_key(tenant, key.id)
        item = self._table.read([place]).get(place)
        if item is None:
            return None
        sealed = base64.b64decode(unpack(item[BODY])["sealed"])
        return _read(unseal(key.plain, sealed, _contact_context(tenant, key.id)), item[REVISION])

    def _subjects(self) -> SubjectKeys:
        if self._keys is None:
            message = "This service was set up without a key to encrypt addresses with, and keeps none."
            raise Refusal(Kind.UNAVAILABLE, "RECORDING_NOT_SET_UP", message, (), "Ask the lender's operators.")
        return self._keys


def _due(tenant: str, delivery: AdviceDelivery) -> ItemKey | None:
    """Where it is found while it is pending."""
    pending = delivery.state is DeliveryState.PENDING
    return advice_due_key(tenant, delivery.due, delivery.id) if pending else None


def _sealed_told(key: SubjectKey, tenant: str, delivery: AdviceDelivery) -> bytes | None:
    told = delivery.told
    if told is None:
        return None
    return seal(key.plain, {"kind": told.kind, "masked": told.masked}, _advice_context(tenant, delivery.id))


def _with_told(tenant: str, delivery: AdviceDelivery, sealed: bytes | None, key: SubjectKey | None) -> AdviceDelivery:
    if key is None or sealed is None:
        return delivery
    fields = unseal(key.plain, sealed, _advice_context(tenant, delivery.id))
    return replace(delivery, told=ToldAddress(AddressKind(fields["kind"]), fields["masked"]))


def _advice_context(tenant: str, advice: str) -> str:
    return f"{tenant}#advice#{advice}"


def _contact_context(tenant: str, data_key: str) -> str:
    return f"{tenant}#contact#{data_key}"


def _plain(contact: SubjectContact) -> dict[str, Any]:
    quiet = contact.quiet
    return {
        "kind": contact.kind,
        "address": contact.address,
        "language": contact.language,
        "optedOut": contact.opted_out,
        "quiet": [quiet.start.isoformat(), quiet.end.isoformat(), quiet.zone] if quiet else None,
    }


def _read(fields: Mapping[str, Any], revision: int) -> SubjectContact:
    kind, quiet = fields["kind"], fields["quiet"]
    return SubjectContact(
        AddressKind(kind) if kind else None,
        fields["address"],
        fields["language"],
        fields["optedOut"],
        QuietHours(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1]), quiet[2]) if quiet else None,
        revision,
    )

"""`FeedInTable`: how far documents have been told, what was told, and what became of it at each receiver.

A document's notices lie beside its other facts, under their numbers; one item more says how far it has been told, and
moves in the transaction that puts notices on record. So nothing of this can disagree with the record: it is read from
there again until it has been told. A pointer in that transaction says that a notice is to be handed on; it goes in one
with the deliveries that it becomes. All of it is kept: who was told what, and when, is asked for years later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.feed import (
    MOST_TOLD_AT_ONCE,
    NOTHING_TOLD,
    ChangeNotice,
    Delivery,
    DeliveryState,
    Reached,
    ToldNotice,
)
from creditrules.rules import DocumentKey
from creditrules.rules.ports import Asked, Page
from creditrules.store.cursors import CursorSeal
from creditrules.store.items.deliveries import (
    decode_delivery,
    decode_notice,
    decode_reached,
    encode_delivery,
    encode_notice,
    encode_reached,
)
from creditrules.store.items.facts import micros, moment, pack, unpack
from creditrules.store.keys import (
    NEVER_OVERWRITTEN,
    begun_key,
    delivery_key,
    delivery_pointer_key,
    delivery_pointers_span,
    delivery_unmoved,
    due_key,
    due_span,
    lane_span,
    notice_key,
    reached_key,
    reached_unmoved,
    read_due,
    read_lane,
    read_told,
    told_key,
    told_span,
)
from creditrules.store.port import BODY, REVISION, Delete, Item, ItemKey, Put, Table
from creditrules.store.reading.pages import Listing, Listings
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["FeedInTable"]

_AT_ONCE: Final = 25
_FIRST: Final = 1
_PUTS_OF_ONE: Final = 3
"""Items that a delivery begins with."""
_MOST_PUTS: Final = 90


class FeedInTable:
    """`FeedStore` over one table; safe to share between threads. seal: writes the cursors of listings."""

    def __init__(self, table: Table, seal: CursorSeal) -> None:
        self._table = table
        self._listings = Listings(table, seal)

    def reached(self, tenant: str, key: DocumentKey) -> Reached:
        """See `FeedStore.reached`."""
        place = reached_key(tenant, key)
        item = self._table.read([place]).get(place)
        return NOTHING_TOLD if item is None else decode_reached(item[BODY])

    def tell(
        self,
        tenant: str,
        key: DocumentKey,
        steps: tuple[Reached, Reached],
        notices: Sequence[ChangeNotice],
        at: datetime,
    ) -> bool:
        """See `FeedStore.tell`."""
        if len(notices) > MOST_TOLD_AT_ONCE:
            raise ValueError(f"{len(notices)} notices at once; there may be {MOST_TOLD_AT_ONCE}")
        before, after = steps
        place = reached_key(tenant, key)
        item = self._table.read([place]).get(place)
        if (NOTHING_TOLD if item is None else decode_reached(item[BODY])) != before:
            return False
        revision = item[REVISION] if item else 0
        condition = reached_unmoved(revision) if item else NEVER_OVERWRITTEN
        puts = [Put(place, {BODY: encode_reached(after), REVISION: revision + 1}, condition)]
        for notice in notices:
            body = encode_notice(ToldNotice(notice, at))
            puts.append(Put(notice_key(tenant, key, notice.number), {BODY: body}, NEVER_OVERWRITTEN))
            puts.append(Put(told_key(tenant, at, key, notice.number), {}))
        if self._table.transact(puts) is None:
            return True
        # Not acknowledged, and perhaps written all the same: then the numbers stand there with what is told here.
        found = self._table.read([place]).get(place)
        return found is not None and found[REVISION] == revision + 1 and self._has(tenant, notices, at)

    def begun(self, tenant: str, now: datetime) -> datetime:
        """See `FeedStore.begun`."""
        place = begun_key(tenant)
        for tries in range(ATTEMPTS):
            item = self._table.read([place]).get(place)
            if item is not None:
                return moment(unpack(item[BODY])["begun"])
            if self._table.transact([Put(place, {BODY: pack({"begun": micros(now)})}, NEVER_OVERWRITTEN)]) is None:
                return now
            pause(tries)
        message = "The store did not say since when changes are told."
        raise Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Try again in a moment.")

    def notice(self, tenant: str, key: DocumentKey, number: int) -> ToldNotice | None:
        """See `FeedStore.notice`."""
        place = notice_key(tenant, key, number)
        item = self._table.read([place]).get(place)
        return None if item is None else decode_notice(key, number, item[BODY])

    def told(self, tenant: str, most: int) -> Sequence[ToldNotice]:
        """See `FeedStore.told`."""
        pointers = [read_told(place.sort) for place, _ in islice(self._table.walk(told_span(tenant), most), most)]
        places = [(key, number, notice_key(tenant, key, number)) for key, number in pointers]
        items = self._table.read(place for _, _, place in places)
        found = [(key, number, items[place]) for key, number, place in places if place in items]
        return [decode_notice(key, number, item[BODY]) for key, number, item in found]

    def hand_on(self, tenant: str, told: ToldNotice, deliveries: Sequence[Delivery]) -> None:
        """See `FeedStore.hand_on`."""
        done = Delete(told_key(tenant, told.told_at, told.notice.key, told.notice.number))
        waiting = list(deliveries)
        while True:
            there = self._table.read(_place(tenant, each) for each in waiting)
            waiting = [each for each in waiting if _place(tenant, each) not in there]
            chunk, rest = waiting[: _MOST_PUTS // _PUTS_OF_ONE], waiting[_MOST_PUTS // _PUTS_OF_ONE :]
            puts: list[Put | Delete] = [put for each in chunk for put in _begun(tenant, each)]
            if not rest:
                puts.append(done)
            self._written(puts)
            if not rest:
                return

    def due(self, tenant: str, until: datetime, most: int) -> Sequence[tuple[str, DocumentKey, int]]:
        """See `FeedStore.due`."""
        items = self._table.walk(due_span(tenant, until), most)
        return [read_due(place.sort)[1] for place, _ in islice(items, most)]

    def next_due(self, tenant: str) -> datetime | None:
        """See `FeedStore.next_due`."""
        first = next(self._table.walk(due_span(tenant, None), 1), None)
        return None if first is None else read_due(first[0].sort)[0]

    def first_pending(self, tenant: str, receiver: str, key: DocumentKey, number: int) -> Delivery | None:
        """See `FeedStore.first_pending`."""
        first: Delivery | None = None
        for delivery in self._lane(tenant, receiver, key, (0, number), descending=True):
            if delivery.state is not DeliveryState.PENDING:
                break
            first = delivery
        return first

    def after(self, tenant: str, delivery: Delivery) -> Delivery | None:
        """See `FeedStore.after`."""
        key, number = delivery.notice.key, delivery.notice.number
        return next(self._lane(tenant, delivery.receiver, key, (number + 1, None), descending=False), None)

    def delivery(self, tenant: str, receiver: str, key: DocumentKey, number: int) -> Delivery | None:
        """See `FeedStore.delivery`."""
        place = delivery_key(tenant, receiver, key, number)
        item = self._table.read([place]).get(place)
        return None if item is None else decode_delivery(receiver, key, number, item[REVISION], item[BODY])

    def move(self, tenant: str, before: Delivery, after: Delivery) -> bool:
        """See `FeedStore.move`."""
        place = _place(tenant, before)
        writes: list[Put | Delete] = [
            Put(place, {BODY: encode_delivery(after), REVISION: after.revision}, delivery_unmoved(before.revision))
        ]
        was, now = _due(tenant, before), _due(tenant, after)
        if was is not None and was != now:
            writes.append(Delete(was))
        if now is not None and now != was:
            writes.append(Put(now, {}))
        heard = self._table.transact(writes)
        if heard is None:
            return True
        item = self._table.read([place]).get(place)
        return item is not None and item[REVISION] == after.revision and item[BODY] == encode_delivery(after)

    def deliveries(self, tenant: str, asked: Asked) -> Page[Delivery]:
        """See `FeedStore.deliveries`."""
        span = delivery_pointers_span(tenant)
        listing = Listing((tenant, "deliveries"), span, lambda place, _: place.sort, str, str, descending=True)
        page = self._listings.page(listing, asked)
        wanted = [read_due(sort)[1] for sort in page.items]
        found = self._table.read(delivery_key(tenant, *each) for each in wanted)
        items = [(each, found[delivery_key(tenant, *each)]) for each in wanted]
        return page.showing([decode_delivery(*each, item[REVISION], item[BODY]) for each, item in items])

    def _has(self, tenant: str, notices: Sequence[ChangeNotice], at: datetime) -> bool:
        places = {notice_key(tenant, each.key, each.number): ToldNotice(each, at) for each in notices}
        items = self._table.read(places)
        return all(
            place in items and decode_notice(told.notice.key, told.notice.number, items[place][BODY]) == told
            for place, told in places.items()
        )

    def _lane(
        self, tenant: str, receiver: str, key: DocumentKey, span: tuple[int, int | None], *, descending: bool
    ) -> Iterator[Delivery]:
        for place, item in self._table.walk(lane_span(tenant, receiver, key, *span), _AT_ONCE, descending=descending):
            yield _delivery(receiver, place, item)

    def _written(self, writes: Sequence[Put | Delete]) -> None:
        """All of it, or what is there already. Raises Refusal UNAVAILABLE "OUTCOME_UNKNOWN"."""
        puts = [each for each in writes if isinstance(each, Put)]
        for tries in range(ATTEMPTS):
            if self._table.transact(writes) is None:
                return
            there = self._table.read([each.key for each in puts])
            if puts and len(there) == len(puts):
                # Written by this call after all, or by another that hands on the same.
                writes = [each for each in writes if isinstance(each, Delete)]
                if not writes:
                    return
                puts = []
            pause(tries)
        message = "The store did not say whether a notice was handed on."
        raise Refusal(Kind.UNAVAILABLE, "OUTCOME_UNKNOWN", message, hint="Try again in a moment.")


def _place(tenant: str, delivery: Delivery) -> ItemKey:
    return delivery_key(tenant, delivery.receiver, delivery.notice.key, delivery.notice.number)


def _due(tenant: str, delivery: Delivery) -> ItemKey | None:
    """Where it is found while it is pending."""
    if delivery.state is not DeliveryState.PENDING:
        return None
    return due_key(tenant, delivery.due, delivery.receiver, delivery.notice.key, delivery.notice.number)


def _begun(tenant: str, delivery: Delivery) -> Iterator[Put]:
    place, due, notice = _place(tenant, delivery), _due(tenant, delivery), delivery.notice
    yield Put(place, {BODY: encode_delivery(delivery), REVISION: _FIRST}, NEVER_OVERWRITTEN)
    yield Put(delivery_pointer_key(tenant, delivery.made_at, delivery.receiver, notice.key, notice.number), {})
    if due is not None:
        yield Put(due, {})


def _delivery(receiver: str, place: ItemKey, item: Item) -> Delivery:
    key, number = read_lane(place.sort)
    return decode_delivery(receiver, key, number, item[REVISION], item[BODY])

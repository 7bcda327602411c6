"""The change feed: what use cases about it work with, and the whole of it on one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import SystemRandom

from creditrules.desk import (
    Adviser,
    Catalogue,
    Courier,
    Messages,
    Recording,
    Teller,
    WebhookChannel,
    WebhookReceivers,
    feeding_of,
)
from creditrules.feed import Feeding, Outbox
from creditrules.records import dataclass
from creditrules.sending import post
from creditrules.store import FeedInTable, KeyService, PeopleInTable, RulesInTable, Table, WebhookSecretsInTable

__all__ = ["LocalFeed", "feeding_over", "local_feed"]


@dataclass(frozen=True, slots=True)
class LocalFeed:
    """The change feed of one machine. tenants: all lenders that there are by now. adviser: None without an outbox."""

    catalogue: Catalogue
    teller: Teller
    courier: Courier
    tenants: Callable[[], Iterator[str]]
    adviser: Adviser | None = None


def feeding_over(table: Table, store: RulesInTable, keys: KeyService | None, *, loopback: bool) -> Feeding:
    """What the feed works with over a table."""
    people = PeopleInTable(table, keys, store.cursors)
    return Feeding(FeedInTable(table, store.cursors), WebhookSecretsInTable(table, keys), loopback, people)


def local_feed(
    catalogue: Catalogue, recording: Recording, outbox: Outbox | None, tenants: Callable[[], Iterator[str]]
) -> LocalFeed:
    """The feed over the catalogue's own store, with webhooks over HTTP; nothing of it runs yet.

    outbox: by which people are told; None: they are not.
    """
    feeding, clock = feeding_of(catalogue), catalogue.store.now
    channel = WebhookChannel(catalogue, partial(post, loopback=feeding.loopback), clock)
    receivers, messages = WebhookReceivers(catalogue), Messages(catalogue)
    chance = SystemRandom().random
    courier = Courier(feeding.store, receivers, channel, messages, clock=clock, chance=chance)
    adviser = Adviser(catalogue, recording, outbox, clock=clock, chance=chance) if outbox else None
    return LocalFeed(catalogue, Teller(catalogue, feeding.store), courier, tenants, adviser)

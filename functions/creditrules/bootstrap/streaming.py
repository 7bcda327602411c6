"""The change feed where nothing stays in between: over the table of DynamoDB, its stream and schedules."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from random import SystemRandom
from typing import Any, Final

from creditrules.api import note_undelivered
from creditrules.bootstrap.feeding import feeding_over
from creditrules.clock import Witness, utc_now
from creditrules.config import FeedSettings
from creditrules.desk import Catalogue, Courier, FeedRuns, Messages, Routes, Teller, WebhookChannel, WebhookReceivers
from creditrules.feed import DeliveryResult, Receiver, Receivers, Sent
from creditrules.sending import post
from creditrules.slugs import is_slug
from creditrules.store import RulesInTable
from creditrules.store.aws import (
    DynamoTable,
    EventBus,
    KmsKeys,
    LetterQueue,
    OneOffSchedules,
    ScheduleTarget,
    changed_in,
    connect,
    connect_feed,
    connect_kms,
    wanted_of,
)

__all__ = ["DeployedFeed", "UnfinishedRunError", "build_feed"]

_BUS: Final = "bus"
_WEBHOOK: Final = "webhook"
HasTime = Callable[[], bool]


class UnfinishedRunError(RuntimeError):
    """A run is to be asked for again; the log has the reasons."""


class DeployedFeed:
    """What functions are asked for, as those ask it that call them; thread-safe."""

    def __init__(self, runs: FeedRuns) -> None:
        self._runs = runs

    def stream(self, records: Iterable[Mapping[str, Any]], has_time: HasTime) -> tuple[str, ...]:
        """Records of the table's stream; gives the sequence numbers of those that are to come again."""
        return self._runs.batch(tuple(changed_in(records)), has_time)

    def scheduled(self, said: Mapping[str, Any], has_time: HasTime) -> None:
        """What a schedule or a letter asks for: a moment, or with "tenants" all that was missed of these lenders.

        Raises UnfinishedRunError, ValueError for what asks for nothing.
        """
        if "tenants" in said:
            tenants = said["tenants"] if isinstance(said["tenants"], list) else [said["tenants"]]
            named = [each for each in tenants if is_slug(each)]
            troubled = self._runs.sweep(named, has_time)
            if len(named) < len(tenants) or not isinstance(said["tenants"], list):
                raise ValueError(f'"tenants" is a list of lenders, not {json.dumps(said["tenants"])}')
            if troubled:
                raise UnfinishedRunError(f"not all was told of {' '.join(troubled)}")
            return
        wanted = wanted_of(said)
        if wanted is None:
            raise ValueError("that asks for no lender and no document")
        if not self._runs.wake(*wanted, has_time):
            raise UnfinishedRunError(f"not all was told of {wanted[0]}")


def build_feed(settings: FeedSettings) -> DeployedFeed:
    """Webhooks of the lenders, and the bus that hears of all of them; nothing is asked of AWS yet."""
    region, witness = settings.region, Witness(utc_now)
    table = DynamoTable(connect(region, settings.endpoint), settings.table, witness)
    keys = KmsKeys(partial(connect_kms, region), settings.kms_key)
    store = RulesInTable(table, clock=utc_now, cursor_secret=settings.cursor_secret, keys=keys, witness=witness)
    feeding = feeding_over(table, store, keys, loopback=settings.loopback_webhooks)
    catalogue = Catalogue(store, feeding=lambda: feeding)
    bus = EventBus(lambda: connect_feed("events", region), settings.bus)
    channel = WebhookChannel(catalogue, partial(post, loopback=feeding.loopback), store.now)
    receivers = WebhookReceivers(catalogue)
    routes = Routes({_BUS: bus}, receivers, channel, lambda tenant: feeding.store.begun(tenant, store.now()))
    messages, chance = Messages(catalogue), SystemRandom().random
    courier = Courier(feeding.store, _Counted(routes), routes, messages, clock=store.now, chance=chance)
    called = (settings.schedule_group, settings.schedule_function, settings.schedule_role, settings.dead_letters_arn)
    schedules = OneOffSchedules(lambda: connect_feed("scheduler", region), ScheduleTarget(*called))
    letters = LetterQueue(lambda: connect_feed("sqs", region), settings.dead_letters)
    return DeployedFeed(FeedRuns(catalogue, Teller(catalogue, feeding.store), courier, schedules, letters))


class _Counted:
    """`Receivers`, of whom it is counted what does not arrive."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers

    def of(self, tenant: str) -> Sequence[Receiver]:
        return self._receivers.of(tenant)

    def tried(self, tenant: str, receiver: str, sent: Sent, at: datetime) -> None:
        if sent.result is not DeliveryResult.DELIVERED:
            note_undelivered(_BUS if receiver == _BUS else _WEBHOOK, sent.result.value)
        self._receivers.tried(tenant, receiver, sent, at)

"""Runs of the feed where nothing stays in between: for what was recorded, at a moment, and for what may be lost.

Whatever is asked for may be asked for twice, late, or in any order. What fails by an outage is to be asked for again;
what fails by a defect of ours is put aside with all that asking again needs, and holds up nothing else.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.delivering import Courier, DueLane
from creditrules.desk.telling import Teller
from creditrules.errors import Refusal
from creditrules.feed import Changed, DeadLetters, Letter, Schedules
from creditrules.rules import DocumentKey

__all__ = ["FeedRuns"]

_LOGGER: Final = logging.getLogger("creditrules")
MOST_STEPS: Final = 200
"""Of telling of one document in one run; what is left comes with the next."""
SOONEST: Final = timedelta(seconds=5)
HasTime = Callable[[], bool]


class FeedRuns:
    """Runs of the feed; thread-safe. has_time: tells whether a run may begin something more."""

    def __init__(
        self,
        catalogue: Catalogue,
        teller: Teller,
        courier: Courier,
        schedules: Schedules,
        letters: DeadLetters,
    ) -> None:
        self._catalogue = catalogue
        self._teller = teller
        self._courier = courier
        self._schedules = schedules
        self._letters = letters

    def batch(self, changed: Sequence[Changed], has_time: HasTime) -> tuple[str, ...]:
        """Tell of what was recorded, and deliver it; gives those entries, by their ids, that are to be given again."""
        failed: dict[str, None] = {}
        tenants: dict[str, list[str]] = {}
        documents: dict[tuple[str, DocumentKey], list[str]] = {}
        for each in changed:
            documents.setdefault((each.tenant, each.key), []).append(each.id)
        for (tenant, key), ids in documents.items():
            if self._told(tenant, key, has_time):
                tenants.setdefault(tenant, []).extend(ids)
            else:
                failed |= dict.fromkeys(ids)
        for tenant, ids in tenants.items():
            if not self._delivered(tenant, has_time):
                failed |= dict.fromkeys(ids)
        return tuple(each.id for each in changed if each.id in failed)

    def wake(self, tenant: str, key: DocumentKey | None, has_time: HasTime) -> bool:
        """Tell of a document of which a moment has come, or of None; deliver what is due. False: to be asked again."""
        return (key is None or self._told(tenant, key, has_time)) and self._delivered(tenant, has_time)

    def sweep(self, tenants: Iterable[str], has_time: HasTime) -> tuple[str, ...]:
        """Look through all documents for what was not told, and make their schedules anew; gives lenders in trouble."""
        return tuple(tenant for tenant in tenants if not self._swept(tenant, has_time))

    def _swept(self, tenant: str, has_time: HasTime) -> bool:
        try:
            heads = self._catalogue.store.all_heads(tenant)
        except Refusal as refusal:
            _log(tenant, refusal.code)
            return False
        told = [self._told(tenant, key, has_time) for key in heads if key.kind.is_told]
        return self._delivered(tenant, has_time) and all(told)

    def _told(self, tenant: str, key: DocumentKey, has_time: HasTime) -> bool:
        """Whether it was told, or put aside for good."""

        def tell() -> bool:
            began = self._catalogue.store.now()
            for _ in range(MOST_STEPS):
                if not has_time():
                    return False
                if not self._teller.tell(tenant, key):
                    break
            self._schedule(tenant, key, began)
            return True

        return self._done(tenant, key, tell)

    def _delivered(self, tenant: str, has_time: HasTime) -> bool:
        """Whether all was handed on, and what is due was tried, is scheduled, or was put aside for good."""
        lanes: list[DueLane] = []

        def hand_on() -> bool:
            while has_time() and self._courier.hand_on(tenant):
                pass
            lanes.extend(self._courier.due(tenant))
            return True

        done = [self._done(tenant, None, hand_on)]
        done += [self._done(tenant, each.key, partial(self._deliver, tenant, each)) for each in lanes if has_time()]
        return all(done) and self._done(tenant, None, partial(self._schedule_due, tenant))

    def _done(self, tenant: str, key: DocumentKey | None, do: Callable[[], bool]) -> bool:
        """What it gives; False where an outage stopped it. What fails by a defect of ours is put aside."""
        try:
            return do()
        except Refusal as refusal:
            _log(tenant, refusal.code)
            return False
        except Exception as defect:
            _LOGGER.exception(json.dumps({"event": "feed_failed", "tenant": tenant}))
            return self._put_aside(Letter(tenant, key, type(defect).__name__))

    def _deliver(self, tenant: str, lane: DueLane) -> bool:
        self._courier.deliver(tenant, lane)
        return True

    def _schedule_due(self, tenant: str) -> bool:
        due = self._courier.next_due(tenant)
        if due is not None:
            self._schedules.wake(tenant, None, max(due, self._soon))
        return True

    def _schedule(self, tenant: str, key: DocumentKey, began: datetime) -> None:
        head = self._catalogue.store.heads(tenant, [key]).get(key)
        coming = self._teller.next_moment(tenant, head, began) if head is not None else None
        if coming is not None:
            self._schedules.wake(tenant, key, max(coming, self._soon))

    @property
    def _soon(self) -> datetime:
        """A moment that has not passed once it is asked for."""
        return self._catalogue.store.now() + SOONEST

    def _put_aside(self, letter: Letter) -> bool:
        try:
            self._letters.put(letter)
        except Refusal as refusal:
            _log(letter.tenant, refusal.code)
            return False
        return True


def _log(tenant: str, code: str) -> None:
    _LOGGER.warning(json.dumps({"event": "feed_waits", "tenant": tenant, "code": code}))

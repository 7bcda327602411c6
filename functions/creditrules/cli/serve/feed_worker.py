"""The change feed inside one process: a thread that tells, hands on and delivers, and sleeps in between.

It wakes every second for what was recorded, by one small read a lender, and does the rest only where there is something
to do: documents whose heads have moved, moments that have come, deliveries that are due. It may end anywhere, and
begins with what was left over: all that it knows it has of the table.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final

from creditrules.bootstrap import LocalFeed
from creditrules.desk import Adviser, Catalogue, Courier, DueLane, Teller
from creditrules.errors import Refusal
from creditrules.rules import DocumentKey, Head

__all__ = ["FeedWorker", "running_feed"]

_LOGGER: Final = logging.getLogger("creditrules")
LOOKS_EVERY: Final = 1.0
"""Seconds between two looks at what was recorded."""
AGAIN: Final = timedelta(seconds=30)
"""After which time a document is looked at again that could not be told of."""
SENDERS: Final = 4
"""Receivers that are told at once, so that one that hangs holds up no other."""
_PEOPLE: Final = "#people"
"""Stands for all people of a lender; no receiver is called so."""
STOPS_WITHIN: Final = 15.0
"""Seconds that a message under way is given when the service stops."""


class FeedWorker:
    """Runs the feed of all lenders of one table until it is stopped. tenants: all lenders that there are by now."""

    def __init__(
        self,
        catalogue: Catalogue,
        teller: Teller,
        courier: Courier,
        tenants: Callable[[], Iterable[str]],
        adviser: Adviser | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._teller = teller
        self._courier = courier
        self._tenants = tenants
        self._adviser = adviser
        self._heads: dict[str, Mapping[DocumentKey, Head]] = {}
        self._moments: dict[tuple[str, DocumentKey], datetime] = {}
        self._sending: dict[tuple[str, str], Future[None]] = {}
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="creditrules-feed", daemon=True)
        self._senders = ThreadPoolExecutor(SENDERS, thread_name_prefix="creditrules-feed-send")

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is under way; what is not done by then is done after the next start."""
        self._stopping.set()
        self._senders.shutdown(wait=False, cancel_futures=True)
        if self._thread.is_alive():
            self._thread.join(STOPS_WITHIN)
        for sending in list(self._sending.values()):
            if not sending.cancelled():
                _waited(sending)

    def look(self) -> None:
        """Do what there is to do now, of all lenders; a lender or a document in trouble holds up no other."""
        for tenant in self._tenants():
            if self._stopping.is_set():
                return
            with _told_of_trouble(tenant):
                self._look(tenant)

    def _run(self) -> None:
        while not self._stopping.is_set():
            with _told_of_trouble(""):
                self.look()
            self._stopping.wait(LOOKS_EVERY)

    def _look(self, tenant: str) -> None:
        for key in self._moved(tenant):
            with _told_of_trouble(tenant):
                self._tell(tenant, key)
        while self._courier.hand_on(tenant):
            if self._stopping.is_set():
                return
        lanes: dict[str, list[DueLane]] = {}
        for lane in self._courier.due(tenant):
            lanes.setdefault(lane.receiver, []).append(lane)
        for receiver, of_receiver in lanes.items():
            self._send(tenant, receiver, of_receiver)
        self._advise(tenant)

    def _moved(self, tenant: str) -> list[DocumentKey]:
        """Documents whose heads are others than at the last look, and those of which a moment has come."""
        before, now = self._heads.get(tenant, {}), self._catalogue.store.all_heads(tenant)
        moved = [key for key, head in now.items() if before.get(key) is not head] if now is not before else []
        moment = self._catalogue.store.now()
        come = [key for (of, key), at in self._moments.items() if of == tenant and at <= moment]
        found = [key for key in dict.fromkeys((*moved, *come)) if key.kind.is_told]
        for key in found:
            # Noted before it is told: what cannot be told now is looked at again.
            self._moments[tenant, key] = moment + AGAIN
        self._heads[tenant] = now
        return found

    def _tell(self, tenant: str, key: DocumentKey) -> None:
        began = self._catalogue.store.now()
        while self._teller.tell(tenant, key):
            if self._stopping.is_set():
                return
        head = self._heads[tenant].get(key)
        coming = self._teller.next_moment(tenant, head, began) if head is not None else None
        if coming is None:
            self._moments.pop((tenant, key), None)
        else:
            self._moments[tenant, key] = coming

    def _send(self, tenant: str, receiver: str, lanes: list[DueLane]) -> None:
        """In another thread, unless one is still at it for this receiver."""

        def send() -> None:
            for lane in lanes:
                if self._stopping.is_set():
                    return
                with _told_of_trouble(tenant):
                    self._courier.deliver(tenant, lane)

        self._apart(tenant, receiver, send)

    def _advise(self, tenant: str) -> None:
        """As above, of the people of a lender."""
        adviser = self._adviser
        if adviser is None:
            return

        def advise() -> None:
            for step in (adviser.advise, adviser.deliver):
                with _told_of_trouble(tenant):
                    while not self._stopping.is_set() and step(tenant):
                        pass

        self._apart(tenant, _PEOPLE, advise)

    def _apart(self, tenant: str, receiver: str, work: Callable[[], None]) -> None:
        under_way = self._sending.get((tenant, receiver))
        if (under_way is None or under_way.done()) and not self._stopping.is_set():
            self._sending[tenant, receiver] = self._senders.submit(work)


@contextmanager
def running_feed(feed: LocalFeed) -> Iterator[FeedWorker]:
    """The feed runs while what is within does."""
    worker = FeedWorker(feed.catalogue, feed.teller, feed.courier, feed.tenants, feed.adviser)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def _waited(sending: Future[None]) -> None:
    try:
        sending.result(STOPS_WITHIN)
    except TimeoutError:
        _LOGGER.warning(json.dumps({"event": "feed_stopped_in_between"}))


@contextmanager
def _told_of_trouble(tenant: str) -> Iterator[None]:
    """What fails within is told in the log, and no more comes of it: an outage, or a defect of ours."""
    try:
        yield
    except Refusal as refusal:
        _LOGGER.warning(json.dumps({"event": "feed_waits", "tenant": tenant, "code": refusal.code}))
    except Exception:
        _LOGGER.exception(json.dumps({"event": "feed_failed", "tenant": tenant}))

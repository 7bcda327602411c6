"""All connections together: how many there may be, how much they may hold, and who has to go for others.

Where there is no more room, the one goes that has kept us waiting the longest, the idle ones first: who hangs on to
hundreds of connections keeps nobody out. Only where none waits for its other side is a new one refused.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter, deque
from typing import Final, Protocol

from creditrules.api import note_too_busy
from creditrules.config import Limits

__all__ = ["MOST_PARTING", "Crowd", "Member"]

LOGGER: Final = logging.getLogger("creditrules.connections")
EVERY: Final = 0.25
FRESH: Final = 1.0
"""Seconds in which one that has sent nothing is not taken for idle: it has only just come."""
MOST_PARTING: Final = 256
"""Connections that were refused and are given time to read why."""
BUSY: Final = 503
TOLD_EVERY: Final = 60.0
"""Seconds between two lines of the log, however many were refused."""


class Member(Protocol):
    """A connection, as far as the others are concerned."""

    @property
    def is_idle(self) -> bool:
        """Whether nobody loses anything with it."""

    @property
    def under_way(self) -> int:
        """Bytes that are held of a body or an answer that is not whole."""

    @property
    def waits_since(self) -> float | None:
        """Since when it has waited for the other side; None while it waits for us."""

    def judge(self, now: float) -> None:
        """Part with it if it was kept waiting too long."""

    def make_way(self) -> None:
        """Go at once, for others who come."""

    def cut(self) -> None:
        """End it here and now, whatever was to be sent still."""


class Crowd:
    """The connections of a server; for its event loop alone."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._all: set[Member] = set()
        self._parting: dict[Member, None] = {}
        self._queue: deque[tuple[Member, float]] = deque()
        self._refused: Counter[int] = Counter()
        self._told = float("-inf")
        self._held = 0
        self._sweeping: asyncio.TimerHandle | None = None

    def enter(self, connection: Member) -> bool:
        """Whether there is, or was made, room for one more."""
        if self._sweeping is None:
            self._sweep_soon()
        room = len(self._all) - len(self._parting) < self.limits.connections or self._part_with_one()
        if len(self._parting) >= MOST_PARTING:
            first = next(iter(self._parting))
            first.cut()
            self._parting[first] = self._parting.pop(first)
        self._all.add(connection)
        return room

    def parts(self, connection: Member) -> None:
        """It is as good as gone."""
        self._parting[connection] = None

    def leave(self, connection: Member) -> None:
        """It is gone."""
        self._all.discard(connection)
        self._parting.pop(connection, None)

    def came(self, length: int) -> None:
        """So many bytes more came."""
        self._held += length
        if self._held > self.limits.bytes_under_way:
            self._unburden()

    @property
    def _share(self) -> int:
        """What each connection may hold without being looked at."""
        return self.limits.bytes_under_way // self.limits.connections

    def refused(self, status: int) -> None:
        """One was refused with this status, or 0 for none."""
        self._refused[status] += 1

    def _part_with_one(self) -> bool:
        """Make room. The queue is made anew only once it is used up or old: whoever comes later has waited for less."""
        if self._pass_on():
            return True
        self._queue = self._by_waiting()
        return self._pass_on()

    def _pass_on(self) -> bool:
        while self._queue:
            longest, since = self._queue.popleft()
            if longest in self._all and longest not in self._parting and longest.waits_since == since:
                longest.make_way()
                return True
        return False

    def _by_waiting(self) -> deque[tuple[Member, float]]:
        """Those that wait for the other side, the idle first, each with since when."""
        now = asyncio.get_running_loop().time()
        waiting = [
            (each.is_idle and now - since > FRESH, now - since, id(each), each, since)
            for each in self._all
            if (since := each.waits_since) is not None
        ]
        return deque((each, since) for _, _, _, each, since in sorted(waiting, reverse=True))

    def _unburden(self) -> None:
        """Part with those that wait for the other side, the longest first, until the rest holds little enough."""
        self._held = sum(each.under_way for each in self._all)
        for each, _ in self._by_waiting() if self._held > self.limits.bytes_under_way else ():
            if self._held <= self.limits.bytes_under_way:
                return
            if each.under_way > self._share:
                self._held -= each.under_way
                each.make_way()

    def _sweep_soon(self) -> None:
        self._sweeping = asyncio.get_running_loop().call_later(EVERY, self._sweep)

    def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        for each in tuple(self._all):
            try:
                each.judge(now)
            except Exception:  # what is wrong with one must not spare the others
                LOGGER.exception("a connection could not be judged")
                each.cut()
        self._unburden()
        self._queue.clear()
        self._tell(now)
        self._sweeping = None
        if self._all or self._refused:
            self._sweep_soon()

    def _tell(self, now: float) -> None:
        if self._refused and now - self._told >= TOLD_EVERY:
            self.tell()
            self._told = now

    def tell(self) -> None:
        """Say what was refused and has not been told."""
        if self._refused:
            told = {str(status or "cut off"): times for status, times in sorted(self._refused.items())}
            LOGGER.warning(json.dumps({"event": "connections_refused", "times": told}))
            if self._refused[BUSY]:
                note_too_busy("connections", self._refused[BUSY])
            self._refused.clear()

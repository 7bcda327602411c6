"""Simulated time for real code: threads that run one at a time, each until it sleeps."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable
from itertools import count


class Flow:
    """Time passes only while all threads sleep; then the one whose sleep ends first goes on.

    What is seen is the same however fast the machine is, and two threads never run at once.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self._asleep: list[tuple[float, int, threading.Semaphore]] = []
        self._order = count()

    def begin(self, work: Callable[[], None]) -> None:
        """Have work done in a thread of its own, from now on."""
        turn = self._wakes_in(0)

        def run() -> None:
            turn.acquire()
            try:
                work()
            finally:
                self._hand_on()

        threading.Thread(target=run, daemon=True).start()

    def sleep(self, seconds: float) -> None:
        """For the thread that runs: let time pass."""
        turn = self._wakes_in(max(seconds, 0))
        self._hand_on()
        turn.acquire()

    def run(self, work: Callable[[], None]) -> None:
        """Do work and all that it begins, to the end."""
        over = threading.Semaphore(0)
        self._over = over
        self.begin(work)
        self._hand_on()
        over.acquire()

    def _wakes_in(self, seconds: float) -> threading.Semaphore:
        turn = threading.Semaphore(0)
        heapq.heappush(self._asleep, (self.now + seconds, next(self._order), turn))
        return turn

    def _hand_on(self) -> None:
        if not self._asleep:
            self._over.release()
            return
        self.now, _, turn = heapq.heappop(self._asleep)
        turn.release()

"""How often something costly is done for strangers, who have no budget of their own; in this process alone."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

__all__ = ["Often"]


class Often:
    """So many times at once, and so many more each second; safe to share between threads.

    ticks: seconds of a clock that never steps.
    """

    def __init__(self, at_once: int, per_second: float, ticks: Callable[[], float] = monotonic) -> None:
        self._most, self._per_second, self._ticks = at_once, per_second, ticks
        self._left, self._at = float(at_once), ticks()
        self._lock = Lock()

    def take(self) -> bool:
        """Whether it may be done once more now; then it counts as done."""
        with self._lock:
            now = self._ticks()
            self._left = min(self._most, self._left + (now - self._at) * self._per_second)
            self._at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True

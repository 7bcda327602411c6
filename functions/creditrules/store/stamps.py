"""The times the store stamps on what it records."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from creditrules.clock import MOST_APART, Clock, Witness
from creditrules.errors import Kind, Refusal
from creditrules.store.keys import to_utc

__all__ = ["Stamps", "clock_wrong"]

_TICK: Final = timedelta(microseconds=1)
_TOLERANCE: Final = timedelta(seconds=5)


class Stamps:
    """Tells and stamps time so that what this process has recorded is known to its next question.

    That needs care only when the clock steps back or stands still: `now` then stays at the last stamp. It does so for
    steps of up to five seconds; a stamp from further in the future, left by a clock gone wrong, holds nobody up.

    witness: what the clock is held against, where there is such; nothing is stamped by one that it contradicts.
    """

    def __init__(self, clock: Clock, witness: Witness | None = None) -> None:
        self._clock = clock
        self._witness = witness
        self._last: datetime | None = None
        self._lock = Lock()

    def now(self) -> datetime:
        """The present moment in UTC."""
        told = to_utc(self._clock())
        last = self._last
        return last if last is not None and told < last <= told + _TOLERANCE else told

    def next_after(self, recorded_at: datetime | None) -> datetime:
        """When something is recorded that follows what was recorded at `recorded_at`, if anything: strictly later.

        Raises Refusal UNAVAILABLE "CLOCK_WRONG".
        """
        if self._witness is not None and self._witness.contradicts:
            raise clock_wrong(self._witness)
        return self.now() if recorded_at is None else max(self.now(), recorded_at + _TICK)

    def recorded(self, recorded_at: datetime) -> None:
        """Note that something was recorded at this time; a last stamp from far ahead of it is forgotten."""
        with self._lock:
            ahead = self._last is not None and recorded_at < self._last <= recorded_at + _TOLERANCE
            self._last = self._last if ahead else recorded_at


def clock_wrong(witness: Witness) -> Refusal:
    """What is told where the clock cannot be believed."""
    behind = witness.apart is not None and witness.apart < timedelta()
    message = f"The service's clock is off by more than {MOST_APART.seconds} seconds, so that it records nothing."
    hint = "Tell whoever operates the service; trying again does not help until its clock is right."
    return Refusal(Kind.UNAVAILABLE, "CLOCK_WRONG", message, hint=hint, cause="behind" if behind else "ahead")

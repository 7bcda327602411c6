"""The one place where the wall clock is read; everything else is handed a `Clock`. And what clocks are held against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

__all__ = ["MOST_APART", "Clock", "Witness", "utc_now"]

Clock = Callable[[], datetime]
"""Gives the present moment, aware of its zone. Nobody may assume that it never steps back."""

MOST_APART: Final = timedelta(seconds=30)
"""By how much two clocks may differ before that is told, or nothing is recorded any more."""
_TOLD_IN: Final = timedelta(seconds=1)
_NOT_APART: Final = timedelta()


def utc_now() -> datetime:
    """The present moment in UTC, to the microsecond."""
    return datetime.now(UTC)


class Witness:
    """Another machine that tells the time with each answer, and how far our clock is from it for certain.

    apart: positive where our clock is ahead; None until it has answered. Safe to share between threads. clock: ours.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.apart: timedelta | None = None

    def heard(self, asked: datetime, told: datetime) -> None:
        """It told this time, in whole seconds, at some moment between `asked` and now by our clock.

        However long the answer took: only what cannot be explained by that counts as apart.
        """
        ahead, behind = asked - (told + _TOLD_IN), told - self.clock()
        self.apart = ahead if ahead > _NOT_APART else -behind if behind > _NOT_APART else _NOT_APART

    @property
    def contradicts(self) -> bool:
        """Whether our clock is off by more than it may be."""
        return self.apart is not None and abs(self.apart) > MOST_APART

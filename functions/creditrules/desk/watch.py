"""How long something may take that others should not have to wait for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

__all__ = ["MOST_CONTRACT_SECONDS", "Watch"]

MOST_CONTRACT_SECONDS: Final = 5.0
"""For how long contracts are run for one act, or in one request that reads; it is looked at between two runs."""


class Watch:
    """Counts the seconds in which it runs; not to be shared between threads."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.spent = 0.0

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return self.spent >= self._seconds

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what is done within."""
        start = monotonic()
        try:
            yield
        finally:
            self.spent += monotonic() - start

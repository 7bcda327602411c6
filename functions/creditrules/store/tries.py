"""How often and with what pauses a thing is tried that did not come to an end, a transaction for one."""

from __future__ import annotations

import time
from random import SystemRandom
from typing import Final

from creditrules.store.port import Heard, Unacknowledged

__all__ = ["ATTEMPTS", "Tries", "pause"]

ATTEMPTS: Final = 4
"""How often the store itself tries; what lies below it may try more often."""

_FIRST_PAUSE: Final = 0.05
_random = SystemRandom()


def pause(attempt: int) -> None:
    """Wait before attempt number `attempt` + 1; anything up to twice as long each time, so that rivals part."""
    time.sleep(_random.uniform(0, _FIRST_PAUSE * 2**attempt))


_MOST_RIVALS: Final = 16
"""How often others may come first: all writers of a tenant move one item, and each of them goes on at once."""
_LONGEST_PAUSE: Final = 4


class Tries:
    """How often one transaction was tried, and why in vain. silent: whether a try may have taken effect after all."""

    def __init__(self) -> None:
        self._rivals = self._faults = 0
        self.silent = False

    @property
    def begun(self) -> bool:
        """Whether it was tried."""
        return bool(self._rivals or self._faults)

    def again(self, heard: Unacknowledged) -> bool:
        """Whether to look and try again after what was heard; waits before it says so.

        Not where a rival was met for the first time: there, most often, something has to be told at once.
        """
        self.silent = self.silent or heard.reason is Heard.SILENCE
        if heard.reason not in {Heard.CONDITION, Heard.RIVAL}:
            self._faults += 1
            if self._faults < ATTEMPTS:
                pause(self._faults - 1)
            return self._faults < ATTEMPTS
        self._rivals += 1
        if 1 < self._rivals < _MOST_RIVALS:
            pause(min(self._rivals - 2, _LONGEST_PAUSE))
        return self._rivals < _MOST_RIVALS

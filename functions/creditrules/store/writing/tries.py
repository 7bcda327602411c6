"""When a transaction is tried again that was not acknowledged."""

from __future__ import annotations

from typing import Final

from creditrules.store.port import Heard, Unacknowledged
from creditrules.store.tries import ATTEMPTS, pause

__all__ = ["Tries"]

_MOST_RIVALS: Final = 16
"""How often others may come first: all writers of a tenant move one item, and each of them goes on at once."""
_LONGEST_PAUSE: Final = 4


class Tries:
    """How often one transaction was tried, and why in vain."""

    def __init__(self) -> None:
        self._rivals = self._faults = 0

    def again(self, heard: Unacknowledged) -> bool:
        """Whether to look and try again after what was heard; waits before it says so.

        Not where a rival was met for the first time: there, most often, something has to be told at once.
        """
        if heard.reason not in {Heard.CONDITION, Heard.RIVAL}:
            self._faults += 1
            if self._faults < ATTEMPTS:
                pause(self._faults - 1)
            return self._faults < ATTEMPTS
        self._rivals += 1
        if 1 < self._rivals < _MOST_RIVALS:
            pause(min(self._rivals - 2, _LONGEST_PAUSE))
        return self._rivals < _MOST_RIVALS

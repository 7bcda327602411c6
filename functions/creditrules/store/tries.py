"""How often and with what pauses a thing is tried that did not come to an end."""

from __future__ import annotations

import time
from random import SystemRandom
from typing import Final

__all__ = ["ATTEMPTS", "pause"]

ATTEMPTS: Final = 4
"""How often the store itself tries; what lies below it may try more often."""

_FIRST_PAUSE: Final = 0.05
_random = SystemRandom()


def pause(attempt: int) -> None:
    """Wait before attempt number `attempt` + 1; anything up to twice as long each time, so that rivals part."""
    time.sleep(_random.uniform(0, _FIRST_PAUSE * 2**attempt))

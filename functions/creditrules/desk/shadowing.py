"""Shadows are evaluated beside an answer, a few at a time and no longer than they may take; they can never spoil it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from creditrules.eligibility import PlainAnswer
from creditrules.eligibility.trials import ShadowState

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

__all__ = ["Shadows"]

SECONDS: Final = 0.25
"""For how long an answer waits for its shadows, each; an ordinary one takes about a millisecond."""
AT_ONCE: Final = 4

Evaluate = Callable[[], Sequence[PlainAnswer]]

_log = logging.getLogger(__name__)


class Shadows:
    """Safe to share between threads. One that takes too long goes on until the language's own bounds end it."""

    def __init__(self, seconds: float = SECONDS, at_once: int = AT_ONCE) -> None:
        self._seconds = seconds
        self._at_once = at_once
        self._free = BoundedSemaphore(at_once)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - most lenders have no shadows

        return ThreadPoolExecutor(self._at_once, "shadow")

    def of(self, evaluate: Evaluate) -> tuple[ShadowState, Sequence[PlainAnswer]]:
        """What a shadow answers, or what became of it; never raises."""
        if not self._free.acquire(blocking=False):
            return ShadowState.BUSY, ()
        try:
            return ShadowState.ANSWERED, self._pool.submit(self._run, evaluate).result(self._seconds)
        except TimeoutError:
            return ShadowState.SLOW, ()
        except Exception as fault:  # noqa: BLE001 - whatever a shadow runs into, the answer stands
            _log.warning("a shadow could not be evaluated: %s", type(fault).__name__)
            return ShadowState.FAILED, ()

    def _run(self, evaluate: Evaluate) -> Sequence[PlainAnswer]:
        try:
            return evaluate()
        finally:
            self._free.release()

"""The request under way, as what lies below it has to know it: until when, how often in vain, and what is unsettled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

__all__ = ["UnderWay", "acknowledged", "may_ask", "nothing_heard", "under_way", "unsettled", "went_wrong"]


class UnderWay:
    """One request. seconds: until nothing more is asked for it. failures: calls in vain after which it is the same.

    clock: seconds, from anywhere, that never go back. silent: whether the last transaction of the act was one of which
    nothing was heard, so that it may have taken effect.
    """

    __slots__ = ("_clock", "_end", "_left", "silent")

    def __init__(self, seconds: float, failures: int, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._left = failures
        self.silent = False

    @property
    def may_ask(self) -> bool:
        """Whether there is time, and patience, for one call more."""
        return self._left >= 0 and self._clock() < self._end

    def went_wrong(self) -> None:
        """A call was in vain."""
        self._left -= 1


_CURRENT: ContextVar[UnderWay | None] = ContextVar("creditrules_under_way", default=None)


@contextmanager
def under_way(request: UnderWay) -> Iterator[None]:
    """Everything that is asked within belongs to the request."""
    token = _CURRENT.set(request)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def may_ask() -> bool:
    """Whether one call more may begin; always where no request is under way, as in a command."""
    current = _CURRENT.get()
    return current is None or current.may_ask


def went_wrong() -> None:
    """A call of the request was in vain; whether it is made again is the caller's own matter."""
    current = _CURRENT.get()
    if current is not None:
        current.went_wrong()


def nothing_heard() -> None:
    """A transaction of the request may have taken effect or not."""
    current = _CURRENT.get()
    if current is not None:
        current.silent = True


def acknowledged() -> None:
    """A transaction took effect after it: what had become of the earlier one was looked up before."""
    current = _CURRENT.get()
    if current is not None:
        current.silent = False


@contextmanager
def unsettled() -> Iterator[Callable[[], bool]]:
    """One act of the request; gives what says whether the act has left a transaction of which nothing is known."""
    current = _CURRENT.get()
    if current is not None:
        current.silent = False
    yield lambda: current is not None and current.silent

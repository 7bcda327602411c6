"""Who is answered next where there are fewer threads than requests: callers take turns, however much one asks."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

__all__ = ["Turns"]


class Turns:
    """Of a number of threads no caller has more than half at once; for one event loop at a time.

    What waits is handed on caller by caller, and of each in the order in which it came.
    """

    def __init__(self, threads: int) -> None:
        self._free = threads
        self._share = max(1, threads // 2)
        self._under_way: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def of(self, caller: str) -> AsyncIterator[None]:
        """A turn of the caller's, once it has come, until the end of the context."""
        if self._may(caller):
            self._begin(caller)
        else:
            await self._come(caller)
        try:
            yield
        finally:
            self._end(caller)

    def _may(self, caller: str) -> bool:
        return self._free > 0 and self._under_way[caller] < self._share

    def _begin(self, caller: str) -> None:
        self._free -= 1
        self._under_way[caller] += 1

    async def _come(self, caller: str) -> None:
        import asyncio  # noqa: PLC0415 - a function has no use for turns

        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it came just now, and is not taken
                self._end(caller)
            raise

    def _end(self, caller: str) -> None:
        self._free += 1
        self._under_way[caller] -= 1
        if not self._under_way[caller]:
            del self._under_way[caller]
        self._hand_on()

    def _hand_on(self) -> None:
        """Let the next one begin; its caller is then behind all others that wait."""
        for caller in tuple(self._waiting):
            turns = self._waiting[caller]
            while turns and turns[0].done():
                turns.popleft()
            if turns and self._may(caller):
                self._begin(caller)
                turns.popleft().set_result(None)
                self._waiting.move_to_end(caller)
            if not turns:
                del self._waiting[caller]
            if not self._free:
                return

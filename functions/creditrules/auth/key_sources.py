"""Keys by address: fetched when they are needed, kept for a while, fetched again when a token names an unknown one."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from threading import Lock
from typing import Final

from creditrules.auth.key_sets import KeySet, VerifyingKey, read_key_set
from creditrules.clock import Clock
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass

__all__ = ["Fetch", "FetchedDocument", "FetchedKeys", "NotFetched"]

_LOGGER: Final = logging.getLogger("creditrules")
COOLDOWN_SECONDS: Final = 30.0
"""Between two fetches, whatever they are for and whatever came of the first: strangers can name any key."""
SHORTEST_SECONDS, USUAL_SECONDS, LONGEST_SECONDS = 60.0, 3600.0, 6 * 3600.0
"""For how long keys are fresh: as their address says within these bounds, an hour where it says nothing."""
STALE_SECONDS: Final = 6 * 3600.0
"""For how long keys that are no longer fresh still hold while their address does not answer."""
WAITING_SECONDS: Final = 5.0
"""For how long a request waits for a fetch that another has begun."""


@dataclass(frozen=True, slots=True)
class FetchedDocument:
    """What an address gave. max_age: for how many seconds it may be kept, where it says so."""

    content: bytes
    max_age: float | None = None


class NotFetched(Exception):
    """An address that gave no document; the message says why."""


Fetch = Callable[[str], FetchedDocument]
"""Gets the document of an address, in bounded time and size. Raises NotFetched."""


@dataclass(frozen=True, slots=True)
class _Held:
    keys: KeySet
    since: float
    fresh_until: float

    def is_fresh(self, now: float) -> bool:
        return self.since <= now < self.fresh_until

    def is_usable(self, now: float) -> bool:
        return now < self.fresh_until + STALE_SECONDS


class FetchedKeys:
    """`KeySource` behind an address; thread-safe. Nothing is fetched before the first token asks."""

    def __init__(self, address: str, fetch: Fetch, clock: Clock) -> None:
        self._address = address
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._held: _Held | None = None
        self._tried: float | None = None

    def find(self, kid: str) -> VerifyingKey | None:
        """See `KeySource.find`. Raises its Refusal where there are no keys to go by."""
        now, held = self._clock().timestamp(), self._held
        if held is None or not held.is_fresh(now):
            held = self._renewed(held, now, wait=held is None or not held.is_usable(now))
        key = held.keys.find(kid) if held else None
        if held and key is None:
            held = self._renewed(held, now, wait=True)
            key = held.keys.find(kid) if held else None
        if held is None or not held.is_usable(now):
            message = "The keys that verify tokens cannot be had at the moment."
            raise Refusal(Kind.UNAVAILABLE, "TOKEN_KEYS_UNAVAILABLE", message, hint="Try again in a moment.")
        return key

    def _renewed(self, seen: _Held | None, now: float, *, wait: bool) -> _Held | None:
        """The keys after a fetch, another's where one ends meanwhile. `seen`: those that did not do.

        wait: whether there is nothing to go by until then; without, a fetch under way is left to whoever began it.
        """
        if not self._lock.acquire(timeout=WAITING_SECONDS if wait else 0):
            return self._held
        try:
            if self._held is seen and not self._is_cooling(now):
                self._tried = now
                self._held = self._fetched(now) or self._held
            return self._held
        finally:
            self._lock.release()

    def _is_cooling(self, now: float) -> bool:
        return self._tried is not None and self._tried <= now < self._tried + COOLDOWN_SECONDS

    def _fetched(self, now: float) -> _Held | None:
        try:
            document = self._fetch(self._address)
            keys = read_key_set(document.content)
        except (NotFetched, ValueError) as problem:
            entry = {"event": "keys_not_fetched", "address": self._address, "why": str(problem)[:200]}
            _LOGGER.warning(json.dumps(entry))
            return None
        stated = USUAL_SECONDS if document.max_age is None else document.max_age
        return _Held(keys, now, now + min(max(stated, SHORTEST_SECONDS), LONGEST_SECONDS))

"""Counting which trusted documents are sent, and which others are refused to whom: in slices, about once a minute."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, Generic, Protocol, Self, TypeVar

from creditrules.auth import Principal
from creditrules.errors import Refusal
from creditrules.rules.life import DocumentUse, RefusedCaller, RefusedDocuments
from creditrules.rules.ports import RuleStore

__all__ = ["DocumentCounts"]

TOLD_AFTER: Final = timedelta(minutes=1)
"""For how long what is counted under one name is held back, once something of it was told."""
MOST_NAMES: Final = 10_000

Owed = TypeVar("Owed", bound="_Countable")
Name = tuple[str, str]
"""Of a tenant: a digest, or a subject."""


class _Countable(Protocol):
    def plus(self, other: Self) -> Self:
        """Both together."""


class _Held(Generic[Owed]):
    """What is held back under one name."""

    def __init__(self) -> None:
        self.told_at: datetime | None = None
        self.owed: Owed | None = None

    def due(self, now: datetime) -> bool:
        """Whether nothing was told for long; a clock that stepped back holds nothing back."""
        return self.told_at is None or not self.told_at <= now < self.told_at + TOLD_AFTER


class DocumentCounts:
    """What one process has counted and not told yet; thread-safe.

    The first of a name is told at once, the others with the first request after a minute, be it about another name.
    What is held back is lost when the process ends: it is for seeing what is used, nothing hangs on it.
    """

    def __init__(self) -> None:
        self._uses: _Slices[DocumentUse] = _Slices(
            lambda store, name, use: store.document_uses.add_use(name[0], name[1], use)
        )
        self._refused: _Slices[RefusedCaller] = _Slices(
            lambda store, name, caller: store.document_uses.add_refused(name[0], caller)
        )

    def used(self, store: RuleStore, tenant: str, digest: str, now: datetime) -> None:
        """A trusted document was sent."""
        self._uses.count(store, (tenant, digest), DocumentUse(1, now), now)

    def refused(self, store: RuleStore, principal: Principal, answer: str, digest: str, now: datetime) -> None:
        """A document was refused with that code."""
        caller = RefusedCaller(principal.subject, (RefusedDocuments(answer, 1, now, (digest,)),))
        self._refused.count(store, (principal.tenant, principal.subject), caller, now)


class _Slices(Generic[Owed]):
    """By name what is owed; the names that were noted last stand last."""

    def __init__(self, tell: Callable[[RuleStore, Name, Owed], None]) -> None:
        self._tell = tell
        self._held: OrderedDict[Name, _Held[Owed]] = OrderedDict()
        self._lock = Lock()

    def count(self, store: RuleStore, name: Name, owed: Owed, now: datetime) -> None:
        """Add to what is owed, and tell what is due; a store that does not answer is told later."""
        with self._lock:
            held = self._held.setdefault(name, _Held())
            self._held.move_to_end(name)
            held.owed = held.owed.plus(owed) if held.owed is not None else owed
            taken = list(self._taken(name, now))
            if len(self._held) > MOST_NAMES:
                self._held.popitem(last=False)
        for each, what in taken:
            try:
                self._tell(store, each, what)
            except Refusal:
                self._give_back(each, what)

    def _taken(self, name: Name, now: datetime) -> Iterator[tuple[Name, Owed]]:
        """What is due of this name, and of the one that was noted longest ago; names that owe nothing are let go."""
        oldest = next(iter(self._held))
        for each in dict.fromkeys((name, oldest)):
            held = self._held[each]
            if not held.due(now):
                continue
            if held.owed is None:
                del self._held[each]
                continue
            what, held.owed, held.told_at = held.owed, None, now
            yield each, what

    def _give_back(self, name: Name, what: Owed) -> None:
        with self._lock:
            held = self._held.setdefault(name, _Held())
            held.owed = what.plus(held.owed) if held.owed is not None else what

"""Telling what changes: what there is to tell of a document goes on record, once, whenever and however often.

Nobody asks for it in a request: whoever runs the service does, when something was recorded and at the moments in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from creditrules.desk.catalogue import Catalogue
from creditrules.errors import Kind, Refusal
from creditrules.feed import (
    MOST_TOLD_AT_ONCE,
    FeedStore,
    Happening,
    Reached,
    happenings,
    next_moment,
    numbered,
    reached_after,
)
from creditrules.rules import Activation, ActivationKind, DocumentKey, DocumentKind, Entry, Head
from creditrules.rules.ports import LARGEST_PAGE, Asked, EffectWindow
from creditrules.rules.time import Stretch, ValueStart, entry_of, value_starts

__all__ = ["Teller"]

MOST_ACTS: Final = 15
"""Activations of a document that are looked at in one step."""
MOST_TRIES: Final = 5
"""How often a step is begun anew where another worker comes between."""
_TICK: Final = timedelta(microseconds=1)


class Teller:
    """Puts notices on record; thread-safe."""

    def __init__(self, catalogue: Catalogue, store: FeedStore) -> None:
        self._catalogue = catalogue
        self._store = store

    def tell(self, tenant: str, key: DocumentKey) -> bool:
        """Put on record what there is to tell of a document by now; whether there may be more. Raises UNAVAILABLE."""
        if not key.kind.is_told:
            return False
        for _ in range(MOST_TRIES):
            # Before anything is read: what is decided up to then, the head has.
            now = self._catalogue.store.now()
            reached = self._store.reached(tenant, key)
            head = self._catalogue.store.heads(tenant, [key]).get(key)
            if head is None:
                return False
            recorded, more = self._recorded(tenant, head, reached)
            until = recorded[-1].recorded_at if more else now
            found = self._happenings(tenant, head, reached, recorded, until)
            if len(found) > MOST_TOLD_AT_ONCE:
                more, until = True, found[MOST_TOLD_AT_ONCE - 1].at
                recorded = [each for each in recorded if each.recorded_at <= until]
                found = self._happenings(tenant, head, reached, recorded, until)
            if not found and not recorded:
                return False
            after = reached_after(reached, recorded, until, len(found))
            if self._store.tell(tenant, key, (reached, after), numbered(key, reached, found), now):
                return more
        return True

    def next_moment(self, tenant: str, head: Head, after: datetime) -> datetime | None:
        """When, after a moment, there is something to tell of a document that is known already.

        after: when telling began, and not when it ended: what came in between may not have been told.
        """
        if not head.key.kind.is_told:
            return None
        return next_moment(head.entries, self._values(tenant, head, head.entries, after), after)

    def _recorded(self, tenant: str, head: Head, reached: Reached) -> tuple[list[Activation], bool]:
        """The next activations that were not told yet, and whether there are more."""
        last = min(head.latest_sequence, reached.sequence + MOST_ACTS)
        names = [(head.key, sequence) for sequence in range(reached.sequence + 1, last + 1)]
        found = self._catalogue.store.activations_numbered(tenant, names) if names else {}
        if len(found) < len(names):
            message = f"Activations of '{head.key.slug}' that were recorded are not in the store."
            raise Refusal(Kind.UNAVAILABLE, "HISTORY_DAMAGED", message)
        return [found[name] for name in names], last < head.latest_sequence

    def _happenings(
        self, tenant: str, head: Head, reached: Reached, recorded: Sequence[Activation], until: datetime
    ) -> tuple[Happening, ...]:
        entries = {entry.sequence: entry for entry in self._beyond(tenant, head, reached, recorded, until)}
        entries |= {entry.sequence: entry for entry in head.entries}
        starts = [each.recorded_at for each in recorded] + ([reached.moment] if reached.moment else [])
        values = self._values(tenant, head, entries.values(), min(starts)) if starts else ()

        def deciding(valid_at: datetime, known_at: datetime) -> Entry | None:
            return self._catalogue.store.deciding(tenant, head, valid_at, known_at)

        return happenings(reached, recorded, entries.values(), values, until, deciding)

    def _beyond(
        self, tenant: str, head: Head, reached: Reached, recorded: Sequence[Activation], until: datetime
    ) -> Iterable[Entry]:
        """Entries that are of interest and that the head may no longer carry."""
        yield from (entry_of(each) for each in recorded if each.kind is not ActivationKind.CANCELLATION)
        if head.dropped_from is None or reached.moment is None or until <= reached.moment:
            return
        window = EffectWindow(self._catalogue.store.now(), reached.moment + _TICK, until + _TICK)
        asked: Asked | None = Asked(LARGEST_PAGE)
        while asked is not None:
            page = self._catalogue.store.effects(tenant, [head.key], asked, window)
            yield from (entry_of(each.activation) for each in page.items)
            asked = Asked(LARGEST_PAGE, page.resume or page.cursors[-1]) if page.has_next else None

    def _values(self, tenant: str, head: Head, entries: Iterable[Entry], after: datetime) -> Iterable[ValueStart]:
        """Where other values of a parameter's versions begin after a moment, each version looked at for itself."""
        if head.key.kind is not DocumentKind.PARAMETER:
            return []
        alone = [Stretch(each.valid_from, each.valid_until, each) for each in entries if not each.retires]
        contents = self._catalogue.parameters(tenant, {each.entry.digest for each in alone})
        span = (after, None)
        return [start for each in alone for start in value_starts(head.key, [each], contents, span, descending=False)]

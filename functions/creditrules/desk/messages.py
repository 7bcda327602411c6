"""A notice as it is sent: all that it tells, as partners may know it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from creditrules.auth import Principal, Role
from creditrules.cache import Recent
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.documents import Documents
from creditrules.desk.published import published_between
from creditrules.desk.view import View, view_of
from creditrules.errors import Kind, Refusal
from creditrules.feed import ChangeNotice, HappeningPhase, Message, ToldChange, event_bytes, event_of, notice_id
from creditrules.rules import Activation

__all__ = ["Messages"]

MESSAGES_KEPT: Final = 64
_TICK: Final = timedelta(microseconds=1)
_READER: Final = "creditrules:feed"
_Times = tuple[datetime, datetime]


class Messages:
    """Makes what is sent of the record, the same each time; thread-safe."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._kept: Recent[str, Message] = Recent(MESSAGES_KEPT)

    def of(self, tenant: str, notice: ChangeNotice) -> Message:
        """The notice as it is sent. Raises Refusal UNAVAILABLE."""
        name = notice_id(tenant, notice)
        found = self._kept.find(name)
        if found is None:
            found = Message(name, event_bytes(self.event(tenant, notice)))
            self._kept.keep(name, found)
        return found

    def event(self, tenant: str, notice: ChangeNotice) -> dict[str, Any]:
        """The same as plain data."""
        return event_of(tenant, self._told(tenant, notice))

    def _told(self, tenant: str, notice: ChangeNotice) -> ToldChange:
        """All that the notice tells, as partners may know it."""
        store, key = self._catalogue.store, notice.key
        head = store.heads(tenant, [key]).get(key)
        activation = store.activation(tenant, key, notice.happening.sequence)
        if head is None or activation is None:
            raise Refusal(Kind.UNAVAILABLE, "HISTORY_DAMAGED", f"What was told of '{key.slug}' is not in the store.")
        before, after = (
            store.in_force(tenant, head, valid_at, known_at) for valid_at, known_at in _around(notice, activation)
        )
        diff = None
        if before is not None and after is not None:
            diff = published_between(self._view(tenant), key, before.digest, after.digest)
        was, becomes = (None if each is None else each.version for each in (before, after))
        return ToldChange(notice, activation, head.name, was, becomes, diff)

    def _view(self, tenant: str) -> View:
        reader = Principal(tenant, _READER, frozenset({Role.PARTNER}))
        return view_of(Documents(self._catalogue, tenant), reader, self._catalogue.store.now())


def _around(
    notice: ChangeNotice, activation: Activation
) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    """The valid and the recorded time without what is told, and with it."""
    happening, recorded = notice.happening, activation.recorded_at
    if happening.phase is HappeningPhase.RECORDED:
        return (activation.valid_from, recorded - _TICK), (activation.valid_from, recorded)
    return (happening.at - _TICK, happening.at), (happening.at, happening.at)

"""`DocumentUsesInTable`: how often which trusted document was sent, an item each, and whom others were refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from creditrules.errors import Kind, Refusal
from creditrules.rules.life import DocumentUse, RefusedCaller, RefusedDocuments
from creditrules.store.items.facts import micros, moment, pack, unpack
from creditrules.store.keys import (
    counted_once,
    document_refusal_key,
    document_refusals_span,
    document_use_key,
)
from creditrules.store.moves import move
from creditrules.store.port import BODY, EXPIRES, Item, ItemKey, Table

__all__ = ["DocumentUsesInTable"]

_AT_ONCE: Final = 100
_KEPT: Final = timedelta(days=40)
"""After the last refusal of a caller; then nothing is kept of it any more."""


class DocumentUsesInTable:
    """`DocumentUses` over one table; safe to share between threads."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of_documents(self, tenant: str, digests: Sequence[str]) -> dict[str, DocumentUse]:
        """See `DocumentUses.of_documents`."""
        found: dict[str, DocumentUse] = {}
        for start in range(0, len(digests), _AT_ONCE):
            places = {document_use_key(tenant, digest): digest for digest in digests[start : start + _AT_ONCE]}
            found |= {places[place]: _use(item) for place, item in self._table.read(places).items()}
        return found

    def add_use(self, tenant: str, digest: str, use: DocumentUse) -> None:
        """See `DocumentUses.add_use`."""

        def change(there: Item | None) -> tuple[Item, DocumentUse]:
            after = _use(there).plus(use) if there else use
            return {BODY: pack({"count": after.count, "used": micros(after.used_at)})}, after

        self._move(document_use_key(tenant, digest), change)

    def of_callers(self, tenant: str, most: int) -> tuple[RefusedCaller, ...]:
        """See `DocumentUses.of_callers`."""
        items = islice(self._table.walk(document_refusals_span(tenant), _AT_ONCE), most)
        return tuple(_caller(item) for _, item in items)

    def add_refused(self, tenant: str, caller: RefusedCaller) -> None:
        """See `DocumentUses.add_refused`."""

        def change(there: Item | None) -> tuple[Item, RefusedCaller]:
            after = _caller(there).plus(caller) if there else caller
            rows = [[each.code, each.count, micros(each.refused_at), list(each.digests)] for each in after.refused]
            body = pack({"subject": after.subject, "refused": rows})
            return {BODY: body, EXPIRES: int((after.refused_at + _KEPT).timestamp())}, after

        self._move(document_refusal_key(tenant, caller.subject), change)

    def _move(self, place: ItemKey, change: Any) -> None:
        if move(self._table, place, change, counted_once) is None:
            message = "Too many count at once what was sent."
            raise Refusal(Kind.UNAVAILABLE, "COUNT_BUSY", message, (), "Try again in a moment.")


def _use(item: Item) -> DocumentUse:
    fields = unpack(item[BODY])
    return DocumentUse(fields["count"], moment(fields["used"]))


def _caller(item: Item) -> RefusedCaller:
    fields = unpack(item[BODY])
    refused = tuple(
        RefusedDocuments(answer, count, moment(at), tuple(digests)) for answer, count, at, digests in fields["refused"]
    )
    return RefusedCaller(fields["subject"], refused)

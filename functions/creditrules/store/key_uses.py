"""`KeyUsesInTable`: when each API key of a tenant was used last, an item each; nothing but that hangs on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from creditrules.store.items.facts import micros, moment, pack, unpack
from creditrules.store.keys import api_key_use_key
from creditrules.store.port import BODY, Table

__all__ = ["KeyUsesInTable"]

_AT_ONCE: Final = 100


class KeyUsesInTable:
    """`KeyUses` over one table; safe to share between threads."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def last(self, tenant: str, keys: Sequence[str]) -> dict[str, datetime]:
        """See `KeyUses.last`."""
        found: dict[str, datetime] = {}
        for start in range(0, len(keys), _AT_ONCE):
            places = {api_key_use_key(tenant, key): key for key in keys[start : start + _AT_ONCE]}
            found |= {
                places[place]: moment(unpack(item[BODY])["used"]) for place, item in self._table.read(places).items()
            }
        return found

    def mark_used(self, tenant: str, key: str, used_at: datetime) -> None:
        """See `KeyUses.mark_used`."""
        self._table.write([(api_key_use_key(tenant, key), {BODY: pack({"used": micros(used_at)})})])

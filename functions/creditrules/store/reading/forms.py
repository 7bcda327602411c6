"""Compiled forms beside the contents that they are of: in pieces like these, and believed only where a seal holds."""

from __future__ import annotations

import hmac
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from creditrules.store.keys import CHUNKS, form_key, form_name, forms_span
from creditrules.store.port import BODY, EXPIRES, Delete, Item, ItemKey, Table

__all__ = ["CompiledForms"]

_PIECE_BYTES: Final = 340_000
_PAGE: Final = 10
_OUTDATED_KEPT: Final = 7 * 86_400
"""Seconds: longer than an update takes to be rolled out, or to be taken back."""
_LONGEST: Final = 16 << 20
"""No larger one is kept; a content has four million bytes at most."""


class CompiledForms:
    """The forms of one table. secret: every process that is to believe another's forms has the same one.

    A form decides as its content does, and nobody can see of it that it does; so who may write to the table, but has
    not the secret, can at most have it made anew. The seal binds it to its tenant, its content and its name.
    """

    def __init__(self, table: Table, secret: bytes) -> None:
        self._table = table
        self._secret = hmac.digest(secret, b"compiled forms", "sha256")

    def keep(
        self, tenant: str, digest: str, name: str, form: bytes, outdated: Callable[[str], bool], now: datetime
    ) -> None:
        """Store a form under its name, in the place of an earlier one.

        outdated: of another name, whether this one replaces it. Such forms expire some days from now, as processes of
        an earlier release may still read them; those that have expired and are still there are deleted.
        """
        if len(form) > _LONGEST:
            return
        sealed = self._seal(tenant, digest, name, form) + form
        pieces = [zlib.compress(sealed[at : at + _PIECE_BYTES]) for at in range(0, len(sealed), _PIECE_BYTES)]
        self._retire(tenant, digest, outdated, int(now.timestamp()))
        self._table.write(
            [
                (form_key(tenant, digest, name, number), {BODY: piece, CHUNKS: len(pieces)})
                for number, piece in enumerate(pieces)
            ]
        )

    def _retire(self, tenant: str, digest: str, outdated: Callable[[str], bool], now: int) -> None:
        found = self._table.walk(forms_span(tenant, digest), _PAGE)
        old = [(key, item) for key, item in found if outdated(form_name(key))]
        lasting = [(key, {**item, EXPIRES: now + _OUTDATED_KEPT}) for key, item in old if EXPIRES not in item]
        gone = [Delete(key) for key, item in old if item.get(EXPIRES, now) < now]
        self._table.write(lasting)
        for start in range(0, len(gone), _PAGE):
            self._table.transact(gone[start : start + _PAGE])

    def likely(self, tenant: str, name: str, sizes: Mapping[str, int]) -> list[ItemKey]:
        """Where the forms of that name most likely stand whole. sizes: of the contents; a form has about half."""
        return [
            key
            for digest, size in sizes.items()
            for key in _form_keys(tenant, digest, name, size // (2 * _PIECE_BYTES) + 1)
        ]

    def whole(
        self, tenant: str, name: str, digests: Iterable[str], found: Mapping[ItemKey, Item]
    ) -> Mapping[str, bytes]:
        """The forms that are whole. found: what `likely` led to; another batch is read where some have more pieces."""
        first = {digest: found.get(form_key(tenant, digest, name, 0)) for digest in digests}
        keys = {
            digest: _form_keys(tenant, digest, name, item[CHUNKS]) for digest, item in first.items() if item is not None
        }
        lacking = [key for each in keys.values() for key in each if key not in found]
        pieces = {**found, **self._table.read(lacking)}
        forms = {
            digest: self._opened(tenant, digest, name, [pieces[key] for key in each if key in pieces])
            for digest, each in keys.items()
        }
        return {digest: form for digest, form in forms.items() if form is not None}

    def _opened(self, tenant: str, digest: str, name: str, pieces: Sequence[Item]) -> bytes | None:
        try:
            sealed = b"".join(zlib.decompressobj().decompress(piece[BODY], _PIECE_BYTES) for piece in pieces)
        except zlib.error:
            return None
        size = sha256().digest_size
        seal, form = sealed[:size], sealed[size:]
        return form if hmac.compare_digest(seal, self._seal(tenant, digest, name, form)) else None

    def _seal(self, tenant: str, digest: str, name: str, form: bytes) -> bytes:
        named = f"{tenant}\x00{digest}\x00{name}\x00".encode()
        return hmac.digest(self._secret, named + form, "sha256")


def _form_keys(tenant: str, digest: str, name: str, count: int) -> list[ItemKey]:
    most = _LONGEST // _PIECE_BYTES + 1
    return [form_key(tenant, digest, name, number) for number in range(min(max(count, 1), most))]

"""Compiled forms beside the contents that they are of: in pieces like these, and believed only where a seal holds."""

from __future__ import annotations

import hmac
import zlib
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from creditrules.store.keys import CHUNKS, form_key
from creditrules.store.port import BODY, Item, ItemKey, Table

__all__ = ["CompiledForms"]

_PIECE_BYTES: Final = 340_000
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

    def keep(self, tenant: str, digest: str, name: str, form: bytes) -> None:
        """Store a form under its name, in the place of an earlier one."""
        if len(form) > _LONGEST:
            return
        sealed = self._seal(tenant, digest, name, form) + form
        pieces = [zlib.compress(sealed[at : at + _PIECE_BYTES]) for at in range(0, len(sealed), _PIECE_BYTES)]
        self._table.write(
            [
                (form_key(tenant, digest, name, number), {BODY: piece, CHUNKS: len(pieces)})
                for number, piece in enumerate(pieces)
            ]
        )

    def read(self, tenant: str, digest: str, name: str, content_bytes: int) -> bytes | None:
        """The form of that name, where it is whole: one batch of reads, and another where it has more pieces than that.

        content_bytes: of the content, of which a form has about half.
        """
        likely = _form_keys(tenant, digest, name, content_bytes // (2 * _PIECE_BYTES) + 1)
        pieces = dict(self._table.read(likely))
        if likely[0] not in pieces:
            return None
        keys = _form_keys(tenant, digest, name, pieces[likely[0]][CHUNKS])
        more = [key for key in keys if key not in likely]
        pieces |= self._table.read(more) if more else {}
        return self._opened(tenant, digest, name, [pieces[key] for key in keys if key in pieces])

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

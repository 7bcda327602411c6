"""Cursors: a position in a listing, opaque to callers and good only for the listing it came from."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Final

from creditrules.errors import Kind, Refusal

__all__ = ["CursorSeal"]

_TAG_BYTES: Final = 16
_MAX_LENGTH: Final = 2048


class CursorSeal:
    """Writes and reads cursors with a secret; every process that serves the same clients needs the same one.

    A listing is named by its tenant and what it lists, so a cursor cannot be carried to another tenant or listing.
    Filters (times, the choice of documents) are not part of the name: a position means the same under any of them.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < _TAG_BYTES:
            raise ValueError(f"a cursor secret needs at least {_TAG_BYTES} bytes")
        self._secret = secret

    def seal(self, listing: tuple[str, ...], position: str) -> str:
        """The cursor that continues `listing` after `position`."""
        plain = position.encode("utf-8", "surrogatepass")
        return base64.urlsafe_b64encode(self._tag(listing, plain) + plain).rstrip(b"=").decode("ascii")

    def open(self, listing: tuple[str, ...], cursor: str, field: str = "after") -> str:
        """The position. Raises Refusal INVALID "BAD_CURSOR" for any text that was not sealed for this listing.

        field: the argument that it was given as.
        """
        raw = _decode(cursor, field)
        tag, plain = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(listing, plain)):
            raise _bad_cursor(field)
        return plain.decode("utf-8", "surrogatepass")

    def _tag(self, listing: tuple[str, ...], plain: bytes) -> bytes:
        named = b"\x00".join([*(part.encode("utf-8", "surrogatepass") for part in listing), plain])
        return hmac.digest(self._secret, named, "sha256")[:_TAG_BYTES]


def _decode(cursor: str, field: str) -> bytes:
    try:
        if len(cursor) > _MAX_LENGTH:
            raise _bad_cursor(field)
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _bad_cursor(field) from None


def _bad_cursor(field: str) -> Refusal:
    return Refusal(
        Kind.INVALID,
        "BAD_CURSOR",
        "The cursor does not belong to this list.",
        (field,),
        "Pass a cursor that this list has returned, or none to begin anew.",
    )

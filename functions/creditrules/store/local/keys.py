"""The keys of this machine: data keys wrapped by a master key, for one context only; and that which signs evidence."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from creditrules.auth import SigningKey, make_key, read_key
from creditrules.errors import Kind, Refusal
from creditrules.store.decisions.sealing import DataKey, damaged
from creditrules.store.local.secrets import write_once

__all__ = ["LocalKeys", "RepeatedKeys", "keep_signing_key"]

_FORM: Final = b"\x01"
_NONCE_BYTES: Final = 12
_DATA_KEY_BYTES: Final = 32


class LocalKeys:
    """`KeyService` with a master key of 32 bytes. Whoever has both this key and the table can read what is recorded."""

    def __init__(self, master: bytes) -> None:
        self._master = master

    def new_data_key(self, context: Mapping[str, str]) -> DataKey:
        """See `KeyService.new_data_key`."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - only who records pays for it

        plain, nonce = self._drawn(context), os.urandom(_NONCE_BYTES)
        return DataKey(plain, _FORM + nonce + AESGCM(self._master).encrypt(nonce, plain, _bound(context)))

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """See `KeyService.unwrap`; also raises DECISION_DAMAGED where it was wrapped under another master key."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        form, nonce, sealed = wrapped[:1], wrapped[1 : 1 + _NONCE_BYTES], wrapped[1 + _NONCE_BYTES :]
        if form != _FORM:
            raise damaged()
        try:
            return AESGCM(self._master).decrypt(nonce, sealed, _bound(context))
        except (InvalidTag, ValueError):
            raise damaged() from None

    def _drawn(self, _context: Mapping[str, str]) -> bytes:
        return os.urandom(_DATA_KEY_BYTES)


class RepeatedKeys(LocalKeys):
    """The same data key for the same context each time, so that what is made with one is the same; for tests only."""

    def _drawn(self, context: Mapping[str, str]) -> bytes:
        return hmac.digest(self._master, _bound(context), "sha256")


def keep_signing_key(path: Path) -> SigningKey:
    """The key kept at `path`; made there if there is none. Raises Refusal UNAVAILABLE "SECRET_UNUSABLE"."""
    try:
        if not path.exists():
            write_once(path, make_key().pem())
        return read_key(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"{path.name} cannot be used: {getattr(error, 'strerror', None) or error}."
        hint = "Put the file of the last backup there; or move it away, and a new key is made."
        raise Refusal(Kind.UNAVAILABLE, "SECRET_UNUSABLE", message, hint=hint) from None


def _bound(context: Mapping[str, str]) -> bytes:
    return _FORM + json.dumps(dict(context), sort_keys=True, separators=(",", ":")).encode()

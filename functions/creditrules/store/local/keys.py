"""Data keys from a master key of this machine: wrapped by AES-256-GCM, for one context only."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Final

from creditrules.store.decisions.sealing import DataKey, damaged

__all__ = ["LocalKeys"]

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

        plain, nonce = os.urandom(_DATA_KEY_BYTES), os.urandom(_NONCE_BYTES)
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


def _bound(context: Mapping[str, str]) -> bytes:
    return _FORM + json.dumps(dict(context), sort_keys=True, separators=(",", ":")).encode()

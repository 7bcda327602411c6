"""Signatures from AWS KMS: by a key on the curve P-256 that never leaves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from creditrules.store.aws.failures import keys_refused, keys_unavailable
from creditrules.store.aws.trying import patiently

if TYPE_CHECKING:
    from creditrules.auth import PublicKey

__all__ = ["KmsSigner"]

_ALGORITHM: Final = "ECDSA_SHA_256"


class SigningClient(Protocol):
    """What is used of boto3's client."""

    def sign(self, **given: Any) -> Mapping[str, Any]:
        """See AWS KMS."""

    def get_public_key(self, **given: Any) -> Mapping[str, Any]:
        """See AWS KMS."""


class KmsSigner:
    """`Signer` over one KMS key for signing (ECC_NIST_P256); its public part is asked for once.

    connect: makes the client. key: the KMS key's id, ARN or alias.
    """

    def __init__(self, connect: Callable[[], SigningClient], key: str) -> None:
        self._connect = connect
        self._key = key
        self._made: tuple[SigningClient, PublicKey] | None = None
        self._lock = Lock()

    def public(self) -> PublicKey:
        """See `Signer.public`."""
        return self._ready()[1]

    def sign(self, message: bytes) -> bytes:
        """See `Signer.sign`."""
        from creditrules.auth import one_form  # noqa: PLC0415 - cryptography, which only who signs pays for

        client, _ = self._ready()
        return one_form(
            _asked(client.sign, KeyId=self._key, Message=message, MessageType="RAW", SigningAlgorithm=_ALGORITHM)[
                "Signature"
            ]
        )

    def _ready(self) -> tuple[SigningClient, PublicKey]:
        from creditrules.auth import read_der_key  # noqa: PLC0415 - as above

        with self._lock:
            if self._made is None:
                client = self._connect()
                der = _asked(client.get_public_key, KeyId=self._key)["PublicKey"]
                try:
                    self._made = client, read_der_key(der)
                except ValueError as error:
                    raise keys_refused(error) from None
            return self._made


def _asked(operation: Callable[..., Mapping[str, Any]], **given: Any) -> Mapping[str, Any]:
    try:
        return patiently(partial(operation, **given))
    except (BotoCoreError, ClientError) as error:
        raise keys_unavailable(error, "The key that evidence is signed with cannot be reached.") from error

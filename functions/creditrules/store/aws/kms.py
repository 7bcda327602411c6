"""Data keys from AWS KMS: made there, wrapped there, and unwrapped only for the context they were made in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock
from typing import Any, Final, Protocol

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from creditrules.store.aws.clients import make_client
from creditrules.store.aws.failures import keys_unavailable
from creditrules.store.aws.trying import ONE_TRY, patiently
from creditrules.store.decisions.sealing import DataKey, damaged

__all__ = ["KmsClient", "KmsKeys", "connect_kms"]

_TAMPERED: Final = {"InvalidCiphertextException", "IncorrectKeyException"}


class KmsClient(Protocol):
    """What is used of boto3's client."""

    def generate_data_key(self, **given: Any) -> Mapping[str, Any]:
        """See AWS KMS."""

    def decrypt(self, **given: Any) -> Mapping[str, Any]:
        """See AWS KMS."""


class KmsKeys:
    """`KeyService` over one KMS key; the client is made when first needed, and shared by threads.

    connect: makes the client. key: the KMS key's id, ARN or alias.
    """

    def __init__(self, connect: Callable[[], KmsClient], key: str) -> None:
        self._connect = connect
        self._key = key
        self._made: KmsClient | None = None
        self._lock = Lock()

    def new_data_key(self, context: Mapping[str, str]) -> DataKey:
        """See `KeyService.new_data_key`."""
        answer = self._asked("generate_data_key", KeySpec="AES_256", EncryptionContext=dict(context))
        return DataKey(answer["Plaintext"], answer["CiphertextBlob"])

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """See `KeyService.unwrap`."""
        plain: bytes = self._asked("decrypt", CiphertextBlob=wrapped, EncryptionContext=dict(context))["Plaintext"]
        return plain

    def _asked(self, operation: str, **given: Any) -> Mapping[str, Any]:
        try:
            asked = getattr(self._client(), operation)
            answer: Mapping[str, Any] = patiently(partial(asked, KeyId=self._key, **given))
        except ClientError as error:
            if error.response["Error"]["Code"] in _TAMPERED:
                raise damaged() from error
            raise keys_unavailable(error) from error
        except BotoCoreError as error:
            raise keys_unavailable(error) from error
        return answer

    def _client(self) -> KmsClient:
        with self._lock:
            if self._made is None:
                self._made = self._connect()
            return self._made


def connect_kms(region: str) -> Any:
    """A client that gives up within six seconds, and leaves it to `patiently` what is tried again."""
    config = Config(retries=ONE_TRY, connect_timeout=1, read_timeout=5)
    return make_client("kms", region, config)

"""KMS inside this process, by moto, for tests and benches; moto is imported only when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from creditrules.store.aws.embedded import ACCOUNT, REGION, answered, embedded_aws
from creditrules.store.aws.kms import KmsClient, KmsKeys

__all__ = ["embedded_kms"]


@contextmanager
def embedded_kms() -> Iterator[KmsKeys]:
    """A KMS of its own inside this process with one key, by moto; nothing is imported or made before the first use."""
    made: list[Any] = []

    def connect() -> KmsClient:
        client = embedded_aws("kms", partial(answered, _handler_class()))
        client.create_alias(AliasName=_ALIAS, TargetKeyId=client.create_key()["KeyMetadata"]["KeyId"])
        made.append(client)
        return client  # type: ignore[no-any-return]

    try:
        yield KmsKeys(connect, _ALIAS)
    finally:
        for client in made:
            client.close()


_ALIAS: Final = "alias/creditrules"


def _handler_class() -> Any:
    from moto.kms.models import KmsBackend  # noqa: PLC0415 - not in the Lambda archive
    from moto.kms.responses import KmsResponse  # noqa: PLC0415

    backend = KmsBackend(REGION, ACCOUNT)

    class Handler(KmsResponse):
        """moto's front of one backend, in place of those it keeps for the whole process."""

        @property
        def kms_backend(self) -> KmsBackend:
            return backend

    return Handler

"""A shelf that is a bucket in S3, whose objects nobody can alter for as long as its object lock says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from creditrules.store.aws.clients import make_client
from creditrules.store.aws.failures import cause_of, is_operators
from creditrules.store.aws.trying import ONE_TRY, patiently
from creditrules.store.shelf import shelf_refused, shelf_unavailable

__all__ = ["BucketShelf", "connect_shelf"]

_THERE: Final = "PreconditionFailed"
_NOT_THERE: Final = "NoSuchKey"
_REFUSED: Final = {"NoSuchBucket", "AllAccessDisabled", "InvalidAccessKeyId", "SignatureDoesNotMatch"}


class BucketShelf:
    """`Shelf` under a prefix of a bucket. For how long its objects are locked is the bucket's own to say.

    connect: makes the client, when first needed.
    """

    def __init__(self, connect: Callable[[], Any], bucket: str, prefix: str = "") -> None:
        self._connect = connect
        self._made: Any = None
        self._bucket = bucket
        self._prefix = prefix

    def put(self, name: str, content: bytes) -> None:
        """See `Shelf.put`. S3 refuses to write over what is there."""
        client = self._client()
        given = {"Bucket": self._bucket, "Key": self._prefix + name, "Body": content, "IfNoneMatch": "*"}
        try:
            with _typed():
                patiently(partial(client.put_object, **given))
        except FileExistsError:
            return

    def get(self, name: str) -> bytes | None:
        """See `Shelf.get`."""
        client = self._client()

        def read() -> bytes:
            return bytes(client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].read())

        try:
            with _typed():
                return patiently(read)
        except FileNotFoundError:
            return None

    def names(self, beginning: str) -> list[str]:
        """See `Shelf.names`."""
        pages = self._client().get_paginator("list_objects_v2")
        with _typed():
            found = [
                each["Key"].removeprefix(self._prefix)
                for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + beginning)
                for each in page.get("Contents", ())
            ]
        return sorted(found)

    def _client(self) -> Any:
        if self._made is None:
            self._made = self._connect()
        return self._made


def connect_shelf(region: str) -> Any:
    """A client that gives up within six seconds, and leaves it to `patiently` what is tried again."""
    return make_client("s3", region, Config(retries=ONE_TRY, connect_timeout=1, read_timeout=5))


@contextmanager
def _typed() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        cause = cause_of(error)
        if cause == _THERE:
            raise FileExistsError from error
        if cause == _NOT_THERE:
            raise FileNotFoundError from error
        raise (
            shelf_refused(cause) if is_operators(error) or cause in _REFUSED else shelf_unavailable(cause)
        ) from error
    except BotoCoreError as error:
        cause = cause_of(error)
        raise (shelf_refused(cause) if is_operators(error) else shelf_unavailable(cause)) from error

"""Objects of one bucket in S3."""

from __future__ import annotations

from typing import Any

from botocore.config import Config

from creditrules.store.aws.clients import make_client

__all__ = ["BucketObjects", "connect_s3"]


class BucketObjects:
    """Reads and writes in one bucket, named by who deploys: no caller can name another."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str) -> bytes:
        """What is under a key. Raises ClientError where there is nothing."""
        return bytes(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())

    def write(self, key: str, data: bytes) -> None:
        """Put it there, whatever was there before."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=data)

    def keys(self, prefix: str) -> list[str]:
        """All keys that begin so, sorted."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        return sorted(found["Key"] for page in pages for found in page.get("Contents", ()))


def connect_s3(region: str) -> Any:
    """A client that tries again where S3 asks for it."""
    return make_client("s3", region, Config(retries={"mode": "standard", "max_attempts": 5}))

"""Populations in S3, for the functions that decide them."""

from __future__ import annotations

from creditrules.population.spread import Parts
from creditrules.store.aws import BucketObjects, connect_s3

__all__ = ["build_parts"]


def build_parts(bucket: str, region: str) -> Parts:
    """Populations whose parts lie in a bucket; nothing outside of it is read or written."""
    return Parts(BucketObjects(connect_s3(region), bucket))

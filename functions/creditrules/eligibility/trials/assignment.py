"""Which arm of an experiment a subject is in: a stable hash, and shares that lie within each other."""

from __future__ import annotations

import hmac
from enum import StrEnum
from hashlib import sha256
from typing import Final

__all__ = ["BUCKETS", "Arm", "arm_of", "bucket_of"]

BUCKETS: Final = 1000
"""A share of 0.1 % is one of them."""


class Arm(StrEnum):
    """Whose answer a subject gets; of a shadow CHALLENGER is what was never answered."""

    CHAMPION = "CHAMPION"
    CHALLENGER = "CHALLENGER"


def bucket_of(secret: bytes, experiment: str, *subject: str) -> int:
    """0 to 999, always the same: of HMAC-SHA-256 over the digests of all names, the first eight bytes, modulo 1000.

    secret: the lender's own, so that who may name subjects cannot reckon who of them is tried. subject: its name, with
    the partner's before it where each partner means another by it.
    """
    names = (sha256(name.encode("utf-8", "surrogatepass")).digest() for name in (experiment, *subject))
    return int.from_bytes(hmac.digest(secret, b"".join(names), "sha256")[:8]) % BUCKETS


def arm_of(secret: bytes, experiment: str, subject: tuple[str, ...], parts: int) -> Arm:
    """The arm; parts: how many in a thousand the challenger answers. Who names no subject is the champion's.

    A larger share holds every subject of a smaller one, so that growing it moves nobody back.
    """
    tried = bool(subject) and bucket_of(secret, experiment, *subject) < parts
    return Arm.CHALLENGER if tried else Arm.CHAMPION

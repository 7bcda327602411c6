"""What tells a retry of an act from another act: its author's key, for one operation, and what was sent with it."""

from __future__ import annotations

from creditrules.records import dataclass

__all__ = ["Once"]


@dataclass(frozen=True, slots=True)
class Once:
    """An act that counts once, however often it is sent.

    key: chosen by the author, and nobody else's. operation: the act's name. sent: digest of the operation and all that
    was sent with it but the key, so that another act under the same key is known; empty where that is not known.
    """

    author: str
    operation: str
    key: str
    sent: str

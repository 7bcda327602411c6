"""The audit chain of a document: every act on it, each entry bound to the one before by a hash.

The hash of an entry is SHA-256 over the previous entry's hash (32 bytes, all zero before the first) followed by its
text. The text is JSON in ASCII with sorted names and no spaces: an export alone is enough to verify the chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

from creditrules.records import dataclass

__all__ = ["FIRST_PREVIOUS", "AuditEntry", "chained", "first_broken"]

FIRST_PREVIOUS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act. `number` is the revision it gave the document's head; `attempt` names the call that wrote it."""

    number: int
    text: str
    previous: str
    hash: str
    attempt: str

    @property
    def fields(self) -> dict[str, Any]:
        """What the entry says: who, what, when, from which state to which."""
        fields: dict[str, Any] = json.loads(self.text)
        return fields


def chained(number: int, fields: dict[str, Any], previous: str, attempt: str) -> AuditEntry:
    """The entry that says `fields` and follows the one whose hash is `previous`."""
    text = json.dumps({"number": number, **fields}, sort_keys=True, separators=(",", ":"))
    return AuditEntry(number, text, previous, _hash(previous, text), attempt)


def first_broken(entries: Iterable[AuditEntry]) -> int | None:
    """Of all entries from the first on, the number of the first that does not follow from the one before it."""
    previous = FIRST_PREVIOUS
    for number, entry in enumerate(entries, start=1):
        follows = entry.number == number == entry.fields.get("number") and entry.previous == previous
        if not follows or entry.hash != _hash(previous, entry.text):
            return number
        previous = entry.hash
    return None


def _hash(previous: str, text: str) -> str:
    return sha256(bytes.fromhex(previous) + text.encode("ascii")).hexdigest()

"""A tenant's documents partly as they were at one moment and partly as at another, seen through the same use cases.

Whatever decides over an applicant comes in by one door, which version of a document is in force. So an answer under a
mixture is the ordinary answer over a store of which that one question is answered otherwise for some documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from creditrules.desk.catalogue import Catalogue
from creditrules.rules import DocumentKey, Entry, Head

if TYPE_CHECKING:
    from creditrules.rules.ports import RuleStore

__all__ = ["InForce", "Mixture"]

InForce = Mapping[DocumentKey, Entry | None]
"""What is in force of some documents, None where nothing is."""


class Mixture:
    """The store of a catalogue, of which some documents are as they are told; all else is passed through.

    asked: what was in force of each document that an answer asked for. Heads are read once, for all answers of it.
    """

    def __init__(self, catalogue: Catalogue, told: InForce, heads: Mapping[DocumentKey, Head]) -> None:
        self._store = catalogue.store
        self._told = told
        self._heads = heads
        self.asked: dict[DocumentKey, Entry | None] = {}
        self.catalogue = catalogue.over(cast("RuleStore", self))

    def all_heads(self, tenant: str) -> Mapping[DocumentKey, Head]:  # noqa: ARG002 - of the one tenant
        """See `RuleStore.all_heads`."""
        return self._heads

    def in_force(self, tenant: str, head: Head, valid_at: datetime, known_at: datetime) -> Entry | None:
        """See `RuleStore.in_force`; as it was told, where it was."""
        if head.key in self._told:
            found = self._told[head.key]
        else:
            found = self._store.in_force(tenant, head, valid_at, known_at)
        self.asked[head.key] = found
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

"""Facts that no rule set asks for any more: which version did so last, and until when callers may still send them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.moments import Moments
from creditrules.records import dataclass
from creditrules.rules import Head
from creditrules.rules.time import last_use_ended

__all__ = ["LastUse", "last_uses"]


@dataclass(frozen=True, slots=True)
class LastUse:
    """The last version that asked for a fact, and when it came to its end."""

    head: Head
    version: int
    ended: datetime

    def digest(self, catalogue: Catalogue, tenant: str) -> str | None:
        """Of the content of that version."""
        known = next((entry.digest for entry in self.head.entries if entry.version == self.version), None)
        if known is not None:
            return known
        version = catalogue.version(tenant, self.head.key, self.version)
        return version.digest if version else None


def last_uses(
    heads: Iterable[Head], moments: Moments, *, but: Collection[str] = (), of: Collection[str] | None = None
) -> Mapping[str, LastUse]:
    """For each fact whose last use has ended by the moments, the version that asked for it last.

    but: facts that are asked for. of: the facts of interest; None for all.
    """
    found: dict[str, LastUse] = {}
    for head in heads:
        for fact in head.facts:
            if fact.name in but or (of is not None and fact.name not in of):
                continue
            ended = last_use_ended(head, fact, moments.valid_at, moments.known_at)
            if ended is not None and (fact.name not in found or found[fact.name].ended < ended):
                found[fact.name] = LastUse(head, fact.last, ended)
    return found

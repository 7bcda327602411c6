"""Values of parameters that became others between two moments without any act: their days came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from creditrules.desk.catalogue import Catalogue
from creditrules.records import dataclass
from creditrules.rules import DocumentKey, DocumentKind, Entry, Step

__all__ = ["MovedValue", "moved_values"]


@dataclass(frozen=True, slots=True)
class MovedValue:
    """What one version of a parameter says for two moments; None where it says that there is no value.

    published: whether partners may read it.
    """

    key: DocumentKey
    version: int
    before: Step | None
    after: Step | None
    published: bool


def moved_values(
    catalogue: Catalogue, tenant: str, in_force: Mapping[DocumentKey, Entry | None], moments: tuple[datetime, datetime]
) -> Iterator[MovedValue]:
    """Those of the parameters in force, by name, that say another value for the second moment than for the first."""
    entries = {key: entry for key, entry in in_force.items() if key.kind is DocumentKind.PARAMETER and entry}
    contents = catalogue.parameters(tenant, {entry.digest for entry in entries.values()})
    for key, entry in sorted(entries.items()):
        parameter = contents[entry.digest]
        before, after = (parameter.at(moment) for moment in moments)
        if (before and before.value) != (after and after.value):
            yield MovedValue(key, entry.version, before, after, parameter.form.published)

"""What a tenant has before and after an act that is not done yet, and the moments at which the two may differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from creditrules.desk.catalogue import Catalogue
from creditrules.desk.moments import LATEST
from creditrules.records import dataclass
from creditrules.rules import (
    Activation,
    ActivationKind,
    Basis,
    BasisCategory,
    Category,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
    Entry,
    Head,
    Texts,
)
from creditrules.rules.time import (
    NO_FACTS,
    FactNames,
    head_after,
    head_after_cancellation,
    latest_start,
)

__all__ = [
    "Alteration",
    "Course",
    "Heads",
    "Put",
    "cancelling",
    "course_of",
    "edges_of",
    "putting",
    "unaltered",
    "unmade_head",
]

MOST_MOMENTS: Final = 8
_NO_STATEMENT: Final = ChangeStatement(Basis(BasisCategory.PRODUCT, ""), "", {})

Heads = Mapping[DocumentKey, Head]
_Period = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Put:
    """What would be put in force: the content, and the number of its version; 0 for none, None for a new one."""

    digest: str
    version: int | None = None
    facts: FactNames = NO_FACTS


@dataclass(frozen=True, slots=True)
class Alteration:
    """All heads of a tenant as they are at `now`, and as an act would leave them; start: None for at once."""

    now: datetime
    before: Heads
    after: Heads
    start: datetime | None = None
    until: datetime | None = None

    @property
    def begin(self) -> datetime:
        """The first moment, of those that are still to come, at which it makes a difference."""
        return self.now if self.start is None else max(self.start, self.now)


@dataclass(frozen=True, slots=True)
class Course:
    """When to look at an alteration.

    moments: when it begins, None for at once, and the next at which something that is scheduled changes too while it
    lasts. unseen: how many more of those there are.
    """

    moments: tuple[datetime | None, ...]
    unseen: int


def unaltered(catalogue: Catalogue, heads: Heads) -> Alteration:
    """What is in force now, with what is to come."""
    return Alteration(catalogue.store.now(), heads, heads)


def course_of(catalogue: Catalogue, tenant: str, change: Alteration, most: int = MOST_MOMENTS) -> Course:
    """When to look at it: never at moments for which nothing is answered, such as ends in the year 9999.

    most: how many later moments are looked at.
    Raises Refusal UNAVAILABLE where a parameter cannot be read.
    """
    begin, until = change.begin, LATEST if change.until is None else min(change.until, LATEST)
    if begin >= LATEST:
        return Course((), 0)
    edges = {edge for heads in (change.before, change.after) for edge in edges_of(catalogue, tenant, heads, begin)}
    later = sorted(edge for edge in edges if begin < edge < until)
    first = begin if begin > change.now else None
    return Course((first, *later[:most]), max(0, len(later) - most))


def unmade_head(catalogue: Catalogue, key: DocumentKey, name: Texts, category: Category | None = None) -> Head:
    """Of a document that is not there yet."""
    now = catalogue.store.now()
    return Head(key, name, category, 0, 0, 0, now, "", now)


def putting(catalogue: Catalogue, heads: Heads, head: Head, period: _Period, put: Put) -> Alteration:
    """A version, or none, put in force. heads: all of the tenant's; head: of the document, which may be a new one."""
    now = catalogue.store.now()
    number = head.latest_version + 1 if put.version is None else put.version
    kind, sequence = ActivationKind.PUBLICATION, head.latest_sequence + 1
    start, until = period[0] or now, period[1]
    made = Activation(head.key, sequence, number, put.digest, kind, start, until, now, "", _NO_STATEMENT)
    told = None if put.version is not None else put.facts.by_version(number)
    after = head_after(head, made, name=head.name, links=(), facts=told)
    return Alteration(now, heads, {**heads, head.key: after}, *period)


def cancelling(catalogue: Catalogue, heads: Heads, head: Head, sequence: int) -> Alteration | None:
    """An activation taken back; None where the head tells of none that has not started."""
    now = catalogue.store.now()
    entry = next((each for each in head.entries if each.sequence == sequence), None)
    if entry is None or entry.valid_from <= now:
        return None
    kind, number = ActivationKind.CANCELLATION, head.latest_sequence + 1
    period = (entry.valid_from, entry.valid_until)
    made = Activation(head.key, number, entry.version, entry.digest, kind, *period, now, "", _NO_STATEMENT, sequence)
    after = head_after_cancellation(head, made)
    return Alteration(now, heads, {**heads, head.key: after}, *period)


def edges_of(
    catalogue: Catalogue, tenant: str, heads: Heads, begin: datetime, known_at: datetime | None = None
) -> Iterator[datetime]:
    """When an activation begins or ends, and when a parameter that is in force from `begin` on has another value.

    known_at: as was known then; None for now. Raises Refusal UNAVAILABLE where a parameter cannot be read.
    """
    parameters: set[str] = set()
    for key, head in heads.items():
        if key.kind is DocumentKind.EXPERIMENT:  # who names no subject is in none
            continue
        entries = [entry for entry in head.entries if _stands(entry, known_at)]
        yield from (entry.valid_from for entry in entries)
        yield from (entry.valid_until for entry in entries if entry.valid_until is not None)
        if key.kind is DocumentKind.PARAMETER:
            held = latest_start(entry for entry in entries if entry.valid_from <= begin)
            coming = (entry for entry in entries if entry.valid_from > begin)
            parameters.update(entry.digest for entry in (*coming, *([held] if held else ())) if not entry.retires)
    for parameter in catalogue.parameters(tenant, parameters).values():
        zone = ZoneInfo(parameter.form.time_zone)
        yield from (datetime.combine(step.since, time(), zone) for step in parameter.steps if step.since)


def _stands(entry: Entry, known_at: datetime | None) -> bool:
    return entry.cancelled_at is None if known_at is None else entry.known(known_at)

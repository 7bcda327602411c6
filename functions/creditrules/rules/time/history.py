"""Versions and activations of a document, and which version is in force at two times.

Time is bitemporal and closed-open. An activation says "version V is in force from `valid_from` (until
`valid_until`)"; it is a fact, recorded once at `recorded_at` and never edited. The version in force at (`valid_at`,
`known_at`) is that of the activation which, among those recorded at or before `known_at` and covering `valid_at`,
starts last; of two that start together the later recorded wins. So a schedule made earlier outlives a correction of
the time before it, and a correction replaces what it corrects without erasing what had been known.

A rollback is an activation of an old version. A retirement is an activation of none: where it decides, nothing is in
force. A cancellation names an activation that has not started; from its own `recorded_at` on that one is as if it had
never been, and whoever asks with an earlier `known_at` still sees it coming.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from creditrules.records import dataclass, replace
from creditrules.rules.content.ladder import Category
from creditrules.rules.content.statement import ChangeStatement
from creditrules.rules.content.texts import Texts
from creditrules.rules.time.declared import DeclaredFact, VersionFacts, declared_after, ended_at

__all__ = [
    "HEAD_WINDOW",
    "Activation",
    "ActivationKind",
    "BeyondHead",
    "DocumentKey",
    "DocumentKind",
    "Entry",
    "Head",
    "Version",
    "cancelled",
    "deciding",
    "entry_of",
    "head_after",
    "head_after_cancellation",
    "latest_start",
]

HEAD_WINDOW = 64
"""How many activations a head carries; questions about times before them cost one read more."""


class DocumentKind(StrEnum):
    """What is versioned: rule sets, products, parameters, experiments and the policies, through the same code."""

    RULE_SET = "RULE_SET"
    PRODUCT = "PRODUCT"
    POLICY = "POLICY"
    PARAMETER = "PARAMETER"
    EXPERIMENT = "EXPERIMENT"

    @property
    def is_told(self) -> bool:
        """Whether users are told of its changes: of what they are answered by, not of how the lender goes about it."""
        return self not in {DocumentKind.POLICY, DocumentKind.EXPERIMENT}


@dataclass(frozen=True, slots=True, order=True)
class DocumentKey:
    """One versioned document of a tenant."""

    kind: DocumentKind
    slug: str


class ActivationKind(StrEnum):
    """PUBLICATION, ROLLBACK and RETIREMENT start now or later; CORRECTION is declared and starts in the past.

    CANCELLATION puts nothing in force: it takes back an activation that has not started.
    """

    PUBLICATION = "PUBLICATION"
    CORRECTION = "CORRECTION"
    ROLLBACK = "ROLLBACK"
    RETIREMENT = "RETIREMENT"
    CANCELLATION = "CANCELLATION"


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable content. `number` counts from 1 without gaps; `digest` is the SHA-256 of the canonical form."""

    key: DocumentKey
    number: int
    digest: str
    author: str
    recorded_at: datetime
    statement: ChangeStatement


@dataclass(frozen=True, slots=True)
class Activation:
    """The fact that a version is in force from `valid_from` on. `sequence` counts from 1 per document.

    version: 0, with an empty digest, for a retirement. cancels: the sequence of the activation that a cancellation
    takes back, whose version and times it repeats.
    """

    key: DocumentKey
    sequence: int
    version: int
    digest: str
    kind: ActivationKind
    valid_from: datetime
    valid_until: datetime | None
    recorded_at: datetime
    author: str
    statement: ChangeStatement
    cancels: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a head remembers of an activation: enough to decide what is in force. `version` 0 puts none in force."""

    sequence: int
    version: int
    digest: str
    valid_from: datetime
    valid_until: datetime | None
    recorded_at: datetime
    cancelled_at: datetime | None = None

    @property
    def retires(self) -> bool:
        """Whether nothing is in force where this entry decides."""
        return self.version == 0

    def known(self, known_at: datetime) -> bool:
        """Whether it was recorded by `known_at` and had not been cancelled."""
        return self.recorded_at <= known_at and (self.cancelled_at is None or known_at < self.cancelled_at)

    def covers(self, valid_at: datetime, known_at: datetime) -> bool:
        """Whether it was recorded by `known_at` and is in force at `valid_at` unless a later start overrides it."""
        return (
            self.known(known_at)
            and self.valid_from <= valid_at
            and (self.valid_until is None or valid_at < self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The one moving item of a document; every write is conditional on its `revision`.

    entries: the activations that start last, at most HEAD_WINDOW. dropped_from: the latest start among the
    activations no longer in `entries`; None while all are there. links: for a product, every rule set that any of
    its versions named; for a rule set, every parameter that they use. latest_proposal: the number of the latest
    proposal, 0 while there is none. facts: for a rule set, those that any of its versions asks for, by name; versions
    of earlier releases are not told of.
    """

    key: DocumentKey
    name: Texts
    category: Category | None
    revision: int
    latest_version: int
    latest_sequence: int
    created_at: datetime
    created_by: str
    last_recorded_at: datetime
    entries: tuple[Entry, ...] = ()
    dropped_from: datetime | None = None
    links: tuple[str, ...] = ()
    latest_proposal: int = 0
    facts: tuple[DeclaredFact, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether it has no version yet: no answer rests on it, and only who may see the policy knows of it."""
        return self.latest_version == 0 and not self.entries


class BeyondHead(Exception):
    """The head's window does not reach back to the asked times; the store must look further."""


def deciding(head: Head, valid_at: datetime, known_at: datetime) -> Entry | None:
    """What decides what is in force at both times, be it a retirement; None where nothing does.

    Raises BeyondHead when the answer may lie in activations that the head no longer carries.
    """
    best = latest_start(entry for entry in head.entries if entry.covers(valid_at, known_at))
    if head.dropped_from is None or (best is not None and best.valid_from >= head.dropped_from):
        return best
    raise BeyondHead(head.key)


def latest_start(entries: Iterable[Entry]) -> Entry | None:
    """Of entries that all cover the asked times, the one that decides."""
    return max(entries, key=lambda entry: (entry.valid_from, entry.recorded_at, entry.sequence), default=None)


def entry_of(activation: Activation) -> Entry:
    """What a head remembers of an activation that is no cancellation."""
    return Entry(
        activation.sequence,
        activation.version,
        activation.digest,
        activation.valid_from,
        activation.valid_until,
        activation.recorded_at,
    )


def cancelled(entry: Entry, cancellation: Activation) -> Entry:
    """The entry as it is once the cancellation is recorded."""
    return replace(entry, cancelled_at=cancellation.recorded_at)


def head_after(
    head: Head, activation: Activation, *, name: Texts, links: tuple[str, ...], facts: VersionFacts | None = None
) -> Head:
    """The head as it is once `activation`, no cancellation, is recorded; the earliest starts leave a full window.

    facts: by version, what is not recorded yet of the facts that they declare.
    """
    entries = sorted((*head.entries, entry_of(activation)), key=lambda e: (e.valid_from, e.recorded_at))
    gone, kept = entries[:-HEAD_WINDOW], entries[-HEAD_WINDOW:]
    starts = [e.valid_from for e in gone] + ([head.dropped_from] if head.dropped_from else [])
    return replace(
        head,
        name=name,
        revision=head.revision + 1,
        latest_version=max(head.latest_version, activation.version),
        latest_sequence=activation.sequence,
        last_recorded_at=activation.recorded_at,
        entries=tuple(kept),
        dropped_from=max(starts, default=None),
        links=tuple(sorted({*head.links, *links})),
        facts=_facts_after(declared_after(head.facts, facts) if facts else head.facts, gone, kept),
    )


def _facts_after(facts: tuple[DeclaredFact, ...], gone: list[Entry], kept: list[Entry]) -> tuple[DeclaredFact, ...]:
    """The facts with the ends of those uses that the head no longer tells of: each had ended when the next began."""
    for entry, following in pairwise((*gone, kept[0])):
        if entry.cancelled_at is not None:
            continue
        end = following.valid_from if entry.valid_until is None else min(entry.valid_until, following.valid_from)
        facts = ended_at(facts, entry.version, end)
    return facts


def head_after_cancellation(head: Head, cancellation: Activation) -> Head:
    """The head as it is once `cancellation` is recorded; the entry that it takes back may have left the window."""
    return replace(
        head,
        revision=head.revision + 1,
        latest_sequence=cancellation.sequence,
        last_recorded_at=cancellation.recorded_at,
        entries=tuple(
            cancelled(entry, cancellation) if entry.sequence == cancellation.cancels else entry
            for entry in head.entries
        ),
    )

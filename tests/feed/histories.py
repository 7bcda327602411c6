"""Histories of one document, as a store would record them, for tests of what is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from creditrules.feed import (
    NOTHING_TOLD,
    ChangeNotice,
    Reached,
    happenings,
    numbered,
    reached_after,
)
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
)
from creditrules.rules.time import ValueStart, deciding, head_after, head_after_cancellation

KEY = DocumentKey(DocumentKind.RULE_SET, "line-cap")
START = datetime(2026, 1, 1, tzinfo=UTC)
STATEMENT = ChangeStatement(Basis(BasisCategory.RISK, "committee 7"), "tightened", {"en": "Tightened."})
TENANT = "acme"


def day(number: float) -> datetime:
    return START + timedelta(days=number)


class History:
    """What is recorded of a document; `seen` gives what of it can be read at a moment."""

    def __init__(self, key: DocumentKey = KEY) -> None:
        self.key = key
        self.head = Head(key, {"en": "Line cap"}, Category.RISK, 1, 0, 0, START, "ada", START)
        self.acts: list[Activation] = []

    def publish(self, at: datetime, valid_from: datetime | None = None, until: datetime | None = None) -> Activation:
        start = at if valid_from is None else valid_from
        kind = ActivationKind.CORRECTION if start < at else ActivationKind.PUBLICATION
        number = self.head.latest_version + 1
        return self._put(kind, number, start, until, at)

    def retire(self, at: datetime, valid_from: datetime | None = None) -> Activation:
        return self._put(ActivationKind.RETIREMENT, 0, valid_from or at, None, at)

    def cancel(self, at: datetime, sequence: int) -> Activation:
        wanted = self.acts[sequence - 1]
        assert wanted.valid_from > at
        made = self._made(
            ActivationKind.CANCELLATION, wanted.version, wanted.valid_from, wanted.valid_until, at, sequence
        )
        self.head = head_after_cancellation(self.head, made)
        self.acts.append(made)
        return made

    def cancellable(self, at: datetime) -> list[int]:
        return [e.sequence for e in self.head.entries if e.cancelled_at is None and e.valid_from > at]

    def _put(
        self, kind: ActivationKind, version: int, start: datetime, until: datetime | None, at: datetime
    ) -> Activation:
        made = self._made(kind, version, start, until, at)
        self.head = head_after(self.head, made, name=self.head.name, links=())
        self.acts.append(made)
        return made

    def _made(
        self,
        kind: ActivationKind,
        version: int,
        start: datetime,
        until: datetime | None,
        at: datetime,
        cancels: int | None = None,
    ) -> Activation:
        digest = f"digest-{version}" if version else ""
        sequence = self.head.latest_sequence + 1
        return Activation(self.key, sequence, version, digest, kind, start, until, at, "ada", STATEMENT, cancels)

    def entries(self, sequence: int) -> tuple[Entry, ...]:
        """The entries as they were when that was the last activation."""
        part = History(self.key)
        for act in self.acts[:sequence]:
            if act.kind is ActivationKind.CANCELLATION:
                part.head = head_after_cancellation(part.head, act)
            else:
                part.head = head_after(part.head, act, name=part.head.name, links=())
        return part.head.entries


class Teller:
    """Tells of a history and keeps how far it came, as whoever runs the feed does."""

    def __init__(self, history: History, values: Iterable[ValueStart] = ()) -> None:
        self.history = history
        self.values = tuple(values)
        self.reached: Reached = NOTHING_TOLD
        self.told: list[ChangeNotice] = []

    def tell(self, now: datetime, sequence: int | None = None) -> tuple[ChangeNotice, ...]:
        """sequence: of the last activation that can be read; all that were recorded by now unless said."""
        if sequence is None:
            sequence = sum(act.recorded_at <= now for act in self.history.acts)
        recorded = self.history.acts[self.reached.sequence : sequence]
        entries = self.history.entries(max(sequence, self.reached.sequence))
        head = Head(KEY, {}, None, 1, 0, 0, START, "ada", START, entries)
        found = happenings(self.reached, recorded, entries, self.values, now, lambda at, by: deciding(head, at, by))
        notices = numbered(self.history.key, self.reached, found)
        self.reached = reached_after(self.reached, recorded, now, len(found))
        self.told += notices
        return notices

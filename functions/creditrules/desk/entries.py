"""All activations of a document as entries: those that its head carries, and as many of the others as may be read."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.desk.view import View
from creditrules.records import dataclass
from creditrules.rules import Activation, ActivationKind, Entry, Head
from creditrules.rules.time import cancelled, entry_of

__all__ = ["Entries", "entries_of"]

MOST_ACTIVATIONS = 1000
"""Of one document, how many are looked at of those that its head no longer tells of: ten requests."""


@dataclass(frozen=True, slots=True)
class Entries:
    """entries: those that were taken back marked as such. complete: whether these are all that there are.

    cancellations: the numbers of the acts that took entries back, by the entries' own.
    """

    entries: tuple[Entry, ...]
    cancellations: Mapping[int, int]
    complete: bool = True


def entries_of(view: View, head: Head) -> Entries:
    """A document's activations: without a request where its head carries all of them, otherwise the latest recorded."""
    return _carried(head) or _read(view, head)


def _carried(head: Head) -> Entries | None:
    """By the head alone; None where it does not carry all. What has a number and no entry took something back."""
    if head.dropped_from is not None:
        return None
    back = sorted((e for e in head.entries if e.cancelled_at is not None), key=lambda e: (e.cancelled_at, e.sequence))
    acts = sorted(set(range(1, head.latest_sequence + 1)) - {entry.sequence for entry in head.entries})
    if len(back) != len(acts):
        return None
    return Entries(head.entries, {entry.sequence: act for entry, act in zip(back, acts, strict=True)})


def _read(view: View, head: Head) -> Entries:
    first = max(1, head.latest_sequence - MOST_ACTIVATIONS + 1)
    wanted = [(head.key, number) for number in range(first, head.latest_sequence + 1)]
    found = view.catalogue.store.activations_numbered(view.tenant, wanted)
    acts = {act.cancels: act for act in found.values() if act.kind is ActivationKind.CANCELLATION and act.cancels}
    entries = {entry.sequence: entry for entry in head.entries}
    for act in found.values():
        if act.kind is not ActivationKind.CANCELLATION:
            entries[act.sequence] = _entry(act, acts)
    return Entries(tuple(entries.values()), {back: act.sequence for back, act in acts.items()}, first == 1)


def _entry(activation: Activation, acts: Mapping[int, Activation]) -> Entry:
    entry = entry_of(activation)
    return cancelled(entry, acts[entry.sequence]) if entry.sequence in acts else entry

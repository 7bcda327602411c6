"""What happened to all that governs a product, and what will, told from heads alone: the acts are read page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice

from creditrules.desk.changes import TICK, documents_of
from creditrules.desk.dated_values import dated_values
from creditrules.desk.entries import Entries, entries_of
from creditrules.desk.governed import Governed
from creditrules.desk.view import View
from creditrules.records import dataclass, replace
from creditrules.rules import DocumentKey, DocumentKind, Entry, Head, Parameter, Texts
from creditrules.rules.ports import EffectWindow
from creditrules.rules.time import ValueStart, latest_start

__all__ = ["Happening", "Happenings", "happenings_of"]

MOST_PAST_VALUES = 2000
MOST_COMING_VALUES = 100


@dataclass(frozen=True, slots=True)
class Happening:
    """An activation, or a dated value that it brought. moment: when it happened or will, as its readers see it.

    coming: whether it is ahead. decides: whether it is what is in force. withdrawn: when it was taken back, before it
    began; back: the number of the act that did, where that is known. corrected: when it was declared that it had not
    been right for some time. name: of a parameter, as its content has it.
    """

    key: DocumentKey
    sequence: int
    entry: Entry
    moment: datetime
    coming: bool
    decides: bool
    withdrawn: datetime | None = None
    back: int | None = None
    corrected: datetime | None = None
    value: ValueStart | None = None
    name: Texts | None = None

    @property
    def since(self) -> datetime:
        """From when on it is, was or was to be in force."""
        return self.value.at if self.value else self.entry.valid_from

    @property
    def until(self) -> datetime | None:
        """Its stated end; None where it states none, and of a value, which ends with the next."""
        return None if self.value else self.entry.valid_until

    @property
    def day(self) -> date | None:
        """Of a dated value, from which it holds."""
        return self.value.day if self.value else None


@dataclass(frozen=True, slots=True)
class Happenings:
    """coming: the soonest first. past: in no order. until: the next moment at which this would read otherwise."""

    coming: Sequence[Happening]
    past: Sequence[Happening]
    until: datetime | None
    complete: bool


def happenings_of(view: View, product: Head) -> Happenings:
    """Of the product, and of the documents that governed it then; of parameters only what publishes its values.

    The view's recorded time is now. Costs no more requests where the history is longer, but for documents with more
    activations than a head carries: of each of those up to a thousand are read, a hundred at once.
    """
    now, governed = view.moments.known_at, Governed(view, product)
    keys = documents_of(view, product)
    view.documents.expect(keys)
    heads = [head for key in keys if (head := view.documents.head(key)) is not None]
    entries = {head.key: entries_of(view, head) for head in heads}
    shown = _Published(view, entries)
    found = [
        each
        for head in heads
        for each in shown.told(_of_document(head.key, entries[head.key], now))
        if governed.by(each.key, each.since, max(each.since, each.entry.recorded_at))
    ]
    values, more = _values(view, keys, entries, governed, shown)
    found += values
    coming = sorted((each for each in found if each.coming), key=lambda each: (each.since, each.key, each.sequence))
    past = [each for each in found if not each.coming]
    edges = [edge for each in found for edge in _edges(each) if edge > now]
    complete = governed.complete and all(each.complete for each in entries.values()) and not more
    return Happenings(coming, past, min(edges, default=None), complete)


def _edges(happening: Happening) -> Iterator[datetime]:
    """The moments at which what is told of it becomes another: of what is not told none, as they would tell of it."""
    entry = happening.entry
    withdrawn = happening.withdrawn is not None
    edges = () if withdrawn else (happening.since, happening.until, entry.cancelled_at)
    return (edge for edge in edges if edge is not None)


def _of_document(key: DocumentKey, found: Entries, now: datetime) -> Iterator[Happening]:
    recorded = [entry for entry in found.entries if entry.recorded_at <= now]
    known = [entry for entry in recorded if entry.known(now)]
    decides = latest_start(entry for entry in known if entry.covers(now, now))
    corrected = _corrected(known)
    for entry in recorded:
        back = entry.cancelled_at if entry.cancelled_at is not None and entry.cancelled_at <= now else None
        coming = back is None and entry.valid_from > now
        moment = back or (entry.valid_from if coming else max(entry.valid_from, entry.recorded_at))
        act = found.cancellations.get(entry.sequence) if back else None
        own = corrected.get(entry.sequence)
        yield Happening(key, entry.sequence, entry, moment, coming, entry is decides, back, act, own)


def _corrected(known: Sequence[Entry]) -> Mapping[int, datetime]:
    """When it was declared of entries that another had been right in their place: a correction starts in the past."""
    found: dict[int, datetime] = {}
    for correction in sorted(known, key=lambda entry: entry.recorded_at):
        if correction.valid_from >= correction.recorded_at:
            continue
        before = [
            entry
            for entry in known
            if entry.recorded_at < correction.recorded_at
            and entry.covers(correction.valid_from, correction.recorded_at)
        ]
        replaced = latest_start(before)
        if replaced is not None:
            found[replaced.sequence] = correction.recorded_at
    return found


class _Published:
    """What is told of parameters: of such contents alone as publish their values. Another one of the same may not."""

    def __init__(self, view: View, entries: Mapping[DocumentKey, Entries]) -> None:
        self._entries = {key: found.entries for key, found in entries.items() if key.kind is DocumentKind.PARAMETER}
        digests = {entry.digest for found in self._entries.values() for entry in found if not entry.retires}
        self._contents: Mapping[str, Parameter] = view.catalogue.parameters(view.tenant, digests) if digests else {}

    def told(self, happenings: Iterable[Happening]) -> Iterator[Happening]:
        """Those that may be told of, parameters with their names."""
        for each in happenings:
            if each.key.kind is not DocumentKind.PARAMETER:
                yield each
            elif (content := self._content(each.key, each.entry)) is not None and content.form.published:
                yield replace(each, name=content.form.name)

    def _content(self, key: DocumentKey, entry: Entry) -> Parameter | None:
        """What an entry puts in force; of a retirement, what was recorded before it."""
        earlier = (e for e in self._entries[key] if e.recorded_at <= entry.recorded_at and not e.retires)
        found = entry if not entry.retires else max(earlier, key=lambda each: each.recorded_at, default=None)
        return self._contents[found.digest] if found is not None else None


def _values(
    view: View,
    keys: Sequence[DocumentKey],
    entries: Mapping[DocumentKey, Entries],
    governed: Governed,
    shown: _Published,
) -> tuple[list[Happening], bool]:
    """Dated values of parameters that come or came by themselves; and whether there were more in the past."""
    now = view.moments.known_at
    known = {(key, entry.sequence): entry for key, found in entries.items() for entry in found.entries}
    found = dated_values(view, keys, EffectWindow(now))

    def told(value: ValueStart, *, coming: bool) -> Happening:
        entry = known[value.key, value.sequence]
        moment = value.at if coming else max(value.at, entry.recorded_at)
        return Happening(value.key, value.sequence, entry, moment, coming, decides=False, value=value)

    ahead = replace(found, window=replace(found.window, begin=now + TICK)).starts(descending=False)
    behind = replace(found, window=replace(found.window, end=now + TICK)).starts(descending=True)
    coming = [told(each, coming=True) for each in islice(ahead, MOST_COMING_VALUES)]
    past = [told(each, coming=False) for each in islice(behind, MOST_PAST_VALUES + 1)]
    past = _deciding(past, entries, now)
    allowed = shown.told((*coming, *past[:MOST_PAST_VALUES]))
    return [each for each in allowed if governed.by(each.key, each.since, each.since)], len(past) > MOST_PAST_VALUES


def _deciding(past: Sequence[Happening], entries: Mapping[DocumentKey, Entries], now: datetime) -> list[Happening]:
    """The same, the latest value of each parameter marked that holds now."""
    held: set[DocumentKey] = set()
    found = []
    for each in past:
        decides = latest_start(entry for entry in entries[each.key].entries if entry.covers(now, now))
        first = each.key not in held
        held.add(each.key)
        found.append(replace(each, decides=first and decides == each.entry))
    return found

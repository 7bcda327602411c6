"""Activations by when they take effect: where they begin and where they end, latest first; a page costs the page.

Pointers lead there since programs write them. Activations recorded before that are found by their documents' entries,
and their ends by what the heads carry; so only documents with such a past cost more.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from creditrules.cache import Recent
from creditrules.errors import Kind, Refusal
from creditrules.rules import Activation, ActivationKind, DocumentKey, Entry
from creditrules.rules.ports import Asked, EffectWindow, ListedChange, Page
from creditrules.rules.time import ValueStart
from creditrules.store.cursors import CursorSeal
from creditrules.store.items.facts import StoredHead, decode_entry
from creditrules.store.keys import (
    FROM,
    Effect,
    Phase,
    all_heads_span,
    effect_of,
    effects_span,
    ends_span,
    entry_key,
    entry_of_effect,
    feed_span,
    head_key,
    narrowed,
    read_effect,
    read_end,
    read_head_sort,
    read_pointer,
    read_recorded,
    read_start,
    recorded_span,
    starts_span,
    value_effect,
)
from creditrules.store.port import BODY, Item, ItemKey, Span, Table
from creditrules.store.reading.pages import checked_size
from creditrules.store.reading.single import read_activations, stored_head

__all__ = ["Effects"]

_AT_ONCE: Final = 25
_MOST_LOOKED_AT: Final = 1000
_HEADS_AT_ONCE: Final = 1000
_TENANTS_KEPT: Final = 4096
_FIRST: Final = 1
_TICK: Final = timedelta(microseconds=1)
_ENTRIES: Final = frozenset({Phase.BEGINS, Phase.ENDS})


class Effects:
    """Pages of activations by effect."""

    def __init__(self, table: Table, seal: CursorSeal) -> None:
        self._table = table
        self._seal = seal
        self._whole: Recent[str, bool] = Recent(_TENANTS_KEPT)
        """Tenants all of whose activations have pointers; what is recorded from now on has them as well."""

    def page(
        self,
        tenant: str,
        keys: Sequence[DocumentKey] | None,
        asked: Asked,
        window: EffectWindow,
        values: Iterable[ValueStart] = (),
    ) -> Page[ListedChange]:
        """See `RuleStore.effects`."""
        name, size = (tenant, "happened" if window.recordings else "effects"), checked_size(asked.size)
        bounds = self._bounds(name, asked)
        sources = (self._merged(tenant, keys, asked, window, bounds), map(value_effect, values))
        found = _between(heapq.merge(*sources, reverse=not asked.backward), *bounds)
        kept: list[Effect] = []
        seen, last = 0, None
        while len(kept) <= size and seen < _MOST_LOOKED_AT and (chunk := list(islice(found, size + 1))):
            kept += self._shown(tenant, chunk, window)
            seen, last = seen + len(chunk), chunk[-1]
        stopped = last if seen >= _MOST_LOOKED_AT and len(kept) <= size else None
        return self._page(tenant, name, asked, kept, stopped)

    def _page(
        self, tenant: str, name: tuple[str, ...], asked: Asked, kept: list[Effect], stopped: Effect | None
    ) -> Page[ListedChange]:
        shown = kept[: asked.size]
        if asked.backward:
            shown.reverse()
        more = len(kept) > asked.size or stopped is not None
        activations = read_activations(self._table, tenant, ((each.key, each.sequence) for each in shown))
        items = [ListedChange(of, each.value) for each, of in zip(shown, activations, strict=True)]
        cursors = [self._seal.seal(name, _spelled(each)) for each in shown]
        resume = None if stopped is None else self._seal.seal(name, _spelled(stopped))
        return Page.of(asked, items, cursors, more=more, resume=resume)

    def _shown(self, tenant: str, chunk: Sequence[Effect], window: EffectWindow) -> Iterator[Effect]:
        """Those that are of the window; an activation of which several moments are in it is shown once, at the last.

        Each of its values is a change of its own.
        """
        recorded = [each for each in chunk if each.phase is Phase.RECORDED]
        facts = read_activations(self._table, tenant, ((each.key, each.sequence) for each in recorded))
        acts = dict(zip(recorded, facts, strict=True))
        places = {each: entry_of_effect(tenant, each) for each in chunk if each.phase in _ENTRIES} | {
            each: entry_key(tenant, each.key, act.valid_from, each.sequence)
            for each, act in acts.items()
            if act.kind is not ActivationKind.CANCELLATION
        }
        items = self._table.read(places.values())
        entries = {each: decode_entry(_body(items, place)) for each, place in places.items()}
        for each in chunk:
            if each.phase is Phase.VALUE or _listed_at(window, entries.get(each), acts.get(each)) is each.phase:
                yield each

    def _bounds(self, name: tuple[str, ...], asked: Asked) -> tuple[Effect | None, Effect | None]:
        after = None if asked.after is None else read_effect(self._seal.open(name, asked.after), None)
        before = None if asked.before is None else read_effect(self._seal.open(name, asked.before, "before"), None)
        return after, before

    def _merged(
        self,
        tenant: str,
        keys: Sequence[DocumentKey] | None,
        asked: Asked,
        window: EffectWindow,
        bounds: tuple[Effect | None, Effect | None],
    ) -> Iterable[Effect]:
        after, before = (None if each is None else each.at for each in bounds)
        reader = _Reader(self._table, tenant, window, (after, before), asked)
        if keys is not None:
            heads = reader.heads(keys)
            sources = [source for head in heads for source in reader.of_document(head)]
        else:
            sources = [reader.of_all(), *(s for head in self._partly(reader, tenant) for s in reader.of_past(head))]
        if window.recordings:
            sources += [*reader.recordings(keys)]
        return heapq.merge(*sources, reverse=not asked.backward)

    def _partly(self, reader: _Reader, tenant: str) -> Sequence[StoredHead]:
        """The documents of which not all activations have pointers."""
        if self._whole.find(tenant):
            return ()
        found = [head for head in reader.all_heads() if head.effects_from != _FIRST]
        if not found:
            self._whole.keep(tenant, True)
        return found


class _Reader:
    """Where activations of a tenant begin and end within a window, from each place that tells it."""

    def __init__(
        self,
        table: Table,
        tenant: str,
        window: EffectWindow,
        bounds: tuple[str | None, str | None],
        asked: Asked,
    ) -> None:
        self._table, self._tenant, self._window, self._bounds = table, tenant, window, bounds
        self._descending = not asked.backward
        self._at_once = min(asked.size + 2, _AT_ONCE)

    def heads(self, keys: Sequence[DocumentKey]) -> list[StoredHead]:
        """The heads that exist."""
        places = {key: head_key(self._tenant, key) for key in keys}
        items = self._table.read(places.values())
        return [stored_head(key, items[place]) for key, place in places.items() if place in items]

    def all_heads(self) -> list[StoredHead]:
        """The heads of all documents that users are told of and that have an activation."""
        items = self._table.walk(all_heads_span(self._tenant), _HEADS_AT_ONCE)
        heads = (stored_head(read_head_sort(place.sort), item) for place, item in items)
        return [each for each in heads if each.head.latest_sequence and each.head.key.kind.is_told]

    def of_all(self) -> Iterator[Effect]:
        """By the tenant's pointers."""
        for place, item in self._walk(effects_span(self._tenant, self._window.begin, self._window.end)):
            yield read_effect(place.sort, item.get(FROM))

    def of_document(self, stored: StoredHead) -> Iterator[Iterator[Effect]]:
        """By a document's entries and pointers."""
        key, window = stored.head.key, self._window
        ends = self._walk(ends_span(self._tenant, key, window.begin, window.end))
        yield self._starts(key)
        yield (read_end(key, place.sort, item[FROM]) for place, item in ends)
        if stored.effects_from != _FIRST:
            yield self._past_ends(stored)

    def of_past(self, stored: StoredHead) -> Iterator[Iterator[Effect]]:
        """Those of a document's activations that have no pointers."""
        yield (effect for effect in self._starts(stored.head.key) if _is_past(stored, effect.sequence))
        yield self._past_ends(stored)

    def recordings(self, keys: Sequence[DocumentKey] | None) -> Iterator[Iterator[Effect]]:
        """By when they were recorded: by the feed's pointers, or by those of the documents."""
        begin, known = self._window.begin, self._window.known_at + _TICK
        end = known if self._window.end is None else min(known, self._window.end)
        if keys is None:
            yield self._recorded(None, feed_span(self._tenant, begin, end))
            return
        for key in dict.fromkeys(keys):
            yield self._recorded(key, recorded_span(self._tenant, key, begin, end))

    def _recorded(self, key: DocumentKey | None, span: Span) -> Iterator[Effect]:
        return (read_recorded(read_pointer(key, place.sort)) for place, _ in self._walk(span))

    def _starts(self, key: DocumentKey) -> Iterator[Effect]:
        for place, _ in self._walk(starts_span(self._tenant, key, self._window.begin, self._window.end)):
            yield read_start(key, place.sort)

    def _past_ends(self, stored: StoredHead) -> Iterator[Effect]:
        """Where activations without pointers end: as the head carries them, or by all entries where it has not all."""
        key, entries = stored.head.key, iter(stored.head.entries)
        if stored.head.dropped_from is not None:
            items = self._table.walk(starts_span(self._tenant, key, None, self._window.end), _HEADS_AT_ONCE)
            entries = (decode_entry(item[BODY]) for _, item in items)
        found = [
            effect_of(key, entry.sequence, entry.valid_from, entry.valid_until)
            for entry in entries
            if _is_past(stored, entry.sequence) and _ends_within(entry, self._window)
        ]
        yield from sorted(found, reverse=self._descending)

    def _walk(self, span: Span) -> Iterator[tuple[ItemKey, Item]]:
        return self._table.walk(narrowed(span, *self._bounds), self._at_once, descending=self._descending)


def _between(found: Iterable[Effect], after: Effect | None, before: Effect | None) -> Iterator[Effect]:
    """Those behind `after` and before `before`, each once: pointers may repeat what entries tell."""
    latest = None
    for effect in found:
        if effect != latest and (after is None or effect < after) and (before is None or effect > before):
            yield effect
        latest = effect


def _is_past(stored: StoredHead, sequence: int) -> bool:
    return stored.effects_from is None or sequence < stored.effects_from


def _ends_within(entry: Entry, window: EffectWindow) -> bool:
    return entry.valid_until is not None and window.covers(entry.valid_until)


def _listed_at(window: EffectWindow, entry: Entry | None, act: Activation | None) -> Phase | None:
    """At which of its moments in the window an activation is listed; None: at none, or only at its values'.

    entry: None for a cancellation, which puts nothing in force. act: where it was found by when it was recorded.
    """
    moments: list[tuple[datetime, Phase]] = []
    recorded = entry.recorded_at if entry is not None else act.recorded_at if act is not None else None
    if window.recordings and recorded is not None and recorded <= window.known_at and window.covers(recorded):
        moments.append((recorded, Phase.RECORDED))
    if entry is not None and window.shows(entry):
        times = ((entry.valid_from, Phase.BEGINS), (entry.valid_until, Phase.ENDS))
        moments += [(moment, phase) for moment, phase in times if moment is not None and window.covers(moment)]
    return max(moments)[1] if moments else None


def _body(items: Mapping[ItemKey, Item], place: ItemKey) -> bytes:
    if place not in items:
        raise Refusal(Kind.UNAVAILABLE, "HISTORY_DAMAGED", "An activation that was recorded is not in the store.")
    body: bytes = items[place][BODY]
    return body


def _spelled(effect: Effect) -> str:
    return f"{effect.at}#{effect.key.kind}#{effect.key.slug}#{effect.sequence}#{effect.phase}"

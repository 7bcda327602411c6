"""Dated values of parameters that come into force within a time: changes without a further act."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from creditrules.desk.entries import entries_of
from creditrules.desk.submitting import Numbered
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import DocumentKey, DocumentKind, Head, Parameter
from creditrules.rules.ports import LARGEST_PAGE, Asked, EffectWindow, ListedChange
from creditrules.rules.time import Stretch, ValueStart, stretches, value_starts

__all__ = ["DatedValues", "dated_values", "listed_change"]

MOST_PARAMETERS = 1000


@dataclass(frozen=True, slots=True)
class DatedValues:
    """What is needed to tell when values come: by parameter, when which version decides; and their contents."""

    window: EffectWindow
    found: Mapping[DocumentKey, Sequence[Stretch]]
    contents: Mapping[str, Parameter]

    def starts(self, *, descending: bool) -> Iterator[ValueStart]:
        """Where values come in the window, in order."""
        span = (self.window.begin, self.window.end)
        each = (
            value_starts(key, found, self.contents, span, descending=descending) for key, found in self.found.items()
        )
        return heapq.merge(*each, reverse=descending)


def dated_values(view: View, keys: Sequence[DocumentKey] | None, window: EffectWindow) -> DatedValues:
    """The dated values of the parameters among the documents, of all where None.

    Raises Refusal TOO_LARGE "TOO_MANY_PARAMETERS" where all are more than can be looked at.
    """
    heads = _all_heads(view) if keys is None else _heads(view, keys)
    found = {head.key: tuple(_stretches(view, head, window)) for head in heads}
    digests = {stretch.entry.digest for stretch in chain.from_iterable(found.values())}
    return DatedValues(window, found, view.catalogue.parameters(view.tenant, digests) if digests else {})


def listed_change(view: View, named: Numbered) -> ListedChange | None:
    """A change by its document and number, and by the day where it is one of a parameter's values; None without one."""
    activation = view.documents.activation(named.key, named.number)
    if activation is None or named.day is None:
        return None if activation is None else ListedChange(activation)
    if named.key.kind is not DocumentKind.PARAMETER or not activation.digest:
        return None
    parameter = view.catalogue.parameters(view.tenant, [activation.digest])[activation.digest]
    at = parameter.begins(named.day)
    if named.day not in parameter.days_of_change or at <= activation.valid_from:
        return None
    return ListedChange(activation, ValueStart(at, named.key, named.number, named.day, activation.valid_from))


def _heads(view: View, keys: Sequence[DocumentKey]) -> Sequence[Head]:
    parameters = [key for key in keys if key.kind is DocumentKind.PARAMETER]
    view.documents.expect(parameters)
    return [head for key in parameters if (head := view.documents.head(key)) is not None]


def _all_heads(view: View) -> Sequence[Head]:
    heads: list[Head] = []
    asked = Asked(LARGEST_PAGE)
    while True:
        page = view.catalogue.store.list_heads(view.tenant, DocumentKind.PARAMETER, asked)
        heads += page.items
        if len(heads) > MOST_PARAMETERS:
            message = f"There are more than {MOST_PARAMETERS} parameters whose values would be looked at."
            raise Refusal(Kind.TOO_LARGE, "TOO_MANY_PARAMETERS", message, (), "Ask for the changes of one product.")
        if not page.has_next:
            return heads
        asked = Asked(LARGEST_PAGE, page.cursors[-1])


def _stretches(view: View, head: Head, window: EffectWindow) -> Iterator[Stretch]:
    """Those that meet the window, of activations that are of it."""
    entries = head.entries if _reaches(head, window) else entries_of(view, head).entries
    for stretch in stretches(entries, window.known_at):
        if stretch.meets(window.begin, window.end) and window.shows(stretch.entry):
            yield stretch


def _reaches(head: Head, window: EffectWindow) -> bool:
    """Whether the head tells of all that decides in the window."""
    if head.dropped_from is None:
        return True
    latest = [entry for entry in head.entries if entry.known(window.known_at) and entry.valid_until is None]
    begin = window.begin
    return begin is not None and head.dropped_from < begin and any(entry.valid_from <= begin for entry in latest)

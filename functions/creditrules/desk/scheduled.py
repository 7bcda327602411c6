"""What is scheduled of all that decides on a product, after the moment that is asked about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from creditrules.desk.altering import edges_of
from creditrules.desk.catalogue import product_key
from creditrules.desk.changes import documents_of
from creditrules.desk.moments import LATEST
from creditrules.desk.view import View
from creditrules.records import replace
from creditrules.rules import DocumentKind, Head

if TYPE_CHECKING:
    from datetime import datetime

    from creditrules.eligibility.explain import Agenda

__all__ = ["agenda_of"]

MOST_SCHEDULED = 16
"""Dates that are looked at: at each the product is decided anew, and its rules are analysed from there on."""
_TICK = timedelta(microseconds=1)


def agenda_of(view: View, product: str) -> Agenda:
    """When anything that decides on a product begins, ends or gets another value, after the view's two times.

    Of the product, its rule sets and their parameters; what is scheduled of experiments does not count. Callers can
    read of all but parameters, which may be unpublished.
    """
    from creditrules.eligibility.explain import Agenda, Scheduled  # noqa: PLC0415 - as in `seen_help`

    since = view.moments.valid_at
    head = view.documents.head(product_key(product))
    heads = _heads(view, head) if head is not None else []
    parameters = [each for each in heads if each.key.kind is DocumentKind.PARAMETER]
    announced = _ahead(view, (each for each in heads if each.key.kind is not DocumentKind.PARAMETER))
    found = sorted(announced | _ahead(view, parameters))
    until = found[MOST_SCHEDULED] if len(found) > MOST_SCHEDULED else None
    return Agenda(since, tuple(Scheduled(each, each in announced) for each in found[:MOST_SCHEDULED]), until)


def _heads(view: View, product: Head) -> list[Head]:
    keys = documents_of(view, product)
    view.documents.expect(keys)
    return [head for key in keys if (head := view.documents.head(key)) is not None]


def _ahead(view: View, heads: Iterable[Head]) -> set[datetime]:
    since, known_at = view.moments.valid_at, view.moments.known_at
    whole = {head.key: _whole(view, head) for head in heads}
    return {edge for edge in edges_of(view.catalogue, view.tenant, whole, since, known_at) if since < edge < LATEST}


def _whole(view: View, head: Head) -> Head:
    """With the activations in force at the view's times and after them that the head carries no more."""
    since = view.moments.valid_at
    if head.dropped_from is None or head.dropped_from <= since:
        return head
    held = view.documents.in_force(head, view.moments)
    dropped = view.catalogue.store.starting(view.tenant, head.key, since, head.dropped_from + _TICK)
    return replace(head, entries=(*([held] if held else ()), *dropped, *head.entries))

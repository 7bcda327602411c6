"""The first pages of the same listing of many documents, in one batch: what is listed is numbered without gaps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from creditrules.rules import DocumentKey
from creditrules.rules.ports import Asked, NumberedListing, Numbering, Page
from creditrules.store.cursors import CursorSeal
from creditrules.store.items.facts import decode_activation, decode_link, decode_version
from creditrules.store.items.proposals import decode_comment, decode_proposal
from creditrules.store.keys import (
    activation_key,
    comment_key,
    link_key,
    proposal_key,
    recorded_key,
    version_key,
)
from creditrules.store.port import BODY, ItemKey, Table
from creditrules.store.reading.pages import checked_size, spelled_recording

__all__ = ["read_first_pages"]

_NEWEST_FIRST: Final = {NumberedListing.VERSIONS, NumberedListing.ACTIVATIONS, NumberedListing.PROPOSALS}


def read_first_pages(
    table: Table, seal: CursorSeal, tenant: str, listing: NumberedListing, of: Sequence[Numbering], asked: Asked
) -> Mapping[Numbering, Page[Any]]:
    """By what is listed, the page that its own listing gives for `asked`, which names no cursor.

    One of which an item is not there is left out.
    """
    wanted = {each: _numbers(listing, each.total, asked) for each in of}
    places = {each: [_place(listing, tenant, each, number) for number in numbers] for each, numbers in wanted.items()}
    items = table.read(place for found in places.values() for place in found)
    return {
        each: _page(seal, tenant, listing, each, asked, [(n, items[p][BODY]) for n, p in zip(wanted[each], found)])  # noqa: B905 - of one length
        for each, found in places.items()
        if all(place in items for place in found)
    }


def _numbers(listing: NumberedListing, total: int, asked: Asked) -> Sequence[int]:
    """The numbers on the page, in the order of the listing."""
    shown = min(checked_size(asked.size), total)
    latest = asked.backward is not (listing in _NEWEST_FIRST)
    numbers = range(total - shown + 1, total + 1) if latest else range(1, shown + 1)
    return numbers[::-1] if listing in _NEWEST_FIRST else numbers


def _place(listing: NumberedListing, tenant: str, of: Numbering, number: int) -> ItemKey:
    if listing is NumberedListing.COMMENTS:
        return comment_key(tenant, of.key, of.proposal, number)
    return _KEYS[listing](tenant, of.key, number)


_KEYS: Final[Mapping[NumberedListing, Callable[[str, DocumentKey, int], ItemKey]]] = {
    NumberedListing.VERSIONS: version_key,
    NumberedListing.ACTIVATIONS: activation_key,
    NumberedListing.PROPOSALS: proposal_key,
    NumberedListing.AUDIT: link_key,
}


def _page(
    seal: CursorSeal,
    tenant: str,
    listing: NumberedListing,
    of: Numbering,
    asked: Asked,
    bodies: Sequence[tuple[int, bytes]],
) -> Page[Any]:
    name: tuple[str, ...] = (tenant, listing.value, of.key.kind, of.key.slug)
    name = (*name, str(of.proposal)) if listing is NumberedListing.COMMENTS else name
    items = [_read(listing, of.key, number, body) for number, body in bodies]
    cursors = [seal.seal(name, _position(listing, tenant, of.key, item)) for item in items]
    return Page.of(asked, items, cursors, more=of.total > asked.size)


def _read(listing: NumberedListing, key: DocumentKey, number: int, body: bytes) -> Any:
    match listing:
        case NumberedListing.VERSIONS:
            return decode_version(key, body)
        case NumberedListing.ACTIVATIONS:
            return decode_activation(key, body)
        case NumberedListing.PROPOSALS:
            return decode_proposal(key, body)
        case NumberedListing.AUDIT:
            return decode_link(number, body)
        case NumberedListing.COMMENTS:
            return decode_comment(number, body)


def _position(listing: NumberedListing, tenant: str, key: DocumentKey, item: Any) -> str:
    if listing is NumberedListing.ACTIVATIONS:
        return spelled_recording(key, recorded_key(tenant, key, item.recorded_at, item.sequence).sort)
    return str(item.number)

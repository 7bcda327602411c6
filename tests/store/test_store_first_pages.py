"""First pages that are read together are the very pages that each listing gives alone, cursors included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from creditrules.rules import DocumentKey
from creditrules.rules.life import (
    ApprovalRule,
    CancelActivation,
    CommentProposal,
    CreateProposal,
    Proposed,
    SubmitProposal,
)
from creditrules.rules.ports import Asked, NumberedListing, Numbering, Page, Publication
from creditrules.store import RulesInTable, Table
from creditrules.store.keys import version_key
from creditrules.store.port import Delete

QUICK = pytest.mark.parametrize("backend", ["sqlite", "server"], indirect=True)
LENGTHS = (0, 1, 2, 5)
ASKED = [Asked(size, backward=backward) for size in (1, 2, 4, 5, 100) for backward in (False, True)]


@pytest.fixture
def keys(
    store: RulesInTable,
    create: Callable[..., DocumentKey],
    publication: Callable[..., Publication],
    clock: list[datetime],
) -> list[DocumentKey]:
    """Documents with histories of each length, and as many proposals with as many comments."""
    made = [create(f"set-{length}") for length in LENGTHS]
    for key, length in zip(made, LENGTHS, strict=True):
        for number in range(length):
            wanted = publication(key, valid_from=clock[0] + timedelta(days=number + 1))
            store.publish("lender", wanted)
            said = Proposed(wanted.digest, wanted.name, (), wanted.statement, wanted.kind, None, None, number + 1)
            moved = store.move_proposal("lender", CreateProposal(key, "ana", f"d{number}", said, wanted.content))
            if number % 2:
                submitted = SubmitProposal(key, "ana", f"s{number}", moved.proposal.number, ApprovalRule(0, ()))
                store.move_proposal("lender", submitted)
        for number in range(length):
            comment = CommentProposal(key, "bo", f"c{number}", 1, text=f"Why {number}?", place="young")
            store.move_proposal("lender", comment)
    taken_back = publication(made[-1])
    store.activate("lender", CancelActivation(made[-1], "ana", "back", 5, taken_back.statement))
    return made


def alone(store: RulesInTable, listing: NumberedListing, of: Numbering, asked: Asked) -> Page[Any]:
    match listing:
        case NumberedListing.VERSIONS:
            return store.versions("lender", of.key, asked)
        case NumberedListing.ACTIVATIONS:
            return store.activations("lender", of.key, asked)
        case NumberedListing.PROPOSALS:
            return store.proposals("lender", of.key, asked)
        case NumberedListing.AUDIT:
            return store.audit("lender", of.key, asked)
        case NumberedListing.COMMENTS:
            return store.comments("lender", of.key, of.proposal, asked)


def numbered(store: RulesInTable, listing: NumberedListing, keys: list[DocumentKey]) -> list[Numbering]:
    heads = store.heads("lender", keys)
    match listing:
        case NumberedListing.VERSIONS:
            return [Numbering(key, heads[key].latest_version) for key in keys]
        case NumberedListing.ACTIVATIONS:
            return [Numbering(key, heads[key].latest_sequence) for key in keys]
        case NumberedListing.PROPOSALS:
            return [Numbering(key, heads[key].latest_proposal) for key in keys]
        case NumberedListing.AUDIT:
            return [Numbering(key, heads[key].revision) for key in keys]
        case NumberedListing.COMMENTS:
            found = [store.proposal("lender", key, 1) for key in keys]
            return [Numbering(each.key, each.comments, 1) for each in found if each is not None]


def opened(store: RulesInTable, listing: NumberedListing, of: Numbering, page: Page[Any]) -> tuple[object, ...]:
    """A page, and what its cursors lead on to; they are sealed anew each time."""
    on = [alone(store, listing, of, Asked(2, after=cursor)).items for cursor in page.cursors]
    return page.items, page.has_next, page.has_previous, page.backward, page.resume, page.total, on


@QUICK
@pytest.mark.parametrize("listing", NumberedListing)
def test_they_are_the_pages_that_each_listing_gives(
    store: RulesInTable, keys: list[DocumentKey], listing: NumberedListing
) -> None:
    of = numbered(store, listing, keys)
    assert len(of) >= 3
    for asked in ASKED:
        together = store.first_pages("lender", listing, of, asked)
        assert together.keys() == set(of)
        for each in of:
            own = alone(store, listing, each, asked)
            assert opened(store, listing, each, together[each]) == opened(store, listing, each, own), (each, asked)


@QUICK
def test_one_of_which_something_is_missing_is_left_to_its_own_listing(
    store: RulesInTable, keys: list[DocumentKey], table: Table
) -> None:
    table.transact([Delete(version_key("lender", keys[2], 1))])
    of = numbered(store, NumberedListing.VERSIONS, keys)
    assert store.first_pages("lender", NumberedListing.VERSIONS, of, Asked(9)).keys() == set(of) - {of[2]}


@QUICK
def test_facts_by_number_are_those_that_there_are(store: RulesInTable, keys: list[DocumentKey]) -> None:
    names = [(key, number) for key in keys for number in (-1, 0, 1, 2, 6, 10**12)]
    versions, activations = store.versions_numbered("lender", names), store.activations_numbered("lender", names)
    for key, number in names:
        assert versions.get((key, number)) == store.version("lender", key, number)
        assert activations.get((key, number)) == store.activation("lender", key, number)
    ends = store.audit_ends("lender", keys)
    assert ends == {key: store.audit_end("lender", key) for key in keys}
    assert store.audit_ends("other", keys) == {}
    assert store.versions_numbered("other", names) == {}


@QUICK
def test_contents_beside_come_where_they_are_in_one_piece(
    store: RulesInTable, publication: Callable[..., Publication], keys: list[DocumentKey]
) -> None:
    large = publication(keys[0], content=b'"' + b"x" * 700_000 + b'"')
    store.publish("lender", large)
    digests = [entry.digest for entry in store.heads("lender", keys)[keys[-1]].entries]
    found = store.content("lender", digests[:1], [*digests[1:], large.digest, "0" * 64])
    assert found.keys() == set(digests)
    assert store.content("lender", [large.digest], digests).keys() == {large.digest, *digests}

"""Content by digest: any size up to the bound, verified, and never half there."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey
from creditrules.rules.ports import Publication
from creditrules.store import MAX_CONTENT_BYTES, RulesInTable, Table
from creditrules.store.keys import chunk_key
from creditrules.store.port import BODY, Delete

Create = Callable[..., DocumentKey]
Publishable = Callable[..., Publication]


def incompressible(size: int) -> bytes:
    blocks = (sha256(number.to_bytes(4)).digest() for number in range(size // 32 + 1))
    return b"".join(blocks)[:size]


@pytest.mark.parametrize("size", [0, 1, 339_999, 340_000, 340_001, 3_000_000, MAX_CONTENT_BYTES])
def test_content_of_any_size_comes_back_as_it_was(
    store: RulesInTable, create: Create, publication: Publishable, size: int
) -> None:
    wanted = publication(create("cap"), content=incompressible(size))
    store.publish("lender", wanted)
    assert store.content("lender", [wanted.digest]) == {wanted.digest: wanted.content}


def test_several_contents_are_read_together_and_unknown_ones_left_out(
    store: RulesInTable, create: Create, publication: Publishable
) -> None:
    key = create("cap")
    small = publication(key, content=b"{}")
    large = publication(key, content=incompressible(1_000_000))
    store.publish("lender", small)
    store.publish("lender", large)
    found = store.content("lender", [large.digest, "f" * 64, small.digest, large.digest])
    assert found == {small.digest: small.content, large.digest: large.content}


def test_content_that_was_tampered_with_is_not_given_out(
    store: RulesInTable, create: Create, publication: Publishable, table: Table
) -> None:
    key = create("cap")
    one, other = publication(key, content=b"[1]"), publication(key, content=b"[2]")
    store.publish("lender", one)
    store.publish("lender", other)
    mine, others = (chunk_key("lender", each.digest, 0) for each in (one, other))
    theirs = table.read([others])[others]
    for body in (theirs[BODY], b"not compressed"):
        table.write([(mine, {**theirs, BODY: body})])
        with pytest.raises(Refusal) as refused:
            store.content("lender", [one.digest])
        assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "CONTENT_DAMAGED")


def test_content_of_which_a_piece_is_missing_is_unknown_and_healed_by_publishing_it_again(
    store: RulesInTable, create: Create, publication: Publishable, table: Table
) -> None:
    key = create("cap")
    wanted = publication(key, content=incompressible(1_000_000))
    store.publish("lender", wanted)
    table.transact([Delete(chunk_key("lender", wanted.digest, 1))])
    assert store.content("lender", [wanted.digest]) == {}
    store.publish("lender", publication(key, content=wanted.content))
    assert store.content("lender", [wanted.digest]) == {wanted.digest: wanted.content}

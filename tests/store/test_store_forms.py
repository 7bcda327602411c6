"""Compiled forms beside contents: found with them, and believed only as whoever has the secret kept them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from creditrules.errors import Refusal
from creditrules.rules import DocumentKey
from creditrules.rules.ports import LARGE_CONTENT, Publication
from creditrules.store import RulesInTable, Table
from creditrules.store.keys import chunk_key, form_key
from creditrules.store.port import BODY, EXPIRES, Delete, Item, ItemKey

Publishable = Callable[..., Publication]
NAME = "1/0.1.0"
SIZES = ((0, 100), (1, 63_999), (2, 64_000), (3, 400_000), (4, 1_500_000))


def bytes_of(size: int, seed: bytes = b"") -> bytes:
    """Bytes that no compression makes fewer."""
    blocks = (sha256(seed + number.to_bytes(4)).digest() for number in range(size // 32 + 1))
    return b"".join(blocks)[:size]


@pytest.fixture
def large(store: RulesInTable, create: Callable[..., DocumentKey], publication: Publishable) -> Publication:
    """A stored content of several pieces."""
    found = publication(create("cap"), content=bytes_of(900_000, b"content"))
    store.publish("lender", found)
    return found


def no_other(_: str) -> bool:
    return False


def form_alone(store: RulesInTable, content: Publication, name: str = NAME) -> bytes | None:
    """Where the content is at hand."""
    return store.content_and_forms("lender", (), name, {content.digest: len(content.content)})[1].get(content.digest)


def form_of(store: RulesInTable, content: Publication, name: str = NAME) -> bytes | None:
    found = form_alone(store, content, name)
    assert store.content("lender", [content.digest]) == {content.digest: content.content}, (
        "whatever becomes of the form"
    )
    return found


@pytest.mark.parametrize("size", [0, 1, 339_967, 339_968, 339_969, 3_000_000])
def test_a_form_of_any_size_comes_back_as_it_was(store: RulesInTable, large: Publication, size: int) -> None:
    assert form_of(store, large) is None
    store.keep_form("lender", large.digest, NAME, bytes_of(size), no_other)
    assert form_of(store, large) == bytes_of(size)
    store.keep_form("lender", large.digest, NAME, b"a newer one", no_other)
    assert form_of(store, large) == b"a newer one"


def test_forms_of_releases_stand_beside_each_other(store: RulesInTable, large: Publication) -> None:
    for name in (NAME, "2/0.2.0"):
        store.keep_form("lender", large.digest, name, name.encode(), no_other)
    assert [form_of(store, large, name) for name in (NAME, "2/0.2.0", "3/0.3.0")] == [b"1/0.1.0", b"2/0.2.0", None]


def test_a_form_is_read_by_one_request_unless_it_is_larger_than_such_contents_have(
    store: RulesInTable, large: Publication, requests: Any
) -> None:
    for size, expected in ((100_000, 1), (600_000, 1), (1_200_000, 2)):
        store.keep_form("lender", large.digest, NAME, bytes_of(size), no_other)
        with requests() as counted:
            assert form_alone(store, large) == bytes_of(size)
        assert counted.total() == expected
    with requests() as counted:
        assert form_alone(store, large, "none of this name") is None
    assert counted.total() == 1


def moved(table: Table, store: RulesInTable, large: Publication, **of: str) -> None:
    """A form of another lender, content or name, put by hand where this one's would be."""
    other = {"tenant": "lender", "digest": large.digest, "name": NAME, **of}
    store.keep_form(other["tenant"], other["digest"], other["name"], b"another's", no_other)
    key = form_key(other["tenant"], other["digest"], other["name"], 0)
    table.write([(form_key("lender", large.digest, NAME, 0), table.read([key])[key])])


@pytest.mark.parametrize("of", [{"tenant": "other"}, {"digest": "a" * 64}, {"name": "2/0.2.0"}])
def test_anothers_form_is_none(store: RulesInTable, table: Table, large: Publication, of: dict[str, str]) -> None:
    moved(table, store, large, **of)
    assert form_of(store, large) is None


def test_a_form_that_somebody_without_the_secret_kept_is_none(
    store: RulesInTable, table: Table, large: Publication, clock: list[Any]
) -> None:
    stranger = RulesInTable(table, clock=lambda: clock[0], cursor_secret=b"another secret of this test")
    stranger.keep_form("lender", large.digest, NAME, b"forged", no_other)
    assert form_of(stranger, large) == b"forged"
    assert form_of(store, large) is None


def test_a_form_that_is_not_whole_is_none(store: RulesInTable, table: Table, large: Publication) -> None:
    def spoilt(item: Item, body: bytes) -> None:
        store.keep_form("lender", large.digest, NAME, bytes_of(800_000), no_other)
        table.write([(form_key("lender", large.digest, NAME, 1), {**item, BODY: body})])

    store.keep_form("lender", large.digest, NAME, bytes_of(800_000), no_other)
    keys = [form_key("lender", large.digest, NAME, number) for number in range(3)]
    pieces = table.read(keys)
    assert len(pieces) == 3
    for body in (b"not compressed", pieces[keys[0]][BODY], pieces[keys[1]][BODY][:-20]):
        spoilt(pieces[keys[1]], body)
        assert form_of(store, large) is None
    for key in keys:
        store.keep_form("lender", large.digest, NAME, bytes_of(800_000), no_other)
        table.transact([Delete(key)])
        assert form_of(store, large) is None


def test_contents_and_forms_of_all_come_by_two_requests(
    store: RulesInTable, create: Callable[..., DocumentKey], publication: Publishable, requests: Any
) -> None:
    several = [publication(create(f"cap-{number}"), content=bytes_of(size, b"%d" % number)) for number, size in SIZES]
    for each in several:
        store.publish("lender", each)
        store.keep_form("lender", each.digest, NAME, bytes_of(len(each.content) // 2, b"form"), no_other)
    wanted = [each.digest for each in several]
    with requests() as counted:
        contents, forms = store.content_and_forms("lender", wanted, NAME, {})
    assert counted.total() == 2
    assert contents == {each.digest: each.content for each in several}
    large = [each for each in several if len(each.content) >= LARGE_CONTENT]
    assert forms == {each.digest: bytes_of(len(each.content) // 2, b"form") for each in large}
    with requests() as counted:
        assert store.content("lender", wanted[:1], wanted[1:]).keys() == {wanted[0], wanted[1], wanted[2]}
        assert store.content_and_forms("lender", wanted[3:], NAME, {})[0].keys() == set(wanted[3:])
    assert counted.total() == 2, "what was begun beside others is gone on with"
    assert store.content("lender", wanted) == contents


def test_a_first_piece_that_was_mended_is_read_again(store: RulesInTable, table: Table, large: Publication) -> None:
    place = chunk_key("lender", large.digest, 0)
    item = table.read([place])[place]
    table.write([(place, {**item, BODY: b"spoilt"})])
    assert store.content("lender", (), [large.digest]) == {}
    with pytest.raises(Refusal, match="not what its digest says"):
        store.content("lender", [large.digest])
    table.write([(place, item)])
    assert store.content("lender", [large.digest]) == {large.digest: large.content}


def test_forms_that_are_replaced_stay_for_a_week_and_go_with_the_next(
    store: RulesInTable, table: Table, large: Publication, clock: list[Any]
) -> None:
    def items(name: str) -> Mapping[ItemKey, Item]:
        return table.read(form_key("lender", large.digest, name, number) for number in range(3))

    old, other, new = "1/0.1.0", "9/9.0.0", "2/0.2.0"
    for name in (old, other):
        store.keep_form("lender", large.digest, name, bytes_of(800_000), no_other)
    for _ in range(2):
        store.keep_form("lender", large.digest, new, bytes_of(800_000), old.__eq__)
        assert form_of(store, large, old) == bytes_of(800_000), "an earlier release still reads it"
        expiring = {item.get(EXPIRES) for item in items(old).values()}
        assert expiring == {int((clock[0] + timedelta(days=7)).timestamp())}
    assert not any(EXPIRES in item for name in (other, new) for item in items(name).values())
    clock[0] += timedelta(days=8)
    assert len(items(old)) == 3, "the table deletes them at a time of its own choosing, or not at all"
    store.keep_form("lender", large.digest, "3/0.3.0", b"newer", [old, new].__contains__)
    assert items(old) == {}
    assert [form_of(store, large, name) for name in (other, new)] == [bytes_of(800_000)] * 2

"""Compiled forms beside contents: found with them, and believed only as whoever has the secret kept them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from creditrules.rules import DocumentKey
from creditrules.rules.ports import Publication
from creditrules.store import RulesInTable, Table
from creditrules.store.keys import form_key
from creditrules.store.port import BODY, Delete, Item

Publishable = Callable[..., Publication]
NAME = "1/0.1.0"


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


def form_of(store: RulesInTable, content: Publication, name: str = NAME) -> bytes | None:
    found = store.form("lender", content.digest, name, len(content.content))
    assert store.content("lender", [content.digest]) == {content.digest: content.content}, (
        "whatever becomes of the form"
    )
    return found


@pytest.mark.parametrize("size", [0, 1, 339_967, 339_968, 339_969, 3_000_000])
def test_a_form_of_any_size_comes_back_as_it_was(store: RulesInTable, large: Publication, size: int) -> None:
    assert form_of(store, large) is None
    store.keep_form("lender", large.digest, NAME, bytes_of(size))
    assert form_of(store, large) == bytes_of(size)
    store.keep_form("lender", large.digest, NAME, b"a newer one")
    assert form_of(store, large) == b"a newer one"


def test_forms_of_releases_stand_beside_each_other(store: RulesInTable, large: Publication) -> None:
    for name in (NAME, "2/0.2.0"):
        store.keep_form("lender", large.digest, name, name.encode())
    assert [form_of(store, large, name) for name in (NAME, "2/0.2.0", "3/0.3.0")] == [b"1/0.1.0", b"2/0.2.0", None]


def test_a_form_is_read_by_one_request_unless_it_is_larger_than_such_contents_have(
    store: RulesInTable, large: Publication, requests: Any
) -> None:
    for size, expected in ((100_000, 1), (600_000, 1), (1_200_000, 2)):
        store.keep_form("lender", large.digest, NAME, bytes_of(size))
        with requests() as counted:
            assert store.form("lender", large.digest, NAME, len(large.content)) == bytes_of(size)
        assert counted.total() == expected
    with requests() as counted:
        assert store.form("lender", large.digest, "none of this name", len(large.content)) is None
    assert counted.total() == 1


def moved(table: Table, store: RulesInTable, large: Publication, **of: str) -> None:
    """A form of another lender, content or name, put by hand where this one's would be."""
    other = {"tenant": "lender", "digest": large.digest, "name": NAME, **of}
    store.keep_form(other["tenant"], other["digest"], other["name"], b"another's")
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
    stranger.keep_form("lender", large.digest, NAME, b"forged")
    assert form_of(stranger, large) == b"forged"
    assert form_of(store, large) is None


def test_a_form_that_is_not_whole_is_none(store: RulesInTable, table: Table, large: Publication) -> None:
    def spoilt(item: Item, body: bytes) -> None:
        store.keep_form("lender", large.digest, NAME, bytes_of(800_000))
        table.write([(form_key("lender", large.digest, NAME, 1), {**item, BODY: body})])

    store.keep_form("lender", large.digest, NAME, bytes_of(800_000))
    keys = [form_key("lender", large.digest, NAME, number) for number in range(3)]
    pieces = table.read(keys)
    assert len(pieces) == 3
    for body in (b"not compressed", pieces[keys[0]][BODY], pieces[keys[1]][BODY][:-20]):
        spoilt(pieces[keys[1]], body)
        assert form_of(store, large) is None
    for key in keys:
        store.keep_form("lender", large.digest, NAME, bytes_of(800_000))
        table.transact([Delete(key)])
        assert form_of(store, large) is None

"""What was done to a chain in the database itself is noticed, the loss of its tail included."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.audit import Break, verify
from creditrules.rules.ports import Asked, Published
from creditrules.store import RulesInTable, Table
from creditrules.store.items.facts import pack, unpack
from creditrules.store.keys import link_key
from creditrules.store.port import BODY, Delete

Create = Callable[..., DocumentKey]
Publish = Callable[..., Published]


@pytest.fixture
def key(create: Create, publish: Publish) -> DocumentKey:
    key = create("cap")
    for _ in range(4):
        publish(key)
    return key


def verified(store: RulesInTable, key: DocumentKey) -> Break | None:
    links = store.audit("lender", key, Asked(100)).items
    return verify(links, store.audit_end("lender", key), {"kind": key.kind.value, "slug": key.slug})


def test_an_untouched_chain_holds_to_the_end_that_the_head_states(store: RulesInTable, key: DocumentKey) -> None:
    assert verified(store, key) is None
    end = store.audit_end("lender", key)
    last = store.audit("lender", key, Asked(100)).items[-1]
    assert end is not None
    assert (end.number, end.hash) == (last.number, last.hash) == (5, last.hash)


def test_a_document_that_is_not_there_has_no_end(store: RulesInTable, key: DocumentKey) -> None:
    assert store.audit_end("lender", DocumentKey(DocumentKind.RULE_SET, "other")) is None
    assert store.audit_end("another", key) is None


@pytest.mark.parametrize(("number", "code"), [(1, "MISSING"), (3, "MISSING"), (5, "CUT_SHORT")])
def test_a_deleted_link_is_named(table: Table, store: RulesInTable, key: DocumentKey, number: int, code: str) -> None:
    table.transact([Delete(link_key("lender", key, number))])
    found = verified(store, key)
    assert found is not None
    assert (found.number, found.code) == (number, code)


@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_altered_link_is_named(table: Table, store: RulesInTable, key: DocumentKey, number: int) -> None:
    place = link_key("lender", key, number)
    fields = unpack(table.read([place])[place][BODY])
    altered = {name: value.replace("ana", "eve") if isinstance(value, str) else value for name, value in fields.items()}
    assert altered != fields
    table.write([(place, {BODY: pack(altered)})])
    found = verified(store, key)
    assert found is not None
    assert (found.number, found.code) == (number, "WRONG_HASH")

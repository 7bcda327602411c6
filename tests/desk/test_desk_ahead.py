"""What lists lead to is read together, nothing that nobody needs is read, and a write is seen by what follows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from tests.api.list_costs import counted

from creditrules.desk import Catalogue, Expected
from creditrules.feel import RequestBudget
from creditrules.rules import (
    ActivationKind,
    Basis,
    BasisCategory,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
)
from creditrules.rules.ports import Asked, NewDocument, Publication
from creditrules.store import RulesInTable, SqliteTable

KEYS = [DocumentKey(DocumentKind.RULE_SET, f"set-{number}") for number in range(4)]
STATEMENT = ChangeStatement(Basis(BasisCategory.RISK, "committee"), "why", {"en": "why"})


def published(key: DocumentKey, number: int) -> Publication:
    content = f'{{"of":"{key.slug}","number":{number}}}'.encode()
    digest = sha256(content).hexdigest()
    kind, retry = ActivationKind.PUBLICATION, f"{key.slug} {number}"
    return Publication(key, content, digest, {"en": key.slug}, STATEMENT, "ana", kind, None, None, retry)


@pytest.fixture
def store() -> Iterator[RulesInTable]:
    table = SqliteTable.in_memory()
    made = RulesInTable(table, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC), cursor_secret=bytes(16))
    for key in KEYS:
        made.create("acme", NewDocument(key, {"en": key.slug}, None), "ana")
        for number in (1, 2):
            made.publish("acme", published(key, number))
    yield made
    table.close()


@pytest.fixture
def request_(store: RulesInTable) -> Catalogue:
    """The catalogue as one request has it."""
    return Catalogue(store).under(RequestBudget(10**6, 10**7))


def test_heads_are_read_once_a_request_and_again_after_a_write(store: RulesInTable, request_: Catalogue) -> None:
    with counted() as trips:
        assert request_.store.heads("acme", KEYS[:1])[KEYS[0]].latest_version == 2
        assert request_.store.all_heads("acme").keys() == set(KEYS)
    assert trips == {"read REVISION": 1, "walk HEAD": 1}
    store.publish("acme", published(KEYS[0], 3))
    assert request_.store.heads("acme", KEYS[:1])[KEYS[0]].latest_version == 2, "as the request found it"
    request_.store.publish("acme", published(KEYS[1], 3))
    heads = request_.store.all_heads("acme")
    assert [heads[key].latest_version for key in KEYS] == [3, 3, 2, 2]
    again = Catalogue(store).under(RequestBudget(10**6, 10**7))
    assert again.store.all_heads("acme") == heads


def test_a_write_that_is_refused_has_heads_read_again_too(store: RulesInTable, request_: Catalogue) -> None:
    request_.store.all_heads("acme")
    store.publish("acme", published(KEYS[0], 3))
    with pytest.raises(Exception, match="written against version 2"):
        request_.store.publish("acme", replace(published(KEYS[0], 4), based_on=2))
    assert request_.store.heads("acme", KEYS)[KEYS[0]].latest_version == 3


def test_what_siblings_may_need_comes_with_what_is_needed_first(request_: Catalogue) -> None:
    heads = request_.store.all_heads("acme")
    digests = [(key.kind, entry.digest) for key in KEYS for entry in heads[key].entries]
    with counted() as trips:
        request_.expect(lambda: Expected([(key, 1) for key in KEYS], [(key, 2) for key in KEYS], digests))
    assert not trips, "what nobody needs is not read"
    with counted() as trips:
        versions = [request_.version("acme", key, 1) for key in KEYS]
        activations = [request_.activation("acme", key, 2) for key in KEYS]
        contents = [request_.content("acme", [digest])[digest] for _, digest in digests]
    assert trips == {"read DOC.V": 1, "read DOC.A": 1, "read CONTENT": 1}
    assert [each and each.number for each in versions] == [1] * 4
    assert [each and each.sequence for each in activations] == [2] * 4
    assert contents == [published(key, number).content for key in KEYS for number in (1, 2)]


def test_contents_for_other_things_do_not_come_along(request_: Catalogue) -> None:
    heads = request_.store.all_heads("acme")
    one, other, third = (heads[key].entries[0].digest for key in KEYS[:3])
    request_.expect(lambda: Expected(contents=[("rules", one), ("impact", other), ("rules", third)]))
    with counted() as trips:
        request_.content("acme", [one])
        request_.content("acme", [third])
    assert trips == {"read CONTENT": 1}
    with counted() as trips:
        request_.content("acme", [other])
    assert trips == {"read CONTENT": 1}


def test_listed_documents_are_looked_into_together(request_: Catalogue) -> None:
    request_.expect(lambda: Expected(documents=KEYS))
    request_.store.all_heads("acme")
    with counted() as trips:
        pages = [request_.store.versions("acme", key, Asked(1)) for key in KEYS]
        ends = [request_.store.audit_end("acme", key) for key in KEYS]
        numbered = [request_.version("acme", key, 1) for key in KEYS]
    assert trips == {"read DOC.V": 2, "read HEAD": 1}
    assert [[each.number for each in page.items] for page in pages] == [[2]] * 4
    assert all(page.has_next for page in pages)
    assert [end and end.number for end in ends] == [3] * 4
    assert [each and each.digest for each in numbered] == [published(key, 1).digest for key in KEYS]


def test_what_siblings_lists_lead_to_comes_with_what_is_needed_first(request_: Catalogue) -> None:
    request_.expect(lambda: Expected(documents=KEYS))
    request_.store.all_heads("acme")
    pages = [request_.store.activations("acme", key, Asked(2)) for key in KEYS]
    with counted() as trips:
        versions = [request_.version("acme", each.key, each.version) for page in pages for each in page.items]
        contents = [request_.content("acme", [each.digest])[each.digest] for each in versions if each is not None]
    assert trips == {"read DOC.V": 1, "read CONTENT": 1}
    assert contents == [published(key, number).content for key in KEYS for number in (2, 1)]


def test_what_versions_are_held_against_is_read_where_one_of_them_is(request_: Catalogue) -> None:
    request_.expect(lambda: Expected([(key, 2) for key in KEYS], before=[(key, 1) for key in KEYS]))
    with counted() as trips:
        latest = [request_.version("acme", key, 2) for key in KEYS]
    assert trips == {"read DOC.V": 1}
    with counted() as trips:
        before = [request_.version("acme", key, 1) for key in KEYS]
    assert trips == {"read DOC.V": 1}
    assert [(each and each.number) for each in (*latest, *before)] == [2] * 4 + [1] * 4


def test_what_there_is_not_is_not_looked_for_twice(request_: Catalogue) -> None:
    with counted() as trips:
        assert request_.version("acme", KEYS[0], 9) is None
        assert request_.version("acme", KEYS[0], 9) is None
    assert trips == {"read DOC.V": 1}
    request_.store.all_heads("acme")
    assert request_.version("acme", KEYS[0], 3) is None
    request_.store.publish("acme", published(KEYS[0], 3))
    assert request_.version("acme", KEYS[0], 3) is not None


def test_nothing_of_one_tenant_is_at_hand_for_another(store: RulesInTable, request_: Catalogue) -> None:
    store.create("other", NewDocument(KEYS[0], {"en": "theirs"}, None), "bo")
    store.publish("other", published(KEYS[0], 1))
    digest = request_.store.all_heads("acme")[KEYS[0]].entries[0].digest
    request_.content("acme", [digest])
    for reading in (
        lambda: request_.store.all_heads("other"),
        lambda: request_.version("other", KEYS[0], 1),
        lambda: request_.activation("other", KEYS[0], 1),
        lambda: request_.content("other", [digest]),
        lambda: request_.store.versions("other", KEYS[0], Asked(1)),
        lambda: request_.store.audit_end("other", KEYS[0]),
    ):
        with pytest.raises(ValueError, match="another tenant's"):
            reading()

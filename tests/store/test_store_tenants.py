"""Two tenants never meet, and no name of a caller reaches beyond its own part of a key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.rules.ports import Asked, NewDocument, Publication
from creditrules.store import RulesInTable

Create = Callable[..., DocumentKey]
Publishable = Callable[..., Publication]

RULE_SET = DocumentKind.RULE_SET


def test_the_same_slug_is_another_document_in_another_tenant(
    store: RulesInTable, create: Create, publication: Publishable
) -> None:
    key = create("line-cap", tenant="one")
    wanted = publication(key, retry_key="same")
    published = store.publish("one", wanted)

    assert store.heads("two", [key]) == {}
    assert store.content("two", [wanted.digest]) == {}
    assert store.version("two", key, 1) is None
    assert store.activation("two", key, 1) is None
    assert store.in_force("two", published.head, store.now(), store.now()) is not None, (
        "decided from what was handed in"
    )
    for page in (
        store.list_heads("two", RULE_SET, Asked(10)),
        store.versions("two", key, Asked(10)),
        store.activations("two", key, Asked(10)),
        store.changes("two", [key], Asked(10)),
        store.changes("two", None, Asked(10)),
        store.audit("two", key, Asked(10)),
    ):
        assert page.items == ()
    with pytest.raises(Refusal, match="no rule set"):
        store.publish("two", wanted)

    create("line-cap", tenant="two")
    assert not store.publish("two", wanted).replayed, "a retry key is a tenant's own"
    assert len(store.changes("one", None, Asked(10)).items) == 1


def test_a_cursor_of_one_tenant_is_refused_to_another(
    store: RulesInTable, create: Create, publication: Publishable
) -> None:
    for tenant in ("one", "two"):
        key = create("line-cap", tenant=tenant)
        store.publish(tenant, publication(key))
        store.publish(tenant, publication(key))
    cursors = {
        "heads": store.list_heads("one", RULE_SET, Asked(1)).cursors[0],
        "versions": store.versions("one", key, Asked(1)).cursors[0],
        "changes": store.changes("one", None, Asked(1)).cursors[0],
    }
    for ask in (
        lambda: store.list_heads("two", RULE_SET, Asked(1, cursors["heads"])),
        lambda: store.versions("two", key, Asked(1, cursors["versions"])),
        lambda: store.changes("two", None, Asked(1, cursors["changes"])),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == "BAD_CURSOR"


ODD = ["", "a#b", "#", "A", "-a", "a-", "a_b", "a b", "a\n", "é", "\ud800", "a" * 65, "../x", "a\x00", "١"]


@pytest.mark.parametrize("odd", ODD)
def test_names_that_are_no_slugs_are_refused_everywhere(
    store: RulesInTable, publication: Publishable, odd: str
) -> None:
    bad_key, good_key = DocumentKey(RULE_SET, odd), DocumentKey(RULE_SET, "cap")
    for tenant, key, code in ((odd, good_key, "BAD_TENANT"), ("lender", bad_key, "BAD_SLUG")):
        asks: list[Callable[[], object]] = [
            lambda t=tenant, k=key: store.heads(t, [k]),  # type: ignore[misc]
            lambda t=tenant, k=key: store.version(t, k, 1),  # type: ignore[misc]
            lambda t=tenant, k=key: store.versions(t, k, Asked(1)),  # type: ignore[misc]
            lambda t=tenant, k=key: store.changes(t, [k], Asked(1)),  # type: ignore[misc]
            lambda t=tenant, k=key: store.create(t, NewDocument(k, {}, None), "ana"),  # type: ignore[misc]
            lambda t=tenant, k=key: store.publish(t, publication(k)),  # type: ignore[misc]
        ]
        for ask in asks:
            with pytest.raises(Refusal) as refused:
                ask()
            assert (refused.value.kind, refused.value.code) == (Kind.INVALID, code)
    with pytest.raises(Refusal, match="cannot be a tenant"):
        store.list_heads(odd, RULE_SET, Asked(1))
    with pytest.raises(Refusal, match="cannot be a tenant"):
        store.content(odd, ["0" * 64])


@pytest.mark.parametrize("slug", ["a", "0", "a-b", "a--b", "a" * 64])
def test_slugs_may_be_short_long_and_hyphenated(store: RulesInTable, create: Create, slug: str) -> None:
    key = create(slug)
    assert store.heads("lender", [key])[key].key.slug == slug


def test_digests_that_are_none_are_unknown(store: RulesInTable) -> None:
    assert store.content("lender", ["", "#", "0" * 63, "0" * 65, "G" * 64, "0" * 64]) == {}


def test_a_hundred_and_more_heads_are_read_at_once(store: RulesInTable, create: Create) -> None:
    keys = [create(f"set-{number}") for number in range(105)]
    heads = store.heads("lender", [*keys, *keys, DocumentKey(RULE_SET, "absent")])
    assert sorted(heads) == sorted(keys)

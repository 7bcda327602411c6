"""Audit chains over GraphQL: whole, verifiable by what is said, and for auditors only."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

ADMINISTRATOR = "administrator"
PARTNER = "partner"
STRANGER = "administrator of another lender"
LINE_CAP = (Path(__file__).parent / "lender" / "line-cap.yaml").read_text("utf-8")

ENTRIES = """
query($first: Int, $after: String) { ruleSet(slug: "line-cap") {
  auditEnd { number hash }
  auditEntries(first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { number text previous hash act author recordedAt }
  }
} }
"""


@pytest.fixture
def lender(own_lender: Any) -> Any:
    for limit in ("190000", "180000"):
        assert own_lender.publish("line-cap", LINE_CAP.replace("200000", limit))["userErrors"] == []
    return own_lender


def chain(service: Any, first: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    links: list[dict[str, Any]] = []
    after = None
    while True:
        found = service.data(ENTRIES, {"first": first, "after": after}, ADMINISTRATOR)["ruleSet"]
        links += found["auditEntries"]["nodes"]
        if not found["auditEntries"]["pageInfo"]["hasNextPage"]:
            return links, found["auditEnd"]
        after = found["auditEntries"]["pageInfo"]["endCursor"]


def test_every_act_is_a_link_and_the_chain_reaches_its_end(lender: Any) -> None:
    links, end = chain(lender, first=2)
    assert [link["act"] for link in links] == ["CREATE", "PUBLISH", "PUBLISH", "PUBLISH"]
    assert {link["author"] for link in links} == {"alice"}
    previous = bytes(32)
    for link in links:
        assert link["previous"] == previous.hex()
        previous = hashlib.sha256(previous + link["text"].encode("ascii")).digest()
        told = json.loads(link["text"])["recordedAt"]
        assert datetime.fromisoformat(told) == datetime.fromisoformat(link["recordedAt"])
    assert end == {"number": 4, "hash": previous.hex()}


def test_all_documents_have_chains_and_their_pages_meet_without_gap(lender: Any) -> None:
    query = """query($first: Int, $after: String) { auditChains(first: $first, after: $after) {
      pageInfo { hasNextPage endCursor } nodes { kind slug end { number } entries(first: 1) { nodes { act } } } } }"""
    whole = lender.data(query, {"first": 100}, ADMINISTRATOR)["auditChains"]["nodes"]
    named = [(c["kind"], c["slug"]) for c in whole]
    assert {
        ("RULE_SET", "behaviour"),
        ("RULE_SET", "line-cap"),
        ("PRODUCT", "cash-loan"),
        ("PRODUCT", "pay-later"),
    } <= set(named)
    assert all(c["entries"]["nodes"] == [{"act": "CREATE"}] for c in whole)
    pages = []
    after = None
    while True:
        page = lender.data(query, {"first": 1, "after": after}, ADMINISTRATOR)["auditChains"]
        pages += [(c["kind"], c["slug"]) for c in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert pages == named


def test_chains_are_found_by_slug(lender: Any) -> None:
    query = (
        "query($slug: String, $kind: DocumentKind) { auditChains(slug: $slug, kind: $kind) { nodes { kind slug } } }"
    )
    assert lender.data(query, {"slug": "cash-loan"}, ADMINISTRATOR)["auditChains"]["nodes"] == [
        {"kind": "PRODUCT", "slug": "cash-loan"}
    ]
    named = lender.data(query, {"slug": "cash-loan", "kind": "RULE_SET"}, ADMINISTRATOR)
    assert named["auditChains"]["nodes"] == []
    products = lender.data(query, {"kind": "PRODUCT"}, ADMINISTRATOR)["auditChains"]["nodes"]
    assert [chain["slug"] for chain in products] == ["cash-loan", "pay-later"]
    for slug in ("nothing", "Not#A#Slug"):
        assert lender.data(query, {"slug": slug}, ADMINISTRATOR)["auditChains"]["nodes"] == []


@pytest.mark.parametrize("after", ["", "x", "RULE_SET/x", "SECRET/", "PRODUCT/AAAA"])
def test_a_foreign_cursor_is_refused(lender: Any, after: str) -> None:
    query = "query($after: String) { auditChains(after: $after) { nodes { slug } } }"
    if after:
        assert lender.error(query, {"after": after}, ADMINISTRATOR)["extensions"]["code"] == "BAD_CURSOR"
    entries = 'query($after: String) { ruleSet(slug: "line-cap") { auditEntries(after: $after) { nodes { number } } } }'
    assert lender.error(entries, {"after": after}, ADMINISTRATOR)["extensions"]["code"] == "BAD_CURSOR"


def test_partners_may_not_audit_and_other_lenders_find_nothing(lender: Any) -> None:
    refused = lender.answer(ENTRIES, token=PARTNER)
    assert refused["data"]["ruleSet"] == {"auditEnd": None, "auditEntries": None}
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["FORBIDDEN", "FORBIDDEN"]
    assert lender.error("{ auditChains { nodes { slug } } }", token=PARTNER)["extensions"]["code"] == "FORBIDDEN"
    end = '{ ruleSet(slug: "line-cap") { auditEnd { hash } } }'
    assert lender.error(end, token=PARTNER)["extensions"]["code"] == "FORBIDDEN"
    assert lender.data("{ auditChains { nodes { slug } } }", token=STRANGER)["auditChains"]["nodes"] == []

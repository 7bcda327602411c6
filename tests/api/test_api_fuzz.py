"""Whatever is sent: an answer that is ours to give, never a fault, never a hang."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

OPERATIONS = [
    path.read_text("utf-8")
    for path in sorted((Path(__file__).parents[2] / "graphql" / "operations").rglob("*.graphql"))
]
TOKENS = [
    "{",
    "}",
    "(",
    ")",
    "...",
    "on",
    "$x",
    ":",
    '"',
    '"""',
    "@skip(if: true)",
    "null",
    "1e999",
    "[",
    "]",
    "!",
    "é",
    "\0",
]
FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["1e400", "NaN", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
QUESTION = "query($i: EligibilityInput!) { eligibility(input: $i) { decisions { outcome missingFacts { name } } } }"


def codes(service: Any, body: bytes) -> set[str]:
    response = service.post(body, "administrator")
    assert response.status in {200, 400}
    errors = json.loads(response.body).get("errors", [])
    return {error["extensions"]["code"] for error in errors}


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """A good document with some cuts, copies and stray tokens."""
    text = draw(st.sampled_from(OPERATIONS))
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        end = min(end, start + 60)
        piece = draw(st.sampled_from(["", text[start:end] * 2, *TOKENS]))
        text = text[:start] + piece + text[end:]
    return text


@given(body=st.binary(max_size=300))
def test_any_bytes_get_an_answer(bare: Any, body: bytes) -> None:
    assert "INTERNAL_SERVER_ERROR" not in codes(bare, body)


@given(document=mutilated())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_mutilated_document_gets_an_answer(bare: Any, document: str) -> None:
    body = json.dumps({"query": document, "variables": {"slug": "a", "product": "a", "id": "x"}}).encode()
    assert "INTERNAL_SERVER_ERROR" not in codes(bare, body)


@given(facts=st.dictionaries(st.sampled_from(["overdueDays", "requestedAmount", "x"]), FACTS) | FACTS)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_facts_get_an_answer(lender: Any, facts: object) -> None:
    body = json.dumps({"query": QUESTION, "variables": {"i": {"facts": facts}}}).encode()
    assert "INTERNAL_SERVER_ERROR" not in codes(lender, body)

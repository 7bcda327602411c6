"""The function as it is deployed: partners send trusted documents only, and find those that were packed with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from tests.handlers.deployed import deployed, token
from tests.handlers.test_lambda_graphql import event

from creditrules.api import document_digest
from creditrules.auth import Role

FACTS = Path(__file__).parents[2] / "graphql" / "operations" / "partner" / "facts.graphql"
FACTS_ID = f"sha256:{document_digest(FACTS.read_bytes().decode())}"


@pytest.fixture(scope="module")
def function() -> Iterator[Any]:
    with deployed(CREDITRULES_DOCUMENTS="trusted") as module:
        yield module


def told(function: Any, body: object, role: Role, query: str = "") -> dict[str, Any]:
    text = None if body is None else json.dumps(body)
    headers = {"authorization": f"Bearer {token(role)}", "content-type": "application/json"}
    sent = event("GET" if body is None else "POST", "/graphql", text, headers, query, encoded=False)
    answer: dict[str, Any] = json.loads(function.handler(sent, SimpleNamespace(aws_request_id="1"))["body"])
    return answer


def test_a_partner_asks_by_hash_and_sends_nothing_else(function: Any) -> None:
    sent = told(function, {"documentId": FACTS_ID}, Role.PARTNER)["data"]["facts"]
    assert sent == told(function, None, Role.PARTNER, f"documentId={quote(FACTS_ID)}")["data"]["facts"]
    assert isinstance(sent["nodes"], list)
    [error] = told(function, {"query": "{ __typename }"}, Role.PARTNER)["errors"]
    assert error["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
    assert told(function, {"query": "{ __typename }"}, Role.AUDITOR)["data"] == {"__typename": "Query"}


def test_a_partner_sends_what_its_lender_has_registered_until_that_is_retired(function: Any) -> None:
    text = "query Slugs { products { nodes { slug } } }"
    by_id = f"sha256:{document_digest(text)}"
    asked = "mutation($input: {0}Input!) {{ {1}(input: $input) {{ userErrors {{ code }} }} }}"
    register = asked.format("RegisterDocuments", "registerDocuments")
    retire = asked.format("RetireDocument", "retireDocument")
    assert told(function, {"query": text}, Role.PARTNER)["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
    done = told(function, {"query": register, "variables": {"input": {"documents": [text]}}}, Role.ADMINISTRATOR)
    assert done["data"]["registerDocuments"]["userErrors"] == []
    for body in ({"query": text}, {"documentId": by_id}):
        assert told(function, body, Role.PARTNER)["data"] == {"products": {"nodes": []}}
    done = told(function, {"query": retire, "variables": {"input": {"documentId": by_id}}}, Role.ADMINISTRATOR)
    assert done["data"]["retireDocument"]["userErrors"] == []
    assert (
        told(function, {"documentId": by_id}, Role.PARTNER)["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_FOUND"
    )

"""The function behind its gateway, over real HTTP: bodies of every kind, routes, and what the gateway refuses."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from tests.handlers.asking import ask
from tests.handlers.deployed import deployed, token
from tests.handlers.gateway import LARGEST_EVENT, gateway

from creditrules.auth import Role

SHOP = "https://shop.example"
PARTNER = {"authorization": f"Bearer {token(Role.PARTNER)}", "content-type": "application/json"}
QUESTION = json.dumps({"query": "{ products { totalCount } }"}).encode()


@pytest.fixture(scope="module")
def function() -> Iterator[str]:
    with deployed(CREDITRULES_ORIGINS=f"acme={SHOP}") as module, gateway(module.handler) as url:
        yield url


@pytest.mark.parametrize("packed", [False, True])
def test_a_question_is_answered_plain_or_packed(function: str, *, packed: bool) -> None:
    body, headers = (gzip.compress(QUESTION), {"content-encoding": "gzip"}) if packed else (QUESTION, {})
    told = ask(function, "POST", body=body, headers=PARTNER | headers)
    assert (told.status, told.json["data"]) == (200, {"products": {"totalCount": 0}})


def test_a_packed_answer_arrives_as_bytes(function: str) -> None:
    response = ask(function, "GET", "/graphql/schema.graphql", headers=PARTNER | {"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    plain = gzip.decompress(response.body)
    assert b"type Query" in plain
    held = PARTNER | {"if-none-match": response.headers["etag"]}
    assert ask(function, "GET", "/graphql/schema.graphql", headers=held).status == 304
    headed = ask(function, "HEAD", "/graphql/schema.graphql", headers=PARTNER)
    assert (headed.status, headed.body, headed.headers["etag"]) == (200, b"", response.headers["etag"])


def test_a_page_of_the_tenant_may_call_and_no_other(function: str) -> None:
    wanted = {"access-control-request-method": "POST"}
    assert ask(function, "OPTIONS", headers={"origin": SHOP} | wanted).headers["access-control-allow-origin"] == SHOP
    assert ask(function, "OPTIONS", headers={"origin": "null"} | wanted).status == 403
    assert ask(function, "POST", body=QUESTION, headers=PARTNER | {"origin": SHOP}).status == 200
    assert ask(function, "POST", body=QUESTION, headers=PARTNER | {"origin": "https://evil.example"}).status == 403


@pytest.mark.parametrize(
    ("path", "status"), [("/health", 200), ("/graphql", 401), ("/graphql/schema.graphql", 401), ("/admin", 404)]
)
def test_what_the_deployment_routes_is_ours_to_answer(function: str, path: str, status: int) -> None:
    response = ask(function, "GET", path)
    assert response.status == status
    assert (response.headers["strict-transport-security"] is not None) is (status != 404)


def test_a_method_of_no_use_is_refused_by_us(function: str) -> None:
    response = ask(function, "DELETE", headers=PARTNER)
    assert (response.status, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_what_lambda_does_not_take_as_an_event_goes_through_packed(function: str) -> None:
    text = '"'.join(map(str, range(LARGEST_EVENT // 9)))
    body = json.dumps({"query": "{ products { totalCount } }", "variables": {"x": text}}).encode()
    assert ask(function, "POST", body=body, headers=PARTNER).status == 413
    packed = PARTNER | {"content-encoding": "gzip"}
    assert ask(function, "POST", body=gzip.compress(body, 1), headers=packed).status == 200


def test_text_beyond_ascii_goes_both_ways(function: str) -> None:
    query = quote('{ product(slug: "花呗") { slug } }')
    told = ask(function, "GET", f"/graphql?query={query}", headers=PARTNER)
    assert (told.status, told.json["data"]) == (200, {"product": None})

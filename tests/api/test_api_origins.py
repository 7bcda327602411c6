"""Pages of partners that call from a browser: allowed by tenant and by name, and nobody else's."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from creditrules.api import Application, Origins, Request, Response

SHOP, CONSOLE, ZENITH = "https://shop.example", "https://console.example:8443", "https://zenith.example"
ALLOWED = Origins(frozenset({("acme", SHOP), ("acme", CONSOLE), ("zenith", ZENITH)}))
STRANGERS = [
    "https://evil.example",
    "null",
    "",
    "*",
    "http://shop.example",
    "https://shop.example:444",
    "https://shop.example/",
    "https://SHOP.example",
    "https://sub.shop.example",
    "https://shop.example.evil.example",
    f"{SHOP}, {SHOP}",
    f"{SHOP} {CONSOLE}",
    "file://",
    "https://",
]


@pytest.fixture
def served(bare: Any) -> Application:
    application: Application = bare.application
    return replace(application, origins=ALLOWED)


def preflight(served: Application, origin: str, path: str = "/graphql", method: str = "POST") -> Response:
    return served.handle(Request("OPTIONS", path, {"origin": origin, "access-control-request-method": method}))


def post(served: Application, origin: str, token: str = "partner", **headers: str) -> Response:  # noqa: S107 - a name
    given = {"origin": origin, "content-type": "application/json", "authorization": f"Bearer {token}"} | headers
    return served.handle(Request("POST", "/graphql", given, "", b'{"query": "{ __typename }"}'))


def opened(response: Response) -> list[str]:
    return [name for name, _ in response.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("origin", [SHOP, CONSOLE, ZENITH])
def test_a_preflight_of_any_tenants_page_is_granted_without_a_token(served: Application, origin: str) -> None:
    response = preflight(served, origin)
    assert (response.status, response.body) == (204, b"")
    assert response.header("access-control-allow-origin") == origin
    assert response.header("access-control-allow-methods") == "GET, HEAD, OPTIONS, POST"
    assert {"Authorization", "Content-Type"} <= set(response.header("access-control-allow-headers").split(", "))
    assert response.header("access-control-max-age") == "7200"
    assert "Origin" in response.header("vary")


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_stranger_is_granted_nothing(served: Application, origin: str) -> None:
    for response in (preflight(served, origin), post(served, origin)):
        assert response.status == 403
        assert opened(response) == []
        assert json.loads(response.body)["errors"][0]["extensions"]["code"] == "ORIGIN_NOT_ALLOWED"
        assert "Origin" in response.header("vary")


def test_a_page_reads_answers_for_its_own_tenant_only(served: Application) -> None:
    assert post(served, SHOP).status == 200
    assert post(served, ZENITH, token="administrator of another lender").status == 200
    for origin, token in ((ZENITH, "partner"), (SHOP, "administrator of another lender")):
        response = post(served, origin, token=token)
        assert response.status == 403
        assert b"data" not in response.body


def test_a_page_can_read_why_it_was_refused(served: Application) -> None:
    response = post(served, SHOP, token="forged")
    assert (response.status, response.header("access-control-allow-origin")) == (401, SHOP)
    assert "X-Request-Id" in response.header("access-control-expose-headers")


def test_credentials_and_wildcards_are_never_allowed(served: Application) -> None:
    for response in (preflight(served, SHOP), post(served, SHOP)):
        assert "access-control-allow-credentials" not in opened(response)
        assert "*" not in response.header("access-control-allow-origin")


def test_our_own_pages_are_no_strangers(bare: Any) -> None:
    assert post(bare.application, "http://127.0.0.1:8000", host="127.0.0.1:8000").status == 200
    assert post(bare.application, "http://127.0.0.1:8001", host="127.0.0.1:8000").status == 403
    assert post(bare.application, "null", host="").status == 403


def test_whoever_is_no_browser_is_asked_for_no_origin(served: Application) -> None:
    headers = {"authorization": "Bearer partner"}
    response = served.handle(Request("GET", "/graphql", headers, "query=%7B__typename%7D"))
    assert (response.status, opened(response)) == (200, [])


def test_the_schema_is_as_closed(served: Application) -> None:
    headers = {"authorization": "Bearer partner", "origin": ZENITH}
    assert served.handle(Request("GET", "/graphql/schema.graphql", headers)).status == 403
    assert served.handle(Request("GET", "/graphql/schema.graphql", headers | {"origin": SHOP})).status == 200

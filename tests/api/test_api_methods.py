"""Methods, ids of requests, the headers that every answer has, and the schema's text: HTTP beside the questions."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

import pytest

from creditrules.api import Graphiql, Request, Response, schema_sdl

TOKEN = {"authorization": "Bearer partner"}
ADDRESSES = {
    "/graphql": "GET, HEAD, OPTIONS, POST",
    "/": "GET, HEAD, OPTIONS, POST",
    "/health": "GET, HEAD, OPTIONS",
    "/ready": "GET, HEAD, OPTIONS",
    "/graphql/schema.graphql": "GET, HEAD, OPTIONS",
}
ASKED = "query=%7B__typename%7D"


@pytest.mark.parametrize(("path", "allow"), ADDRESSES.items())
def test_options_tells_what_an_address_takes_without_a_token(bare: Any, path: str, allow: str) -> None:
    response = bare.send(Request("OPTIONS", path))
    assert (response.status, response.header("allow"), response.body) == (204, allow, b"")


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get"]
)
@pytest.mark.parametrize(("path", "allow"), ADDRESSES.items())
def test_what_is_allowed_is_done_and_nothing_else(bare: Any, path: str, allow: str, method: str) -> None:
    response = bare.send(Request(method, path, TOKEN, ASKED))
    assert (response.status == 405) is (method not in allow.split(", "))
    if response.status == 405:
        assert response.header("allow") == allow
        assert json.loads(response.body)["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT"])
@pytest.mark.parametrize("path", ["/admin", "/graphql/", "/graphiql/app.js", "//graphql", "*", ""])
def test_where_nothing_is_no_method_is_told(bare: Any, path: str, method: str) -> None:
    assert bare.send(Request(method, path, TOKEN)).status == 404


def test_pages_take_options_too(bare: Any) -> None:
    local = replace(bare.application, page=Graphiql())
    headers = {"host": "127.0.0.1:8000"}
    assert local.handle(Request("OPTIONS", "/graphiql/app.js", headers)).header("allow") == "GET, HEAD, OPTIONS"
    assert local.handle(Request("POST", "/graphiql/app.js", headers)).status == 405


@pytest.mark.parametrize("path", ["/graphql", "/health", "/graphql/schema.graphql"])
def test_head_is_get_without_the_body(bare: Any, path: str) -> None:
    asked, headed = (bare.send(Request(method, path, TOKEN, ASKED)) for method in ("GET", "HEAD"))
    told = [[header for header in each.headers if header[0] != "x-request-id"] for each in (asked, headed)]
    assert asked.status == headed.status == 200
    assert told[0] == told[1]


def test_a_mutation_does_not_come_by_head_either(bare: Any) -> None:
    assert bare.send(Request("HEAD", "/graphql", TOKEN, "query=mutation%7B__typename%7D")).status == 405


@pytest.mark.parametrize("given", ["a", "0af7651916cd43dd8448eb211c80319c", "Root=1-65f0c0de/1:2@3+4", "x" * 64])
def test_a_sane_id_of_a_request_comes_back(bare: Any, given: str) -> None:
    assert bare.post({"query": "{ __typename }"}, x_request_id=given).header("x-request-id") == given


@pytest.mark.parametrize("given", ["", " ", "x" * 65, "a b", "a\nb", 'a"b', "é", "a, a", "<script>", "a;b", "\u202e"])
def test_any_other_gets_one_of_our_own(bare: Any, given: str) -> None:
    made = bare.post({"query": "{ __typename }"}, x_request_id=given).header("x-request-id")
    assert len(made) == 32
    assert made != given


def test_every_answer_has_an_id_and_the_headers_that_browsers_are_held_by(bare: Any) -> None:
    requests = [Request("GET", path, TOKEN, ASKED) for path in (*ADDRESSES, "/admin")]
    requests += [Request("OPTIONS", "/graphql"), Request("PUT", "/graphql"), Request("POST", "/graphql")]
    responses: list[Response] = [bare.send(request) for request in requests]
    assert len({response.header("x-request-id") for response in responses}) == len(responses)
    for response in responses:
        names = [name for name, _ in response.headers]
        assert len(set(names)) == len(names)
        assert response.header("x-content-type-options") == "nosniff"
        assert response.header("referrer-policy") == "no-referrer"
        assert response.header("content-security-policy").startswith("default-src 'none'")
        assert response.header("cache-control") in {"no-store", "private, no-cache"}
        assert {"Origin", "Authorization"} <= set(response.header("vary").split(", "))


def test_only_what_is_reached_by_tls_asks_browsers_for_it(bare: Any) -> None:
    served = replace(bare.application, tls=True)
    assert served.handle(Request("GET", "/health")).header("strict-transport-security")
    assert not bare.send(Request("GET", "/health")).header("strict-transport-security")


def test_one_line_of_the_log_says_who_asked_what_and_what_came_of_it(
    bare: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "creditrules.requests"):
        query = "query Names { products { totalCount } }"
        bare.post({"query": query, "variables": {"secret": "4711"}}, x_request_id="here")
        bare.send(Request("GET", "/nowhere", {}, "secret=4711"))
    asked, lost = (json.loads(record.message) for record in caplog.records)
    assert {"request": "here", "operation": "Names", "tenant": "acme", "subject": "shop", "status": 200}.items() <= (
        asked.items()
    )
    assert (asked["executed"], "executed" in lost) == ("plan", False)
    assert (lost["status"], lost["path"]) == (404, "/nowhere")
    assert "4711" not in caplog.text
    assert "partner" not in caplog.text


def test_a_fault_of_ours_is_masked_and_found_again_by_the_id_of_the_request(
    bare: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def page(_: Request) -> Response:
        raise RuntimeError(TOKEN["authorization"])

    broken = replace(bare.application, page=page)
    response = broken.handle(Request("GET", "/graphql", TOKEN | {"x-request-id": "here"}, ASKED))
    [error] = json.loads(response.body)["errors"]
    assert (response.status, response.header("x-request-id")) == (500, "here")
    assert (error["extensions"]["code"], error["extensions"]["requestId"]) == ("INTERNAL_SERVER_ERROR", "here")
    assert json.loads(caplog.records[0].message)["request"] == "here"
    assert "Bearer" not in caplog.text


def test_the_schema_is_given_to_whoever_has_a_token(bare: Any) -> None:
    response = bare.send(Request("GET", "/graphql/schema.graphql", TOKEN))
    assert response.body.decode() == schema_sdl()
    assert bare.send(Request("GET", "/graphql/schema.graphql")).status == 401


@pytest.mark.parametrize("held", ["{}", "W/{}", '"other", {}', "*", ' W/"x" ,{} '])
def test_who_has_the_schema_is_not_sent_it_again(bare: Any, held: str) -> None:
    tag = bare.send(Request("GET", "/graphql/schema.graphql", TOKEN)).header("etag")
    headers = TOKEN | {"if-none-match": held.replace("{}", tag.removeprefix("W/"))}
    response = bare.send(Request("GET", "/graphql/schema.graphql", headers))
    assert (response.status, response.body, response.header("etag")) == (304, b"", tag)
    assert bare.send(Request("GET", "/graphql/schema.graphql", TOKEN | {"if-none-match": '"other"'})).status == 200

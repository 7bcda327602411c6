"""GraphQL over HTTP: media types, status codes, methods, bodies and tokens."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from creditrules.api import Request, Response
from creditrules.config import Limits

GRAPHQL = "application/graphql-response+json"
TOKEN = {"authorization": "Bearer partner"}


def body_of(response: Response) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(response.body)
    return value


def header(response: Response, name: str) -> str | None:
    return dict(response.headers).get(name)


def code_of(response: Response) -> str:
    errors = body_of(response)["errors"]
    assert len(errors) == 1
    assert set(body_of(response)) <= {"errors", "extensions"}
    code: str = errors[0]["extensions"]["code"]
    return code


def get(service: Any, **parameters: str) -> Response:
    response: Response = service.send(Request("GET", "/graphql", TOKEN, urlencode(parameters)))
    return response


def test_a_query_is_answered(bare: Any) -> None:
    response = bare.post({"query": "{ __typename }"})
    assert response.status == 200
    assert header(response, "content-type") == "application/json; charset=utf-8"
    assert body_of(response)["data"] == {"__typename": "Query"}


def test_the_answer_takes_the_media_type_asked_for(bare: Any) -> None:
    response = bare.post({"query": "{ __typename }"}, accept=GRAPHQL)
    assert header(response, "content-type") == f"{GRAPHQL}; charset=utf-8"


def test_no_other_media_type_is_promised(bare: Any) -> None:
    assert bare.post({"query": "{ __typename }"}, accept="image/png").status == 406


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{", None),
        ("{ nothingLikeThis }", None),
        ("query($id: ID!) { node(id: $id) { id } }", {"id": None}),
        ("query($n: Int) { products(first: $n) { totalCount } }", {"n": "x"}),
        ("query($n: Int) { products(first: $n) { totalCount } }", {"n": 2**40}),
        ("{" + " ".join(f"a{n}: __typename" for n in range(99)) + "}", None),
        ("{" * 3000, None),
        ("{ a " * 3000, None),
    ],
)
def test_what_cannot_be_executed_has_no_data(bare: Any, query: str, variables: Any) -> None:
    """With application/json the status stays 200, as the specification has it for old clients."""
    body = {"query": query, "variables": variables}
    for accept, status in (("application/json", 200), (GRAPHQL, 400)):
        response = bare.post(body, accept=accept)
        assert response.status == status
        assert "data" not in body_of(response)
        assert body_of(response)["errors"][0]["extensions"]["code"]


def test_a_mistake_met_while_executing_is_told_beside_the_data(bare: Any) -> None:
    query = "{ bad: products(first: 1000) { totalCount } }"
    for accept, status in (("application/json", 200), (GRAPHQL, 294)):
        response = bare.post({"query": query}, accept=accept)
        assert response.status == status
        assert body_of(response)["data"] == {"bad": None}
        assert body_of(response)["errors"][0]["path"] == ["bad"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "BODY_MISSING"),
        (b"  ", "BODY_MISSING"),
        (b"null", "NOT_AN_OBJECT"),
        (b'"{ __typename }"', "NOT_AN_OBJECT"),
        (b'[{"query": "{ __typename }"}]', "NOT_AN_OBJECT"),
        (b"7", "NOT_AN_OBJECT"),
        (b"\xff\xfe{}", "NOT_UTF8"),
        (b"{ not json", "NOT_JSON"),
        (b'{"query": "{ __typename }", "variables": {"x": NaN}}', "NOT_JSON"),
        (b'{"a":' * 100_000, "TOO_DEEP"),
        (b"{}", "QUERY_MISSING"),
        (b'{"query": null}', "QUERY_MISSING"),
        (b'{"query": ["{ __typename }"]}', "QUERY_MISSING"),
        (b'{"query": "  "}', "QUERY_MISSING"),
        (b'{"query": "{ __typename }", "variables": []}', "BAD_VARIABLES"),
        (b'{"query": "{ __typename }", "operationName": 7}', "BAD_OPERATION_NAME"),
        (b'{"query": "{ __typename }", "extensions": "x"}', "BAD_EXTENSIONS"),
        (b'{"query": "# nothing"}', "GRAPHQL_PARSE_FAILED"),
        (b'{"query": "fragment f on Query { __typename }"}', "GRAPHQL_VALIDATION_FAILED"),
        (b'{"query": "query a { __typename } query b { __typename }"}', "OPERATION_NAME_MISSING"),
        (b'{"query": "query a { __typename }", "operationName": "b"}', "UNKNOWN_OPERATION"),
    ],
)
def test_bodies_that_say_nothing_to_execute_are_told_what_is_wrong(bare: Any, body: bytes, code: str) -> None:
    response = bare.post(body, accept=GRAPHQL)
    assert response.status == 400
    assert code_of(response) == code


def test_several_operations_are_told_apart_by_name(bare: Any) -> None:
    body = {"query": "query a { __typename } query b { products { totalCount } }", "operationName": "b"}
    assert body_of(bare.post(body))["data"] == {"products": {"totalCount": 0}}


def test_several_operations_without_a_name_are_refused_with_any_media_type(bare: Any) -> None:
    response = bare.post({"query": "query a { __typename } query b { __typename }"})
    assert response.status == 400
    assert "a, b" in body_of(response)["errors"][0]["extensions"]["hint"]


def test_a_body_that_is_too_large_is_refused(bare: Any) -> None:
    response = bare.post(b'{"query": "' + b" " * Limits().body_bytes + b'"}')
    assert response.status == 413
    assert code_of(response) == "BODY_TOO_LARGE"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_only_json_bodies_are_taken(bare: Any, content_type: str) -> None:
    assert bare.post({"query": "{ __typename }"}, content_type=content_type).status == 415


def test_a_charset_other_than_utf8_is_refused(bare: Any) -> None:
    content_type = "application/json; charset=utf-16"
    assert bare.post({"query": "{ __typename }"}, content_type=content_type).status == 415


def test_queries_may_come_by_get(bare: Any) -> None:
    response = get(bare, query="query Q($n: Int) { products(first: $n) { totalCount } }", variables='{"n": 1}')
    assert response.status == 200
    assert body_of(response)["data"] == {"products": {"totalCount": 0}}


def test_mutations_may_not_come_by_get(bare: Any) -> None:
    response = get(bare, query="mutation { __typename }")
    assert response.status == 405
    assert header(response, "allow") == "POST"


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 400),
        ({"query": "{ __typename }", "variables": "{"}, 400),
        ({"query": "{ __typename }", "variables": "[]"}, 400),
        ({"query": "{ __typename }" + " " * 70_000}, 414),
        ({f"p{n}": "x" for n in range(40)}, 400),
    ],
)
def test_addresses_that_say_nothing_to_execute_are_refused(bare: Any, parameters: dict[str, str], status: int) -> None:
    assert get(bare, **parameters).status == status


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Basic cGFydG5lcg==", "partner", "Bearer forged"]
)
def test_without_a_good_token_nothing_is_answered(bare: Any, authorization: str | None) -> None:
    headers = {"content-type": "application/json"} | ({"authorization": authorization} if authorization else {})
    response = bare.send(Request("POST", "/graphql", headers, "", b'{"query": "{ __typename }"}'))
    assert response.status == 401
    assert code_of(response) == "UNAUTHENTICATED"
    assert (header(response, "www-authenticate") or "").startswith("Bearer")


def test_health_needs_no_token(bare: Any) -> None:
    response = bare.send(Request("GET", "/health"))
    assert (response.status, body_of(response)) == (200, {"status": "ok"})
    assert bare.send(Request("POST", "/health")).status == 405


def test_anything_else_is_not_found(bare: Any) -> None:
    assert bare.send(Request("GET", "/admin")).status == 404


def test_a_page_is_given_only_where_it_is_wanted(bare: Any) -> None:
    """This application has none: a browser is told that a token is needed, in JSON."""
    response = bare.send(Request("GET", "/", {"accept": "text/html,*/*;q=0.8"}))
    assert response.status == 401


def test_what_an_operation_costs_is_told(bare: Any) -> None:
    told = bare.answer("{ products(first: 10) { nodes { slug } } }")["extensions"]["cost"]
    assert told.pop("throttleStatus").keys() == {"maximumAvailable", "currentlyAvailable", "restoreRate"}
    assert told == {
        "requestedQueryCost": 11,
        "actualQueryCost": 1,
        "maximumQueryCost": 20_000,
        "evaluation": {"steps": 0, "maximumSteps": 3_000_000, "spent": False},
    }


def test_what_costs_too_much_is_not_run(bare: Any) -> None:
    page = "versions(first: 100) { nodes"
    query = f"{{ ruleSets(first: 100) {{ nodes {{ {page} {{ ruleSet {{ {page} {{ number }} }} }} }} }} }} }} }}"
    assert bare.error(query)["extensions"]["code"] == "TOO_COSTLY"


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (Request("PUT", "/graphql", TOKEN), 405, "METHOD_NOT_ALLOWED"),
        (Request("POST", "/health", {}), 405, "METHOD_NOT_ALLOWED"),
        (Request("GET", "/graphql", TOKEN | {"accept": "image/png"}), 406, "NOT_ACCEPTABLE"),
        (Request("POST", "/graphql", TOKEN, "", b"{}"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (Request("POST", "/graphql", TOKEN | {"content-type": "text/plain"}, "", b"{}"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (
            Request("POST", "/graphql", TOKEN | {"content-type": "application/json; charset=latin-1"}, "", b"{}"),
            415,
            "UNSUPPORTED_CHARSET",
        ),
        (Request("GET", "/graphql", TOKEN, "query=%7B__typename%7D&x=" + "y" * 6_000), 414, "ADDRESS_TOO_LONG"),
        (Request("GET", "/graphql", TOKEN, "query=%FF"), 400, "BAD_ADDRESS"),
        (Request("GET", "/graphql", TOKEN, "&".join(f"p{n}=1" for n in range(21))), 400, "BAD_ADDRESS"),
    ],
)
def test_what_http_itself_refuses_has_its_status_and_code(bare: Any, request_: Request, status: int, code: str) -> None:
    response = bare.send(request_)
    assert (response.status, code_of(response)) == (status, code)


def test_an_address_is_as_long_as_the_limit_and_no_longer(bare: Any) -> None:
    query = "query=%7B__typename%7D&x="
    assert bare.send(Request("GET", "/graphql", TOKEN, query.ljust(6_000, "y"))).status == 200
    assert bare.send(Request("GET", "/graphql", TOKEN, query.ljust(6_001, "y"))).status == 414


def test_a_mutation_by_get_is_refused_by_name(bare: Any) -> None:
    query = 'mutation { eraseSubject(input: {subject: "x", reach: ALL, comment: "y"}) { alreadyErased } }'
    response = get(bare, query=query)
    assert (response.status, code_of(response), header(response, "allow")) == (405, "MUTATION_BY_GET", "POST")

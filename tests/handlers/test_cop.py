"""The twelve checks of graphql-cop: on the function, on the service of one machine, and on that with --production.

Over real HTTP and with a token, as graphql-cop asks; with --production that of an administrator, as partners may send
nothing of it there, which the last test holds. Each says what is found where, and this is found on purpose: on
one machine whoever has a token may ask for the schema, in GraphiQL too; and queries by GET are part of GraphQL over
HTTP. They are no forgery across sites: no browser adds a bearer token by itself, and strange pages are refused besides.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.handlers.asking import Service, Told, ask

EVERYWHERE = ("function", "as deployed", "one machine")
CLOSED = ("function", "as deployed")


@pytest.fixture
def allowed(services: Mapping[str, Service]) -> Mapping[str, Service]:
    """The services, asked by somebody who may send such documents there."""
    return {**services, "as deployed": services["as deployed"].by_staff()}


def code_of(told: Told) -> str:
    [error] = told.json["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("where", EVERYWHERE)
def test_1_alias_overloading(allowed: Mapping[str, Service], where: str) -> None:
    told = allowed[where].query("query cop { " + " ".join(f"alias{n}: __typename" for n in range(101)) + " }")
    assert code_of(told) == "TOO_MANY_ALIASES"


@pytest.mark.parametrize("where", EVERYWHERE)
def test_2_array_batching(allowed: Mapping[str, Service], where: str) -> None:
    told = allowed[where].post([{"query": "query cop { __typename }"}] * 10)
    assert (told.status, code_of(told)) == (400, "NOT_AN_OBJECT")


@pytest.mark.parametrize("where", EVERYWHERE)
def test_3_directive_overloading(allowed: Mapping[str, Service], where: str) -> None:
    told = allowed[where].query("query cop { __typename " + "@aa" * 10 + " }")
    assert code_of(told) == "TOO_MANY_DIRECTIVES"


@pytest.mark.parametrize("where", EVERYWHERE)
def test_4_circular_introspection(allowed: Mapping[str, Service], where: str) -> None:
    inner = "fields { type { " * 4 + "name" + " } }" * 4
    told = allowed[where].query(f"query cop {{ __schema {{ types {{ {inner} }} }} }}")
    assert "data" not in told.json


@pytest.mark.parametrize("where", EVERYWHERE)
def test_5_field_duplication(allowed: Mapping[str, Service], where: str) -> None:
    assert code_of(allowed[where].query("query cop { " + "__typename \n" * 500 + " }")) == "TOO_MANY_REPEATS"


@pytest.mark.parametrize("where", EVERYWHERE)
def test_6_introspection_is_for_one_machine(allowed: Mapping[str, Service], where: str) -> None:
    told = allowed[where].query("query cop { __schema { types { name fields { name } } } }")
    assert ("data" in told.json) is (where not in CLOSED)
    fragments = "fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }"
    assert "data" not in allowed[where].query("query { __schema { ...A } } " + fragments).json


@pytest.mark.parametrize("where", EVERYWHERE)
def test_7_field_suggestions_are_for_one_machine(allowed: Mapping[str, Service], where: str) -> None:
    told = allowed[where].query("query cop { productz { totalCount } }")
    assert (b"Did you mean" in told.body) <= (where not in CLOSED)


@pytest.mark.parametrize("where", EVERYWHERE)
def test_8_queries_by_get_are_answered_but_to_no_page_of_strangers(allowed: Mapping[str, Service], where: str) -> None:
    service = allowed[where]
    assert service.get("query cop { __typename }").json["data"]
    assert service.get("query cop { __typename }", origin="https://evil.example").status == 403
    assert ask(service.url, "GET", "/graphql?query=%7B__typename%7D").status == 401


@pytest.mark.parametrize("where", EVERYWHERE)
def test_9_mutations_by_get(allowed: Mapping[str, Service], where: str) -> None:
    told = allowed[where].get("mutation cop { __typename }")
    assert (told.status, code_of(told)) == (405, "MUTATION_BY_GET")


@pytest.mark.parametrize("where", EVERYWHERE)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"])
def test_10_posts_that_a_form_can_make(allowed: Mapping[str, Service], where: str, kind: str) -> None:
    told = allowed[where].post(b"query=query%20cop%20%7B__typename%7D", content_type=kind)
    assert told.status == 415


@pytest.mark.parametrize("where", EVERYWHERE)
@pytest.mark.parametrize("path", ["/graphiql", "/playground", "/console", "/graphql", "/", "/graphiql/app.js"])
def test_11_graphiql_is_for_one_machine(allowed: Mapping[str, Service], where: str, path: str) -> None:
    told = allowed[where].get("", path, accept="text/html")
    assert (b"graphiql" in told.body.lower()) <= (where not in CLOSED)


@pytest.mark.parametrize("where", EVERYWHERE)
@pytest.mark.parametrize("query", ["query cop { __typename }", "query cop { productz }", "qwerty cop { abc }", "{", ""])
def test_12_neither_traces_nor_exceptions(allowed: Mapping[str, Service], where: str, query: str) -> None:
    told = allowed[where].query(query)
    for error in told.json.get("errors", ()):
        assert {"exception", "stacktrace", "debug"}.isdisjoint(error["extensions"])
    assert set(told.json.get("extensions", ())) <= {"cost"}
    for word in (b"tracing", b"Traceback", b"stacktrace", b".py", b"graphql-core"):
        assert word not in told.body


@pytest.mark.parametrize(
    "text",
    [
        "query cop { " + " ".join(f"alias{n}: __typename" for n in range(101)) + " }",
        "query cop { __typename " + "@aa" * 10 + " }",
        "query cop { __schema { types { name } } }",
        "query cop { productz { totalCount } }",
        "query cop { __typename }",
        "mutation cop { __typename }",
        "{",
    ],
)
def test_as_deployed_a_partner_sends_none_of_it(services: Mapping[str, Service], text: str) -> None:
    service = services["as deployed"]
    assert [code_of(told) for told in (service.query(text), service.get(text))] == ["DOCUMENT_NOT_TRUSTED"] * 2

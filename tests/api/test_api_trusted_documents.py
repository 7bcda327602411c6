"""Trusted documents over HTTP: both forms, by GET and POST; what partners may not send; what nobody can add."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.api.conftest import ADMINISTRATOR, PARTNER, Service, build_service

from creditrules.api import (
    GRAPHQL_SCHEMA,
    Engine,
    Request,
    TrustedDocuments,
    document_digest,
    document_faults,
    shipped_documents,
)
from creditrules.config import Limits

COUNT = "query Count { products { totalCount } }\n"
RETIRE = 'mutation Retire { eraseSubject(input: {subject: "s", reach: ALL, comment: "asked"}) { userErrors { code } } }'
BROKEN = "query Broken { nothingLikeThis }"
OTHER = "{ __typename }"
OPERATIONS = Path(__file__).parents[2] / "graphql" / "operations"


def with_documents(service: Service, *, only: bool) -> Service:
    documents = TrustedDocuments.of({"count": COUNT, "retire": RETIRE, "broken": BROKEN}, only=only)
    engine = Engine(GRAPHQL_SCHEMA, Limits(), introspection=False, suggestions=False, documents=documents)
    return replace(service, application=replace(service.application, engine=engine))


@pytest.fixture(scope="module")
def closed() -> Iterator[Service]:
    for service in build_service(founded=True):
        yield with_documents(service, only=True)


@pytest.fixture(scope="module")
def opened() -> Iterator[Service]:
    for service in build_service(founded=True):
        yield with_documents(service, only=False)


def apollo(digest: object, version: object = 1) -> dict[str, Any]:
    return {"persistedQuery": {"version": version, "sha256Hash": digest}}


def by_id(text: str) -> str:
    return f"sha256:{document_digest(text)}"


def posted(service: Service, body: dict[str, Any], token: str = PARTNER) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(service.post(body, token).body)
    return told


def got(service: Service, token: str = PARTNER, **parameters: str) -> tuple[int, dict[str, Any]]:
    headers = {"authorization": f"Bearer {token}"}
    response = service.send(Request("GET", "/graphql", headers, urlencode(parameters)))
    return response.status, json.loads(response.body)


def code(told: dict[str, Any]) -> str:
    [error] = told["errors"]
    assert "data" not in told
    return str(error["extensions"]["code"])


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": by_id(COUNT)},
        {"documentId": by_id(COUNT), "query": None, "operationName": "Count"},
        {"documentId": by_id(COUNT), "query": COUNT},
        {"extensions": apollo(document_digest(COUNT))},
        {"extensions": apollo(document_digest(COUNT)), "query": COUNT},
        {"documentId": by_id(COUNT), "extensions": apollo(document_digest(COUNT))},
        {"query": COUNT},
    ],
)
def test_a_trusted_document_runs_in_every_form(closed: Service, opened: Service, body: dict[str, Any]) -> None:
    for service in (closed, opened):
        assert posted(service, body)["data"] == {"products": {"totalCount": 2}}


def test_by_get_it_runs_too_and_mutations_do_not(closed: Service) -> None:
    extensions = json.dumps(apollo(document_digest(COUNT)))
    assert got(closed, documentId=by_id(COUNT))[1]["data"] == {"products": {"totalCount": 2}}
    assert got(closed, documentId=by_id(COUNT), variables="{}", operationName="")[1]["data"]
    assert got(closed, extensions=extensions)[1]["data"] == {"products": {"totalCount": 2}}
    status, told = got(closed, documentId=by_id(RETIRE))
    assert (status, code(told)) == (405, "MUTATION_BY_GET")


@pytest.mark.parametrize("text", [OTHER, COUNT.strip(), COUNT + " ", COUNT.lower(), "\ufeff" + COUNT, "# hi\n" + COUNT])
def test_a_partner_sends_no_other_text_be_it_but_a_space(closed: Service, text: str) -> None:
    assert code(posted(closed, {"query": text})) == "DOCUMENT_NOT_TRUSTED"
    assert code(got(closed, query=text)[1]) == "DOCUMENT_NOT_TRUSTED"
    assert code(posted(closed, {"query": text, "documentId": by_id(text)})) == "DOCUMENT_NOT_TRUSTED"


def test_who_sees_the_policy_may_send_any_text_and_so_may_all_where_it_is_open(
    closed: Service, opened: Service
) -> None:
    sent = {"query": OTHER, "extensions": apollo(document_digest(OTHER))}
    assert posted(closed, sent, ADMINISTRATOR)["data"] == {"__typename": "Query"}
    assert posted(closed, sent, "auditor")["data"] == {"__typename": "Query"}
    assert posted(opened, sent)["data"] == {"__typename": "Query"}


def test_nothing_that_is_sent_is_kept(closed: Service, opened: Service) -> None:
    """Apollo's clients send text and hash after a miss; another text under a trusted hash poisons nothing."""
    asked = {"extensions": apollo(document_digest(OTHER))}
    for service in (closed, opened):
        told = posted(service, asked)
        assert (code(told), told["errors"][0]["message"]) == ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        posted(service, asked | {"query": OTHER}, ADMINISTRATOR)
        assert code(posted(service, asked)) == "PERSISTED_QUERY_NOT_FOUND"
        for poison in ({"documentId": by_id(COUNT)}, {"extensions": apollo(document_digest(COUNT))}):
            for token in (PARTNER, ADMINISTRATOR):
                assert code(posted(service, {"query": OTHER} | poison, token)) == "DOCUMENT_MISMATCH"
            assert posted(service, poison)["data"] == {"products": {"totalCount": 2}}
    told = posted(closed, asked | {"query": OTHER})
    assert (code(told), told["errors"][0]["message"]) == ("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")


def test_two_ids_that_differ_are_refused(closed: Service) -> None:
    body = {"documentId": by_id(COUNT), "extensions": apollo(document_digest(RETIRE))}
    assert code(posted(closed, body)) == "DOCUMENT_MISMATCH"


@pytest.mark.parametrize(
    "given",
    [
        by_id(COUNT).upper(),
        "sha256:" + document_digest(COUNT).upper(),
        document_digest(COUNT),
        by_id(COUNT) + "\n",
        by_id(COUNT) + "0",
        " " + by_id(COUNT),
        "md5:" + document_digest(COUNT),
        "sha256:" + "٣" * 64,
        "sha256:" + "a" * 100_000,
        "sha256:",
        "",
        1,
        True,
        [by_id(COUNT)],
        {},
    ],
)
def test_ids_of_another_form_are_refused_without_an_echo(closed: Service, given: object) -> None:
    told = closed.post({"documentId": given})
    assert code(json.loads(told.body)) == "BAD_DOCUMENT_ID"
    assert len(told.body) < 500


@pytest.mark.parametrize(
    "given",
    [
        apollo(document_digest(COUNT).upper()),
        apollo(by_id(COUNT)),
        apollo(document_digest(COUNT), 2),
        apollo(document_digest(COUNT), True),
        apollo(document_digest(COUNT), "1"),
        apollo(None),
        apollo("a" * 100_000),
        {"persistedQuery": {}},
        {"persistedQuery": document_digest(COUNT)},
        {"persistedQuery": []},
    ],
)
def test_apollos_form_is_taken_strictly(closed: Service, given: dict[str, Any]) -> None:
    told = closed.post({"extensions": given, "query": COUNT})
    assert code(json.loads(told.body)) == "BAD_PERSISTED_QUERY"
    assert len(told.body) < 500


def test_an_unknown_id_is_one_error_and_no_data(closed: Service) -> None:
    response = closed.post({"documentId": by_id(OTHER)}, accept="application/graphql-response+json")
    assert response.status == 400
    assert code(json.loads(response.body)) == "DOCUMENT_NOT_FOUND"


def test_rights_and_validation_hold_as_for_any_request(closed: Service) -> None:
    told = posted(closed, {"documentId": by_id(RETIRE)})
    assert told["data"] == {"eraseSubject": None}
    assert [error["extensions"]["code"] for error in told["errors"]] == ["FORBIDDEN"]
    assert code(posted(closed, {"documentId": by_id(BROKEN)})) == "GRAPHQL_VALIDATION_FAILED"
    assert json.loads(closed.post({"documentId": by_id(COUNT)}, token=None).body)["errors"]


def test_the_shipped_ones_are_the_files_to_the_last_newline_and_stand() -> None:
    texts = {path.read_bytes().decode() for path in OPERATIONS.rglob("*.graphql")}
    assert set(shipped_documents().values()) == texts
    for text in texts:
        assert document_faults(GRAPHQL_SCHEMA, text, Limits()) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (BROKEN, "nothingLikeThis"),
        ("{", "end"),
        ("{ __typename }", "no name"),
        ("fragment F on Query { __typename }", ""),
        ("query Q { __schema { types { name } } }", "schema"),
        ("query Q {" + " ".join(f"a{n}: __typename" for n in range(99)) + "}", ""),
        ("query Q { products(first: 100) { nodes { ruleSets { versions(first: 100) { nodes { id } } } } } }", ""),
    ],
)
def test_what_cannot_be_asked_cannot_be_trusted(text: str, word: str) -> None:
    faults = document_faults(GRAPHQL_SCHEMA, text, Limits())
    assert faults
    assert word in " ".join(faults)

"""Registered documents over HTTP: what is checked before partners may send them, how they are answered and seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.api.conftest import ADMINISTRATOR, PARTNER, STRANGER, Service, build_service

from creditrules.api import GRAPHQL_SCHEMA, Engine, Request, TrustedDocuments, document_digest
from creditrules.config import Limits
from creditrules.errors import Kind, Refusal

ADMIN = Path(__file__).parents[2] / "graphql" / "operations" / "admin"
AUDITOR = "auditor"
COUNT = "# Of an app.\nquery Count { products { totalCount } }\n"
FORGET = 'mutation Forget { removePopulation(input: {name: "people"}) { userErrors { code } } }'
AUTHORS = "query Authors { ruleSets { nodes { slug versions { nodes { author } } } } }"


def as_deployed(service: Service, limits: Limits | None = None) -> Service:
    """The same lender behind a service whose partners send trusted documents only."""
    documents = TrustedDocuments.of({"shipped": "query Shipped { __typename }"}, only=True)
    engine = Engine(GRAPHQL_SCHEMA, limits or Limits(), introspection=False, suggestions=False, documents=documents)
    return replace(service, application=replace(service.application, engine=engine))


@pytest.fixture
def service() -> Iterator[Service]:
    for service in build_service(founded=True):
        yield as_deployed(service)


def by_id(text: str) -> str:
    return f"sha256:{document_digest(text)}"


def asked(name: str) -> str:
    return (ADMIN / f"{name}.graphql").read_text("utf-8")


def register(service: Service, *texts: str, token: str = ADMINISTRATOR, **given: Any) -> dict[str, Any]:
    variables = {"input": {"documents": list(texts), **given}}
    done: dict[str, Any] = service.data(asked("register-documents"), variables, token)["registerDocuments"]
    return done


def listed(service: Service, token: str = AUDITOR, origin: str | None = "REGISTERED") -> list[dict[str, Any]]:
    page = service.data(asked("trusted-documents"), {"origin": origin, "first": 100}, token)
    nodes: list[dict[str, Any]] = page["trustedDocuments"]["nodes"]
    return nodes


def sent(service: Service, body: dict[str, Any], token: str = PARTNER) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(service.post(body, token).body)
    return told


def code(told: dict[str, Any]) -> str:
    [error] = told["errors"]
    return str(error["extensions"]["code"])


def ways(text: str) -> list[dict[str, Any]]:
    apollo = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": document_digest(text)}}}
    return [{"documentId": by_id(text)}, apollo, {"query": text}, {"query": text} | apollo]


def test_a_partner_sends_what_is_registered_in_every_form_until_it_is_retired(service: Service) -> None:
    refused = [
        "DOCUMENT_NOT_FOUND",
        "PERSISTED_QUERY_NOT_FOUND",
        "DOCUMENT_NOT_TRUSTED",
        "PERSISTED_QUERY_NOT_SUPPORTED",
    ]
    assert [code(sent(service, way)) for way in ways(COUNT)] == refused
    [document] = register(service, COUNT)["documents"]
    assert (document["registration"], document["document"]["documentId"]) == ("REGISTERED", by_id(COUNT))
    assert [sent(service, way)["data"] for way in ways(COUNT)] == [{"products": {"totalCount": 2}}] * 4
    headers = {"authorization": f"Bearer {PARTNER}"}
    got = service.send(Request("GET", "/graphql", headers, urlencode({"documentId": by_id(COUNT)})))
    assert json.loads(got.body)["data"] == {"products": {"totalCount": 2}}
    assert code(sent(service, {"query": COUNT + " "})) == "DOCUMENT_NOT_TRUSTED"
    assert code(sent(service, {"query": COUNT + " ", "documentId": by_id(COUNT)})) == "DOCUMENT_MISMATCH"
    retired = service.data(asked("retire-document"), {"input": {"documentId": by_id(COUNT)}}, ADMINISTRATOR)
    assert retired["retireDocument"]["document"]["retiredBy"] == "alice"
    assert [code(sent(service, way)) for way in ways(COUNT)] == refused
    assert register(service, COUNT)["documents"][0]["registration"] == "REGISTERED_AGAIN"
    assert sent(service, {"documentId": by_id(COUNT)})["data"]


def test_another_lender_s_document_is_answered_as_one_that_there_never_was(service: Service) -> None:
    register(service, COUNT, token=STRANGER)
    for way, other in zip(ways(COUNT), ways("query Nobody { __typename }"), strict=True):
        told, unknown = (sent(service, each) for each in (way, other))
        assert told["errors"] == unknown["errors"]
    assert listed(service) == []
    assert [each["name"] for each in listed(service, STRANGER)] == ["Count"]
    retired = service.data(asked("retire-document"), {"input": {"documentId": by_id(COUNT)}}, ADMINISTRATOR)
    assert [each["code"] for each in retired["retireDocument"]["userErrors"]] == ["UNKNOWN_DOCUMENT_ID"]
    assert register(service, COUNT)["documents"][0]["registration"] == "REGISTERED"


def test_mutations_by_get_and_rights_are_as_of_any_document(service: Service) -> None:
    assert register(service, FORGET, roles=["CHIEF"])["userErrors"] == []
    headers = {"authorization": f"Bearer {PARTNER}"}
    got = service.send(Request("GET", "/graphql", headers, urlencode({"documentId": by_id(FORGET)})))
    assert (got.status, code(json.loads(got.body))) == (405, "MUTATION_BY_GET")
    told = sent(service, {"documentId": by_id(FORGET)})
    assert (told["data"], code(told)) == ({"removePopulation": None}, "FORBIDDEN")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "end"),
        ("{", "end"),
        ("query Q { nothingLikeThis }", "nothingLikeThis"),
        ("{ products { totalCount } }", "no name"),
        ("query Q { products { totalCount } } query R { products { totalCount } }", "2 operations"),
        ("fragment F on Product { slug }", "not used"),
        ("query Q { __schema { types { name } } }", "schema"),
        ("subscription Q { products { totalCount } }", "subscriptions"),
        ("query Q {" + " ".join(f"a{n}: __typename" for n in range(99)) + "}", ""),
        ("query Q {" + " ".join("__typename" for _ in range(600)) + "}", ""),
        ("query Q " + "{ products { nodes " * 20 + "{ slug }" + "}" * 40, ""),
        ("query Q { products(first: 100) { nodes { ruleSets { versions(first: 100) { nodes { id } } } } } }", "costs"),
        ("query Q($a: Int) { products { totalCount } }", "not used"),
        ('query Q { products(first: "x") { totalCount } }', ""),
    ],
)
def test_a_document_that_could_not_be_asked_is_not_registered(service: Service, text: str, word: str) -> None:
    done = register(service, COUNT, text)
    assert done["documents"] is None
    codes = {(each["code"], tuple(each["field"])) for each in done["userErrors"]}
    assert codes == {("DOCUMENT_FAULTY", ("input", "documents", "1"))}
    assert word in " ".join(each["message"] for each in done["userErrors"])
    assert listed(service) == []


def test_what_a_partner_may_not_see_is_refused_unless_it_is_for_others(service: Service) -> None:
    done = register(service, AUTHORS)
    assert [each["code"] for each in done["userErrors"]] == ["DOCUMENT_NOT_FOR_ROLE"]
    assert "RuleVersion.author" in done["userErrors"][0]["message"]
    assert register(service, AUTHORS, roles=["PARTNER", "AUDITOR"])["userErrors"]
    done = register(service, AUTHORS, COUNT, roles=["AUDITOR", "ADMINISTRATOR"], note="the desk 2.0")
    [warning] = done["warnings"]
    assert warning == {"documentId": by_id(AUTHORS), "role": "PARTNER", "fields": ["RuleVersion.author"]}
    assert {each["name"]: each["usableRoles"] for each in listed(service)} == {
        "Authors": ["ADMINISTRATOR", "APPROVER", "CHIEF", "AUDITOR", "ASSISTANT"],
        "Count": ["PARTNER", "CHOOSER", "ADMINISTRATOR", "APPROVER", "CHIEF", "AUDITOR", "ASSISTANT"],
    }
    told = sent(service, {"documentId": by_id(AUTHORS)})
    assert told["data"]["ruleSets"]["nodes"][0]["versions"]["nodes"][0]["author"] is None
    assert {error["extensions"]["code"] for error in told["errors"]} == {"FORBIDDEN"}
    assert sent(service, {"documentId": by_id(AUTHORS)}, "auditor").get("errors") is None


@pytest.mark.parametrize(
    "text",
    [
        "query Q($id: ID!) { node(id: $id) { ... on Proposal { id } } }",
        "query Q($id: ID!) { node(id: $id) { ...P } } fragment P on Proposal { __typename }",
    ],
)
def test_a_kind_of_thing_that_a_partner_may_not_have_counts_as_its_fields_do(service: Service, text: str) -> None:
    done = register(service, text)
    assert [each["code"] for each in done["userErrors"]] == ["DOCUMENT_NOT_FOR_ROLE"]
    assert "Proposal" in done["userErrors"][0]["message"]


def test_what_the_schema_or_the_limits_do_not_allow_any_more_is_broken_and_says_why(service: Service) -> None:
    text = "query Wide { a: products { totalCount } b: products { totalCount } c: products { totalCount } }"
    register(service, text, COUNT)
    stricter = as_deployed(service, Limits(query_aliases=2))
    states = {each["name"]: (each["state"], bool(each["faults"])) for each in listed(stricter)}
    assert states == {"Wide": ("BROKEN", True), "Count": ("ACTIVE", False)}
    assert next(each["usableRoles"] for each in listed(stricter) if each["name"] == "Wide") == []
    told, ordinary = (
        sent(stricter, {way: value}, token)
        for way, value, token in (
            ("documentId", by_id(text), PARTNER),
            ("query", text.replace("Wide", "Ordinary"), ADMINISTRATOR),
        )
    )
    assert code(told) == code(ordinary)
    assert sent(service, {"documentId": by_id(text)})["data"]


def test_where_the_store_does_not_answer_shipped_ones_go_on(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    register(service, COUNT)

    def down(*_: object) -> None:
        raise Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "The store does not answer.")

    for reading in ("heads", "all_heads"):
        monkeypatch.setattr(service.store, reading, down)
    assert sent(service, {"documentId": by_id("query Shipped { __typename }")})["data"]
    for way in ways(COUNT):
        response = service.post(way)
        assert (response.status, code(json.loads(response.body))) == (503, "STORE_UNAVAILABLE")


def test_they_are_registered_once_a_request(service: Service) -> None:
    """Each may take a while to be held against the schema."""
    one, two = (f'registerDocuments(input: {{documents: ["query {name} {{ __typename }}"]}})' for name in "AB")
    told = service.data(
        f"mutation {{ a: {one} {{ replayed userErrors {{ code }} }} b: {two} {{ userErrors {{ code }} }} }}",
        token=ADMINISTRATOR,
    )
    assert (told["a"]["userErrors"], told["b"]["userErrors"]) == ([], [{"code": "ASKED_TWICE"}])


def test_uses_and_refusals_are_seen_by_those_who_audit(service: Service) -> None:
    register(service, COUNT)
    for _ in range(3):
        sent(service, {"documentId": by_id(COUNT)})
    sent(service, {"query": "query Strange { __typename }"})
    sent(service, {"documentId": by_id("query Unknown { __typename }")}, "chooser")
    [document] = listed(service)
    assert document["useCount"] >= 1
    assert document["usedAt"] is not None
    [shipped] = listed(service, origin="SHIPPED")
    assert (shipped["name"], shipped["operationName"], shipped["useCount"]) == ("shipped", "Shipped", 0)
    told = service.data(asked("document-refusals"), {}, "auditor")["documentRefusals"]["nodes"]
    assert {
        each["subject"]: [(one["code"], one["count"], one["documentIds"]) for one in each["refused"]] for each in told
    } == {
        "shop": [("DOCUMENT_NOT_TRUSTED", 1, [by_id("query Strange { __typename }")])],
        "broker": [("DOCUMENT_NOT_FOUND", 1, [by_id("query Unknown { __typename }")])],
    }
    assert "Strange" not in json.dumps(told)


@pytest.mark.parametrize("token", [PARTNER, "approver", "auditor"])
def test_who_may_not_register_is_refused_and_partners_see_nothing(service: Service, token: str) -> None:
    open_to_all = replace(service, application=replace(service.application, engine=_open_engine()))
    variables = {"input": {"documents": [COUNT]}}
    told = open_to_all.answer(asked("register-documents"), variables, token)
    assert (told["data"], code(told)) == ({"registerDocuments": None}, "FORBIDDEN")
    told = open_to_all.answer(asked("retire-document"), {"input": {"documentId": by_id(COUNT)}}, token)
    assert code(told) == "FORBIDDEN"
    told = open_to_all.answer(asked("trusted-documents"), {}, token)
    assert (told["data"]["trustedDocuments"] is None) == (token != "auditor")


def _open_engine() -> Engine:
    return Engine(GRAPHQL_SCHEMA, Limits(), introspection=False, suggestions=False)

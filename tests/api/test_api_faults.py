"""Faults of our own: masked for the client, told once to the log, without an applicant's facts."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from creditrules.api import GRAPHQL_SCHEMA, Application, Engine, Request
from creditrules.api.types.versions import VersionRef
from creditrules.auth import Principal, Role
from creditrules.config import Limits
from creditrules.desk import Catalogue, Documents, rule_set_key, view_of
from creditrules.errors import Kind, Refusal
from creditrules.rules import DocumentKey


class BrokenStore:
    """Fails on every use, quoting what no log may hold."""

    def __getattr__(self, name: str) -> Any:
        raise ZeroDivisionError("income 123456 of Zhang San")


def broken() -> Application:
    engine = Engine(GRAPHQL_SCHEMA, Limits(), introspection=True, suggestions=True)
    store: Any = BrokenStore()

    def authenticate(token: str) -> Principal:
        if token == "broken":
            raise KeyError(token)
        return Principal("acme", "shop", frozenset({Role.PARTNER}))

    return Application(engine, Catalogue(store), authenticate)


def ask(token: str, caplog: pytest.LogCaptureFixture) -> tuple[int, dict[str, Any], list[dict[str, Any]]]:
    body = json.dumps({"query": "query Look { products { totalCount } }"}).encode()
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    with caplog.at_level(logging.ERROR, "creditrules.api"):
        response = broken().handle(Request("POST", "/graphql", headers, "", body))
    return response.status, json.loads(response.body), [json.loads(record.message) for record in caplog.records]


def test_a_fault_while_executing_is_masked_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    status, answer, log = ask("good", caplog)
    error = answer["errors"][0]
    assert status == 200
    assert error["path"] == ["products"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert [entry["incident"] for entry in log] == [error["extensions"]["incident"]]
    assert log[0]["operation"] == "Look"
    assert log[0]["exception"] == "ZeroDivisionError"
    assert "Zhang" not in json.dumps(answer) + json.dumps(log)


def test_a_fault_before_executing_is_masked_too_and_keeps_the_token(caplog: pytest.LogCaptureFixture) -> None:
    status, answer, log = ask("broken", caplog)
    assert status == 500
    assert answer["errors"][0]["extensions"]["incident"] == log[0]["incident"]
    assert "KeyError" in log[0]["exception"]
    assert "broken" not in [log[0].get("token"), log[0].get("message")]


def test_a_version_that_a_head_names_and_that_cannot_be_read_is_our_fault() -> None:
    class Forgetful:
        def version(self, tenant: str, key: DocumentKey, number: int) -> None:
            assert (tenant, key.slug, number) == ("acme", "cap", 3)

    store: Any = Forgetful()
    now, shop = datetime(2026, 1, 1, tzinfo=UTC), Principal("acme", "shop", frozenset({Role.PARTNER}))
    view = view_of(Documents(Catalogue(store), "acme"), shop, now)
    with pytest.raises(Refusal) as refused:
        VersionRef(view, rule_set_key("cap"), 3, "digest").read()
    assert (refused.value.kind, refused.value.code) == (Kind.UNAVAILABLE, "VERSION_UNAVAILABLE")

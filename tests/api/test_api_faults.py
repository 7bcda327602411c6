"""Faults of our own: masked for the client, told once to the log, without an applicant's facts."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from creditrules.api import GRAPHQL_SCHEMA, Application, Engine, OperationLimits, Request
from creditrules.auth import Principal, Role
from creditrules.desk import Catalogue


class BrokenStore:
    """Fails on every use, quoting what no log may hold."""

    def __getattr__(self, name: str) -> Any:
        raise ZeroDivisionError("income 123456 of Zhang San")


def broken() -> Application:
    engine = Engine(GRAPHQL_SCHEMA, OperationLimits(), introspection=True, suggestions=True)
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

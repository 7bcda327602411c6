"""The authorizer and the function of GraphQL as they are deployed: the one verifies, the other takes its word alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.handlers.authorized import OF_ISSUERS, SECRET, VERIFYING, Deployed, authorized
from tests.handlers.deployed import token

from creditrules.auth import Role
from creditrules.clock import utc_now
from creditrules.config import BadSettings, read_authorizer_settings, read_settings

ROOT = Path(__file__).parents[2]
CREATE_KEY = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { name } secret } }"
REVOKE_KEY = "mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { revokedBy } } }"
KEYS = "{ apiKeys { nodes { usedAt } } }"


@pytest.fixture(scope="module")
def both() -> Iterator[Deployed]:
    with authorized() as deployed:
        yield deployed


def code(answer: tuple[int, Any, dict[str, str]]) -> tuple[int, str]:
    status, body, _ = answer
    told = body["errors"][0]["extensions"]
    return status, told.get("reason") or told["code"]


def test_whom_the_authorizer_has_verified_is_answered(both: Deployed) -> None:
    status, body, _ = both.ask("{ products { totalCount } }", f"Bearer {token(Role.PARTNER)}")
    assert (status, body["data"]) == (200, {"products": {"totalCount": 0}})


@pytest.mark.parametrize(
    ("bearer", "refused"),
    [
        (None, (401, "UNAUTHENTICATED")),
        ("Basic YTpi", (401, "UNAUTHENTICATED")),
        ("Bearer a, Bearer b", (400, "BAD_AUTHORIZATION")),
        ("Bearer x.y.z", (401, "TOKEN_MALFORMED")),
        (f"Bearer {token(Role.PARTNER, issued_at=utc_now() - timedelta(days=2))}", (401, "TOKEN_EXPIRED")),
        (f"Bearer {token(Role.PARTNER, issuer='https://another.example')}", (401, "TOKEN_ISSUER_UNKNOWN")),
        ("Bearer crk_acme-x7k2m9q4p3za_short", (401, "API_KEY_MALFORMED")),
    ],
)
def test_a_refusal_says_why_as_if_the_function_had_verified(
    both: Deployed, bearer: str | None, refused: tuple[int, str]
) -> None:
    answer = both.ask("{ __typename }", bearer)
    assert code(answer) == refused
    assert answer[2]["www-authenticate"].startswith('Bearer realm="creditrules"')


def test_a_good_token_that_the_authorizer_was_not_asked_about_opens_nothing(both: Deployed) -> None:
    event = both.event("{ __typename }", f"Bearer {token(Role.PARTNER)}")
    assert code(both.answer(event)) == (401, "TOKEN_NOT_VERIFIED")


@pytest.mark.parametrize(
    "forged",
    [
        {"sealed": "x.y"},
        {"tenant": "acme", "subject": "mallory", "roles": "CHIEF"},
        {"sealed": {"principal": {"tenant": "acme"}}},
        None,
    ],
)
def test_whoever_invokes_the_function_with_a_principal_of_its_own_is_nobody(both: Deployed, forged: Any) -> None:
    event = both.event("{ __typename }", f"Bearer {token(Role.PARTNER)}")
    event["requestContext"]["authorizer"] = {"lambda": forged}
    assert code(both.answer(event)) == (401, "TOKEN_NOT_VERIFIED")
    named = both.event("{ __typename }", f"Bearer {token(Role.PARTNER)}")
    named["headers"] |= {"sealed": "x.y", "x-authorizer-sealed": "x.y"}
    assert code(both.answer(named)) == (401, "TOKEN_NOT_VERIFIED")


def test_what_was_found_of_one_token_does_not_open_for_another(both: Deployed) -> None:
    chief = both.vouched(both.event("{ __typename }", f"Bearer {token(Role.CHIEF)}"))
    chief["headers"]["authorization"] = f"Bearer {token(Role.PARTNER)}"
    assert code(both.answer(chief)) == (401, "TOKEN_NOT_VERIFIED")


def test_other_events_than_the_gateways_own_carry_nobody(both: Deployed) -> None:
    rest = {
        "resource": "/graphql",
        "path": "/graphql",
        "httpMethod": "POST",
        "headers": {"authorization": f"Bearer {token(Role.PARTNER)}", "content-type": "application/json"},
        "multiValueHeaders": {},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"authorizer": {"lambda": {"sealed": "x.y"}}, "identity": {"sourceIp": "203.0.113.7"}},
        "body": json.dumps({"query": "{ __typename }"}),
        "isBase64Encoded": False,
    }
    assert code(both.answer(rest)) == (401, "TOKEN_NOT_VERIFIED")


def test_a_preflight_is_answered_and_so_is_health(both: Deployed) -> None:
    assert both.answer(both.vouched(both.event("", None, method="OPTIONS")))[0] == 204


def test_a_key_opens_is_noted_as_used_and_opens_nothing_once_it_is_revoked(both: Deployed) -> None:
    chief = f"Bearer {token(Role.CHIEF)}"
    given = {"partner": "shop", "expiresAt": (utc_now() + timedelta(days=1)).isoformat(), "idempotencyKey": "one"}
    made = both.ask(CREATE_KEY, chief, {"input": given})[1]["data"]["createApiKey"]
    bearer = f"Bearer {made['secret']}"
    assert both.ask(KEYS, chief)[1]["data"]["apiKeys"]["nodes"] == [{"usedAt": None}]
    assert both.ask("{ __typename }", bearer)[0] == 200
    assert code(both.ask(CREATE_KEY, bearer, {"input": given})) == (200, "NOT_ALLOWED")
    [known] = both.ask(KEYS, chief)[1]["data"]["apiKeys"]["nodes"]
    assert known["usedAt"] is not None
    both.ask(REVOKE_KEY, chief, {"input": {"name": made["apiKey"]["name"]}})
    assert code(both.ask("{ __typename }", bearer)) == (401, "API_KEY_REVOKED")


def test_settings_of_the_two_are_told_apart() -> None:
    region = {"AWS_REGION": "eu-central-1"}
    told = {"CREDITRULES_TABLE": "rules", "CREDITRULES_CURSOR_SECRET": "x" * 16} | SECRET | region
    assert read_settings(told).issuers == ""
    assert "secret of the two" not in repr(read_settings(told))
    with pytest.raises(BadSettings, match="AUTHORIZER_SECRET is set, and so is CREDITRULES_AUDIENCE"):
        read_settings(told | VERIFYING)
    with pytest.raises(BadSettings, match="AUTHORIZER_SECRET needs at least 16 bytes"):
        read_settings(told | {"CREDITRULES_AUTHORIZER_SECRET": "short"})
    with pytest.raises(BadSettings, match="AUTHORIZER_SECRET is not set"):
        read_settings(told | {"CREDITRULES_AUTHORIZER_SECRET": ""})
    with pytest.raises(BadSettings) as missing:
        read_authorizer_settings(region)
    assert "CREDITRULES_AUTHORIZER_SECRET is not set" in str(missing.value)
    assert "secret of the two" not in repr(read_authorizer_settings(VERIFYING))


def test_the_authorizer_starts_without_graphql_and_a_start_of_the_other_verifies_nothing() -> None:
    script = "import sys, {0}; print([each for each in {1} if each in sys.modules])"
    environment = VERIFYING | {"PYTHONPATH": str(ROOT / "functions"), "PATH": os.environ["PATH"]}
    asked = [sys.executable, "-c", script.format("creditrules.handlers.authorizer", ["graphql", "strawberry"])]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    told = {"CREDITRULES_CURSOR_SECRET": "x" * 16, **{name: environment[name] for name in environment}}
    told = {name: value for name, value in told.items() if name not in OF_ISSUERS}
    asked[2] = script.format("creditrules.handlers.graphql", ["jwt", "creditrules.auth.tokens"])
    done = subprocess.run(asked, env=told, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

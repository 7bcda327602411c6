"""The deployed service with tokens of identity providers: keys by address, issuers each for its own lenders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from tests.auth.key_server import KeyServer
from tests.auth.providers import ProviderKey, claims, key_set, provider_key

from creditrules.api import Application, Request
from creditrules.bootstrap import build_app
from creditrules.clock import utc_now
from creditrules.config import BadSettings, read_settings
from creditrules.store.aws import create_table

PEOPLE, MACHINES = provider_key("RS256", "people"), provider_key("EdDSA", "machines")
QUERY = "{ products { totalCount } }"


def environment(address: str) -> dict[str, str]:
    issuers = [
        {
            "issuer": "https://login.test/",
            "audience": "creditrules",
            "keys": f"{address}/keys",
            "tenant": "acme",
            "rolesClaims": [["realm_access", "roles"]],
            "roleNames": {"credit-partner": "PARTNER"},
        },
        {
            "issuer": "https://machines.test/",
            "audience": "creditrules",
            "keys": json.loads(key_set(MACHINES)),
            "tenants": ["bank"],
        },
    ]
    return {
        "CREDITRULES_TABLE": "rules",
        "CREDITRULES_REGION": "eu-central-1",
        "CREDITRULES_CURSOR_SECRET": "a secret of this test run",
        "CREDITRULES_DOCUMENTS": "any",
        "CREDITRULES_ISSUERS": json.dumps(issuers),
        "CREDITRULES_LOOPBACK_KEYS": "yes",
    }


@pytest.fixture(scope="module")
def application() -> Iterator[Application]:
    with pytest.MonkeyPatch.context() as patch, mock_aws(), KeyServer(key_set(PEOPLE)) as server:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        create_table(boto3.client("dynamodb", region_name="eu-central-1"), "rules")
        yield build_app(read_settings(environment(server.address))).application


def asked(application: Application, key: ProviderKey, **changes: Any) -> tuple[int, str]:
    """The status, and the reason where it is refused."""
    now = int(utc_now().timestamp())
    token = key.token(claims(iat=now, exp=now + 600, **changes))
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    answer = application.handle(Request("POST", "/graphql", headers, "", json.dumps({"query": QUERY}).encode()))
    errors = json.loads(answer.body).get("errors") or [{}]
    return answer.status, errors[0].get("extensions", {}).get("reason", "")


ROLES = {"realm_access": {"roles": ["offline_access", "credit-partner"]}, "roles": None, "tenant": None}


def test_each_issuer_is_believed_by_its_own_keys_for_its_own_lenders(application: Application) -> None:
    assert asked(application, PEOPLE, **ROLES) == (200, "")
    assert asked(application, PEOPLE) == (403, "TOKEN_WITHOUT_RIGHTS")
    machine = {"iss": "https://machines.test/", "tenant": "bank"}
    assert asked(application, MACHINES, **machine) == (200, "")
    assert asked(application, MACHINES, **machine | {"tenant": "acme"}) == (401, "TOKEN_TENANT")
    assert asked(application, PEOPLE, **machine) == (401, "TOKEN_KEY_UNKNOWN")
    assert asked(application, MACHINES, **ROLES) == (401, "TOKEN_KEY_UNKNOWN")
    assert asked(application, PEOPLE, **ROLES, iss="https://elsewhere.test/") == (401, "TOKEN_ISSUER_UNKNOWN")
    assert asked(application, PEOPLE, **ROLES, aud="other") == (401, "TOKEN_AUDIENCE")


def test_an_address_without_tls_is_for_tests_alone() -> None:
    deployed = environment("http://127.0.0.1:9") | {"CREDITRULES_LOOPBACK_KEYS": ""}
    with pytest.raises(BadSettings, match="keys is the https address"):
        build_app(read_settings(deployed))

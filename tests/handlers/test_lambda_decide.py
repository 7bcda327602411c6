"""Recording decisions in the deployed service: over KMS as the infrastructure names it, and paid for only when used."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import httpx
import pytest
from infra.deployment.description import read_description
from moto import mock_aws

from creditrules.auth import KeySet, Principal, Role, holds, issue_token, make_key, read_public_key
from creditrules.bootstrap import build_app
from creditrules.clock import utc_now
from creditrules.config import read_settings
from creditrules.eligibility.evidence import check_evidence
from creditrules.store.aws import create_table

ROOT = Path(__file__).parents[2]
KEY = make_key()
ENVIRONMENT = {
    "CREDITRULES_TABLE": "rules",
    "CREDITRULES_JWKS": KeySet.of([KEY]).to_json(),
    "CREDITRULES_ISSUER": "https://issuer.example",
    "CREDITRULES_AUDIENCE": "creditrules",
    "CREDITRULES_CURSOR_SECRET": "a secret of this test run",
    "CREDITRULES_DOCUMENTS": "any",
    "CREDITRULES_RETENTION_DAYS": "90",
    "AWS_REGION": "eu-central-1",
}
DECIDE = """
mutation($input: DecideInput!) { decide(input: $input) {
  decision { id recordedAt factsExpireAt receipt { number } } replayed userErrors { code } } }
"""
CONTRACT = """
mutation { registerContract(input: {name: "c", facts: {}}) { breaches { kind } userErrors { code } } }
"""
CONTRACTS = "{ contracts { nodes { name breaches { kind } } } }"
EVIDENCE = "mutation($input: DecideInput!) { decide(input: $input) { decision { evidence } } }"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        create_table(boto3.client("dynamodb", region_name="eu-central-1"), "rules")
        yield


def send(environment: dict[str, str], query: str, **variables: Any) -> dict[str, Any]:
    principal = Principal("acme", "shop", frozenset({Role.PARTNER}))
    token = issue_token(
        KEY,
        principal,
        issuer="https://issuer.example",
        audience="creditrules",
        issued_at=utc_now(),
        lifetime=timedelta(hours=1),
    )

    async def posted() -> httpx.Response:
        transport = httpx.ASGITransport(app=build_app(read_settings(environment)))
        async with httpx.AsyncClient(transport=transport, base_url="http://service.test") as client:
            body = {"query": query, "variables": variables}
            return await client.post("/graphql", json=body, headers={"authorization": f"Bearer {token}"})

    answer: dict[str, Any] = json.loads(asyncio.run(posted()).content)
    return answer


def test_a_decision_is_recorded_under_the_kms_key_that_the_environment_names(aws: None) -> None:
    kms = boto3.client("kms", region_name="eu-central-1")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    given = {"facts": {}, "idempotencyKey": "1", "subject": "customer 7"}
    environment = ENVIRONMENT | {"CREDITRULES_KMS_KEY": arn}
    first, again = (send(environment, DECIDE, input=given)["data"]["decide"] for _ in range(2))
    assert (first["userErrors"], first["replayed"], again["replayed"]) == ([], False, True)
    assert again["decision"] == first["decision"]
    assert send(environment, CONTRACT)["data"]["registerContract"] == {"breaches": [], "userErrors": []}
    assert send(environment, CONTRACTS)["data"]["contracts"]["nodes"] == [{"name": "c", "breaches": []}]
    without = ENVIRONMENT | {"CREDITRULES_KMS_KEY": f"{arn[:-36]}{uuid4()}"}
    assert send(without, DECIDE, input=given)["errors"][0]["extensions"]["code"] == "KEYS_REFUSED"


def test_evidence_is_signed_by_the_kms_key_that_the_environment_names(aws: None) -> None:
    kms = boto3.client("kms", region_name="eu-central-1")
    signing = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    facts = kms.create_key()["KeyMetadata"]["Arn"]
    environment = ENVIRONMENT | {"CREDITRULES_KMS_KEY": facts, "CREDITRULES_EVIDENCE_KEY": signing}
    given = {"facts": {}, "idempotencyKey": "1", "subject": "customer 7"}
    made = send(environment, EVIDENCE, input=given)["data"]["decide"]["decision"]["evidence"]
    key = read_public_key(send(environment, "{ evidenceKey { pem } }")["data"]["evidenceKey"]["pem"].encode())
    lines = made.encode().splitlines(keepends=True)
    checked = check_evidence(lines, lambda _, signature, message: holds(key, signature, message))
    assert (checked.key, checked.said["tenant"]) == (key.kid, "acme")
    for wrong in (facts, f"{signing[:-36]}{uuid4()}"):
        refused = send(environment | {"CREDITRULES_EVIDENCE_KEY": wrong}, "{ evidenceKey { pem } }")
        assert refused["errors"][0]["extensions"]["code"] == "KEYS_REFUSED"


def test_without_a_key_questions_are_answered_and_nothing_is_recorded(aws: None) -> None:
    given = {"facts": {}, "idempotencyKey": "1", "subject": "customer 7"}
    for refused in (send(ENVIRONMENT, DECIDE, input=given), send(ENVIRONMENT, CONTRACT)):
        assert refused["errors"][0]["extensions"]["code"] == "RECORDING_NOT_SET_UP"
    assert send(ENVIRONMENT, "{ eligibility(input: {facts: {}}) { forecast } }")["data"]["eligibility"]


def test_the_infrastructure_names_the_key_the_rights_to_it_and_when_facts_go() -> None:
    described = read_description()
    environment = described.functions["graphql"]["environment"]
    assert environment["CREDITRULES_KMS_KEY"] == "GetAtt Facts.Arn"
    assert environment["CREDITRULES_EVIDENCE_KEY"] == "GetAtt Evidence.Arn"
    resources = described.resources
    kept = {resources[name]["DeletionPolicy"] for name in ("Rules", "Stored", "Facts", "Evidence", "CursorSecret")}
    assert kept == {"${param:keep}"}
    assert described.service["params"]["default"]["keep"] == "Retain"
    signing = resources["Evidence"]["Properties"]
    assert (signing["KeySpec"], signing["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    expiry = resources["Rules"]["Properties"]["TimeToLiveSpecification"]
    assert expiry == {"AttributeName": "expires", "Enabled": True}


def test_a_question_pays_nothing_for_recording() -> None:
    script = """
import json, sys
from datetime import timedelta
from creditrules.api import Request
from creditrules.auth import Principal, Role, issue_token, make_key
from creditrules.bootstrap import build_local
from creditrules.config import LOCAL_AUDIENCE, LOCAL_ISSUER
from creditrules.clock import utc_now
key = make_key()
partner = Principal("acme", "shop", frozenset({Role.PARTNER}))
claims = {"issuer": LOCAL_ISSUER, "audience": LOCAL_AUDIENCE, "issued_at": utc_now(), "lifetime": timedelta(1)}
token = issue_token(key, partner, **claims)
headers = {"content-type": "application/json", "authorization": "Bearer " + token}
unwanted = {"boto3", "botocore", "moto", "cryptography.hazmat.primitives.ciphers.aead"}
def post(application, query):
    answer = application.handle(Request("POST", "/graphql", headers, "", json.dumps({"query": query}).encode()))
    assert b"errors" not in answer.body, answer.body
    print(sorted(unwanted & set(sys.modules)))
with build_local(key=key) as service:
    post(service.application, "{ eligibility(input: {facts: {}}) { forecast } }")
    decide = 'mutation { decide(input: {facts: {}, idempotencyKey: "1", subject: "7"}) { decision { id } } }'
    post(service.application, decide)
"""
    path = {"PYTHONPATH": str(ROOT / "functions")}
    done = subprocess.run([sys.executable, "-c", script], env=path, capture_output=True, text=True, check=False)
    before, after = done.stdout.splitlines() or [done.stderr, ""]
    assert before == "[]"
    assert after == "['cryptography.hazmat.primitives.ciphers.aead']", "and a decision needs no AWS either"

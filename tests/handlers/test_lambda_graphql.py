"""The Lambda entry, driven with events of API Gateway's HTTP API over a table in moto."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from infra.deployment.description import read_description
from tests.handlers.deployed import ENVIRONMENT, KEY, deployed, token

from creditrules.auth import KeySet, Principal, Role, issue_token, make_key
from creditrules.bootstrap import build_app
from creditrules.clock import utc_now
from creditrules.config import LOCAL_AUDIENCE, LOCAL_ISSUER, BadSettings, read_settings

ROOT = Path(__file__).parents[2]
GRAPHQL = "application/graphql-response+json"
RULES = """
ruleSet: age
category: REGULATION
name: {en: Age}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [{expression: age, type: number}]
      outputs: [{name: intervention, type: string}, {name: reason, type: string}]
      rules:
        - {id: minor, when: ["< 18"], then: ['"DECLINE"', '"MINOR"']}
        - {id: adult, when: [">= 18"], then: ['"ALLOW"', '"ADULT"']}
reasons: {MINOR: {message: {en: Too young., zh: 未满18岁。}}, ADULT: {message: {en: Of age.}}}
"""
PRODUCT = """
product: loan
name: {en: Loan}
kind: LOAN
segment: CONSUMER
currency: CNY
ruleSets: [age]
"""
CHANGE = {
    "basis": {"category": "REGULATION", "citation": "Civil Code"},
    "comment": "First version.",
    "notice": [{"language": "en", "text": "New."}],
}

Invoke = Callable[..., dict[str, Any]]


def event(
    method: str, path: str, body: str | None, headers: dict[str, str], query: str, *, encoded: bool
) -> dict[str, Any]:
    """As API Gateway sends it, payload 2.0."""
    sent = base64.b64encode(body.encode()).decode() if body is not None and encoded else body
    return {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": query,
        "cookies": [],
        "headers": {
            "accept": "*/*",
            "content-length": str(len((body or "").encode())),
            "host": "abcdefghij.execute-api.eu-central-1.amazonaws.com",
            "user-agent": "curl/8.5.0",
            "x-amzn-trace-id": "Root=1-65f0c0de-0123456789abcdef01234567",
            "x-forwarded-for": "203.0.113.7",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        }
        | headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdefghij",
            "domainName": "abcdefghij.execute-api.eu-central-1.amazonaws.com",
            "domainPrefix": "abcdefghij",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "curl/8.5.0",
            },
            "requestId": "ZbcdEjF1liAEPtw=",
            "routeKey": f"{method} {path}",
            "stage": "$default",
            "time": "12/Mar/2026:19:03:58 +0000",
            "timeEpoch": 1773342238000,
        },
        "isBase64Encoded": encoded,
        **({"body": sent} if sent is not None else {}),
    }


@pytest.fixture(scope="module")
def invoke() -> Iterator[Invoke]:
    """The function as Lambda has it after initialising: imported once, with its environment."""
    with deployed() as function:

        def call(
            body: object = None,
            *,
            method: str = "POST",
            path: str = "/graphql",
            query: str = "",
            encoded: bool = False,
            **headers: str,
        ) -> dict[str, Any]:
            text = None if body is None else json.dumps(body, ensure_ascii=False)
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            if text is not None:
                sent.setdefault("content-type", "application/json")
            context = SimpleNamespace(aws_request_id="1", function_name="graphql")
            answer: dict[str, Any] = function.handler(event(method, path, text, sent, query, encoded=encoded), context)
            return answer

        yield call


@pytest.fixture(scope="module")
def published(invoke: Invoke) -> Invoke:
    """One product with one rule set, published through the function."""
    administrator = f"Bearer {token(Role.ADMINISTRATOR)}"
    name = [{"language": "en", "text": "Age"}]
    mutation = """mutation(
      $set: CreateRuleSetInput!, $version: PublishRuleVersionInput!, $product: CreateProductInput!
    ) {
      createRuleSet(input: $set) { userErrors { code } }
      publishRuleVersion(input: $version) { userErrors { code message } }
      createProduct(input: $product) { userErrors { code message } }
    }"""
    variables = {
        "set": {"slug": "age", "name": name, "category": "REGULATION"},
        "version": {"slug": "age", "content": RULES, "change": CHANGE},
        "product": {"slug": "loan", "content": PRODUCT, "change": CHANGE},
    }
    answer = invoke({"query": mutation, "variables": variables}, authorization=administrator)
    payloads = json.loads(answer["body"])["data"]
    assert [payload["userErrors"] for payload in payloads.values()] == [[], [], []]
    return invoke


ELIGIBILITY = (
    '{ eligibility(input: {facts: {age: 17}, locale: "zh"}) { decisions { outcome reasons { code message } } } }'
)


@pytest.mark.parametrize("encoded", [False, True])
def test_a_question_is_answered_with_a_plain_or_an_encoded_body(published: Invoke, *, encoded: bool) -> None:
    answer = published({"query": ELIGIBILITY}, encoded=encoded, authorization=f"Bearer {token(Role.PARTNER)}")
    assert answer["statusCode"] == 200
    assert answer["isBase64Encoded"] is False
    decisions = json.loads(answer["body"])["data"]["eligibility"]["decisions"]
    assert decisions == [{"outcome": "DECLINE", "reasons": [{"code": "MINOR", "message": "未满18岁。"}]}]


def test_the_graphql_media_type_leaves_as_text(published: Invoke) -> None:
    answer = published({"query": "{ __typename }"}, accept=GRAPHQL, authorization=f"Bearer {token(Role.PARTNER)}")
    assert answer["isBase64Encoded"] is False
    assert answer["headers"]["content-type"].startswith(GRAPHQL)
    assert json.loads(answer["body"])["data"] == {"__typename": "Query"}


def test_queries_may_come_by_get(published: Invoke) -> None:
    query = "query=%7B%20products%20%7B%20totalCount%20%7D%20%7D"
    answer = published(method="GET", query=query, authorization=f"Bearer {token(Role.PARTNER)}")
    assert json.loads(answer["body"])["data"] == {"products": {"totalCount": 1}}


def test_a_partner_cannot_publish(published: Invoke) -> None:
    mutation = 'mutation { publishRuleVersion(input: {slug: "age", content: "x"}) { userErrors { code } } }'
    answer = published({"query": mutation}, authorization=f"Bearer {token(Role.PARTNER)}")
    assert json.loads(answer["body"])["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    "bearer",
    [
        "",
        "Bearer x.y.z",
        f"Bearer {token(Role.PARTNER, audience='another')}",
        f"Bearer {token(Role.PARTNER, issuer='https://another.example')}",
        f"Bearer {token(Role.PARTNER, issued_at=utc_now() - timedelta(days=2))}",
    ],
)
def test_without_a_good_token_nothing_is_answered(invoke: Invoke, bearer: str) -> None:
    answer = invoke({"query": "{ __typename }"}, authorization=bearer)
    assert answer["statusCode"] == 401
    assert answer["headers"]["www-authenticate"].startswith("Bearer")
    assert json.loads(answer["body"])["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("bearer", "challenge"),
    [
        ("", 'Bearer realm="creditrules"'),
        ("Basic YTpi", 'Bearer realm="creditrules"'),
        (
            f"Bearer {token(Role.PARTNER, issued_at=utc_now() - timedelta(days=2))}",
            'Bearer realm="creditrules", error="invalid_token", error_description="The token has expired."',
        ),
    ],
)
def test_a_challenge_says_what_is_wrong_with_a_token_that_was_sent(invoke: Invoke, bearer: str, challenge: str) -> None:
    answer = invoke({"query": "{ __typename }"}, authorization=bearer)
    assert (answer["statusCode"], answer["headers"]["www-authenticate"]) == (401, challenge)


def test_a_token_without_rights_is_refused_as_such(invoke: Invoke) -> None:
    principal = Principal("acme", "someone", frozenset())
    given: dict[str, Any] = {"issuer": "https://issuer.example", "audience": "creditrules", "issued_at": utc_now()}
    bearer = f"Bearer {issue_token(KEY, principal, lifetime=timedelta(hours=1), **given)}"
    answer = invoke({"query": "{ __typename }"}, authorization=bearer)
    assert answer["statusCode"] == 403
    assert 'error="insufficient_scope"' in answer["headers"]["www-authenticate"]
    assert json.loads(answer["body"])["errors"][0]["extensions"]["reason"] == "TOKEN_WITHOUT_RIGHTS"


@pytest.mark.parametrize("bearer", ["Bearer a, Bearer b", "Bearer a;b", 'Bearer "a"', "Bearer =a"])
def test_a_header_that_is_not_one_token_is_a_bad_request(invoke: Invoke, bearer: str) -> None:
    answer = invoke({"query": "{ __typename }"}, authorization=bearer)
    assert answer["statusCode"] == 400
    assert 'error="invalid_request"' in answer["headers"]["www-authenticate"]


CREATE_KEY = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { name } secret } }"
REVOKE_KEY = "mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { revokedBy } } }"


def test_a_machine_asks_with_an_api_key_until_it_is_revoked(published: Invoke) -> None:
    chief = f"Bearer {token(Role.CHIEF)}"
    given = {"partner": "shop", "expiresAt": (utc_now() + timedelta(days=1)).isoformat(), "idempotencyKey": "one"}
    answer = published({"query": CREATE_KEY, "variables": {"input": given}}, authorization=chief)
    made = json.loads(answer["body"])["data"]["createApiKey"]
    bearer = f"Bearer {made['secret']}"
    asked = json.loads(published({"query": ELIGIBILITY}, authorization=bearer)["body"])["data"]
    assert asked["eligibility"]["decisions"][0]["outcome"] == "DECLINE"
    refused = published({"query": CREATE_KEY, "variables": {"input": given}}, authorization=bearer)
    assert json.loads(refused["body"])["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    variables = {"input": {"name": made["apiKey"]["name"]}}
    published({"query": REVOKE_KEY, "variables": variables}, authorization=chief)
    ended = published({"query": ELIGIBILITY}, authorization=bearer)
    assert ended["statusCode"] == 401
    assert ended["headers"]["www-authenticate"].endswith('error_description="The API key was revoked."')
    assert json.loads(ended["body"])["errors"][0]["extensions"]["reason"] == "API_KEY_REVOKED"


LOCAL = make_key(local=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"CREDITRULES_JWKS": KeySet.of([LOCAL]).to_json()},
        {"CREDITRULES_JWKS": KeySet.of([LOCAL, KEY]).to_json()},
        {"CREDITRULES_ISSUER": LOCAL_ISSUER},
        {"CREDITRULES_AUDIENCE": f"creditrules {LOCAL_AUDIENCE}"},
        {"CREDITRULES_JWKS": '{"keys": []}'},
    ],
)
def test_with_a_local_key_issuer_or_audience_no_deployed_service_starts(changes: dict[str, str]) -> None:
    with pytest.raises(BadSettings, match=r"one machine|cannot be used"):
        build_app(read_settings({**ENVIRONMENT, **changes}))


def test_deployed_the_schema_is_not_given_away(invoke: Invoke) -> None:
    partner = f"Bearer {token(Role.PARTNER)}"
    for query in ('{ __type(name: "Query") { name } }', "{ __schema { types { name } } }"):
        answer = invoke({"query": query}, accept=GRAPHQL, authorization=partner)
        assert answer["statusCode"] == 400
        assert "data" not in json.loads(answer["body"])
    misspelt = json.loads(invoke({"query": "{ productz { totalCount } }"}, authorization=partner)["body"])
    assert "Did you mean" not in misspelt["errors"][0]["message"]


def test_deployed_there_is_no_page(invoke: Invoke) -> None:
    assert invoke(method="GET", path="/", accept="text/html")["statusCode"] == 406
    assert invoke(method="GET", path="/graphiql/app.js")["statusCode"] == 404


def test_health_needs_no_token(invoke: Invoke) -> None:
    assert json.loads(invoke(method="GET", path="/health")["body"]) == {"status": "ok"}


def test_the_infrastructure_names_this_handler() -> None:
    described = read_description()
    function = described.functions["graphql"]
    path, _, name = function["handler"].rpartition(".")
    assert (ROOT / "functions" / f"{path}.py").is_file()
    assert name == "handler"
    chosen = described.service["params"]["default"]

    def filled(value: str) -> str:
        if value.startswith("${param:"):
            return str(chosen[value[8:-1]])
        return value.removeprefix("Sub ").replace("${Shelf}", "shelf") if "s3://" in value else "x" * 16

    environment = described.service["provider"]["environment"] | function["environment"]
    told = {name: filled(value) for name, value in environment.items()}
    settings = read_settings(told | {"AWS_REGION": "eu-central-1", "CREDITRULES_ORIGINS": ""})
    assert settings.shelf == "s3://shelf/"
    assert (settings.table, settings.trusted_only, settings.approvals) == ("x" * 16, True, 1)
    assert settings.authorizer_secret
    with pytest.raises(BadSettings):
        read_settings({})


def test_importing_the_api_brings_no_aws_no_database_and_no_analysis() -> None:
    unwanted = {"boto3", "botocore", "moto", "mangum", "uvicorn"}
    unwanted |= {"creditrules.dmn.analysis", "creditrules.eligibility.outcomes"}  # a tenth of a second that few ask for
    script = f"import sys, creditrules.api; print(sorted({unwanted} & set(sys.modules)))"
    path = {"PYTHONPATH": str(ROOT / "functions")}
    result = subprocess.run([sys.executable, "-c", script], env=path, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"

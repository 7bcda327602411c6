"""Outages of the deployed service: every unavailable answer is logged and counted, and its causes are told apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from infra.deployment.description import read_description
from tests.handlers.faults import HANGS, Faults, ask, deployed_with_faults

from creditrules.api import METRICS, Application
from creditrules.auth import Role
from creditrules.handlers.metrics import metrics_to_stdout

PRODUCTS = "query Look { products { totalCount } ruleSets { totalCount } }"
CONTRACT = """
mutation { registerContract(input: {name: "c", facts: {}}) { breaches { kind } userErrors { code } } }
"""
DECIDE = """
mutation { decide(input: {facts: {}, idempotencyKey: "1", subject: "customer 7"}) { replayed userErrors { code } } }
"""
FORBIDDEN = """
mutation { createRuleSet(input: {slug: "cap", category: RISK, name: [{language: "en", text: "Cap"}]}) {
  userErrors { code } } }
"""
Deployed = tuple[Application, Faults]


@pytest.fixture
def service() -> Iterator[Deployed]:
    with deployed_with_faults() as (start, faults):
        yield start(), faults


@pytest.fixture
def metrics(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """What is on standard output, as CloudWatch reads it: one JSON object a line."""
    before = METRICS.handlers[:], METRICS.level, METRICS.propagate
    metrics_to_stdout({"CREDITRULES_STAGE": "dev"})
    yield lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    METRICS.handlers[:], METRICS.level, METRICS.propagate = before[0], before[1], before[2]


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    lines = [json.loads(record.message) for record in caplog.records if record.name == "creditrules.api"]
    return [line for line in lines if line["event"] == "unavailable"]


@pytest.mark.parametrize(
    ("fault", "code", "reason", "cause"),
    [
        ("ThrottlingException", "STORE_UNAVAILABLE", "OUTAGE", "ThrottlingException"),
        ("InternalServerError", "STORE_UNAVAILABLE", "OUTAGE", "InternalServerError"),
        (HANGS, "STORE_UNAVAILABLE", "OUTAGE", "ReadTimeoutError"),
        ("AccessDeniedException", "STORE_REFUSED", "OPERATOR", "AccessDeniedException"),
        ("ResourceNotFoundException", "STORE_REFUSED", "OPERATOR", "ResourceNotFoundException"),
        ("UnrecognizedClientException", "STORE_REFUSED", "OPERATOR", "UnrecognizedClientException"),
    ],
)
def test_a_store_that_fails_is_logged_and_counted_with_its_cause(
    service: Deployed, caplog: pytest.LogCaptureFixture, metrics: Any, fault: str, code: str, reason: str, cause: str
) -> None:
    application, faults = service
    faults.by["*"], faults.hang = fault, 0
    _, answer = ask(application, Role.ADMINISTRATOR, PRODUCTS)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {code}
    assert ("Try again" in answer["errors"][0]["extensions"]["hint"]) == (reason == "OUTAGE")
    (line,) = logged(caplog)
    assert (line["code"], line["reason"], line["cause"], line["tenant"]) == (code, reason, cause, "acme")
    assert line["request"]
    (metric,) = metrics()
    (described,) = metric["_aws"]["CloudWatchMetrics"]
    (named,) = described["Metrics"]
    assert (metric[named["Name"]], metric["Reason"], metric["Code"]) == (1, reason, code)
    assert all(name in metric for names in described["Dimensions"] for name in names)
    told = {"Stage": metric["Stage"], "Reason": metric["Reason"]}
    assert [*told] in described["Dimensions"]
    alarms = [each["Properties"] for each in read_description().resources.values() if "Alarm" in each["Type"]]
    watched = [each for each in alarms if (each["Namespace"], each["MetricName"]) == ("creditrules", named["Name"])]
    [alarm] = [each for each in watched if {"Name": "Reason", "Value": reason} in each["Dimensions"]]
    assert {each["Name"]: each["Value"] for each in alarm["Dimensions"]} == told | {"Stage": "${sls:stage}"}
    assert "Zhang" not in caplog.text + json.dumps([answer, metric])


@pytest.mark.parametrize("call", ["TransactWriteItems", "GenerateDataKey"])
def test_a_right_that_is_missing_for_a_mutation_is_a_fault_of_the_operator(
    service: Deployed, caplog: pytest.LogCaptureFixture, call: str
) -> None:
    application, faults = service
    faults.by[call] = "AccessDeniedException"
    _, answer = ask(application, Role.PARTNER, CONTRACT)
    code = "STORE_REFUSED" if call == "TransactWriteItems" else "KEYS_REFUSED"
    assert answer["errors"][0]["extensions"]["code"] == code
    assert [(line["code"], line["reason"]) for line in logged(caplog)] == [(code, "OPERATOR")]
    del faults.by[call]
    assert ask(application, Role.PARTNER, CONTRACT)[1]["data"]["registerContract"]["userErrors"] == []


@pytest.mark.parametrize(
    ("fault", "code", "reason"),
    [
        ("DisabledException", "KEYS_REFUSED", "OPERATOR"),
        ("KMSInvalidStateException", "KEYS_REFUSED", "OPERATOR"),
        ("ThrottlingException", "KEYS_UNAVAILABLE", "OUTAGE"),
        ("InvalidCiphertextException", "DECISION_DAMAGED", "TAMPERING"),
    ],
)
def test_a_key_that_is_switched_off_is_told_from_one_not_reached_and_from_tampering(
    caplog: pytest.LogCaptureFixture, metrics: Any, fault: str, code: str, reason: str
) -> None:
    with deployed_with_faults() as (start, faults):
        assert "errors" not in ask(start(), Role.PARTNER, DECIDE)[1]
        faults.by["Decrypt"] = fault
        _, answer = ask(start(), Role.PARTNER, DECIDE)
    assert answer["errors"][0]["extensions"]["code"] == code
    assert [(line["code"], line["reason"]) for line in logged(caplog)] == [(code, reason)]
    assert [(line["Code"], line["Reason"]) for line in metrics()] == [(code, reason)]


def test_what_is_refused_to_a_caller_is_no_outage(
    service: Deployed, caplog: pytest.LogCaptureFixture, metrics: Any
) -> None:
    application, _ = service
    assert ask(application, Role.PARTNER, FORBIDDEN)[1]["errors"]
    assert (logged(caplog), metrics()) == ([], [])

"""`/ready` of the deployed service: what it rests on is asked, seldom, and what fails is named; and its clock is held
against the one of the store."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.handlers.faults import HANGS, Faults, ask, deployed_with_faults

from creditrules.api import Application, Request, Response
from creditrules.api.http.readiness import KEPT, Readiness
from creditrules.auth import Role
from creditrules.clock import MOST_APART, Witness

Deployed = tuple[Application, Faults]
DECIDE = """
mutation($key: String!) {
  decide(input: {facts: {}, idempotencyKey: $key, subject: "customer 7"}) { replayed userErrors { code } } }
"""
CREATE = """
mutation { createRuleSet(input: {slug: "cap", category: RISK, name: [{language: "en", text: "Cap"}]}) {
  ruleSet { slug } userErrors { code } } }
"""
DECISIONS = "{ decisions(first: 1) { nodes { decision { id } } } }"
OFF = MOST_APART + timedelta(seconds=5)


@pytest.fixture
def service() -> Iterator[Deployed]:
    with deployed_with_faults() as (start, faults):
        yield start(), faults


def get(application: Application, path: str = "/ready") -> Response:
    return application.handle(Request("GET", path))


def parts(response: Response) -> dict[str, Any]:
    return dict(json.loads(response.body)["parts"])


def clocked(application: Application) -> list[float]:
    """The clock of what is kept: seconds, to be moved."""
    seconds = [0.0]
    application.readiness.clock = lambda: seconds[0]
    return seconds


def test_who_can_be_served_is_told_so_without_a_token(service: Deployed) -> None:
    application, _ = service
    response = get(application)
    told = json.loads(response.body)
    assert (response.status, told["status"]) == (200, "ready")
    assert told["parts"] == {name: {"status": "ok"} for name in ("table", "keys", "clock")}
    assert application.handle(Request("HEAD", "/ready")).status == 200


@pytest.mark.parametrize(
    ("call", "fault", "part", "code", "reason"),
    [
        ("BatchGetItem", "AccessDeniedException", "table", "STORE_REFUSED", "OPERATOR"),
        ("BatchGetItem", "ResourceNotFoundException", "table", "STORE_REFUSED", "OPERATOR"),
        ("BatchGetItem", "ThrottlingException", "table", "STORE_UNAVAILABLE", "OUTAGE"),
        ("BatchGetItem", HANGS, "table", "STORE_UNAVAILABLE", "OUTAGE"),
        ("GenerateDataKey", "DisabledException", "keys", "KEYS_REFUSED", "OPERATOR"),
        ("GenerateDataKey", "KMSInternalException", "keys", "KEYS_UNAVAILABLE", "OUTAGE"),
    ],
)
def test_what_cannot_be_used_is_named_with_the_reason_and_logged_once(
    service: Deployed, caplog: pytest.LogCaptureFixture, call: str, fault: str, part: str, code: str, reason: str
) -> None:
    application, faults = service
    faults.by[call], faults.hang = fault, 0
    for _ in range(3):
        response = get(application)
        told = parts(response)
        assert (response.status, response.header("retry-after")) == (503, "10")
        assert [name for name, each in told.items() if each["status"] == "failed"] == [part]
        assert (told[part]["code"], told[part]["reason"]) == (code, reason)
        assert "123456" not in response.body.decode()
        assert "rules" not in told[part]["message"]
    lines = [json.loads(record.message) for record in caplog.records if record.name == "creditrules.api"]
    assert [(line["part"], line["code"]) for line in lines] == [(part, code)]
    assert get(application, "/health").status == 200
    assert faults.asked[call] == 1


def test_however_often_it_is_asked_the_store_is_asked_seldom(service: Deployed) -> None:
    application, faults = service
    seconds = clocked(application)
    for _ in range(50):
        assert get(application).status == 200
    assert (faults.asked["BatchGetItem"], faults.asked["GenerateDataKey"]) == (1, 1)
    faults.by["*"] = "AccessDeniedException"
    seconds[0] = KEPT - 0.1
    assert get(application).status == 200
    seconds[0] = KEPT
    assert get(application).status == 503
    faults.by.clear()
    seconds[0] = 2 * KEPT
    assert get(application).status == 200
    assert faults.asked["BatchGetItem"] == 3


def test_while_a_part_hangs_nobody_else_waits_for_it() -> None:
    begun, end = threading.Event(), threading.Event()

    def hangs() -> bool:
        begun.set()
        return end.wait(30)

    seconds = [0.0]
    readiness = Readiness({"table": hangs}, clock=lambda: seconds[0])
    first = threading.Thread(target=readiness.response, args=({},))
    first.start()
    assert begun.wait(30)
    assert readiness.response({}).status == 503
    end.set()
    first.join()
    assert readiness.response({}).status == 200
    seconds[0], begun, end = KEPT, threading.Event(), threading.Event()
    second = threading.Thread(target=readiness.response, args=({},))
    second.start()
    assert begun.wait(30)
    assert readiness.response({}).status == 200
    end.set()
    second.join()


def test_a_part_that_breaks_is_masked() -> None:
    def breaks() -> bool:
        raise ValueError("income 123456")

    response = Readiness({"table": breaks}).response({})
    assert response.status == 503
    assert "123456" not in response.body.decode()
    assert parts(response)["table"]["code"] == "INTERNAL_SERVER_ERROR"


@pytest.mark.parametrize(("ahead", "cause"), [(OFF, "behind"), (-OFF - timedelta(seconds=1), "ahead")])
def test_a_clock_that_the_store_contradicts_records_nothing_and_reads(
    service: Deployed, caplog: pytest.LogCaptureFixture, ahead: timedelta, cause: str
) -> None:
    application, faults = service
    faults.ahead = ahead
    answers = [
        ask(application, Role.PARTNER, DECIDE, key="1")[1],
        ask(application, Role.ADMINISTRATOR, CREATE)[1],
    ]
    assert {answer["errors"][0]["extensions"]["code"] for answer in answers} == {"CLOCK_WRONG"}
    lines = [json.loads(record.message) for record in caplog.records if record.name == "creditrules.api"]
    assert {(line["reason"], line["cause"]) for line in lines} == {("OPERATOR", cause)}
    assert ask(application, Role.AUDITOR, DECISIONS)[1]["data"] == {"decisions": {"nodes": []}}
    response = get(application)
    assert (response.status, parts(response)["clock"]["code"]) == (503, "CLOCK_WRONG")
    assert faults.asked["TransactWriteItems"] == 2, "a secret and a key of a subject, which bear no time"
    faults.ahead = timedelta(0)
    assert "errors" not in ask(application, Role.PARTNER, DECIDE, key="1")[1]
    assert "errors" not in ask(application, Role.ADMINISTRATOR, CREATE)[1]


@pytest.mark.parametrize("ahead", [timedelta(seconds=29), timedelta(seconds=-29), None])
def test_a_clock_that_may_be_right_records(service: Deployed, ahead: timedelta | None) -> None:
    application, faults = service
    faults.ahead = ahead
    assert "errors" not in ask(application, Role.PARTNER, DECIDE, key="1")[1]
    told = get(application)
    assert (told.status, parts(told)["clock"]["status"]) == (200, "unknown" if ahead is None else "ok")


def test_an_answer_that_took_long_does_not_make_the_clock_wrong() -> None:
    asked = datetime(2026, 6, 1, 12, tzinfo=UTC)
    witness = Witness(lambda: asked + timedelta(minutes=5))
    for told in (asked, asked + timedelta(minutes=2), asked + timedelta(minutes=5)):
        witness.heard(asked, told)
        assert witness.apart == timedelta(0)
    witness.heard(asked, asked + timedelta(minutes=6))
    assert (witness.apart, witness.contradicts) == (timedelta(minutes=-1), True)
    witness.heard(asked, asked - timedelta(minutes=1))
    assert witness.apart == timedelta(seconds=59)


def test_what_aws_refuses_for_the_time_it_was_signed_at_is_told_as_a_wrong_clock(service: Deployed) -> None:
    application, faults = service
    faults.by["BatchGetItem"] = "InvalidSignatureException"
    assert parts(get(application))["table"]["code"] == "STORE_REFUSED"
    faults.ahead = timedelta(hours=1)
    code = ask(application, Role.PARTNER, DECIDE, key="1")[1]["errors"][0]["extensions"]["code"]
    assert code == "CLOCK_WRONG"

"""A clock that was ahead postpones what is recorded after it: whoever does that is told, and so is who is on call."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from creditrules.api import METRICS
from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.client import Client
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content
from creditrules.clock import MOST_APART, utc_now

DAY = timedelta(days=1)
RULES = """
ruleSet: night-pause
category: RISK
name: {en: Night pause}
reasons: {NIGHT: {message: {en: "Not at night."}}}
facts: [{name: hour, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [hour]
      outputs: [intervention, reason]
      rules: [["< %d", '"PAUSE"', '"NIGHT"'], ["-", '"ALLOW"', "null"]]
tests: [{name: noon, facts: {hour: 12}, expect: {outcome: ALLOW}}]
change:
  basis: {category: RISK, citation: A test}
  comment: Pauses at night.
  notice: {en: Closed at night.}
"""
LINE = """
product: line
name: {en: Line}
kind: PAY_LATER
segment: CONSUMER
scenario: GENERAL
currency: EUR
ruleSets: [night-pause]
change:
  basis: {category: PRODUCT, citation: A test}
  comment: A product.
  notice: {en: A product.}
"""
ROLL_BACK = """mutation($input: RollBackInput!) { done: rollBack(input: $input) {
  activation { validFrom recordedAt } diagnostics { code severity message } userErrors { code message } } }"""
SETTINGS = """mutation($input: SetSettingsInput!) { done: setSettings(input: $input) {
  diagnostics { code } userErrors { code message } } }"""
DECIDE = """mutation($input: DecideInput!) { done: decide(input: $input) {
  decision { recordedAt } diagnostics { code } userErrors { code message } } }"""
STATEMENT = {
    "basis": {"category": "RISK", "citation": "A test"},
    "comment": "Back.",
    "notice": [{"language": "en", "text": "Back."}],
}


@dataclass
class Lender:
    admin: Client
    partner: Client
    ahead: timedelta = timedelta()

    def publish(self, hour: int) -> Any:
        return publish_content(self.admin, RULES % hour, create=True)


@pytest.fixture
def lender() -> Iterator[Lender]:
    key = make_key()
    tokens = LocalTokens(key, "bank")
    made: list[Lender] = []
    with build_local(key=key, clock=lambda: utc_now() + (made[0].ahead if made else timedelta())) as service:
        admin, partner = tokens.issue(IN_CHARGE, "ann"), tokens.issue(Role.PARTNER, "shop")
        made.append(Lender(in_process(service.application, admin), in_process(service.application, partner)))
        made[0].publish(1)
        publish_content(made[0].admin, LINE, create=True)
        yield made[0]


def late_of(done: Any) -> list[dict[str, Any]]:
    return [each for each in done.diagnostics if each["code"] == "clock.ahead"]


def lines(caplog: pytest.LogCaptureFixture) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the log and the metrics have of it."""
    said = [json.loads(each.message) for each in caplog.records if each.name in {"creditrules.api", METRICS.name}]
    return [each for each in said if each.get("event") == "recorded_ahead"], [each for each in said if "_aws" in each]


def test_an_urgent_version_after_a_clock_that_was_ahead_tells_that_it_does_not_hold_yet(
    lender: Lender, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, METRICS.name)
    lender.ahead = DAY
    assert late_of(lender.publish(2)) == [], "the clock that is ahead knows nothing of it"
    lender.ahead = timedelta()
    done = lender.publish(3)
    (warning,) = late_of(done)
    assert warning["severity"] == "WARNING"
    assert done.valid_from[:10] in warning["message"]
    assert datetime.fromisoformat(done.valid_from) > utc_now() + DAY - timedelta(minutes=5)
    (logged,), (counted,) = lines(caplog)
    assert (logged["tenant"], abs(logged["seconds"] - DAY.total_seconds()) < 300) == ("bank", True)
    assert (counted["RecordedAhead"], counted["_aws"]["CloudWatchMetrics"][0]["Dimensions"]) == (1, [[]])


def test_so_does_a_rollback_and_the_settings(lender: Lender, caplog: pytest.LogCaptureFixture) -> None:
    lender.publish(2)
    lender.ahead = DAY
    lender.publish(3)
    assert lender.admin.ask(SETTINGS, {"input": settings("one")})["done"] == {"diagnostics": [], "userErrors": []}
    lender.ahead = timedelta()
    back = {"kind": "RULE_SET", "slug": "night-pause", "version": 1, "statement": STATEMENT, "idempotencyKey": "b"}
    done = lender.admin.ask(ROLL_BACK, {"input": back})["done"]
    assert done["userErrors"] == []
    assert [each["code"] for each in done["diagnostics"]] == ["clock.ahead"]
    done = lender.admin.ask(SETTINGS, {"input": settings("two")})["done"]
    assert done == {"diagnostics": [{"code": "clock.ahead"}], "userErrors": []}
    assert len(lines(caplog)[0]) == 2


def settings(key: str) -> dict[str, Any]:
    return {"content": "subjects: {scope: SHARED}", "statement": STATEMENT, "idempotencyKey": key}


def test_a_decision_in_a_chain_whose_end_lies_ahead_is_logged_and_counted(
    lender: Lender, caplog: pytest.LogCaptureFixture
) -> None:
    lender.ahead = DAY
    for number in range(60):
        decide(lender, f"ahead {number}")
    assert lines(caplog)[0] == []
    lender.ahead = timedelta()
    told = [decide(lender, f"right {number}") for number in range(10)]
    late = [each for each in told if datetime.fromisoformat(each) > utc_now() + MOST_APART]
    assert 0 < len(late) == len(lines(caplog)[0])


def decide(lender: Lender, key: str) -> str:
    """When it is recorded."""
    given = {"facts": {"hour": 12}, "products": ["line"], "subject": "ann", "idempotencyKey": key}
    done = lender.partner.ask(DECIDE, {"input": given})["done"]
    assert done["userErrors"] == []
    return str(done["decision"]["recordedAt"])


def test_clocks_that_differ_by_little_are_not_told_of(lender: Lender, caplog: pytest.LogCaptureFixture) -> None:
    lender.ahead = MOST_APART - timedelta(seconds=10)
    lender.publish(2)
    lender.ahead = timedelta()
    assert late_of(lender.publish(3)) == []
    assert lines(caplog)[0] == []

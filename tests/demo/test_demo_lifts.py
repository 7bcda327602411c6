"""What the demo lender says would lift a reason is right to the minute, and proved."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files

import pytest

from creditrules import load_rules
from creditrules.eligibility import LiftState, Reason, as_published, lifted, publishes, stated, told_lift

RULE_SETS = files("creditrules.cli.demo") / "documents" / "rule-sets"
CALM = {"overdueDays": 0, "deviceRiskScore": 12, "recentApplications": 2}
LINE = {"product": "line", "name": {"en": "Line"}, "kind": "PAY_LATER_LINE", "segment": "CONSUMER", "currency": "CNY"}


@pytest.mark.parametrize("version", [2, 3, 4, 5])
def test_the_pause_of_the_pay_later_line_ends_30_days_after_the_last_signal(version: int) -> None:
    rules = load_rules(
        str(RULE_SETS / "behaviour-risk" / f"{version}.yaml"), product=LINE | {"ruleSets": ["behaviour-risk"]}
    )
    facts = CALM | {"cashOutSuspicion": 85, "lastCashOutSignalOn": "2026-03-08"}
    decision = rules.decide(facts, at=datetime.fromisoformat("2026-03-20T12:00:00+08:00"))
    reason = decision.reasons[0]
    found = lifted(reason)
    assert found is not None
    assert found.start == datetime.fromisoformat("2026-04-07T00:00:00+08:00")
    assert (found.state, found.outcome) == (LiftState.PROVED, "ALLOW")
    assert told(reason, "en") == "From 2026-04-07 (Asia/Shanghai) on."  # as its end is told anyway
    assert decision.terms is not None
    assert decision.terms.until == found.start


def test_the_score_that_opens_the_line_is_published_and_proved() -> None:
    rules = load_rules(str(RULE_SETS / "huabei-terms" / "2.yaml"))
    reason = rules.decide(creditScore=540, monthlyIncome=9000).reasons[0]
    found = lifted(reason)
    assert found is not None
    assert (found.state, found.outcome, found.form.publish_thresholds) == (LiftState.PROVED, "ALLOW", True)
    assert told(reason, "zh") == "信用分：不低于550（当前540）。"


def told(reason: Reason, locale: str) -> str:
    """What a partner is told."""
    found, ground = lifted(reason), reason.ground
    assert found is not None
    assert ground is not None
    shown = as_published(told_lift(found), reason, published=publishes(ground.compiled, found.form))
    return stated(shown, ground.compiled.facts, "Asia/Shanghai", locale)

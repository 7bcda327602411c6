"""Reasons as partners and auditors get them: all, some, those that counted most, and what they are called elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.conftest import ADMINISTRATOR, BEHAVIOUR, CHANGE, PARTNER, PAY_LATER, build_service

from creditrules.desk.budgets import PRICES, Work

AUDITOR, CHIEF = "auditor", "chief"
LATE = {"overdueDays": 400, "requestedAmount": 300_000}
ASKED = """
query($input: EligibilityInput!, $first: Int, $adverse: Boolean! = false, $most: Int) {
  eligibility(input: $input) { decisions {
    outcome
    reasons(first: $first, adverseOnly: $adverse) { code regB { code text } }
    principalReasons(first: $most) { rank distance reason { code message regB { code } } }
  } }
}
"""
MAPPED = (
    BEHAVIOUR.replace("hitPolicy: FIRST", "hitPolicy: COLLECT")
    .replace(
        "LONG_OVERDUE: {message:",
        "LONG_OVERDUE: {codes: {regB: C1-PERFORMANCE-WITH-US}, lift: {condition: overdueDays <= 300, "
        "publishThresholds: true, message: {en: Pay., zh: 请还款。}}, message:",
    )
    .replace("lift: {en: Pay what", "lift: {condition: overdueDays <= 30, message: {en: Pay what")
    .replace("款项。}", "款项。}}")
    .replace("type: number, unit: days", 'type: number, allowedValues: "[0..1000]", unit: days')
)  # fmt: skip


@pytest.fixture(scope="module")
def lender() -> Any:
    for service in build_service(founded=True):
        assert service.publish("behaviour", MAPPED)["userErrors"] == []
        content = PAY_LATER + "jurisdiction: US\n"
        given = {"slug": "pay-later", "content": content, "change": CHANGE}
        assert service.mutate("publishProductVersion", given)["userErrors"] == []
        yield service


def asked(service: Any, token: str = PARTNER, **variables: Any) -> dict[str, Any]:
    question = {"facts": LATE, "products": ["pay-later"]}
    answer: dict[str, Any] = service.seen(ASKED, {"input": question} | variables, token)
    decision: dict[str, Any] = answer["eligibility"]["decisions"][0]
    return decision


def test_principal_reasons_are_the_adverse_ones_in_order_and_all_reasons_stay_readable(lender: Any) -> None:
    decision = asked(lender)
    assert [reason["code"] for reason in decision["reasons"]] == ["LONG_OVERDUE", "OVERDUE", "LINE_CAP"]
    assert [(each["rank"], each["reason"]["code"]) for each in decision["principalReasons"]] == [
        (1, "LONG_OVERDUE"),
        (2, "OVERDUE"),
        (3, "LINE_CAP"),
    ]
    assert [reason["code"] for reason in asked(lender, first=1)["reasons"]] == ["LONG_OVERDUE"]


def test_only_who_sees_the_policy_sees_how_far_it_is_to_the_boundary(lender: Any) -> None:
    assert [each["distance"] for each in asked(lender)["principalReasons"]] == [None] * 3
    assert [each["distance"] for each in asked(lender, AUDITOR)["principalReasons"]][:2] == ["0.1", "0.37"]


def test_how_many_there_are_is_set_by_the_products_jurisdiction_and_may_be_said_in_the_question(lender: Any) -> None:
    assert len(asked(lender, most=1)["principalReasons"]) == 1
    statement = {"basis": {"category": "REGULATION", "citation": "Counsel's note"}, "comment": "Fewer reasons."}
    given = {
        "content": "reasons: {principal: {default: 1, US: 2}}",
        "statement": statement | {"notice": [{"language": "en", "text": "Fewer reasons are told."}]},
    }
    query = "mutation($input: SetSettingsInput!) { setSettings(input: $input) { userErrors { code } } }"
    assert lender.seen(query, {"input": given}, CHIEF)["setSettings"]["userErrors"] == []
    assert [each["reason"]["code"] for each in asked(lender)["principalReasons"]] == ["LONG_OVERDUE", "OVERDUE"]
    product = lender.seen('{ product(slug: "pay-later") { jurisdiction } }')["product"]
    assert product == {"jurisdiction": "US"}


def test_a_count_out_of_bounds_is_refused(lender: Any) -> None:
    for variables in ({"first": 0}, {"most": 101}):
        question = {"input": {"facts": LATE, "products": ["pay-later"]}} | variables
        assert lender.error(ASKED, question, ADMINISTRATOR)["extensions"]["code"] == "BAD_PAGE_SIZE"


def test_a_reason_of_form_c1_is_shown_with_its_text_in_the_answer_and_in_the_catalogue(lender: Any) -> None:
    mapped = {"code": "C1-PERFORMANCE-WITH-US", "text": "Poor credit performance with us"}
    assert [reason["regB"] for reason in asked(lender)["reasons"]] == [mapped, None, None]
    query = '{ ruleSet(slug: "behaviour") { versionInForce { reasons { code regB { code text } } } } }'
    catalogue = lender.seen(query, token=ADMINISTRATOR)["ruleSet"]["versionInForce"]["reasons"]
    assert {each["code"]: each["regB"] for each in catalogue}["LONG_OVERDUE"] == mapped


def test_a_draft_whose_text_names_no_factor_is_warned_of_and_may_be_published(lender: Any) -> None:
    vague = MAPPED.replace("A payment is long overdue.", "You do not meet our internal standards.")
    query = """query($input: CheckRuleVersionInput!) {
      checkRuleVersion(input: $input) { ok diagnostics { code severity hint } } }"""
    given = {"slug": "behaviour", "content": vague, "change": CHANGE}
    checked = lender.seen(query, {"input": given}, ADMINISTRATOR)["checkRuleVersion"]
    found = {each["code"]: each for each in checked["diagnostics"]}
    assert (checked["ok"], found["reasons.vague"]["severity"]) == (True, "WARNING")
    assert "Days overdue" in found["reasons.vague"]["hint"]


LIFTS = """
query($input: EligibilityInput!) {
  eligibility(input: $input) { decisions { reasons(first: 2) {
    code lift liftKind
    liftCondition {
      state doubt validFrom outcome condition thresholdsPublished sentence
      changes { fact label higher operator threshold }
    }
  } } }
}
"""


def lifts(service: Any, token: str = PARTNER) -> dict[str, dict[str, Any]]:
    question = {"facts": LATE, "products": ["pay-later"]}
    answer = service.seen(LIFTS, {"input": question}, token)["eligibility"]["decisions"][0]
    return {reason["code"]: reason for reason in answer["reasons"]}


def test_what_lifts_a_reason_is_worked_out_and_its_values_are_told_where_the_rule_set_publishes_them(
    lender: Any,
) -> None:
    published = lifts(lender)["LONG_OVERDUE"]
    assert (published["lift"], published["liftKind"]) == ("Pay.", "CONDITION")
    assert published["liftCondition"] == {
        "state": "PROVED",
        "doubt": None,
        "validFrom": None,
        "outcome": "PAUSE",
        "condition": "overdueDays <= 300",
        "thresholdsPublished": True,
        "sentence": "Days overdue: 300 days or less (now 400).",
        "changes": [
            {
                "fact": "overdueDays",
                "label": "Days overdue",
                "higher": False,
                "operator": "LESS_OR_EQUAL",
                "threshold": "300",
            }
        ],
    }


def test_a_partner_never_sees_a_threshold_that_is_not_published_and_who_sees_the_policy_does(lender: Any) -> None:
    hidden = lifts(lender)["OVERDUE"]["liftCondition"]
    assert (hidden["state"], hidden["outcome"], hidden["condition"]) == ("PROVED", "ALLOW", None)
    assert hidden["sentence"] == "Days overdue: a lower value (now 400)."
    assert hidden["changes"] == [
        {"fact": "overdueDays", "label": "Days overdue", "higher": False, "operator": None, "threshold": None}
    ]
    seen = lifts(lender, AUDITOR)["OVERDUE"]["liftCondition"]
    assert (seen["condition"], seen["thresholdsPublished"]) == ("overdueDays <= 30", False)
    assert seen["changes"][0]["threshold"] == "30"


def test_a_lift_in_words_alone_is_marked_as_such(own_lender: Any) -> None:
    question = {"facts": {"overdueDays": 40, "requestedAmount": 1}, "products": ["pay-later"]}
    reason = own_lender.seen(LIFTS, {"input": question})["eligibility"]["decisions"][0]["reasons"][0]
    assert (reason["lift"], reason["liftKind"], reason["liftCondition"]) == ("Pay what is overdue.", "TEXT", None)


def test_how_many_lifts_an_answer_works_out_is_bounded(lender: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRICES, Work.LIFT, 1_500_000)
    question = {"facts": LATE, "products": ["pay-later"]}
    assert lender.error(LIFTS, {"input": question})["extensions"]["code"] == "BUDGET_SPENT"

"""A partner's question through the whole service: outcome, terms, reasons, what is missing, what else is open."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

QUESTION = (Path(__file__).parents[2] / "graphql" / "operations" / "partner" / "eligibility.graphql").read_text("utf-8")
LATE = {"requestedAmount": 300_000, "overdueDays": 40}


def ask(service: Any, **given: Any) -> dict[str, Any]:
    report: dict[str, Any] = service.data(QUESTION, {"input": given})["eligibility"]
    return report


def by_product(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {decision["product"]["slug"]: decision for decision in report["decisions"]}


def refused(service: Any, **given: Any) -> dict[str, Any]:
    error: dict[str, Any] = service.error(
        "query($input: EligibilityInput!) { eligibility(input: $input) { validAt } }", {"input": given}
    )
    assert error["path"] == ["eligibility"]
    extensions: dict[str, Any] = error["extensions"]
    return extensions


def test_the_paused_line_says_why_since_when_until_when_and_what_else_is_open(lender: Any) -> None:
    line = by_product(ask(lender, facts=LATE))["pay-later"]
    assert line["outcome"] == "PAUSE"
    assert line["terms"]["until"] == "2026-06-01T00:00:00Z"
    reason = line["reasons"][0]
    assert (reason["code"], reason["category"], reason["origin"]) == ("OVERDUE", "RISK", "RULE")
    assert reason["version"] == {"number": 1}
    assert (reason["message"], reason["lift"]) == ("A payment is overdue.", "Pay what is overdue.")
    assert reason["validFrom"] == line["appliedVersions"][1]["validFrom"]
    assert [other["product"]["slug"] for other in line["alternatives"]] == ["cash-loan"]


def test_the_other_product_stays_open_for_the_same_person(lender: Any) -> None:
    loan = by_product(ask(lender, facts=LATE))["cash-loan"]
    assert (loan["outcome"], loan["possibleOutcomes"], loan["alternatives"]) == ("ALLOW", ["ALLOW"], [])


def test_a_limit_leaves_as_an_exact_string_with_its_own_citation(lender: Any) -> None:
    line = by_product(ask(lender, facts={"requestedAmount": "300000.01", "overdueDays": 0}, products=["pay-later"]))[
        "pay-later"
    ]
    assert line["outcome"] == "LIMIT"
    assert line["terms"]["limit"] == "200000"
    basis = next(reason["basis"] for reason in line["reasons"] if reason["code"] == "LINE_CAP")
    assert basis == {
        "category": "REGULATION",
        "citation": "Notice 2020-07-17 article 6",
        "link": "https://example.org/notice",
    }


def test_a_reason_without_a_citation_rests_on_the_change_statement(lender: Any) -> None:
    reason = by_product(ask(lender, facts=LATE))["pay-later"]["reasons"][0]
    assert reason["basis"]["citation"] == "Notice 2020-07-17"


def test_missing_facts_are_named_where_they_could_change_the_outcome(lender: Any) -> None:
    line = by_product(ask(lender, facts={"requestedAmount": 1000}, products=["pay-later"]))["pay-later"]
    assert line["outcome"] == "UNDETERMINED"
    assert set(line["possibleOutcomes"]) >= {"ALLOW", "PAUSE"}
    assert [(fact["name"], fact["unit"], fact["ruleSets"]) for fact in line["missingFacts"]] == [
        ("overdueDays", "days", ["behaviour"])
    ]


@pytest.mark.parametrize("products", [{}, {"products": None}, {"products": []}])
def test_no_products_named_means_all_of_them(lender: Any, products: dict[str, Any]) -> None:
    assert list(by_product(ask(lender, facts=LATE, **products))) == ["cash-loan", "pay-later"]


def test_no_facts_at_all_is_everything_missing(lender: Any) -> None:
    decisions = by_product(ask(lender, facts={}))
    assert {decision["outcome"] for decision in decisions.values()} == {"UNDETERMINED"}


def test_texts_come_in_the_locale_of_the_question(lender: Any) -> None:
    line = by_product(ask(lender, facts=LATE, locale="zh-Hans-CN"))["pay-later"]
    assert line["product"]["name"] == "花呗"
    assert line["reasons"][0]["message"] == "有逾期还款。"
    assert line["reasons"][0]["ruleSet"]["name"] == "行为风险"


@pytest.mark.parametrize(
    ("accepted", "name"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "花呗"), ("fr, zh;q=0.5", "花呗"), ("fr", "Pay later"), ("", "Pay later")],
)
def test_without_a_locale_the_languages_accepted_decide(lender: Any, accepted: str, name: str) -> None:
    query = """query($i: EligibilityInput!) {
      eligibility(input: $i) { decisions { product { name english: name(locale: "en") } } }
    }"""
    variables = {"i": {"facts": LATE, "products": ["pay-later"]}}
    decisions = lender.data(query, variables, accept_language=accepted)["eligibility"]["decisions"]
    assert decisions == [{"product": {"name": name, "english": "Pay later"}}]


def test_both_times_are_now_unless_said_and_echoed(lender: Any) -> None:
    report = ask(lender, facts={})
    assert report["validAt"] == report["knownAt"]
    assert report["forecast"] is False


def test_a_valid_time_ahead_is_a_forecast(lender: Any) -> None:
    report = ask(lender, facts={}, validAt="2030-01-01T08:00:00+08:00")
    assert (report["validAt"], report["forecast"]) == ("2030-01-01T00:00:00Z", True)


def test_facts_may_be_written_into_the_query(lender: Any) -> None:
    query = """{
      eligibility(input: {facts: {overdueDays: 40, requestedAmount: 1.5e3}, products: ["cash-loan"]}) {
        decisions { outcome }
      }
    }"""
    assert lender.data(query)["eligibility"]["decisions"] == [{"outcome": "ALLOW"}]


def test_a_version_may_be_pinned(lender: Any) -> None:
    loan = ask(lender, facts=LATE, products=["cash-loan"], pins=[{"ruleSet": "behaviour", "version": 1}])["decisions"][
        0
    ]
    assert loan["appliedVersions"] == [
        {"ruleSet": "behaviour", "number": 1, "validFrom": None, "recordedAt": None, "pinned": True}
    ]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"facts": LATE, "products": ["cash-lone"]}, "UNKNOWN_PRODUCT", ["input", "products", "0"]),
        ({"facts": {"overdueDay": 1}}, "UNKNOWN_FACT", ["input", "facts", "overdueDay"]),
        ({"facts": {"overdueDays": "many"}}, "INVALID_FACT", ["input", "facts", "overdueDays"]),
        ({"facts": {"overdueDays": [1]}}, "INVALID_FACT", ["input", "facts", "overdueDays"]),
        ({"facts": {"overdueDays": "NaN"}}, "INVALID_FACT", ["input", "facts", "overdueDays"]),
        ({"facts": {"overdueDays": "1e9999999"}}, "INVALID_FACT", ["input", "facts", "overdueDays"]),
        ({"facts": []}, "INVALID_FACT", ["input", "facts"]),
        ({"facts": "overdueDays"}, "INVALID_FACT", ["input", "facts"]),
        ({"facts": LATE, "pins": [{"ruleSet": "behaviour", "version": 9}]}, "UNKNOWN_VERSION", ["input", "pins"]),
        ({"facts": LATE, "pins": [{"ruleSet": "behaviour", "version": 0}]}, "UNKNOWN_VERSION", ["input", "pins"]),
        ({"facts": LATE, "pins": [{"ruleSet": "nothing", "version": 1}]}, "UNUSED_PIN", ["input", "pins"]),
        ({"facts": LATE, "pins": [{"ruleSet": "behaviour", "version": 1}] * 2}, "PINNED_TWICE", ["input", "pins"]),
        ({"facts": LATE, "knownAt": "2990-01-01T00:00:00Z"}, "KNOWN_AT_IN_FUTURE", ["input", "knownAt"]),
        ({"facts": LATE, "products": ["pay-later"], "validAt": "1999-01-01T00:00:00Z"}, "NO_VERSION_IN_FORCE",
         ["input", "products", "0"]),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_says_where_and_why(
    lender: Any, given: dict[str, Any], code: str, field: list[str]
) -> None:
    extensions = refused(lender, **given)
    assert extensions["code"] == code
    assert extensions["kind"] in {"INVALID", "NOT_FOUND"}
    assert extensions["field"] == field


def test_a_misspelt_name_gets_a_suggestion(lender: Any) -> None:
    assert "cash-loan" in refused(lender, facts=LATE, products=["cash-lone"])["hint"]
    assert "overdueDays" in refused(lender, facts={"overdueDay": 1})["hint"]


def test_every_wrong_fact_is_told_at_once(lender: Any) -> None:
    diagnostics = refused(lender, facts={"overdueDays": "many", "requestedAmount": True})["diagnostics"]
    assert {diagnostic["place"] for diagnostic in diagnostics} == {"overdueDays", "requestedAmount"}


def test_a_rule_set_that_stays_silent_refers_and_never_allows(own_lender: Any) -> None:
    content = """
ruleSet: behaviour
category: RISK
name: {en: Behaviour risk}
facts: [{name: overdueDays, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [{expression: overdueDays, type: number}]
      outputs: [{name: intervention, type: string}, {name: reason, type: string}]
      rules: [{id: late, when: ["> 30"], then: ['"DECLINE"', '"OVERDUE"']}]
reasons: {OVERDUE: {message: {en: A payment is overdue.}}}
"""
    assert own_lender.publish("behaviour", content)["userErrors"] == []
    loan = ask(own_lender, facts={"overdueDays": 1}, products=["cash-loan"])["decisions"][0]
    assert loan["outcome"] == "REFER"
    assert loan["reasons"][0]["origin"] == "NO_RULE_FIRED"
    assert "person decides" in loan["reasons"][0]["message"]


def test_the_moment_of_a_question_is_one_moment_throughout(lender: Any) -> None:
    query = "{ a: eligibility(input: {facts: {}}) { knownAt } b: products { knownAt nodes { knownAt validAt } } }"
    data = lender.data(query)
    moments = {data["a"]["knownAt"], data["b"]["knownAt"]}
    moments |= {node[name] for node in data["b"]["nodes"] for name in ("knownAt", "validAt")}
    assert len(moments) == 1
    datetime.fromisoformat(moments.pop())


def test_a_product_that_cannot_take_a_fact_says_so_with_its_place(lender: Any) -> None:
    products = by_product(ask(lender, facts={"requestedAmount": "a lot", "overdueDays": 0}))
    assert {slug: answer["outcome"] for slug, answer in products.items()} == {
        "cash-loan": "ALLOW",
        "pay-later": "REFER",
    }
    [reason] = [reason for reason in products["pay-later"]["reasons"] if reason["origin"] == "NOT_EVALUABLE"]
    assert (reason["code"], reason["ruleSet"]["slug"]) == ("NOT_EVALUABLE", "line-cap")
    problems = [(each["code"], each["place"]) for each in products["pay-later"]["problems"]]
    assert (problems, products["cash-loan"]["problems"]) == ([("facts.type", "requestedAmount")], [])

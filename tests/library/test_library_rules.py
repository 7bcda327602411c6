"""Rule sets from files, deciding for a program: outcome, terms, reasons, and what is missing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from creditrules import FactsError, Outcome, RulesError, load_rules

NIGHT = """
ruleSet: night
category: RISK
name: {en: Night}
timeZone: Asia/Shanghai
reasons:
  NIGHT: {message: {en: Closed at night., zh: 夜间关闭。}, lift: {en: Ask after six.}}
  WEEKEND: {message: {en: Closed at the weekend.}}
facts: [{name: hour, type: number, allowedValues: "[0..24)"}]
decisions:
  - {name: Weekend, expression: 'day of week(today()) in ("Saturday", "Sunday")'}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [hour, Weekend, product.kind]
      outputs: [intervention, reason]
      rules:
        - {id: night, when: ["< 6", "-", "-"], then: ['"PAUSE"', '"NIGHT"']}
        - {id: weekend, when: ["-", "true", '"CASH_LOAN"'], then: ['"REFER"', '"WEEKEND"']}
        - {id: open, when: ["-", "-", "-"], then: ['"ALLOW"', "null"]}
tests:
  - {name: at three, facts: {hour: 3}, expect: {outcome: PAUSE, reasons: [NIGHT]}}
"""
CAP = """
ruleSet: cap
category: REGULATION
name: {en: Cap}
reasons: {CAP: {message: {en: Lines are capped.}}}
facts: [{name: income, type: number}]
decisions:
  - name: Findings
    table:
      inputs: [product.kind]
      outputs: [intervention, reason, limit, rate]
      rules: [["-", '"LIMIT"', '"CAP"', income * 6, 0.24]]
"""
PRODUCT = {
    "product": "cash",
    "name": {"en": "Cash loan"},
    "kind": "CASH_LOAN",
    "segment": "CONSUMER",
    "currency": "CNY",
    "ruleSets": ["night", "cap"],
}
FRIDAY, SATURDAY_IN_SHANGHAI = datetime(2026, 11, 27, 10, tzinfo=UTC), datetime(2026, 11, 27, 17, tzinfo=UTC)


@dataclass
class Applicant:
    hour: int
    income: float


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for name, text in (("night.yaml", NIGHT), ("cap.yaml", CAP)):
        (tmp_path / name).write_text(text, "utf-8")
    return [tmp_path / "night.yaml", tmp_path / "cap.yaml"]


def test_one_rule_set_decides_with_a_reason() -> None:
    rules = load_rules(text=NIGHT)
    decision = rules.decide(hour=3, at=FRIDAY)
    assert decision.outcome is Outcome.PAUSE
    (reason,) = decision.reasons
    assert (reason.code, reason.rule_set, reason.finding.row, reason.finding.rule_id) == ("NIGHT", "night", 1, "night")
    assert (reason.message(), reason.message("zh-CN"), reason.lift()) == (
        "Closed at night.",
        "夜间关闭。",
        "Ask after six.",
    )
    assert rules.decide({"hour": 7}, at=FRIDAY).outcome.is_open


def test_several_decide_together_and_the_severest_prevails(files: list[Path]) -> None:
    rules = load_rules(*files)
    assert (rules.names, [fact.name for fact in rules.facts]) == (("night", "cap"), ["hour", "income"])
    decision = rules.decide(Applicant(3, 1000.5), at=FRIDAY)
    assert (decision.outcome, [reason.code for reason in decision.reasons]) == (Outcome.PAUSE, ["NIGHT", "CAP"])
    limited = rules.decide(Applicant(9, 1000.5), at=FRIDAY)
    assert limited.outcome is Outcome.LIMIT
    assert limited.terms is not None
    assert (limited.terms.limit, limited.terms.rate) == (Decimal("6003.0"), Decimal("0.24"))


def test_the_product_is_given_as_a_file_or_a_mapping(tmp_path: Path, files: list[Path]) -> None:
    path = tmp_path / "cash.json"
    path.write_text(
        '{"product": "cash", "name": {"en": "Cash loan"}, "kind": "CASH_LOAN", "segment": "CONSUMER",'
        ' "currency": "CNY", "ruleSets": ["night", "cap"]}',
        "utf-8",
    )
    for product in (PRODUCT, path, str(path)):
        rules = load_rules(*files, product=product)
        assert (rules.product.kind, rules.product.currency) == ("CASH_LOAN", "CNY")
        assert rules.decide(Applicant(12, 1), at=SATURDAY_IN_SHANGHAI).outcome is Outcome.REFER
    assert load_rules(*files).decide(Applicant(12, 1), at=SATURDAY_IN_SHANGHAI).outcome is Outcome.LIMIT
    with pytest.raises(RulesError, match="kind"):
        load_rules(*files, product={"product": "cash"})


def test_the_day_begins_where_the_rule_set_says(files: list[Path]) -> None:
    rules = load_rules(*files, product=PRODUCT)
    assert rules.decide(Applicant(12, 1), at=FRIDAY).outcome is Outcome.LIMIT
    assert rules.decide(Applicant(12, 1), at=SATURDAY_IN_SHANGHAI).outcome is Outcome.REFER
    with pytest.raises(ValueError, match="no zone"):
        rules.decide(at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused


def test_what_is_not_given_makes_it_undetermined_only_where_it_matters(files: list[Path]) -> None:
    rules = load_rules(*files)
    decision = rules.decide(income=1, at=FRIDAY)
    assert (decision.outcome, [fact.name for fact in decision.missing_facts]) == (Outcome.UNDETERMINED, ["hour"])
    assert decision.possible_outcomes == (Outcome.LIMIT, Outcome.PAUSE)
    assert decision.possible_basis == "PROVED"
    decision = rules.decide(hour=3, at=FRIDAY)
    assert (decision.outcome, [fact.name for fact in decision.missing_facts]) == (Outcome.PAUSE, [])


def test_a_rule_set_that_has_no_answer_refers_and_says_so() -> None:
    rules = load_rules(text=CAP.replace("income * 6", "income / (income - 1)"))
    decision = rules.decide(income=1)
    assert decision.outcome is Outcome.REFER
    assert decision.reasons[0].message() == "This rule set could not be evaluated on these facts, so a person decides."
    assert decision.reasons[0].message("zh").startswith("该规则集无法")
    assert decision.reasons[0].lift() is None


@pytest.mark.parametrize(
    ("facts", "place"),
    [({"hour": 24}, "hour"), ({"hours": 3}, "hours"), ({"hour": "x"}, "hour"), ({"hour": {1}}, "hour")],
)
def test_facts_that_the_rules_do_not_take_are_refused(facts: dict[str, object], place: str) -> None:
    with pytest.raises(FactsError) as refused:
        load_rules(text=NIGHT).decide(facts)
    assert [found.place for found in refused.value.diagnostics] == [place]


def test_its_own_cases_are_run_when_asked() -> None:
    assert load_rules(text=NIGHT).run_cases() == ()
    (failed,) = load_rules(text=NIGHT.replace("outcome: PAUSE", "outcome: WARN")).run_cases(at=FRIDAY)
    assert (failed.code, failed.place) == ("cases.failed", "tests[1].expect.outcome")


def test_what_is_wrong_with_a_file_is_told_with_its_name_and_line(tmp_path: Path, files: list[Path]) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(CAP.replace("income * 6", "incme * 6"), "utf-8")
    with pytest.raises(RulesError) as refused:
        load_rules(files[0], wrong)
    assert [found.line for found in refused.value.diagnostics] == [12]
    assert str(refused.value).startswith(f"{wrong}:12:")
    for text in ("", "- a", "decisions: []", b"\xff\xfe", "ruleSet: 'A B'"):
        with pytest.raises(RulesError):
            load_rules(text=text)


def test_a_file_saved_by_an_editor_of_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cap.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + CAP.replace("\n", "\r\n").encode())
    assert load_rules(path).decide(income=1).outcome is Outcome.LIMIT


def test_threads_share_rules(files: list[Path]) -> None:
    rules = load_rules(*files)
    with ThreadPoolExecutor(8) as pool:
        limits = list(pool.map(lambda income: rules.decide(Applicant(9, income), at=FRIDAY).terms, range(1, 100)))
    assert [terms.limit for terms in limits if terms] == [income * 6 for income in range(1, 100)]

"""What rules read of other parties: facts that they declare, in the types that they declare."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import (
    Applicant,
    AppliedVersion,
    CompiledRuleSet,
    Decision,
    GoverningRuleSet,
    Outcome,
    compile_rule_set,
    run_cases,
)
from creditrules.eligibility.decide import decide
from creditrules.rules import (
    Category,
    CheckedRuleSet,
    ProductForm,
    check_rule_set,
    check_stored_rule_set,
    read_rule_set,
)

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
RULES = """
ruleSet: joint
category: RISK
name: {{en: Joint}}
reasons: {{ENOUGH: {{message: {{en: Enough.}}}}, LITTLE: {{message: {{en: Little.}}}}}}
facts: [{{name: income, type: number}}, {{name: since, type: date}}]
decisions:
  - name: Joint
    expression: '{joint}'
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [Joint > 1000]
      outputs: [intervention, reason]
      rules:
        - ["true", '"ALLOW"', '"ENOUGH"']
        - ["-", '"DECLINE"', '"LITTLE"']
tests:
  - name: a text is a number
    facts: {{income: 0}}
    parties: [{{name: gina, role: GUARANTOR, facts: {{income: "1000.50"}}}}]
    expect: {{outcome: ALLOW}}
"""
SUM = "sum(for each in parties return each.facts.income)"
FORM = ProductForm.model_validate(
    {
        "product": "loan",
        "name": {"en": "Loan"},
        "kind": "LOAN",
        "segment": "CONSUMER",
        "currency": "EUR",
        "ruleSets": ["joint"],
    }
)


def checked(joint: str, *, stored: bool = False) -> CheckedRuleSet:
    read = read_rule_set(read_yaml(RULES.format(joint=joint)))
    assert read.rule_set is not None, read.diagnostics
    return check_stored_rule_set(read.rule_set) if stored else check_rule_set(read.rule_set)


def told(found: CheckedRuleSet) -> list[tuple[str, str]]:
    return [(each.code, each.place) for each in found.diagnostics if each.code != "reasons.vague"]


def compiled(joint: str = SUM, *, stored: bool = False) -> CompiledRuleSet:
    found = checked(joint, stored=stored)
    assert found.ok, told(found)
    return compile_rule_set(found)


def ask(rule_set: CompiledRuleSet, *incomes: object) -> Decision:
    governing = [GoverningRuleSet(rule_set, AppliedVersion("joint", Category.RISK, 1, "d", 1, NOW, NOW))]
    parties = [{"name": f"p{at}", "role": "GUARANTOR", "facts": {"income": each}} for at, each in enumerate(incomes)]
    return decide(FORM, "digest", governing, Applicant({"income": Decimal(0), "parties": parties}), NOW)


@pytest.mark.parametrize(
    ("joint", "code"),
    [
        (SUM, None),
        ('count(parties[facts.income > 5 and role = "GUARANTOR"]) * 2000', None),
        ('if some each in parties satisfies each.facts.since < date("2020-01-01") then 2000 else 1', None),
        ("sum(for each in parties return each.facts.incme)", "rule-set.undeclared-party-fact"),
        ("sum(parties.facts.other)", "rule-set.undeclared-party-fact"),
        ('if parties[1].facts.income = "much" then 1 else 2000', "feel.comparison"),
    ],
)
def test_what_is_read_of_parties_has_to_be_declared_and_is_of_its_type(joint: str, code: str | None) -> None:
    found = checked(joint)
    assert told(found) == ([] if code is None else [(code, "decisions.Joint")])
    assert found.ok is (code is None)
    assert told(checked(joint, stored=True)) == []


def test_the_message_names_the_fact_and_the_one_that_is_meant() -> None:
    (problem,) = [each for each in checked("sum(parties.facts.incme)").diagnostics if each.code.startswith("rule-set")]
    assert problem.message == "'incme' is read of the facts of parties, and the rule set declares no such fact."
    assert "income" in problem.hint


def test_numbers_sent_as_texts_are_numbers_to_the_rules_and_to_test_cases() -> None:
    assert ask(compiled(), "600", Decimal("400.01")).outcome is Outcome.ALLOW
    assert ask(compiled(), "600", "400").outcome is Outcome.DECLINE
    assert run_cases(compiled(), NOW) == ()


def test_a_value_that_is_not_of_the_type_is_a_problem_of_the_answer_and_never_passed_on() -> None:
    decision = ask(compiled("if parties.facts.income[1] = null then 0 else 2000"), "much", 5)
    assert decision.outcome is Outcome.REFER
    assert [problem.place for problem in decision.problems] == ["p0.income"]


def test_what_was_published_before_reads_what_it_does_not_declare_as_it_was_sent() -> None:
    rule_set = compiled('if parties[1].facts.other = "text" then 2000 else 1', stored=True)
    governing = [GoverningRuleSet(rule_set, AppliedVersion("joint", Category.RISK, 1, "d", 1, NOW, NOW))]
    parties = [{"name": "p", "role": "GUARANTOR", "facts": {"other": "text"}}]
    assert decide(FORM, "digest", governing, Applicant({"parties": parties}), NOW).outcome is Outcome.ALLOW

"""A decision under a request's budget: whole, or REFER with a reason that says what was left over; never a pass."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.eligibility.test_eligibility_decide import NOW, applied, product, rule_set, table

from creditrules.eligibility import Applicant, Decision, GoverningRuleSet, Origin, Outcome
from creditrules.eligibility.decide import decide
from creditrules.feel import RequestBudget

PLENTY = 10**9


def looping(slug: str, turns: int, answer: str = '"ALLOW"') -> GoverningRuleSet:
    """A rule set that goes through a loop and then says the same to everybody."""
    body = f"""
facts: [{{name: age, type: number}}]
decisions:
  - name: Loop
    expression: 'count(for i in 1..{turns} return i + age)'
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [Loop]
      outputs: [intervention, reason]
      rules:
        - ['>= 0', '{answer}', '"R1"']
"""
    return applied(rule_set(body, slug))


FOUR = [looping(f"rules-{number}", 5_000) for number in range(4)]


def ask(governing: list[GoverningRuleSet], budget: RequestBudget | None) -> Decision:
    return decide(product(), "digest", governing, Applicant({"age": 40}, budget=budget), NOW)


def left_over(decision: Decision) -> list[str]:
    return [reason.rule_set for reason in decision.reasons if reason.finding.origin is Origin.BUDGET_SPENT]


def steps_of(governing: list[GoverningRuleSet]) -> int:
    budget = RequestBudget(PLENTY, PLENTY)
    ask(governing, budget)
    return budget.taken


EACH = steps_of(FOUR[:1])


@pytest.mark.parametrize("steps", [0, 1, EACH - 9, EACH + 9, 2 * EACH + 9, 4 * EACH - 9, 4 * EACH + 9])
def test_what_the_steps_reach_is_answered_and_the_rest_is_left_over(steps: int) -> None:
    decision = ask(FOUR, RequestBudget(steps, PLENTY))
    reached = min(4, steps // EACH)
    assert left_over(decision) == [f"rules-{number}" for number in range(reached, 4)]
    assert decision.outcome is (Outcome.ALLOW if reached == 4 else Outcome.REFER)


def test_with_enough_of_everything_the_answer_is_the_one_without_a_budget() -> None:
    free, bounded = ask(FOUR, None), ask(FOUR, RequestBudget(4 * EACH + 9, PLENTY))
    plain = [replace(each, grounds=(), again=None) for each in (free, bounded)]
    assert plain[0] == plain[1]


def test_a_refusal_that_was_reached_stands_beside_what_was_not() -> None:
    declining = [looping("rules-0", 10, '"DECLINE"'), *FOUR]
    decision = ask(declining, RequestBudget(5_000, PLENTY))
    assert decision.outcome is Outcome.DECLINE
    assert len(left_over(decision)) == 4


def test_after_the_time_nothing_is_asked() -> None:
    decision = ask(FOUR, RequestBudget(PLENTY, PLENTY, lambda: 0.0))
    assert decision.outcome is Outcome.REFER
    assert len(left_over(decision)) == 4


def test_the_parties_of_a_question_are_under_its_budget() -> None:
    body = """
facts: [{name: age, type: number}]
appliesTo: [APPLICANT, GUARANTOR]
""" + table("FIRST", "[age]", "[intervention, reason]", """['>= 18', '"ALLOW"', '"R1"']""")
    guarantors = [{"name": f"g{number}", "role": "GUARANTOR", "facts": {"age": 40}} for number in range(3)]
    told = Applicant({"age": 40, "parties": guarantors}, budget=RequestBudget(PLENTY, PLENTY, lambda: 0.0))
    decision = decide(product(), "digest", [applied(rule_set(body))], told, NOW)
    assert decision.outcome is Outcome.REFER
    assert {reason.finding.origin for reason in decision.reasons} == {Origin.BUDGET_SPENT}
    assert len(decision.reasons) == 4


def test_reading_long_facts_is_paid_for() -> None:
    body = """
facts: [{name: debts, type: 'list<number>'}]
""" + table("FIRST", "[count(debts)]", "[intervention, reason]", """['>= 0', '"ALLOW"', '"R1"']""")
    several = [applied(rule_set(body, f"rules-{number}")) for number in range(3)]
    applicant = Applicant({"debts": [1] * 50_000}, budget=RequestBudget(120_000, PLENTY))
    decision = decide(product(), "digest", several, applicant, NOW)
    assert left_over(decision) == ["rules-1", "rules-2"]

"""Properties: proved exactly where no applicant is against them, which trying all of a grid shows, and else refuted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.document import read_yaml
from creditrules.eligibility import CompiledRuleSet, compile_rule_set, none_at, run_cases
from creditrules.eligibility.properties import ClaimStanding, PropertyFound, properties_of
from creditrules.eligibility.space import RuleSpace
from creditrules.rules import check_rule_set, read_rule_set

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RULES = """
ruleSet: card
category: RISK
name: {en: Card}
facts:
  - {name: age, type: number, allowedValues: "[0..120]"}
  - {name: income, type: number, allowedValues: "[0..100000]"}
  - {name: debt, type: number, allowedValues: "[0..100000]"}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age, income, debt, {expression: debt * income}]
      outputs: [intervention, reason]
      rules:
        - {id: young, when: ["< 18", "-", "-", "-"], then: ['"DECLINE"', '"YOUNG"']}
        - {id: debts, when: ["-", "-", "> income * 0.5", "-"], then: ['"REFER"', '"DEBTS"']}
        - {id: odd, when: ["-", "-", "-", "= 12345"], then: ['"PAUSE"', '"DEBTS"']}
        - {id: good, when: ["-", ">= 1000", "-", "-"], then: ['"ALLOW"', "null"]}
reasons:
  YOUNG: {message: {en: You are under 18.}}
  DEBTS: {message: {en: Your debts are above half of your income.}}
"""


def compiled(properties: str, rules: str = RULES) -> CompiledRuleSet:
    read = read_rule_set(read_yaml(f"{rules}properties: [{properties}]"))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, checked.diagnostics
    return compile_rule_set(checked)


def standing(properties: str) -> PropertyFound:
    [found] = properties_of(compiled(properties), NOW)
    return found


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('{name: p, when: "age < 18", never: ALLOW}', ClaimStanding.PROVED),
        ('{name: p, when: "age < 18", always: DECLINE}', ClaimStanding.PROVED),
        ('{name: p, when: "age <= 18", always: DECLINE}', ClaimStanding.REFUTED),
        ('{name: p, when: "debt > income", never: [ALLOW, WARN]}', ClaimStanding.PROVED),
        ('{name: p, when: "debt > 0.4 * income", never: ALLOW}', ClaimStanding.REFUTED),
        ("{name: p, never: WARN}", ClaimStanding.PROVED),
        ('{name: p, when: "income < 1000", never: ALLOW}', ClaimStanding.PROVED),
        ('{name: p, when: "false", always: WARN}', ClaimStanding.PROVED),
    ],
)
def test_what_reasoning_reaches_is_proved_or_refuted(stated: str, expected: ClaimStanding) -> None:
    found = standing(stated)
    assert found.standing is expected, found
    assert (found.sample is None) is (expected is ClaimStanding.PROVED)
    if found.sample is not None:
        assert found.outcome in found.stated.refused


def test_what_reasoning_does_not_reach_is_searched_and_said_so() -> None:
    assert standing('{name: p, when: "debt * income > 12345", never: PAUSE}').standing is ClaimStanding.PROVED, (
        "one product"
    )
    found = standing('{name: p, when: "debt <= 1 and income <= 100", never: PAUSE}')
    assert found.standing is ClaimStanding.SEARCHED, "that 100 times 1 is not 12345 is beyond sums and ratios"
    assert "400 applicants were tried" in found.why


def test_silence_refers_and_an_error_refers() -> None:
    assert (
        standing('{name: p, when: "age >= 18 and income < 1000", never: [ALLOW, DECLINE]}').standing
        is ClaimStanding.PROVED
    )
    failing = RULES.replace('"< 18"', '"< number(string(income) + \\"x\\")"')
    [found] = properties_of(compiled("{name: p, always: REFER}", failing), NOW)
    assert found.standing in {ClaimStanding.PROVED, ClaimStanding.SEARCHED}, found


def test_a_check_tells_them_as_errors_and_warnings() -> None:
    stated = "{name: a, never: ALLOW}, {name: b, when: age < 18, always: DECLINE}"
    found = [(each.code, each.place) for each in run_cases(compiled(stated), NOW)]
    assert found == [("cases.none", ""), ("properties.refuted", "properties[1]")]


def test_conditions_are_checked_as_lifts_are() -> None:
    wrong = "properties: [{name: a, when: agee < 18, never: ALLOW}, {name: a, never: ALLOW}]"
    read = read_rule_set(read_yaml(f"{RULES}{wrong}"))
    assert read.rule_set is not None
    codes = {(each.code, each.place) for each in check_rule_set(read.rule_set).diagnostics}
    assert codes == {("feel.unknown-name", "properties[1].when"), ("properties.duplicate-name", "properties")}
    for said in (
        "{name: a}",
        "{name: a, never: ALLOW, always: ALLOW}",
        "{name: a, never: MAYBE}",
        "{name: a, never: []}",
    ):
        assert read_rule_set(read_yaml(f"{RULES}properties: [{said}]")).rule_set is None


CELLS = st.sampled_from(["-", "< 2", ">= 2", "3", "[1..3]", "not(1)", "(1..2]"])
STEPS = ["ALLOW", "WARN", "LIMIT", "DECLINE"]
ROWS = st.lists(st.tuples(CELLS, CELLS, st.sampled_from(STEPS)), min_size=1, max_size=5)
WHEN = st.sampled_from(["true", "a < 2", "a >= 1 and b < 3", "b = 3 or a = 1", "a + b > 4", "a > b", "not(a = 2)"])
GRID = [Decimal(each) / 2 for each in range(9)]


@settings(max_examples=40, deadline=None)
@given(ROWS, WHEN, st.sets(st.sampled_from([*STEPS, "REFER"]), min_size=1), st.sampled_from(["FIRST", "COLLECT"]))
def test_a_property_is_proved_exactly_where_no_applicant_of_a_grid_is_against_it(
    rows: list[tuple[str, str, str]], when: str, never: set[str], policy: str
) -> None:
    value: dict[str, Any] = {
        "ruleSet": "x", "category": "RISK", "name": {"en": "X"}, "reasons": {"R": {"message": {"en": "Because."}}},
        "facts": [{"name": name, "type": "number", "allowedValues": "[0..4]"} for name in "ab"],
        "decisions": [{"name": "Findings", "table": {
            "hitPolicy": policy, "inputs": ["a", "b"], "outputs": ["intervention", "reason"],
            "rules": [[a, b, f'"{step}"', '"R"'] for a, b, step in rows],
        }}],
        "properties": [{"name": "p", "when": when, "never": sorted(never)}],
    }  # fmt: skip
    read = read_rule_set(read_yaml(json.dumps(value)))
    assert read.rule_set is not None, read.diagnostics
    rule_set = compile_rule_set(check_rule_set(read.rule_set))
    [found] = properties_of(rule_set, NOW)
    space = RuleSpace(rule_set, NOW, none_at(NOW, ()))
    everyone = [{"a": a, "b": b} for a, b in product(GRID, GRID)]
    against = [facts for facts in everyone if space.holds(when, facts) and space.outcome(facts) in never]
    assert found.standing is (ClaimStanding.REFUTED if against else ClaimStanding.PROVED), (found, against[:1])


MANY = """
ruleSet: many
category: RISK
name: {{en: Many}}
reasons: {{NO: {{message: {{en: Not there.}}}}}}
facts: [{{name: region, type: string}}, {{name: income, type: number}}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [region, income]
      outputs: [intervention, reason]
      rules: {rows}
"""


def test_of_many_rows_only_those_are_looked_at_that_the_condition_leaves() -> None:
    rows = [
        [f'"R{at // 20}"', f"[{at % 20 * 50}..{at % 20 * 50 + 50})", '"REFER"' if at % 20 < 4 else '"ALLOW"', '"NO"']
        for at in range(1_200)
    ]
    stated = [
        {"name": "a", "when": 'region = "R3" and income < 200', "always": "REFER"},
        {"name": "b", "when": 'region = "R3" and income <= 200', "always": "REFER"},
        {"name": "c", "when": 'region in ("R3", "R4") and income < 150', "never": "ALLOW"},
    ]
    rules = compiled(", ".join(map(json.dumps, stated)), MANY.format(rows=json.dumps(rows)))
    found = properties_of(rules, NOW)
    assert [each.standing for each in found] == [ClaimStanding.PROVED, ClaimStanding.REFUTED, ClaimStanding.PROVED]
    assert found[1].sample == {"region": "R3", "income": 200}

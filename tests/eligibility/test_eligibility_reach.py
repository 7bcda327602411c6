"""Whether a change can reach a product: left out only where no applicant for it could be answered otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import CompiledRuleSet, can_reach, compile_rule_set
from creditrules.feel import RequestBudget, from_datetime
from creditrules.rules import ProductForm, check_rule_set, read_product, read_rule_set
from creditrules.rules.diff import diff_contents

RULES = """\
ruleSet: behaviour
category: RISK
name: {en: Behaviour}
reasons:
  LATE: {message: {en: A payment is overdue.}}
  FINE: {message: {en: Fine.}}
facts: [{name: days, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [days, product.kind]
      outputs: [intervention, reason]
      rules:
        - {id: line, when: ["> 30", '"LINE"'], then: ['"PAUSE"', '"LATE"']}
        - {id: loan, when: ["> 60", '"LOAN"'], then: ['"PAUSE"', '"LATE"']}
        - {id: both, when: ["> 90", "-"], then: ['"DECLINE"', '"LATE"']}
        - {id: rest, when: ["-", "-"], then: ['"ALLOW"', '"FINE"']}
tests:
  - {name: fine, facts: {days: 1}, expect: {outcome: ALLOW}}
"""
LINE_ONLY = {
    "a condition": ('["> 30", \'"LINE"\']', '["> 45", \'"LINE"\']'),
    "a result": ("'\"LINE\"'], then: ['\"PAUSE\"'", "'\"LINE\"'], then: ['\"REFER\"'"),
    "a row more": (
        "        - {id: both",
        '        - {id: new, when: ["> 5", \'"LINE"\'], then: [\'"WARN"\', \'"LATE"\']}\n        - {id: both',
    ),
    "a row less": ('        - {id: line, when: ["> 30", \'"LINE"\'], then: [\'"PAUSE"\', \'"LATE"\']}\n', ""),
}
ALL = {
    "the catch-all": ("then: ['\"ALLOW\"', '\"FINE\"']", "then: ['\"WARN\"', '\"FINE\"']"),
    "a row for both": ("> 90", "> 80"),
    "the kind of a row": ('["> 30", \'"LINE"\']', '["> 30", \'"LOAN"\']'),
    "a reason's words": ("A payment is overdue.", "Something is overdue."),
    "a fact": ("{name: days, type: number}", '{name: days, type: number, allowedValues: ">= 0"}'),
    "the hit policy": ("hitPolicy: FIRST", "hitPolicy: COLLECT"),
    "the name": ("{en: Behaviour}", "{en: Conduct}"),
}
NONE = {
    "a test": ("facts: {days: 1}", "facts: {days: 2}"),
    "the writing": ('"> 90"', '">90"'),
    "a reason that nobody gives": ("  FINE:", "  MORE: {message: {en: More.}}\n  FINE:"),
}


def compiled(text: str) -> CompiledRuleSet:
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None, read.diagnostics
    return compile_rule_set(check_rule_set(read.rule_set))


def form(kind: str) -> ProductForm:
    text = f"{{product: p, name: {{en: P}}, kind: {kind}, segment: CONSUMER, currency: CNY, ruleSets: [behaviour]}}"
    found = read_product(read_yaml(text)).product
    assert found is not None
    return found


def reached(change: tuple[str, str], *kinds: str, text: str = RULES) -> bool:
    assert change[0] in text
    before, after = compiled(text), compiled(text.replace(*change))
    diff = diff_contents(before.rule_set.written, after.rule_set.written)
    return can_reach(before, after, diff, [form(kind) for kind in kinds])


@pytest.mark.parametrize("what", LINE_ONLY)
def test_rows_of_another_kind_of_product_do_not_reach_it(what: str) -> None:
    assert reached(LINE_ONLY[what], "LINE")
    assert not reached(LINE_ONLY[what], "LOAN")
    assert reached(LINE_ONLY[what], "LOAN", "LINE"), "a product that was a line once"


LOOP = "if count(for i in 1..900, j in 1..900 return i) > 0 then product.kind else null"


def test_where_it_would_take_more_than_the_request_has_it_is_in_doubt() -> None:
    costly = RULES.replace("inputs: [days, product.kind]", f"inputs: [days, {{expression: '{LOOP}', type: string}}]")
    before, after = compiled(costly), compiled(costly.replace(*LINE_ONLY["a condition"]))
    diff, budget = diff_contents(before.rule_set.written, after.rule_set.written), RequestBudget(20_000, 10**9)
    assert can_reach(before, after, diff, [form("LOAN")] * 9, budget)
    assert budget.spent
    assert budget.taken <= 20_000


@pytest.mark.parametrize("what", ALL)
def test_whatever_may_touch_any_product_reaches_it(what: str) -> None:
    assert reached(ALL[what], "LINE")
    assert reached(ALL[what], "LOAN")


@pytest.mark.parametrize("what", NONE)
def test_what_alters_no_answer_reaches_nothing(what: str) -> None:
    assert not reached(NONE[what], "LINE", "LOAN")


@pytest.mark.parametrize("policy", ["ANY", "PRIORITY"])
def test_where_rows_depend_on_each_other_the_change_is_listed(policy: str) -> None:
    text = RULES.replace("hitPolicy: FIRST", f"hitPolicy: {policy}").replace(
        "outputs: [intervention, reason]",
        'outputs: [{name: intervention, allowedValues: \'"PAUSE","DECLINE","ALLOW","REFER","WARN"\'}, reason]',
    )
    assert reached(LINE_ONLY["a condition"], "LOAN", text=text)


def test_where_time_plays_a_part_the_change_is_listed() -> None:
    text = RULES.replace(
        "inputs: [days, product.kind]", 'inputs: [days, \'if today() > @"2026-01-01" then product.kind else "LINE"\']'
    )
    assert reached(LINE_ONLY["a condition"], "LOAN", text=text)


@pytest.mark.parametrize("what", [*LINE_ONLY, *NONE])
def test_what_is_left_out_answers_every_applicant_as_before(what: str) -> None:
    change, kind = {**LINE_ONLY, **NONE}[what], "LOAN"
    assert not reached(change, kind)
    for days in range(0, 120, 3):
        answers = [_intervention(compiled(text), days, kind) for text in (RULES, RULES.replace(*change))]
        assert answers[0] == answers[1]


def _intervention(rule_set: CompiledRuleSet, days: int, kind: str) -> Any:
    facts = {"days": Decimal(days), "product": {"kind": kind}}
    return rule_set.model.evaluate(facts, from_datetime(datetime(2026, 1, 1, tzinfo=UTC)), ("Findings",)).values

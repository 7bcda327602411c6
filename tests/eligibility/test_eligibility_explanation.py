"""What is recorded of why: bounded, principal reasons first, and compared only where both answers have it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from creditrules.document import read_yaml
from creditrules.eligibility import (
    Applicant,
    AppliedVersion,
    Aspect,
    Decision,
    GoverningRuleSet,
    compile_rule_set,
    differences,
    explained,
    explained_all,
    lifts_in,
    plain_answer,
    principal_in,
    with_withheld,
)
from creditrules.eligibility.decide import decide
from creditrules.rules import ProductForm, check_rule_set, read_rule_set

COUNT = 25
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
REASONS = "\n".join(
    f"  R{n}: {{message: {{en: The score is low.}}, lift: {{condition: score >= {600 + n}, message: {{en: More.}}}}}}"
    for n in range(COUNT)
)
ROWS = "\n".join(
    f"""        - ["< {600 + n}", '"{"DECLINE" if n == COUNT - 1 else "PAUSE"}"', '"R{n}"']""" for n in range(COUNT)
)
RULES = f"""
ruleSet: risk
category: RISK
name: {{en: Risk}}
reasons:
{REASONS}
facts: [{{name: score, type: number, allowedValues: "[0..1000]"}}]
decisions:
  - name: Findings
    table:
      hitPolicy: COLLECT
      inputs: [score]
      outputs: [intervention, reason]
      rules:
{ROWS}
"""


@cache
def decision() -> Decision:
    read = read_rule_set(read_yaml(RULES))
    assert read.rule_set is not None, read.diagnostics
    compiled = compile_rule_set(check_rule_set(read.rule_set))
    product = ProductForm.model_validate(
        {"product": "line", "name": {"en": "L"}, "kind": "L", "segment": "CONSUMER", "currency": "CNY"}
        | {"ruleSets": ["risk"]}
    )
    applied = AppliedVersion("risk", compiled.rule_set.form.category, 1, compiled.rule_set.digest, None, None, None)
    return decide(product, "", [GoverningRuleSet(compiled, applied)], Applicant({"score": 500}), NOW)


def test_lifts_are_recorded_of_twenty_reasons_of_an_answer_and_of_a_hundred_of_a_decision() -> None:
    whole = explained_all([decision()] * 6, lambda _: 3)
    assert [len(lifts_in(each.answer)) for each in whole] == [20, 20, 20, 20, 20, 0]
    first, last = whole[0], whole[-1]
    principal, lifts = principal_in(first.answer), lifts_in(first.answer)
    assert principal is not None
    assert [decision().reasons[each.place].code for each in principal] == ["R24", "R23", "R22"]
    assert {each.place for each in principal} <= lifts.keys()
    assert principal_in(last.answer) == principal


def test_numbers_that_are_not_published_are_in_what_is_withheld_alone() -> None:
    one = explained(decision(), 2)
    assert one.withheld is not None
    assert {change.threshold for lift in lifts_in(one.answer).values() for change in lift.changes} == {None}
    (merged,) = with_withheld([one.answer], [one.withheld])
    told, principal = lifts_in(merged), principal_in(merged)
    assert principal is not None
    assert str(told[principal[0].place].changes[0].threshold) == "624"
    assert [str(each.distance) for each in principal] == ["0.124", "0.123"]


def test_what_was_not_recorded_differs_from_nothing_and_what_was_differs_by_name() -> None:
    plain, two, three = plain_answer(decision()), explained(decision(), 2).answer, explained(decision(), 3).answer
    assert differences([plain], [two]) == ()
    (found,) = differences([two], [three])
    assert found.aspect is Aspect.PRINCIPAL_REASONS

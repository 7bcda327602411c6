"""One product at two moments: all that changed in between, each part by itself; ends count from their own moment."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
from tests.eligibility.outcomes.test_outcomes_asked import rule_set
from tests.eligibility.outcomes.test_outcomes_comparison import holds

from creditrules.cli.files.documents import check_text
from creditrules.dmn.analysis import Algebra, Budget, Sampler, declare
from creditrules.eligibility import AppliedVersion, GoverningRuleSet
from creditrules.eligibility.outcomes import (
    OutcomePart,
    ProductSide,
    RuleSetSide,
    Verdict,
    compare_outcomes,
    parts_of_answers,
)
from creditrules.eligibility.parameters import AppliedParameter, value_in_force
from creditrules.feel import from_datetime
from creditrules.rules import Category

DOCUMENTS = files("creditrules.cli.demo") / "documents"
BEFORE, AFTER = datetime(2025, 5, 31, 16, tzinfo=UTC), datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
RULE_SETS = {
    "cn-consumer-line-cap": (3, 3),
    "cn-student-loans": (2, 3),
    "cn-cost-ceiling": (2, 3),
    "applicant-basics": (2, 2),
    "behaviour-risk": (2, 4),
    "huabei-terms": (1, 2),
}
PARAMETERS = {
    "consumer-line-cap": 1,
    "cost-ceiling": 2,
    "bank-line-cap": 1,
    "micro-lender-business-line-cap": 1,
    "lpr-1y": 1,
}
ENDS = """
ruleSet: ends
category: RISK
name: {en: ends}
timeZone: Asia/Shanghai
reasons: {SOME: {message: {en: some}}}
facts:
  - {name: kind, type: string, allowedValues: '"CLOCK", "DAYS", "FIXED", "FACT", "ROLLING"'}
  - {name: seen, type: date}
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [kind]
      outputs: [intervention, reason, until]
      rules:
        - ['"CLOCK"', '"PAUSE"', '"SOME"', 'now() + duration("P30D")']
        - ['"DAYS"', '"WARN"', '"SOME"', 'today() + duration("P30D")']
        - ['"FIXED"', '"PAUSE"', '"SOME"', 'date("2027-01-31")']
        - ['"FACT"', '"PAUSE"', '"SOME"', 'seen + duration("P30D")']
        - ['"ROLLING"', '"PAUSE"', '"SOME"', 'date("2027-06-30")']
"""


def demo(kind: str, slug: str, number: int) -> Any:
    return check_text(f"{number}.yaml", (DOCUMENTS / kind / slug / f"{number}.yaml").read_text("utf-8"))


def huabei(now: datetime, at: int) -> ProductSide:
    governing = [
        GoverningRuleSet(
            demo("rule-sets", slug, numbers[at]).rule_set,
            AppliedVersion(slug, Category.RISK, numbers[at], "d", 1, now, now),
        )
        for slug, numbers in RULE_SETS.items()
    ]
    found = {}
    for slug, number in PARAMETERS.items():
        applied = AppliedParameter(slug, Category.REGULATION, number, "")
        in_force = value_in_force(demo("parameters", slug, number).parameter, applied, now)
        if in_force is not None:
            found[slug.replace("-", " ")] = in_force
    return ProductSide(demo("products", "huabei", 2).product, "d", tuple(governing), now, found)


def test_a_year_of_changes_of_the_demo_lender_is_told_completely_within_what_a_request_may_take() -> None:
    before, after = huabei(BEFORE, 0), huabei(AFTER, 1)
    found = compare_outcomes(before, after, Budget(100_000, 300_000, 500))
    assert (found.verdict, found.complete) == (Verdict.DIFFERENT, True)
    algebra = Algebra(from_datetime(AFTER))
    declare(algebra, [(each.model, each.asked) for each in (*before.models, *after.models)])
    told = [(each.box, {part.part for part in each.changed}) for each in found.differences]
    assert {OutcomePart.OUTCOME, OutcomePart.LIMIT, OutcomePart.REASONS} <= {
        part for _, parts in told for part in parts
    }
    for facts in (*(each.sample for each in found.differences), *Sampler(algebra).applicants(20)):
        was, now = before.answer(facts), after.answer(facts)
        assert was is not None
        assert now is not None
        real = {each.part for each in parts_of_answers(was, now)}
        assert {part for box, parts in told if box is not None and holds(box, facts) for part in parts} == real, facts


def ends(now: datetime, old: str = "", new: str = "") -> RuleSetSide:
    return RuleSetSide(rule_set(ENDS.replace(old, new) if old else ENDS), now)


def test_an_end_that_counts_from_now_is_the_same_at_two_moments() -> None:
    found = compare_outcomes(ends(BEFORE), ends(AFTER))
    assert (found.verdict, found.complete) == (Verdict.EQUIVALENT, True)
    for kind in ("CLOCK", "DAYS", "FIXED", "FACT"):
        facts = {"kind": kind, "seen": from_datetime(AFTER).date}
        was, now = (ends(moment).answer(facts) for moment in (BEFORE, AFTER))
        assert was is not None
        assert now is not None
        assert parts_of_answers(was, now) == ()


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("CLOCK", 'now() + duration("P30D")', 'now() + duration("P29D")'),
        ("DAYS", 'today() + duration("P30D")', 'today() + duration("P31D")'),
        ("ROLLING", 'date("2027-06-30")', 'date("2027-07-01")'),
        ("ROLLING", 'date("2027-06-30")', 'today() + duration("P9D")'),
        ("FACT", 'seen + duration("P30D")', 'seen + duration("P31D")'),
        ("FACT", 'seen + duration("P30D")', "null"),
    ],
)
def test_an_end_that_counts_otherwise_is_another(kind: str, old: str, new: str) -> None:
    found = compare_outcomes(ends(BEFORE), ends(AFTER, old, new))
    assert found.complete
    assert [(each.where, [part.part for part in each.changed]) for each in found.differences] == [
        (f'kind: "{kind}"', [OutcomePart.UNTIL])
    ]


def test_what_is_searched_is_bounded_by_what_may_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    answer = RuleSetSide.answer

    def counted(side: RuleSetSide, *given: Any) -> Any:
        nonlocal asked
        asked += 1
        return answer(side, *given)

    monkeypatch.setattr(RuleSetSide, "answer", counted)
    found = compare_outcomes(ends(BEFORE), ends(AFTER, "P30D", "P31D"), Budget(nodes=3, boxes=50))
    assert not found.complete
    assert asked <= 2 * 50

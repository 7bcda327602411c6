"""Two versions differ exactly where they answer otherwise; where they never do, that is proved."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn.analysis import Box, Budget, Witness
from creditrules.document import read_json
from creditrules.eligibility import CompiledRuleSet, compile_rule_set
from creditrules.eligibility.outcomes import (
    OutcomeComparison,
    OutcomePart,
    RuleSetSide,
    Verdict,
    compare_outcomes,
    comparison,
    parts_of_answers,
)
from creditrules.feel import Value
from creditrules.rules import check_rule_set, read_rule_set

NOW = datetime(2026, 11, 28, tzinfo=UTC)
Row = tuple[str, str, str, str, str]
"""Conditions on score, income and home; intervention with reason, and limit."""


def rule_set(rows: Sequence[Row], hit_policy: str = "FIRST") -> CompiledRuleSet:
    return compiled_of(document_of(rows, hit_policy))


def document_of(rows: Sequence[Row], hit_policy: str = "FIRST") -> dict[str, Any]:
    return {
        "ruleSet": "trial",
        "category": "RISK",
        "name": {"en": "Trial"},
        "timeZone": "UTC",
        "reasons": {name: {"message": {"en": name}} for name in ("A", "B", "C")},
        "facts": [
            {"name": "score", "type": "number", "allowedValues": "[0..9]", "label": {"en": "Score"}},
            {"name": "income", "type": "number", "nullable": True, "label": {"en": "Income"}},
            {"name": "home", "type": "string", "allowedValues": '"OWN", "RENT"', "label": {"en": "Home"}},
        ],
        "decisions": [
            {
                "name": "Findings",
                "table": {
                    "hitPolicy": hit_policy,
                    "inputs": ["score", "income", "home"],
                    "outputs": ["intervention", "reason", "limit"],
                    "rules": [
                        {"when": list(row[:3]), "then": [*(f'"{word}"' for word in row[3].split()), row[4]]}
                        for row in rows
                    ],
                },
            }
        ],
    }


def compiled_of(document: Mapping[str, Any]) -> CompiledRuleSet:
    read = read_rule_set(read_json(json.dumps(document).encode()))
    assert read.rule_set is not None, read.diagnostics
    return compile_rule_set(check_rule_set(read.rule_set))


def compared(
    before: Sequence[Row], after: Sequence[Row], *policies: str, budget: Budget | None = None
) -> OutcomeComparison:
    sides = [
        RuleSetSide(rule_set(rows, policy), NOW)
        for rows, policy in zip((before, after), policies or ("FIRST", "FIRST"), strict=True)
    ]
    return compare_outcomes(sides[0], sides[1], budget)


def holds(box: Box, facts: Mapping[str, Value]) -> bool:
    witness = Witness(facts)
    return all(
        region.starts ^ (bisect_right(region.cuts, witness.position(axis)) % 2 == 1) for axis, region in box.regions
    )


LADDER: Sequence[Row] = (
    ("< 3", "-", "-", "DECLINE A", "null"),
    ("-", "< 10", "-", "LIMIT B", "100"),
    ("-", "-", '"RENT"', "WARN C", "null"),
    ("-", "-", "-", "ALLOW C", "null"),
)


def test_the_lenders_threshold_moved_by_a_step_is_one_region_with_a_sample() -> None:
    moved = [("< 4", *LADDER[0][1:]), *LADDER[1:]]
    found = compared(LADDER, moved)
    assert found.verdict is Verdict.DIFFERENT
    assert found.complete
    assert [each.where for each in found.differences] == [
        "score: [3..4), income: < 10",
        'score: [3..4), income: null, >= 10, home: "OWN"',
        'score: [3..4), income: null, >= 10, home: "RENT"',
    ]
    for each in found.differences:
        was, now = each.answers
        assert 3 <= each.sample["score"] < 4  # type: ignore[operator]
        assert now.outcome == "DECLINE"
        assert was.outcome == {part.part: part.before for part in each.changed}[OutcomePart.OUTCOME]


def test_a_table_written_otherwise_is_proved_to_answer_the_same() -> None:
    split = [
        ("[1..3)", "-", "-", "DECLINE A", "null"),
        ("< 1", "-", '"OWN", "RENT"', "DECLINE A", "null"),
        (">= 3", "null, >= 10", '"RENT"', "WARN C", "null"),
        (">= 3", "null, >= 10", 'not("RENT")', "ALLOW C", "null"),
        (">= 3", "< 10", "-", "LIMIT B", "50 + 50"),
    ]
    for policies in (("FIRST", "UNIQUE"), ("FIRST", "COLLECT"), ("FIRST", "FIRST")):
        found = compared(LADDER, split, *policies)
        assert found.verdict is Verdict.EQUIVALENT, found
        assert found.complete


def test_limits_that_are_worked_out_of_facts_differ_but_where_they_come_to_the_same() -> None:
    before = [("-", "> 0", "-", "LIMIT B", "2 * income"), ("-", "-", "-", "ALLOW C", "null")]
    after = [("-", "> 0", "-", "LIMIT B", "income + 5"), ("-", "-", "-", "ALLOW C", "null")]
    found = compared(before, after)
    assert {each.where for each in found.differences} == {"income: (0..5), > 5"}
    (only,) = found.differences
    assert [(part.part, part.before, part.after) for part in only.changed] == [
        (OutcomePart.LIMIT, "2 * income", "income + 5")
    ]


def test_rows_that_no_applicant_reaches_are_no_difference() -> None:
    assert compared(LADDER, [*LADDER, ("-", "-", "-", "DECLINE A", "null")]).verdict is Verdict.EQUIVALENT


def test_what_is_beyond_the_budget_is_searched_and_nothing_is_claimed_to_be_proved() -> None:
    moved = [("< 8", *LADDER[0][1:]), *LADDER[1:]]
    found = compared(LADDER, moved, budget=Budget(nodes=3))
    assert not found.complete
    assert found.verdict is Verdict.DIFFERENT
    assert all(each.box is None and each.proof == "SEARCHED" for each in found.differences)
    same = compared(LADDER, list(LADDER), budget=Budget(nodes=3))
    assert same.verdict is Verdict.NOT_PROVED


POINTS: Mapping[str, Sequence[Value]] = {
    "score": [Decimal(n) / 2 for n in (2, *range(4, 15), 18)],
    "income": [None, *(Decimal(n) for n in (-1, 0, 1, 2, 3, 5, 6))],
    "home": ["OWN", "RENT"],
}
CELLS = {
    "score": ["-", "< 3", "<= 3", "[2..6)", "> 5", "3, 7", "not(4)"],
    "income": ["-", "null", "< 2", ">= 2", "(1..5]", "not(null)", "> score"],
    "home": ["-", '"OWN"', '"RENT"', 'not("OWN")'],
}
ROWS = st.lists(
    st.tuples(
        *(st.sampled_from(cells) for cells in CELLS.values()),
        st.sampled_from(["DECLINE A", "LIMIT B", "ALLOW C", "PAUSE B"]),
        st.sampled_from(["null", "100", "income * 10", "if score > 4 then 50 else 60"]),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=12, deadline=None)
@given(ROWS, ROWS, st.sampled_from(["FIRST", "COLLECT", "UNIQUE"]))
def test_regions_are_exactly_where_the_real_answers_differ(before: Any, after: Any, policy: str) -> None:
    told_exactly(rule_set(before, policy), rule_set(after, policy))


@settings(max_examples=12, deadline=None)
@given(ROWS, st.data(), st.sampled_from(["FIRST", "COLLECT", "UNIQUE", "ANY"]))
def test_so_they_are_where_rows_came_went_moved_or_changed_a_cell(rows: Any, data: Any, policy: str) -> None:
    after = list(rows)
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(0, len(after) - 1)) if after else 0
        match data.draw(st.sampled_from(["came", "went", "moved", "changed"])):
            case "went" if len(after) > 1:
                after.pop(at)
            case "moved":
                after.insert(0, after.pop(at))
            case "changed":
                cell = data.draw(st.integers(0, 4))
                other = data.draw(ROWS)[0]
                after[at] = (*after[at][:cell], other[cell], *after[at][cell + 1 :])
            case _:
                after.insert(at, data.draw(ROWS)[0])
    told_exactly(rule_set(rows, policy), rule_set(after, policy))


@settings(max_examples=5, deadline=None)
@given(ROWS, ROWS, st.sampled_from(["FIRST", "COLLECT"]))
def test_so_they_are_where_each_part_is_told_by_itself(before: Any, after: Any, policy: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, "_SHARE_OF_WAYS", 10**9)
        told_exactly(rule_set(before, policy), rule_set(after, policy))


def told_exactly(before: CompiledRuleSet, after: CompiledRuleSet) -> None:
    sides = [RuleSetSide(compiled, NOW) for compiled in (before, after)]
    found = compare_outcomes(sides[0], sides[1])
    assert found.complete, found.not_analysed
    boxes = [each.box for each in found.differences]
    for values in product(*POINTS.values()):
        facts: dict[str, Value] = dict(zip(POINTS, values, strict=True))
        was, now = (side.answer(facts) for side in sides)
        assert was is not None
        assert now is not None
        differs = bool(parts_of_answers(was, now))
        assert any(box is not None and holds(box, facts) for box in boxes) == differs, (facts, was, now)
        parts = {each.part for each in parts_of_answers(was, now)}
        told = [each.changed for each in found.differences if each.box is not None and holds(each.box, facts)]
        assert {each.part for changed in told for each in changed} == parts, (facts, was, now)


def graded(rows: Sequence[tuple[str, str, str]], wanted: str = "< 3") -> CompiledRuleSet:
    """A grade by score and income, by which and by the home findings are made."""
    document = document_of([("-", "-", "-", "ALLOW C", "null")])
    grade = {"hitPolicy": "FIRST", "inputs": ["score", "income"], "outputs": ["grade"], "rules": [*map(list, rows)]}
    findings = {
        "hitPolicy": "COLLECT",
        "inputs": ["Grade", "home"],
        "outputs": ["intervention", "reason"],
        "rules": [
            [wanted, "-", '"DECLINE"', '"A"'],
            [">= 2", '"RENT"', '"WARN"', '"B"'],
            ["-", "-", '"ALLOW"', "null"],
        ],
    }
    document["decisions"] = [{"name": "Grade", "table": grade}, {"name": "Findings", "table": findings}]
    return compiled_of(document)


@pytest.mark.parametrize(
    "other",
    [
        [("< 3", "-", "1"), ("-", "< 3", "2"), ("-", "-", "3")],
        [("-", "< 2", "2"), ("< 3", "-", "1"), ("-", "-", "3")],
        [("< 3", "-", "1"), ("-", "< 2", "2"), ("> 8", "-", '"ODD"'), ("-", "-", "3")],
        [("< 3", "-", "1"), ("-", "-", "3")],
    ],
)
def test_rows_that_only_another_decision_reads_differ_where_that_answers_otherwise(other: Any) -> None:
    rows = [("< 3", "-", "1"), ("-", "< 2", "2"), ("-", "-", "3")]
    told_exactly(graded(rows), graded(other))
    told_exactly(graded(rows), graded(rows, "< 4"))


def test_rows_that_call_functions_differ_where_these_come_to_something_else() -> None:
    function = {"name": "half", "parameters": [{"name": "of", "type": "number"}], "expression": "of / 2"}
    rows: list[Row] = [("< half(8)", "-", "-", "DECLINE A", "null"), ("-", "-", "-", "ALLOW B", "half(income)")]
    before, after = (
        compiled_of(document_of([(first, *rows[0][1:]), rows[1]]) | {"functions": [function]})
        for first in ("< half(8)", "< half(6)")
    )
    told_exactly(before, after)


STEP = Decimal("0.225")


def large(count: int, changed: Mapping[int, str]) -> CompiledRuleSet:
    """A row for each score and income; the limits of some are others."""
    rows: list[Row] = [
        (f"[{at % 40 * STEP}..{(at % 40 + 1) * STEP})", f"[{at // 40}..{at // 40 + 1})", "-", "LIMIT B", str(at))
        for at in range(count)
    ]
    return rule_set([(*row[:4], changed.get(at, row[4])) for at, row in enumerate(rows)], "UNIQUE")


def test_of_a_large_table_only_what_its_changed_rows_may_match_is_looked_at() -> None:
    sides = [RuleSetSide(large(800, changed), NOW) for changed in ({}, {401: "1", 402: "0", 790: "790.0"})]
    found = compare_outcomes(sides[0], sides[1], Budget(nodes=300, steps=9_000))
    assert found.complete
    assert [(each.where, each.proof) for each in found.differences] == [
        ("score: [0.225..0.45), income: [10..11)", "PROVED"),
        ("score: [0.45..0.675), income: [10..11)", "PROVED"),
    ]


@pytest.mark.parametrize("rows", [LADDER, LADDER[:2]])
def test_the_same_is_told_every_time(rows: Sequence[Row]) -> None:
    moved = [*rows[:1], ("-", "< 11", "-", "LIMIT B", "income * 3"), *rows[2:]]
    first, second = (compared(rows, moved) for _ in range(2))
    told = [
        [(each.where, each.changed, each.sample, each.answers, each.proof) for each in found.differences]
        for found in (first, second)
    ]
    assert told[0] == told[1]
    assert told[0]


AGE = "years and months duration(born, today()).years"
AGE_OF = {"name": "ageOf", "parameters": [{"name": "born", "type": "date"}], "expression": AGE}


@pytest.mark.parametrize(
    ("functions", "age", "young"),
    [
        ([], AGE, "< 18"),
        (
            [{"name": "ageOf", "parameters": [{"name": "born", "type": "date"}], "expression": AGE}],
            "ageOf(born)",
            "< 18",
        ),
        ([], "0", f"{AGE} < 18"),
    ],
)
def test_the_same_rules_at_two_moments_differ_wherever_they_ask_for_the_time(
    functions: Any, age: str, young: str
) -> None:
    rows = [[young, '"DECLINE"', '"A"'], ["-", '"ALLOW"', "null"]]
    findings = {"hitPolicy": "FIRST", "inputs": ["Age"], "outputs": ["intervention", "reason"], "rules": rows}
    fact = {"name": "born", "type": "date", "label": {"en": "Born"}}
    decisions = [{"name": "Age", "expression": age}, {"name": "Findings", "table": findings}]
    document = document_of([]) | {"facts": [fact], "functions": functions, "decisions": decisions}
    compiled = compiled_of(document)
    found = compare_outcomes(RuleSetSide(compiled, NOW.replace(year=2024)), RuleSetSide(compiled, NOW))
    assert [(each.where, each.proof) for each in found.differences] == [
        ('born: [@"2006-11-29"..@"2008-11-28"]', "PROVED")
    ]

"""Rule sets that read what earlier ones publish: a product's outcome is one function of the applicant's facts alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice, product
from typing import Any

import pytest

from creditrules.dmn.analysis import Algebra, Sampler, Witness, paths, support
from creditrules.document import read_json
from creditrules.eligibility import AppliedVersion, CompiledRuleSet, GoverningRuleSet, compile_rule_set
from creditrules.eligibility.outcomes import (
    Combined,
    OutcomePart,
    ProductOutcome,
    ProductSide,
    Verdict,
    compare_outcomes,
)
from creditrules.feel import Value, from_datetime
from creditrules.rules import Category, ProductForm, check_rule_set, read_rule_set

NOW = datetime(2026, 11, 28, tzinfo=UTC)
FACTS: Mapping[str, Mapping[str, Any]] = {
    "score": {"type": "number", "allowedValues": "[0..1000]"},
    "income": {"type": "number", "nullable": True},
    "debt": {"type": "number", "allowedValues": ">= 0"},
    "home": {"type": "string", "allowedValues": '"OWN", "RENT"'},
}
Rows = Sequence[tuple[Sequence[str], str, str]]
"""Conditions, intervention with reason, and limit."""


def rule_set(
    slug: str,
    facts: str = "",
    decisions: Mapping[str, str] | None = None,
    inputs: str = "",
    rows: Rows = (((), "ALLOW A", "null"),),
    **more: Any,
) -> CompiledRuleSet:
    columns = inputs.split("|") if inputs else ["1"]
    table = {
        "hitPolicy": "FIRST",
        "inputs": columns,
        "outputs": ["intervention", "reason", "limit"],
        "rules": [
            {"when": [*when] or ["-"] * len(columns), "then": [*(f'"{word}"' for word in then.split()), limit]}
            for when, then, limit in rows
        ],
    }
    document = {
        "ruleSet": slug,
        "category": "RISK",
        "name": {"en": slug},
        "timeZone": "UTC",
        "reasons": {name: {"message": {"en": name}} for name in ("A", "B", "C")},
        "facts": [{"name": name, "label": {"en": name}, **FACTS[name]} for name in facts.split()],
        "decisions": [
            *({"name": name, "expression": text} for name, text in (decisions or {}).items()),
            {"name": "Findings", "table": table},
        ],
        **more,
    }
    read = read_rule_set(read_json(json.dumps(document).encode()))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, [problem.render() for problem in checked.diagnostics]
    return compile_rule_set(checked)


def side(*compiled: CompiledRuleSet) -> ProductSide:
    slugs = [each.rule_set.form.rule_set for each in compiled]
    form = ProductForm.model_validate(
        {
            "product": "loan",
            "name": {"en": "loan"},
            "kind": "LOAN",
            "segment": "CONSUMER",
            "currency": "EUR",
            "ruleSets": slugs,
        }
    )
    governing = [
        GoverningRuleSet(each, AppliedVersion(slug, Category.RISK, 1, "d", 1, NOW, NOW))
        for slug, each in zip(slugs, compiled, strict=True)
    ]
    return ProductSide(form, "digest", tuple(governing), NOW)


def grades(*steps: int) -> CompiledRuleSet:
    low, high = steps or (500, 700)
    text = f'if score >= {high} then "A" else if score >= {low} then "B" else null'
    return rule_set("grades", "score", {"Grade": text}, publishes={"grade": "Grade"})


CAPACITY = rule_set(
    "capacity",
    "income debt",
    {"Left": "if income = null then null else income - 2 * debt"},
    publishes={"capacity": "Left"},
)
ROWS: Rows = (
    (("null", "-", "-"), "DECLINE A", "null"),
    (("-", "null", "-"), "REFER B", "null"),
    (("-", "<= 0", "-"), "DECLINE C", "null"),
    (('"A"', "-", "-"), "ALLOW A", "min(1000, 3 * results.capacity)"),
    (("-", ">= 100", '"OWN"'), "LIMIT B", "results.capacity"),
    (("-", "-", "-"), "LIMIT C", "50"),
)
LIMITS = rule_set(
    "limits",
    "home",
    inputs="results.grade|results.capacity|home",
    rows=ROWS,
    reads={"grade": "string", "capacity": "number"},
)
RATIO = rule_set("ratio", "income debt", {"Share": "income / debt"}, publishes={"capacity": "Share"})
"""Not evaluable where nothing is owed or the income is not told: it publishes nothing there."""

NUMBERS = rule_set("numbers", "score", {"Grade": "score"}, publishes={"grade": "Grade"})
MIXED = rule_set("mixed", "score home", {"Grade": 'if home = "OWN" then score else "B"'}, publishes={"grade": "Grade"})
AGAIN = rule_set(
    "again",
    "debt",
    {"Passed": 'if results.grade = "A" and debt < 10 then "best" else results.grade'},
    publishes={"grade": "Passed"},
    reads={"grade": "string"},
)
POINTS: Mapping[str, Sequence[Value]] = {
    "score": [Decimal(n) for n in (0, 499, 500, 699, 700, 1000)],
    "income": [None, *(Decimal(n) for n in (-5, 0, 20, 40, 100, 140, 1000))],
    "debt": [Decimal(n) for n in (0, 9, 10, 20)],
    "home": ["OWN", "RENT"],
}
CHAINS: Mapping[str, Sequence[CompiledRuleSet]] = {
    "read in order": (grades(), CAPACITY, LIMITS),
    "the last that could be evaluated counts": (grades(), CAPACITY, RATIO, LIMITS),
    "nothing is published where it cannot be evaluated": (grades(), RATIO, LIMITS),
    "nobody gave it before": (CAPACITY, LIMITS, grades()),
    "nobody gives it": (grades(), LIMITS),
    "another type": (NUMBERS, CAPACITY, LIMITS),
    "another type for some": (MIXED, CAPACITY, LIMITS),
    "passed on twice": (grades(), AGAIN, CAPACITY, LIMITS),
    "passed on by one that lacks it for some": (MIXED, AGAIN, CAPACITY, LIMITS),
}


def outcome_of_side(whole: ProductSide) -> ProductOutcome:
    return whole.outcome(Algebra(from_datetime(NOW)))


def boundaries(outcome: ProductOutcome) -> Iterator[Mapping[str, Value]]:
    """Samples of the outcome's own regions, then applicants at the cuts of its axes, then all points of a grid."""
    sampler, whole = Sampler(outcome.algebra), outcome.diagram(lambda each: (each.outcome, each.reasons))
    samples = (sampler.sample(box).facts for box in islice(paths(whole, outcome.algebra.budget), 60))
    yield from (facts for facts in samples if facts is not None)
    yield from sampler.applicants(60)
    grid = [dict(zip(POINTS, values, strict=True)) for values in product(*POINTS.values())]
    yield from grid[::3]


def lowest(told: Combined, facts: Mapping[str, Value]) -> Any:
    amounts: list[Any] = [Witness(facts).value(term)[0] for term in told.limits]
    return min(amounts, default=None)


@pytest.mark.parametrize("name", CHAINS)
def test_the_outcome_is_what_is_decided_for_each_applicant(name: str) -> None:
    whole = side(*CHAINS[name])
    outcome = outcome_of_side(whole)
    outcomes = outcome.outcomes()
    for facts in boundaries(outcome):
        witness = Witness(facts)
        told, real = outcome.at(witness), whole.answer(facts)
        assert real is not None
        assert told.told
        assert outcome.algebra.diagrams.at(outcomes, witness.position) == told.outcome == real.outcome, facts
        assert sorted({(each.rule_set, each.code) for each in told.reasons}) == list(real.reasons), facts
        assert lowest(told, facts) == (real.terms.limit if real.terms else None), facts


def test_what_is_read_is_told_by_the_facts_of_whoever_gave_it() -> None:
    outcome = outcome_of_side(side(*CHAINS["read in order"]))
    assert {axis.name for axis in support(outcome.outcomes())} == {"score", "income", "income - 2 * debt"}
    assert all(axis.exact for axis in outcome.algebra.axes)


def test_a_step_moved_in_an_earlier_rule_set_shows_where_later_ones_read_it() -> None:
    before, after = side(grades(), CAPACITY, LIMITS), side(grades(520, 700), CAPACITY, LIMITS)
    found = compare_outcomes(before, after)
    assert found.verdict is Verdict.DIFFERENT
    assert found.complete, found.not_analysed
    assert all("score: [500..520)" in each.where for each in found.differences)
    assert {each.proof for each in found.differences} == {"PROVED"}
    assert OutcomePart.OUTCOME in {part.part for each in found.differences for part in each.changed}


def test_grades_by_another_name_are_proved_to_be_the_same() -> None:
    named = rule_set(
        "grades",
        "score",
        {"Grade": 'if score < 500 then "none" else if score < 700 then "second" else "first"'},
        publishes={"grade": "Grade"},
    )
    renamed = {"null": '"none"', '"A"': '"first"'}
    rows = [((renamed.get(when[0], when[0]), *when[1:]), then, limit) for when, then, limit in ROWS]
    limits = rule_set(
        "limits",
        "home",
        inputs="results.grade|results.capacity|home",
        rows=rows,
        reads={"grade": "string", "capacity": "number"},
    )
    found = compare_outcomes(side(grades(), CAPACITY, LIMITS), side(named, CAPACITY, limits))
    assert found.verdict is Verdict.EQUIVALENT, found

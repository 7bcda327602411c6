"""Partial facts, exactly: what is possible, what counts, and dialogues that end soon in the answer of all facts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn.analysis import Budget
from creditrules.document import read_json
from creditrules.eligibility import Applicant, Decision, Outcome, compile_rule_set
from creditrules.eligibility.decide import decide
from creditrules.eligibility.explain import Inquiry, Standing
from creditrules.eligibility.outcomes import ProductSide
from creditrules.population import Assessor, stand_in_product
from creditrules.rules import check_rule_set, read_rule_set

NOW = datetime(2026, 11, 28, tzinfo=UTC)
Row = tuple[str, str, str, str, str, str]
"""Conditions on score, income, debt and home; intervention with reason, and limit."""

POINTS: Mapping[str, Sequence[Any]] = {
    "score": [Decimal(n) / 2 for n in (0, 4, 6, 8, 10, 11, 12)],
    "income": [None, *(Decimal(n) / 2 for n in (0, 2, 3, 4, 6, 10, 12))],
    "debt": [Decimal(n) / 5 for n in (0, 5, 6, 10, 15)],
    "home": ["OWN", "RENT"],
}
"""Where any cell of the tests changes, and beyond."""


def side(rows: Sequence[Row], hit_policy: str = "FIRST", costs: Mapping[str, str] | None = None) -> ProductSide:
    facts: list[dict[str, Any]] = [
        {"name": "score", "type": "number", "allowedValues": "[0..9]"},
        {"name": "income", "type": "number", "nullable": True},
        {"name": "debt", "type": "number", "allowedValues": "[0..4]"},
        {"name": "home", "type": "string", "allowedValues": '"OWN", "RENT"'},
    ]
    document = {
        "ruleSet": "trial",
        "category": "RISK",
        "name": {"en": "Trial"},
        "timeZone": "UTC",
        "reasons": {name: {"message": {"en": name}} for name in ("A", "B", "C")},
        "facts": [
            {**fact, "label": {"en": fact["name"]}, "askCost": Decimal((costs or {}).get(fact["name"], "1"))}
            for fact in facts
        ],
        "decisions": [
            {
                "name": "Findings",
                "table": {
                    "hitPolicy": hit_policy,
                    "inputs": [fact["name"] for fact in facts],
                    "outputs": ["intervention", "reason", "limit"],
                    "rules": [
                        {"when": list(row[:4]), "then": [*(f'"{word}"' for word in row[4].split()), row[5]]}
                        for row in rows
                    ],
                },
            }
        ],
    }
    read = read_rule_set(read_json(json.dumps(document, default=float).encode()))
    assert read.rule_set is not None, read.diagnostics
    compiled = compile_rule_set(check_rule_set(read.rule_set))
    assessor = Assessor(stand_in_product([compiled]), "", [compiled], NOW)
    return ProductSide(assessor.product, "", assessor.governing, NOW)


def decided(asked: ProductSide, facts: Mapping[str, Any]) -> Decision:
    return decide(asked.product, asked.digest, asked.governing, Applicant(facts), asked.now)


def completions(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    points = {name: [facts[name]] if name in facts else values for name, values in POINTS.items()}
    return [dict(zip(points, values, strict=True)) for values in product(*points.values())]


def answer(decision: Decision) -> Any:
    return decision.outcome, decision.terms


def that_matter(answers: Mapping[tuple[Any, ...], Any], facts: Mapping[str, Any]) -> set[str]:
    """Facts of which two values lead to different answers, all other facts alike."""
    found = set()
    for at, name in enumerate(POINTS):
        alike: dict[Any, Any] = {}
        for key, told in answers.items():
            if name not in facts and alike.setdefault(key[:at] + key[at + 1 :], told) != told:
                found.add(name)
    return found


LADDER: Sequence[Row] = (
    ("< 3", "-", "-", "-", "DECLINE A", "null"),
    ("-", "< 3", "-", "-", "LIMIT B", "100"),
    ("-", "-", "-", '"RENT"', "WARN C", "null"),
    ("-", "-", "-", "-", "ALLOW C", "null"),
)


def test_a_complete_table_leaves_no_room_for_no_rule() -> None:
    split = [("< 5", "-", "-", "-", "ALLOW C", "null"), (">= 5", "-", "-", "-", "WARN C", "null")]
    asked = side(split, "UNIQUE")
    before = decided(asked, {})
    assert Outcome.REFER in before.possible_outcomes
    standing = Inquiry(asked).standing(Applicant({}))
    assert standing.exact
    assert standing.possible == (Outcome.ALLOW, Outcome.WARN)
    assert [each.fact.name for each in standing.questions] == ["score"]
    assert [(each.of, each.ranges) for each in standing.questions[0].decides] == [("score", ("< 5", ">= 5"))]


def test_rows_that_say_the_same_make_an_answer_certain() -> None:
    asked = side([("< 5", "-", "-", "-", "WARN C", "null"), (">= 5", "-", "-", "-", "WARN C", "null")], "UNIQUE")
    assert decided(asked, {}).outcome is Outcome.UNDETERMINED
    standing = Inquiry(asked).standing(Applicant({}))
    assert standing.outcome is Outcome.WARN
    assert standing.questions == ()


def test_a_limit_worked_out_of_a_fact_keeps_it_missing() -> None:
    asked = side([("-", "> 0", "-", "-", "LIMIT B", "income * 2"), ("-", "-", "-", "-", "DECLINE A", "null")])
    inquiry = Inquiry(asked)
    assert [each.fact.name for each in inquiry.standing(Applicant({})).questions] == ["income"]
    assert inquiry.standing(Applicant({"income": 3})).outcome is Outcome.LIMIT


def test_of_two_facts_that_end_it_alike_the_cheaper_is_asked_first() -> None:
    rows = [
        ("< 5", "-", "-", "-", "DECLINE A", "null"),
        ("-", "-", "-", '"RENT"', "DECLINE A", "null"),
        ("-", "-", "-", "-", "ALLOW C", "null"),
    ]
    for cheap, dear in (("score", "home"), ("home", "score")):
        standing = Inquiry(side(rows, costs={cheap: "1", dear: "3"})).standing(Applicant({}))
        assert [each.fact.name for each in standing.questions] == [cheap, dear]
        assert standing.best


def test_people_tell_what_is_likely() -> None:
    rows = [
        ("< 5", "-", "-", "-", "DECLINE A", "null"),
        ("-", "-", "-", '"RENT"', "DECLINE A", "null"),
        ("-", "-", "-", "-", "ALLOW C", "null"),
    ]
    for first, score, home in (("home", 9, "RENT"), ("score", 1, "OWN")):
        people = [{"score": Decimal(score), "home": home}] * 20
        standing = Inquiry(side(rows), people=people).standing(Applicant({}))
        assert standing.questions[0].fact.name == first


def test_how_many_questions_are_to_be_expected() -> None:
    """One of two answers to the first ends it."""
    rows = [
        ("< 5", "-", "-", "-", "DECLINE A", "null"),
        (">= 5", "-", "-", '"RENT"', "DECLINE A", "null"),
        (">= 5", "null", "-", '"OWN"', "ALLOW C", "null"),
        (">= 5", "not(null)", "-", '"OWN"', "WARN C", "null"),
    ]
    for most, best, expected in ((1_000, True, 1.5), (3, False, None)):
        inquiry = Inquiry(side(rows, "UNIQUE"), most=most)
        plan = inquiry.plan(inquiry.prospects.of(Applicant({"income": 5})))
        assert [plan.first()[1], plan.first()[1]] == [best, best]
        assert plan.expected() == expected


def test_what_nobody_can_tell_is_not_asked_for() -> None:
    standing = Inquiry(side(LADDER)).standing(Applicant({"income": 5}), unknown={"score"})
    assert [each.fact.name for each in standing.questions] == ["home"]
    assert Outcome.DECLINE in standing.possible


def test_beyond_the_budget_it_is_as_the_decision_says_and_said_so() -> None:
    asked = side(LADDER)
    standing = Inquiry(asked, budget=Budget(nodes=3)).standing(Applicant({}))
    assert not standing.exact
    assert "too large" in standing.not_exact
    assert standing.possible == decided(asked, {}).possible_outcomes
    assert {each.fact.name for each in standing.questions} == {"score", "income", "home"}


CELLS = {
    "score": ["-", "-", "< 3", "[2..6)", "> 5", "not(4)"],
    "income": ["-", "-", "null", "< 2", ">= 2", "(1..5]", "> debt"],
    "debt": ["-", "-", "> 2", "<= 1"],
    "home": ["-", '"OWN"', '"RENT"'],
}
ROWS = st.lists(
    st.tuples(
        *(st.sampled_from(cells) for cells in CELLS.values()),
        st.sampled_from(["DECLINE A", "LIMIT B", "ALLOW C", "PAUSE B"]),
        st.sampled_from(["null", "100", "if score > 4 then 50 else 60", "debt * 10"]),
    ),
    min_size=1,
    max_size=4,
)
PARTIAL = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in POINTS.items()})
COSTS = st.fixed_dictionaries({name: st.sampled_from(["1", "2", "5"]) for name in POINTS})


@settings(max_examples=10, deadline=None)
@given(ROWS, st.sampled_from(["FIRST", "COLLECT", "UNIQUE"]), PARTIAL)
def test_outcomes_and_facts_are_those_of_all_completions(rows: Any, policy: str, facts: dict[str, Any]) -> None:
    asked = side(rows, policy)
    standing = Inquiry(asked).standing(Applicant(facts))
    assert standing.exact, standing.not_exact
    answers = {tuple(each.values()): answer(decided(asked, each)) for each in completions(facts)}
    assert set(standing.possible) == {outcome for outcome, _ in answers.values()}
    assert {each.fact.name for each in standing.questions} == that_matter(answers, facts)


@settings(max_examples=15, deadline=None)
@given(ROWS, st.sampled_from(["FIRST", "COLLECT"]), st.tuples(*map(st.sampled_from, POINTS.values())), COSTS)
def test_a_dialogue_ends_in_the_answer_of_all_facts(rows: Any, policy: str, values: Any, costs: Any) -> None:
    asked = side(rows, policy, costs)
    inquiry, whole = Inquiry(asked), dict(zip(POINTS, values, strict=True))
    told: dict[str, Any] = {}
    standing: Standing = inquiry.standing(Applicant(told))
    while standing.questions:
        name = standing.questions[0].fact.name
        assert name not in told
        told[name] = whole[name]
        standing = inquiry.standing(Applicant(told))
    assert standing.outcome is decided(asked, whole).outcome


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from(["FIRST", "COLLECT"]), COSTS)
def test_the_quick_choice_costs_little_more_than_the_best(rows: Any, policy: str, costs: Any) -> None:
    inquiry = Inquiry(side(rows, policy, costs))
    plan = inquiry.plan(inquiry.prospects.of(Applicant({})))
    best = plan.optimum()
    assert best is not None
    assert best <= plan.greedy() + 1e-9
    assert plan.greedy() <= 1.5 * best + 1e-9

"""What helps is the cheapest there is, of facts that may change alone, and holds when it is decided again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.eligibility.explain.situations import Row, decided, governing

from creditrules.dmn.analysis import Proof
from creditrules.eligibility import GoverningRuleSet, in_words
from creditrules.eligibility.explain import WhatHelps, told_helps, what_helps
from creditrules.eligibility.explain.better import is_better
from creditrules.rules import Intervention

SCORE = {"name": "score", "type": "number", "allowedValues": "[0..12]", "changeable": {"direction": "up", "cost": 3}}
DEBT = {"name": "debt", "type": "number", "changeable": {"direction": "down", "step": 2, "min": 1, "cost": 2}}
HOME = {"name": "home", "type": "string", "allowedValues": '"RENT", "SHARE", "OWN"', "changeable": {"cost": 4}}
AGE = {"name": "age", "type": "number"}
FACTS = (SCORE, DEBT, HOME, AGE)


def helps(facts: Mapping[str, object], *rule_sets: GoverningRuleSet) -> WhatHelps:
    found = what_helps(decided(facts, *rule_sets))
    assert found is not None
    return found


def told(found: WhatHelps, most: int = 3) -> list[Any]:
    return [
        (each.outcome.value, {change.fact.name: change.value for change in each.changes}, each.cost)
        for each in found.cheapest(most)
    ]


LADDER: Sequence[Row] = (
    ("-", "> 10", "-", "-", "DECLINE A"),
    ("< 5", "-", "-", "-", "DECLINE B"),
    ("< 7", "-", 'not("OWN")', "-", "LIMIT B"),
    ("-", "-", "-", "-", "ALLOW C"),
)
WHO: Mapping[str, object] = {"score": Decimal(4), "debt": Decimal(8), "home": "RENT", "age": Decimal(30)}


def test_each_better_rung_is_told_with_the_cheapest_changes_that_reach_it() -> None:
    found = helps(WHO, governing("trial", LADDER, FACTS))
    assert found.proof is Proof.PROVED
    assert told(found) == [
        ("LIMIT", {"score": Decimal(5)}, 3),
        ("ALLOW", {"score": Decimal(7)}, 9),
    ]
    assert told(found, 1) == [("ALLOW", {"score": Decimal(7)}, 9)]


def test_changes_keep_to_steps_bounds_and_directions() -> None:
    debt = [("-", "> 3", "-", "-", "DECLINE A"), ("-", "-", "-", "-", "ALLOW C")]
    assert told(helps(WHO, governing("trial", debt, FACTS))) == [("ALLOW", {"debt": Decimal(2)}, 6)]
    for rows in (
        [("-", "> 1", "-", "-", "DECLINE A"), ("-", "-", "-", "-", "ALLOW C")],  # below the least in steps of two
        [("-", "< 9", "-", "-", "DECLINE A"), ("-", "-", "-", "-", "ALLOW C")],  # upwards
        [("-", "-", "-", "< 60", "DECLINE A"), ("-", "-", "-", "-", "ALLOW C")],  # not changeable
    ):
        found = helps(WHO, governing("trial", rows, FACTS))
        assert (told(found), found.proof) == ([], Proof.PROVED)


def test_all_rule_sets_have_to_agree() -> None:
    other = governing("other", [("< 9", "DECLINE A"), ("-", "ALLOW C")], [SCORE])
    assert told(helps(WHO, governing("trial", LADDER, FACTS), other)) == [("ALLOW", {"score": Decimal(9)}, 15)]


@pytest.mark.parametrize("mark", ["protected", "sensitive"])
def test_what_any_rule_set_calls_protected_or_sensitive_stays_as_it_is(mark: str) -> None:
    other = governing("other", [("-", "ALLOW C")], [{"name": "score", "type": "number", mark: True}])
    found = helps(WHO, governing("trial", LADDER, FACTS), other)
    assert told(found) == []


def test_nothing_is_told_of_what_is_allowed_or_lacks_facts() -> None:
    rules = governing("trial", LADDER, FACTS)
    assert what_helps(decided({**WHO, "score": Decimal(9)}, rules)) is None
    assert what_helps(decided({"score": Decimal(9), "debt": Decimal(1)}, rules)) is None


def test_a_rung_that_no_rule_gives_is_no_help() -> None:
    silent = [("< 5", "-", "-", "-", "DECLINE A"), (">= 9", "-", "-", "-", "ALLOW C")]
    assert told(helps(WHO, governing("trial", silent, FACTS))) == [("ALLOW", {"score": Decimal(9)}, 15)]


def test_two_facts_in_one_condition_are_searched_and_said_so() -> None:
    rows = [("< 20", "DECLINE A"), ("-", "ALLOW C")]
    found = helps(WHO, governing("trial", rows, [SCORE, DEBT], inputs=["score * score - debt"]))
    assert found.proof is Proof.SEARCHED
    assert told(found)[0] == ("ALLOW", {"score": Decimal(6)}, 6)


_CELLS = {
    "score": ["-", "< 3", ">= 6", "[2..9]", "> 11"],
    "debt": ["-", "> 4", "<= 7", "[3..6]"],
    "home": ["-", '"OWN"', '"RENT", "SHARE"'],
    "age": ["-", "> 30"],
}
_ROWS = st.lists(
    st.tuples(
        *[st.sampled_from(cells) for cells in _CELLS.values()],
        st.sampled_from(["DECLINE A", "LIMIT B", "WARN C", "REFER A", "ALLOW C"]),
    ),
    min_size=2,
    max_size=6,
)
_WHO = st.fixed_dictionaries(
    {
        "score": st.integers(0, 12).map(Decimal),
        "debt": st.integers(0, 12).map(Decimal),
        "home": st.sampled_from(["RENT", "SHARE", "OWN"]),
        "age": st.sampled_from([Decimal(20), Decimal(40)]),
    }
)


def everywhere(facts: Mapping[str, Any]) -> list[tuple[Fraction, dict[str, Any]]]:
    """All that an applicant could bring the facts to where cells are whole numbers, with what it costs."""
    homes = ["RENT", "SHARE", "OWN"]
    scores = [(Fraction(3 * (at - int(facts["score"]))), Decimal(at)) for at in range(int(facts["score"]), 13)]
    debts = [(Fraction(int(facts["debt"]) - at), Decimal(at)) for at in range(int(facts["debt"]), 0, -2)]
    debts = debts or [(Fraction(0), facts["debt"])]
    moves = [(Fraction(4 * abs(homes.index(home) - homes.index(facts["home"]))), home) for home in homes]
    return [
        (score[0] + debt[0] + home[0], {**facts, "score": score[1], "debt": debt[1], "home": home[1]})
        for score, debt, home in product(scores, debts, moves)
    ]


@settings(max_examples=12, deadline=None)
@given(_ROWS, _ROWS, _WHO)
def test_no_other_point_of_the_grid_is_cheaper(one: Sequence[Row], two: Sequence[Row], facts: dict[str, Any]) -> None:
    rule_sets = (governing("one", one, FACTS), governing("two", two, FACTS))
    decision = decided(facts, *rule_sets)
    found = what_helps(decision)
    if found is None:
        assert decision.outcome.value == "ALLOW"
        return
    least: dict[str, Fraction] = {}
    best = Intervention(decision.outcome.value)
    for cost, other in everywhere(facts):
        again = decided(other, *rule_sets)
        if all(reason.finding.origin.value == "RULE" for reason in again.reasons):
            step = again.outcome.value
            least[step] = min(cost, least.get(step, cost)) if Intervention(step) < best else least.get(step, cost)
    least = {step: cost for step, cost in least.items() if Intervention(step) < best}
    assert found.proof is Proof.PROVED
    reached = {step: min(each.cost for each in found.everything if each.outcome.value == step) for step in least}
    assert reached == least
    assert {each.outcome.value for each in found.everything} == set(least)
    for each in found.everything:
        assert each.facts <= {"score", "debt", "home"}
        changed = {change.fact.name: change.value for change in each.changes}
        assert decided({**facts, **changed}, *rule_sets).outcome is each.outcome


def test_what_is_not_published_is_told_by_fact_and_direction_and_chosen_whatever_it_costs() -> None:
    decision = decided(WHO, governing("trial", LADDER, FACTS, published=False))
    found = what_helps(decision)
    assert found is not None
    (only,) = told_helps(decision, found, 3, sees_policy=False)
    assert [(each.fact, each.upwards, each.value) for each in only.changes] == [("score", True, None)]
    assert (only.outcome, only.cost) == ("ALLOW", None)
    open_ = told_helps(decision, found, 3, sees_policy=True)
    assert [each.cost for each in open_] == [3, 9]


def test_a_fact_that_one_rule_set_tests_in_secret_is_told_by_none() -> None:
    secret = governing("secret", [("> 10", "DECLINE A"), ("-", "ALLOW C")], [DEBT], published=False)
    rows = [("-", "> 4", "-", "-", "DECLINE A"), ("< 5", "-", "-", "-", "LIMIT B"), ("-", "-", "-", "-", "ALLOW C")]
    decision = decided(WHO, governing("trial", rows, FACTS), secret)
    found = what_helps(decision)
    assert found is not None
    shown = told_helps(decision, found, 3, sees_policy=False)
    assert all(each.value is None for help_ in shown for each in help_.changes)
    freed = decided({**WHO, "debt": Decimal(2)}, governing("trial", rows, FACTS), secret)
    again = what_helps(freed)
    assert again is not None
    (score,) = told_helps(freed, again, 3, sees_policy=False)
    assert [(each.fact, each.value) for each in score.changes] == [("score", Decimal(5))]


def test_what_one_rule_set_reads_of_another_moves_with_the_facts() -> None:
    grade = {
        "name": "Grade",
        "type": "string",
        "table": {
            "hitPolicy": "FIRST",
            "inputs": ["score", "debt"],
            "outputs": ["grade"],
            "rules": [
                {"when": [">= 8", "-"], "then": ['"A"']},
                {"when": ["-", "<= 3"], "then": ['"B"']},
                {"when": ["-", "-"], "then": ['"C"']},
            ],
        },
    }
    first = governing(
        "first", [("-", "-", "ALLOW C")], [SCORE, DEBT], decisions=[grade], keys={"publishes": {"grade": "Grade"}}
    )
    rows = [('"C"', "DECLINE A"), ('"B"', "LIMIT B"), ("-", "ALLOW C")]
    second = governing("second", rows, [], inputs=["results.grade"], keys={"reads": {"grade": "string"}})
    found = helps(WHO, first, second)
    assert found.proof is Proof.PROVED
    assert told(found) == [("LIMIT", {"debt": Decimal(2)}, 6), ("ALLOW", {"score": Decimal(8)}, 12)]


def test_a_rule_set_that_waits_for_facts_counts_all_the_same() -> None:
    waits = governing("waits", [("> 10", "-", "DECLINE A"), ("-", "> 3", "ALLOW C")], [AGE, DEBT], published=False)
    decision = decided(
        {"score": Decimal(1), "debt": Decimal(9)},
        governing("trial", [("< 5", "DECLINE A"), ("-", "ALLOW C")], [SCORE]),
        waits,
    )
    found = what_helps(decision)
    assert found is not None
    assert (decision.outcome, found.everything, found.proof) == ("DECLINE", (), Proof.SEARCHED)


PAID = {
    "name": "paid",
    "type": "date",
    "changeable": {"direction": "up", "step": "P7D", "max": "2026-12-31", "cost": 2},
}
TENURE = {"name": "tenure", "type": "years and months duration", "changeable": {"direction": "up", "step": "P3M"}}
NOTICE = {"name": "notice", "type": "days and time duration", "changeable": {"direction": "down", "step": "P2D"}}
PROOF = {
    "name": "proof",
    "type": "string",
    "allowedValues": '"NONE", "STATED", "DOCUMENTED"',
    "changeable": {"direction": "up", "cost": 5},
}
MEMBER = {"name": "member", "type": "boolean", "changeable": {"cost": 3}}


@pytest.mark.parametrize(
    ("fact", "given", "cell", "to", "cost"),
    [
        (PAID, "2026-11-01", '< date("2026-11-20")', "2026-11-22", 6),
        (PAID, "2026-11-01", '< date("2026-12-28")', None, 0),
        (TENURE, "P10M", '< duration("P1Y")', "P1Y1M", 1),
        (NOTICE, "P9D", '> duration("P4D")', "P3D", 3),
        (PROOF, "NONE", 'not("DOCUMENTED")', "DOCUMENTED", 10),
        (PROOF, "STATED", 'not("NONE")', None, 0),
        (MEMBER, True, "true", "false", 3),
    ],
)
def test_dates_durations_lists_and_booleans_move_by_their_steps(
    fact: Any, given: Any, cell: str, to: str | None, cost: int
) -> None:
    rows = [(cell, "DECLINE A"), ("-", "ALLOW B")]
    found = helps({fact["name"]: given}, governing("trial", rows, [fact]))
    assert found.proof is Proof.PROVED
    ways: list[Any] = [(in_words(change.value), each.cost) for each in found.everything for change in each.changes]
    assert ways == ([] if to is None else [(to, cost)])


def cheapest_by_trying(
    facts: Mapping[str, Any], rule_set: GoverningRuleSet
) -> dict[tuple[frozenset[str], str], Fraction]:
    """Of each set of facts and each better outcome the least that it costs, of all that can be tried."""
    decision, least = decided(facts, rule_set), dict[tuple[frozenset[str], str], Fraction]()
    for cost, other in everywhere(facts):
        again = decided(other, rule_set)
        if is_better(again, decision):
            moved = frozenset(name for name in other if other[name] != facts[name])
            least[moved, again.outcome.value] = min(cost, least.get((moved, again.outcome.value), cost))
    return least


@settings(max_examples=10, deadline=None)
@given(_ROWS, _WHO)
def test_the_ways_that_are_told_differ_and_are_the_cheapest_of_their_kind(
    rows: Sequence[Row], facts: dict[str, Any]
) -> None:
    rule_set = governing("trial", rows, FACTS)
    decision = decided(facts, rule_set)
    found = what_helps(decision)
    if found is None:
        return
    least = cheapest_by_trying(facts, rule_set)
    ways = found.cheapest(3)
    assert bool(ways) == bool(least)
    assert [each.cost for each in ways[:-1]] == sorted(each.cost for each in ways[:-1])
    assert all(least[each.facts, each.outcome.value] == each.cost for each in ways)
    assert not any(one.serves(other) for one, other in permutations(ways, 2) if one.cost <= other.cost)
    if least:
        best = min(Intervention(outcome) for _, outcome in least)
        assert best in {Intervention(each.outcome.value) for each in ways}
        assert ways[0].cost == min(least.values()) or len(ways) == 1


STEPPED = {**SCORE, "changeable": {"direction": "up", "step": 1, "cost": 3}}
_TOGETHER = {
    "debt - score": ["-", "> 2", "<= -3", "[-4..1]"],
    "debt / (score + 1)": ["-", "> 0.75", "< 0.5"],
    "score": ["-", "< 6"],
    "home": ["-", '"OWN"'],
}


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            *[st.sampled_from(cells) for cells in _TOGETHER.values()],
            st.sampled_from(["DECLINE A", "LIMIT B", "ALLOW C"]),
        ),
        min_size=2,
        max_size=4,
    ),
    _WHO,
)
def test_conditions_of_several_facts_are_solved_exactly(rows: Sequence[Row], facts: dict[str, Any]) -> None:
    rule_set = governing("trial", [*rows, ("-",) * 4 + ("REFER A",)], [STEPPED, DEBT, HOME], inputs=list(_TOGETHER))
    asked = {name: value for name, value in facts.items() if name != "age"}
    found = what_helps(decided(asked, rule_set))
    if found is None:
        return
    least = cheapest_by_trying(asked, rule_set)
    assert found.proof is Proof.PROVED
    reached = {each.outcome.value for each in found.everything}
    assert {step: min(each.cost for each in found.everything if each.outcome.value == step) for step in reached} == {
        step: min(cost for (_, other), cost in least.items() if other == step) for _, step in least
    }


def test_a_ratio_of_two_facts_is_brought_down_by_either_or_both() -> None:
    income = {"name": "income", "type": "number", "changeable": {"direction": "up", "step": 500, "cost": 5}}
    debt = {"name": "debt", "type": "number", "changeable": {"direction": "down", "min": 0, "cost": 0.01}}
    rows = [("> 0.4", "DECLINE A"), ("-", "ALLOW C")]
    rule_set = governing("trial", rows, [income, debt], inputs=["debt / income"])
    found = helps({"income": Decimal(4000), "debt": Decimal(2000)}, rule_set)
    assert found.proof is Proof.PROVED
    assert told(found) == [("ALLOW", {"debt": Decimal(1600)}, 4), ("ALLOW", {"income": Decimal(5000)}, 10)]


def test_several_facts_in_one_ratio_take_moments_not_minutes() -> None:
    def moving(name: str, cost: int, step: int, direction: str) -> Mapping[str, Any]:
        change = {"direction": direction, "step": step, "cost": cost, "min": 0}
        return {"name": name, "type": "number", "changeable": change}

    facts = [moving("income", 5, 500, "up"), moving("debt", 1, 100, "down"), moving("deposit", 2, 100, "up")]
    price = {"name": "price", "type": "number", "changeable": {"direction": "down", "step": 50, "min": 1000, "cost": 3}}
    rule_set = governing(
        "trial",
        [("> 0.4", "DECLINE A"), ("-", "ALLOW C")],
        [*facts, price],
        inputs=["(debt + price - deposit) / income"],
    )
    found = helps({"income": 4000, "debt": 20000, "deposit": 0, "price": 9000}, rule_set)
    assert found.proof is Proof.PROVED
    assert told(found, 1) == [("ALLOW", {"debt": Decimal(0), "deposit": Decimal(7400)}, 348)]

"""What made an answer other than it was: every difference has its causes, and each cause the effect that it has."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from creditrules.eligibility import Aspect, Effect, attribute, walk_steps
from creditrules.eligibility.attribution import difference_in_effect


def answer(outcome: str, reasons: tuple[str, ...] = (), row: int = 1) -> dict[str, Any]:
    return {
        "product": "loan",
        "productDigest": "ab",
        "outcome": outcome,
        "possibleOutcomes": [outcome],
        "terms": None,
        "reasons": [{"code": code, "row": row} for code in reasons],
        "missingFacts": [],
        "versions": [],
        "warnings": [],
        "alternatives": [],
    }


def effects(count: int, outcome: Callable[[frozenset[int]], str]) -> list[Effect]:
    found = attribute(count, lambda applied: (answer(outcome(applied)),), 100)
    return [cause.effect for cause in found.causes]


def test_a_cause_that_decides_alone_is_told_from_one_that_does_nothing() -> None:
    found = attribute(3, lambda applied: (answer("DECLINE" if 1 in applied else "ALLOW"),), 100)
    assert [cause.effect for cause in found.causes] == [Effect.NONE, Effect.DECISIVE, Effect.NONE]
    assert [(each.difference.aspect, each.causes) for each in found.differences] == [(Aspect.OUTCOME, (1,))]
    assert found.evaluations <= 10


def test_causes_that_act_only_together_are_both_told_so() -> None:
    assert effects(2, lambda applied: "DECLINE" if len(applied) == 2 else "ALLOW") == [Effect.TOGETHER] * 2


def test_causes_that_each_would_have_done_are_overtaken() -> None:
    assert effects(2, lambda applied: "DECLINE" if applied else "ALLOW") == [Effect.OVERTAKEN] * 2


def test_a_cause_undone_by_a_later_one_leaves_no_difference_and_is_not_called_nothing() -> None:
    found = attribute(2, lambda applied: (answer("DECLINE" if applied == {0} else "ALLOW"),), 100)
    assert found.differences == ()
    assert [cause.effect for cause in found.causes] == [Effect.OVERTAKEN, Effect.TOGETHER]


def test_a_row_that_moved_and_a_version_are_no_difference() -> None:
    after = {**answer("DECLINE", ("LATE",), row=7), "versions": [{"ruleSet": "risk", "version": 2, "digest": "cd"}]}
    assert difference_in_effect([answer("DECLINE", ("LATE",))], [after]) == ()
    assert difference_in_effect([answer("DECLINE", ("LATE",))], [answer("DECLINE", ("YOUNG",))]) != ()


def test_a_product_that_appears_is_attributed_to_what_lets_it_appear() -> None:
    found = attribute(2, lambda applied: (answer("ALLOW"),) if 1 in applied else (), 100)
    [difference] = found.differences
    assert (difference.difference.aspect, difference.causes) == (Aspect.ANSWERED, (1,))


def test_whatever_causes_do_every_difference_is_some_step_and_the_steps_lead_from_one_end_to_the_other() -> None:
    chance = random.Random(7)  # noqa: S311 - examples
    for _ in range(60):
        count = chance.randint(0, 4)
        table = {
            frozenset(n for n in range(count) if bits >> n & 1): (
                answer(chance.choice(["ALLOW", "DECLINE"]), chance.choice([(), ("LATE",)])),
            )
            for bits in range(1 << count)
        }
        found = attribute(count, table.__getitem__, 100)
        assert all(each.causes for each in found.differences)
        state = {each.aspect: each.before for cause in reversed(found.causes) for each in cause.step}
        for cause in found.causes:
            for each in cause.step:
                assert state[each.aspect] == each.before
                state[each.aspect] = each.after
        assert {each.difference.aspect: each.difference.after for each in found.differences}.items() <= state.items()
        nothing = [n for n, cause in enumerate(found.causes) if cause.effect is Effect.NONE]
        for number in nothing:
            idle = found.causes[number]
            assert idle.step == idle.alone == idle.missed == ()


MANY = 1000


def many(outcome: Callable[[frozenset[int]], str], count: int = MANY, most: int = 400) -> tuple[Any, dict[int, Effect]]:
    """What was found of many causes, and the effects of those that are told apart from the others."""
    found = attribute(count, lambda applied: (answer(outcome(applied)),), most)
    assert found.evaluations <= most
    return found, {place: cause.effect for place, cause in enumerate(found.causes) if cause.apart}


def test_of_many_causes_the_one_that_decides_is_found_by_halving_and_the_others_do_nothing() -> None:
    found, told = many(lambda applied: "DECLINE" if 600 in applied else "ALLOW")
    assert told == {600: Effect.DECISIVE}
    assert found.complete
    assert found.evaluations <= 20
    assert [(each.causes, each.among) for each in found.differences] == [((600,), ())]
    assert {cause.effect for cause in found.causes if not cause.apart} == {Effect.NONE}


def test_of_many_causes_two_that_act_only_together_are_both_found() -> None:
    found, told = many(lambda applied: "DECLINE" if {137, 802} <= applied else "ALLOW")
    assert told == {137: Effect.TOGETHER, 802: Effect.TOGETHER}
    assert found.complete
    assert found.evaluations <= 40


def test_of_many_causes_those_that_were_overtaken_are_found() -> None:
    _, told = many(lambda applied: "DECLINE" if {137, 802} & applied else "ALLOW")
    assert told == {137: Effect.OVERTAKEN, 802: Effect.OVERTAKEN}


def test_of_many_causes_one_that_another_undoes_is_not_told_apart_from_those_that_do_nothing() -> None:
    found, told = many(lambda applied: "DECLINE" if 137 in applied and 802 not in applied else "ALLOW")
    assert (found.differences, told, found.complete) == ((), {}, True)


def test_many_causes_are_told_as_they_are_when_each_is_tried() -> None:
    chance = random.Random(3)  # noqa: S311 - examples
    for _ in range(40):
        rules = [frozenset(chance.sample(range(30), chance.randint(1, 3))) for _ in range(chance.randint(1, 3))]

        def outcome(applied: frozenset[int], rules: list[frozenset[int]] = rules) -> str:
            return str([rule <= applied for rule in rules])

        each, _ = many(outcome, 30, 91)
        by_halving, told = many(outcome, 30, 90)
        assert by_halving.complete
        assert told == {place: c.effect for place, c in enumerate(each.causes) if c.effect is not Effect.NONE}
        assert [d.causes for d in by_halving.differences] == [d.causes for d in each.differences]


@pytest.mark.parametrize("most", range(2, 40))
def test_where_the_bound_is_reached_nothing_wrong_is_said_and_what_is_open_is_named(most: int) -> None:
    found, told = many(lambda applied: str([each in applied for each in (10, 500, 900)]), most=most)
    assert found.complete == (most >= 36)
    [difference] = found.differences
    assert {10, 500, 900} <= {*difference.causes, *difference.among}
    assert set(difference.causes) <= {10, 500, 900}
    assert all(told[place] in {Effect.DECISIVE, Effect.UNTRIED} for place in (10, 500, 900))
    assert {effect for place, effect in told.items() if place not in {10, 500, 900}} <= {Effect.UNTRIED}


def test_a_walk_tells_where_it_changes_and_where_it_stopped_looking() -> None:
    looked: list[int] = []

    def at(place: int) -> tuple[dict[str, Any], ...]:
        looked.append(place)
        return (answer("DECLINE" if place >= 700 else "PAUSE" if place >= 3 else "ALLOW"),)

    walk = walk_steps(MANY, at, 100)
    assert (walk.steps, walk.open, len(looked) <= 24) == ([2, 699], [], True)
    assert [each.after for each in walk.between(699, 700)] == ["DECLINE"]
    looked.clear()
    walk = walk_steps(MANY, at, 4)
    assert (walk.steps, len(looked)) == ([], 4)
    assert all(any(low <= step < high for low, high in walk.open) for step in (2, 699))

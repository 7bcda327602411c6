"""What made an answer other than it was: every difference has its causes, and each cause the effect that it has."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from creditrules.eligibility import Aspect, Effect, attribute
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
    found = attribute(count, lambda applied: (answer(outcome(applied)),))
    return [cause.effect for cause in found.causes]


def test_a_cause_that_decides_alone_is_told_from_one_that_does_nothing() -> None:
    found = attribute(3, lambda applied: (answer("DECLINE" if 1 in applied else "ALLOW"),))
    assert [cause.effect for cause in found.causes] == [Effect.NONE, Effect.DECISIVE, Effect.NONE]
    assert [(each.difference.aspect, each.causes) for each in found.differences] == [(Aspect.OUTCOME, (1,))]
    assert found.evaluations <= 10


def test_causes_that_act_only_together_are_both_told_so() -> None:
    assert effects(2, lambda applied: "DECLINE" if len(applied) == 2 else "ALLOW") == [Effect.TOGETHER] * 2


def test_causes_that_each_would_have_done_are_overtaken() -> None:
    assert effects(2, lambda applied: "DECLINE" if applied else "ALLOW") == [Effect.OVERTAKEN] * 2


def test_a_cause_undone_by_a_later_one_leaves_no_difference_and_is_not_called_nothing() -> None:
    found = attribute(2, lambda applied: (answer("DECLINE" if applied == {0} else "ALLOW"),))
    assert found.differences == ()
    assert [cause.effect for cause in found.causes] == [Effect.OVERTAKEN, Effect.TOGETHER]


def test_a_row_that_moved_and_a_version_are_no_difference() -> None:
    after = {**answer("DECLINE", ("LATE",), row=7), "versions": [{"ruleSet": "risk", "version": 2, "digest": "cd"}]}
    assert difference_in_effect([answer("DECLINE", ("LATE",))], [after]) == ()
    assert difference_in_effect([answer("DECLINE", ("LATE",))], [answer("DECLINE", ("YOUNG",))]) != ()


def test_a_product_that_appears_is_attributed_to_what_lets_it_appear() -> None:
    found = attribute(2, lambda applied: (answer("ALLOW"),) if 1 in applied else ())
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
        found = attribute(count, table.__getitem__)
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

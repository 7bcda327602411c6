"""Less discriminatory alternatives: candidates are judged by ratio, approvals and losses, the best first."""

from __future__ import annotations

from creditrules.eligibility import Outcome
from creditrules.population.impact import (
    Answer,
    Bands,
    Batch,
    Census,
    Figures,
    ImpactPlan,
    KnownOutcome,
    Margins,
    coded,
    figures_of,
    less_discriminatory,
)

PLAN = ImpactPlan(protected=(Bands("sex"),), outcome=KnownOutcome("default", frozenset({"1"})))
ALLOW, DECLINE = Answer(Outcome.ALLOW), Answer(Outcome.DECLINE)


def figures(men: int, women: int, *, bad: int = 0) -> Figures:
    """100 men and 100 women, of whom so many are approved; of the approved men so many went badly."""
    approved = [n < men for n in range(100)] + [n < women for n in range(100)]
    labels = ["1" if n < bad else "0" for n in range(100)] + ["0"] * 100
    census = Census(PLAN)
    columns = {"sex": coded(["m"] * 100 + ["f"] * 100), "default": coded(labels)}
    after = coded(ALLOW if each else DECLINE for each in approved)
    census.add(Batch([1] * 200, columns, coded([ALLOW] * 200), after))
    return figures_of(census)


def test_those_that_serve_as_well_with_a_better_ratio_come_first_the_best_ratio_first() -> None:
    candidates = {
        "worse": figures(80, 40),
        "better": figures(78, 55),
        "best": figures(70, 70),
        "too few": figures(50, 50),
        "too risky": figures(75, 75, bad=30),
    }
    found = less_discriminatory(figures(80, 48), candidates, Margins(approval=0.01, loss=0.005))
    assert [(each.name, [str(why) for why in each.shortfalls]) for each in found] == [
        ("best", []),
        ("better", []),
        ("too risky", ["LOSS_TOO_HIGH"]),
        ("too few", ["APPROVAL_TOO_LOW"]),
        ("worse", ["RATIO_NOT_BETTER", "APPROVAL_TOO_LOW"]),
    ]
    assert found[0].ratio == 1
    assert found[1].approval == 133 / 200


def test_margins_decide_how_much_may_be_given_up() -> None:
    proposed, fairer = figures(80, 48), {"fairer": figures(60, 60)}
    assert [each.shortfalls for each in less_discriminatory(proposed, fairer, Margins(0.01, 0))] != [()]
    assert [each.shortfalls for each in less_discriminatory(proposed, fairer, Margins(0.05, 0))] == [()]


def test_without_protected_attributes_nothing_is_less_discriminatory() -> None:
    census = Census(ImpactPlan())
    census.add(Batch([1], {}, coded([ALLOW]), coded([ALLOW])))
    plain = figures_of(census)
    (found,) = less_discriminatory(plain, {"same": plain}, Margins())
    assert [str(why) for why in found.shortfalls] == ["RATIO_NOT_BETTER"]

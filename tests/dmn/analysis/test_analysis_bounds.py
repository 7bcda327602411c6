"""Models that are small and double at every step: what is told of them stays short, or is too large, in no time."""

from __future__ import annotations

import pytest
from tests.dmn.analysis.test_analysis_small import NUMBER, analysed

from creditrules.dmn.analysis import Analysis, Proof, TooLarge, box_text, few, paths


def chained(first: str, step: str, length: int, asked: str = "D > 5") -> Analysis:
    """Decisions each worked out of the one before, which `D` stands for."""
    decisions = [{"name": "d0", "expression": first}]
    decisions += [{"name": f"d{i}", "expression": step.replace("D", f"d{i - 1}")} for i in range(1, length)]
    decisions.append({"name": "asked", "expression": asked.replace("D", f"d{length - 1}")})
    facts = [{"name": name, "type": NUMBER} for name in ("a", "b")]
    return analysed({"name": "m", "facts": facts, "decisions": decisions})


@pytest.mark.parametrize("step", ["D + D * a", "D * D", "abs(D) - D"])
def test_what_is_worked_out_of_itself_twice_has_a_short_name_and_is_looked_through_once(step: str) -> None:
    analysis = chained("a * b", step, 30)
    [*boxes] = few(paths(analysis.diagram("asked"), analysis.budget))
    names = [axis.name for axis in analysis.algebra.axes]
    assert max(map(len, names)) < 1_100
    assert {analysis.sampler.sample(box).proof for box in boxes} <= {*Proof}


@pytest.mark.parametrize(
    ("first", "step", "asked"),
    [
        ("a", "[D, D]", "count(D) > 5"),
        ("a * b", "D * b", "D > 5"),
        ("[1]", "flatten([D, D])", "count(D) > a"),
        ("(for j in 1..40 return if j = 1 then [1, 1] else [partial[-1], partial[-1]])[-1]", "D", "count(D) > a"),
    ],
)
def test_what_grows_without_end_is_too_large(first: str, step: str, asked: str) -> None:
    analysis = chained(first, step, 120 if step == "D * b" else 23, asked)
    analysis.budget.steps = analysis.budget.work = 50_000
    with pytest.raises(TooLarge):
        analysis.diagram("asked")


def test_samples_cost_no_more_of_the_evaluator_than_an_analysis_may_take() -> None:
    analysis = chained("sum(for i in 1..1000 return i * a * b)", "D + 1", 2, "D > 5 and D < 5.000001")
    boxes = few(paths(analysis.diagram("asked"), analysis.budget))
    analysis.budget.work = left = 20_000
    assert Proof.NOT_FOUND in {analysis.sampler.sample(box).proof for box in boxes}
    assert -left < analysis.budget.work < left


def test_a_chain_of_many_decisions_is_no_deep_recursion() -> None:
    analysis = chained("a", "D + 1", 350, "D > 700")
    assert {box_text(box) for box in few(paths(analysis.diagram("asked"), analysis.budget))} == {
        "a: > 351",
        "a: <= 351",
    }

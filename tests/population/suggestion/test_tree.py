"""A tree: every applicant in one case, written exactly, and no better applicant treated worse."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.population.suggestion.conftest import PROTECTED, SOURCE
from tests.population.suggestion.test_exact import compiled

from creditrules.eligibility import Decision
from creditrules.population import Assessor, stand_in_product
from creditrules.population.suggestion import Better, BinningRules, Form, Sample, Suggested, Wishes, sample_of, suggest
from creditrules.population.suggestion.binning import binned
from creditrules.population.suggestion.learners import TreeBounds
from creditrules.population.suggestion.monotony import worse_for_better
from creditrules.population.suggestion.scorecard import Scale
from creditrules.population.suggestion.tree import Leaf, Tree, grow_tree

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def tree(german: Sample) -> Suggested:
    better = {"duration_in_month": Better.LOWER}
    return suggest(german, SOURCE, Wishes("german-tree", form=Form.TREE, protected=PROTECTED, better=better))


@pytest.mark.shared("data")
def test_what_is_written_decides_as_the_tree_on_every_row(german: Sample, tree: Suggested) -> None:
    rules = compiled(tree.content)
    assert isinstance(tree.candidate, Tree)
    names = [each.column for each in tree.candidate.bins]
    assessor = Assessor(stand_in_product([rules]), "", [rules], NOW)
    said = tree.ladder.interventions(tree.candidate.scores(german))
    codes = dict(zip(names, tree.content["reasons"], strict=True))
    leaves = tree.candidate.leaf_of(german)
    for row in range(german.rows):
        decision = assessor.assess(german.facts(row, names))
        assert isinstance(decision, Decision)
        assert decision.outcome.value == said[row].value
        against = [codes[name] for name in tree.candidate.leaves[leaves[row]].against][:4]
        told = {reason.finding.reason for reason in decision.reasons if reason.finding.reason}
        assert told == (set() if decision.outcome.value == "ALLOW" else set(against))


@pytest.mark.shared("data")
def test_the_document_declares_what_is_better(tree: Suggested) -> None:
    assert {fact["name"]: fact.get("better") for fact in tree.content["facts"]}["duration_in_month"] == "lower"
    assert tree.tested.auc > 0.68


def made_up(seed: int) -> tuple[list[dict[str, object]], list[bool]]:
    """Applicants of whom more of x and of y is better, with a place where it is the other way round."""
    chance = random.Random(seed)  # noqa: S311 - examples
    facts: list[dict[str, object]] = []
    bad = []
    for _ in range(300):
        x, y, kind = chance.randrange(8), chance.randrange(8), chance.choice("AB")
        odd = kind == "A" and 3 <= x <= 5
        facts.append({"x": None if chance.random() < 0.1 else Decimal(x), "y": Decimal(y), "kind": kind})
        bad.append(chance.random() < 0.55 - 0.03 * x - 0.03 * y + 0.3 * odd)
    return facts, bad


def grown(seed: int, ordered: Sequence[str]) -> Tree:
    sample = sample_of(*made_up(seed))
    everyone = np.ones(sample.rows, dtype=np.bool_)
    bins = [
        binned(column, sample.bad, everyone, BinningRules(), Better.HIGHER.trend) for column in sample.columns.values()
    ]
    tree = grow_tree(sample, everyone, bins, TreeBounds(6, 20, 5), Scale(), ordered)
    assert tree is not None
    return tree


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_every_applicant_there_can_be_is_in_one_case_and_no_better_one_scores_less(
    seed: int,
) -> None:
    tree = grown(seed, ("x", "y"))
    better = {"x": Better.HIGHER, "y": Better.HIGHER}
    assert list(worse_for_better(tree, better)) == []
    points = {}
    for places in product(*(range(len(each.bins)) for each in tree.bins)):
        found = [leaf for leaf in tree.leaves if _holds(leaf, places)]
        assert len(found) == 1
        points[places] = found[0].points
    for number, each in enumerate(tree.bins):
        if each.column in better:
            for places, worth in points.items():
                higher = (*places[:number], places[number] + 1, *places[number + 1 :])
                if each.missing not in (places[number], higher[number]):
                    assert points.get(higher, worth) >= worth


def _holds(leaf: Leaf, places: tuple[int, ...]) -> bool:
    return all(place in admitted for place, admitted in zip(places, leaf.places, strict=True))


def test_what_is_not_wished_is_looked_at_all_the_same() -> None:
    found = [grown(seed, ()) for seed in range(20)]
    assert any(list(worse_for_better(tree, {"x": Better.HIGHER})) == ["x"] for tree in found)

"""What is written decides as what was fitted: on every row of German credit, by the engine that answers partners."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from tests.population.suggestion.conftest import PROTECTED, WISHES

from creditrules.document import read_yaml, yaml_text
from creditrules.eligibility import CompiledRuleSet, Decision, compile_rule_set, principal_reasons, run_cases
from creditrules.feel import from_datetime
from creditrules.population import Assessor, stand_in_product
from creditrules.population.suggestion import Sample, Suggested
from creditrules.population.suggestion.monotony import worse_for_better
from creditrules.population.suggestion.scorecard import Scorecard
from creditrules.rules import check_rule_set, read_rule_set, split_change

pytestmark = pytest.mark.shared("data")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def compiled(content: Mapping[str, Any]) -> CompiledRuleSet:
    read = read_rule_set(read_yaml(yaml_text({**content})))
    assert read.rule_set is not None
    checked = check_rule_set(read.rule_set)
    assert checked.diagnostics == ()
    return compile_rule_set(checked)


@pytest.fixture(scope="module")
def rules(card: Suggested) -> CompiledRuleSet:
    return compiled(card.content)


def test_the_score_of_every_row_is_the_fitted_points(german: Sample, card: Suggested, rules: CompiledRuleSet) -> None:
    names = [binned.column for binned in card.candidate.bins]
    scores = card.candidate.scores(german)
    moment = from_datetime(NOW)
    for row in range(german.rows):
        facts = rules.model.read_facts(german.facts(row, names)).values
        assert rules.model.evaluate(facts, moment, ("Score",)).values["Score"] == Decimal(scores[row])


def test_of_every_row_the_outcome_is_the_ladder_s_and_principal_reasons_are_what_cost_most(
    german: Sample, card: Suggested, rules: CompiledRuleSet
) -> None:
    names = [binned.column for binned in card.candidate.bins]
    assessor = Assessor(stand_in_product([rules]), "", [rules], NOW)
    said = card.ladder.interventions(card.candidate.scores(german))
    codes = dict(zip(names, card.content["reasons"], strict=True))
    for row in range(german.rows):
        decision = assessor.assess(german.facts(row, names))
        assert isinstance(decision, Decision)
        assert decision.outcome.value == said[row].value
        against = [codes[name] for name in card.candidate.against(german, row)][:4]
        told = [principal.reason.code for principal in principal_reasons(decision, 4)]
        assert told == ([] if decision.outcome.value == "ALLOW" else against)


def test_its_tests_pass_and_meet_every_row_of_every_table(
    card: Suggested, rules: CompiledRuleSet, german: Sample
) -> None:
    assert run_cases(rules, NOW) == ()
    tests = card.content["tests"]
    assert {test["expect"]["outcome"] for test in tests} == {"ALLOW", "REFER", "DECLINE"}
    for binned in card.candidate.bins:
        column = german.columns[binned.column]
        met: set[int | None] = set()
        for test in tests:
            value = test["facts"][binned.column]
            if isinstance(value, Decimal):
                met.add(next(place for place, each in enumerate(binned.bins) if each.holds(value)))
            else:
                met.add(binned.missing if value is None else int(binned.by_level[column.levels.index(value)]))
        assert met == set(range(len(binned.bins)))


def test_tests_hold_no_row_as_it_was(card: Suggested, german: Sample) -> None:
    names = [binned.column for binned in card.candidate.bins]
    rows = [german.facts(row, names) for row in range(german.rows)]
    amounts = [test["facts"]["credit_amount"] for test in card.content["tests"]]
    assert sum(len(amount.normalize().as_tuple().digits) > 2 for amount in amounts if amount is not None) <= 2
    assert sum(test["facts"] in rows for test in card.content["tests"]) <= len(card.content["tests"]) / 2


def test_what_is_protected_is_neither_asked_nor_told(card: Suggested) -> None:
    assert not {fact["name"] for fact in card.content["facts"]} & set(PROTECTED)
    assert all(card.left_out[name] == "It is protected." for name in PROTECTED)
    assert {found.protected for found in card.chosen.associations} == set(PROTECTED)


def test_a_text_that_was_never_seen_and_a_missing_amount_have_points(rules: CompiledRuleSet, card: Suggested) -> None:
    facts = {**card.content["tests"][0]["facts"], "purpose": "a moon rocket", "credit_amount": None}
    values = rules.model.evaluate(
        rules.model.read_facts(facts).values, from_datetime(NOW), ("Points of purpose", "Points of credit_amount")
    ).values
    assert isinstance(card.candidate, Scorecard)
    by_column = {attribute.binned.column: attribute for attribute in card.candidate.attributes}
    other = next(place for place, each in enumerate(by_column["purpose"].binned.bins) if each.other)
    assert values["Points of purpose"] == by_column["purpose"].points[other]
    assert values["Points of credit_amount"] == by_column["credit_amount"].points[-1]


def test_a_shorter_term_never_scores_worse(card: Suggested) -> None:
    assert list(worse_for_better(card.candidate, WISHES.better)) == []
    assert isinstance(card.candidate, Scorecard)
    (term,) = (each for each in card.candidate.attributes if each.binned.column == "duration_in_month")
    assert all(first > second for first, second in pairwise(term.points))


def test_the_document_says_where_it_comes_from(card: Suggested) -> None:
    told = card.content["description"]["en"]
    assert "sha256:" in told
    assert '"seed":1' in told
    _, change = split_change(card.content)
    assert change["comment"].startswith("On 300 applicants")


def test_it_tells_good_from_bad_on_rows_that_it_was_not_fitted_to(card: Suggested) -> None:
    assert card.tested.auc > 0.75
    assert card.tested.low < card.tested.auc < card.tested.high

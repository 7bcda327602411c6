"""Narrowing is bounded: one analysis for all that stands on the same rules, none where it is too large, few at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from creditrules.document import read_json
from creditrules.eligibility import (
    Applicant,
    AppliedVersion,
    Decision,
    FreshAnalyses,
    GoverningRuleSet,
    Narrowings,
    compile_rule_set,
)
from creditrules.eligibility.decide import decide
from creditrules.eligibility.explain import Analysed, Narrowing, analysed_for_narrowing
from creditrules.eligibility.outcomes import ProductSide
from creditrules.rules import Category, ProductForm, check_rule_set, read_rule_set

NOW: Final = datetime(2026, 11, 28, tzinfo=UTC)
PLENTY: Final = 10**9


def bands(rows: int, columns: int = 1, *, expression: str = "x0") -> Mapping[str, Any]:
    names = [expression, *(f"x{place}" for place in range(1, columns))]
    rules = [
        {"when": [f"[{row}..{row + 1})"] * columns, "then": ['"DECLINE"' if row % 2 else '"ALLOW"', '"X"']}
        for row in range(rows)
    ]
    outputs = [{"name": "intervention", "type": "string"}, {"name": "reason", "type": "string"}]
    table = {"hitPolicy": "FIRST", "inputs": names, "outputs": outputs, "rules": rules}
    return {
        "ruleSet": "bands", "category": "RISK", "name": {"en": "bands"}, "reasons": {"X": {"message": {"en": "x"}}},
        "facts": [{"name": f"x{place}", "type": "number"} for place in range(columns)],
        "decisions": [{"name": "Findings", "table": table}],
    }  # fmt: skip


def sides(content: Mapping[str, Any], *products: str) -> list[ProductSide]:
    """Products that one rule set governs."""
    read = read_rule_set(read_json(json.dumps(content).encode()))
    assert read.rule_set is not None, read.diagnostics
    compiled = compile_rule_set(check_rule_set(read.rule_set))
    digest = compiled.rule_set.digest
    governing = (GoverningRuleSet(compiled, AppliedVersion("bands", Category.RISK, 1, digest, 1, NOW, NOW)),)
    form = {"name": {"en": "A"}, "kind": "CASH_LOAN", "segment": "CONSUMER", "currency": "EUR", "ruleSets": ["bands"]}
    return [
        ProductSide(ProductForm.model_validate({"product": each} | form), each, governing, NOW) for each in products
    ]


class Counted(FreshAnalyses):
    """Keeps what was paid for."""

    def __init__(self, steps: int = PLENTY) -> None:
        super().__init__(steps)
        self.made: list[Analysed] = []

    def charge(self, analysed: Analysed) -> None:
        super().charge(analysed)
        self.made.append(analysed)


def narrowed(narrowings: Narrowings, asked: ProductSide, facts: Mapping[str, Any]) -> Decision:
    about = asked.product, asked.digest, asked.governing
    narrow = narrowings.of(*about, NOW, asked.absent, asked.parameters)
    return decide(*about, Applicant(facts, {}), NOW, asked.absent, asked.parameters, narrow)


def alone(asked: ProductSide, facts: Mapping[str, Any], analysed: Analysed | None = None) -> Decision:
    about = asked.product, asked.digest, asked.governing
    narrow = Narrowing(asked, analysed).narrowed
    return decide(*about, Applicant(facts, {}), NOW, asked.absent, asked.parameters, narrow)


def plain(asked: ProductSide, facts: Mapping[str, Any]) -> Decision:
    about = asked.product, asked.digest, asked.governing
    return decide(*about, Applicant(facts, {}), NOW, asked.absent, asked.parameters)


def test_products_of_which_rules_read_nothing_share_one_analysis_and_answer_as_with_their_own() -> None:
    fresh = Counted()
    narrowings = Narrowings(8).under(fresh)
    asked = sides(bands(6, 2), "loan", "line", "lease")
    for facts in ({}, {"x0": Decimal(3)}, {"x1": Decimal(2)}, {"x0": Decimal(9)}):
        for each in asked:
            found = narrowed(narrowings, each, facts)
            assert found == alone(each, facts)
            assert found.product.product == each.product.product
    assert len(fresh.made) == 1


def test_products_that_rules_read_are_analysed_each_by_itself() -> None:
    fresh = Counted()
    narrowings = Narrowings(8).under(fresh)
    content = bands(6, expression='if product.slug = "loan" then x0 else x0 + 1')
    asked = sides(content, "loan", "line")
    found = [narrowed(narrowings, each, {}) for each in asked]
    assert found == [alone(each, {}) for each in asked]
    assert len(fresh.made) == 2


@pytest.mark.parametrize(("rows", "columns"), [(5_100, 1), (900, 6)])
def test_tables_of_very_many_thresholds_are_not_begun_and_that_is_known_of_all_products(
    rows: int, columns: int
) -> None:
    fresh = Counted()
    narrowings = Narrowings(8).under(fresh)
    asked = sides(bands(rows, columns), "loan", "line")
    for each in asked:
        found = narrowed(narrowings, each, {})
        assert not found.narrowed
        assert found == plain(each, {})
    (analysed,) = fresh.made
    left = analysed.algebra.budget
    assert (left.nodes, left.steps) == analysed.each, "no column was looked at"
    assert len(analysed.algebra.diagrams) == 0


@pytest.mark.parametrize("rows", [1, 40, 700])
def test_below_the_bound_answers_are_those_without_one(rows: int) -> None:
    (asked,) = sides(bands(rows), "loan")
    for facts in ({}, {"x0": Decimal(rows) / 2}, {"x0": Decimal(-1)}):
        found = alone(asked, facts)
        assert found == alone(asked, facts, analysed_for_narrowing(asked, generous=True))
    assert alone(asked, {}).narrowed


def test_an_answer_on_record_has_no_bound_of_columns() -> None:
    (asked,) = sides(bands(900, 6), "loan")
    analysed = analysed_for_narrowing(asked, generous=True)
    assert analysed.algebra.budget.stretches is None
    assert analysed.algebra.budget.steps < analysed.each[1], "it was begun"


def test_one_request_begins_few_analyses_and_the_next_one_goes_on() -> None:
    kept = Narrowings(8)
    asked = [*sides(bands(20), "loan"), *sides(bands(21), "line"), *sides(bands(22), "lease")]
    expected = [alone(each, {}) for each in asked]
    for number in range(1, 4):
        now = kept.under(FreshAnalyses(1))
        found = [narrowed(now, each, {}) for each in asked]
        assert [each.narrowed for each in found] == [at < number for at in range(3)]
        assert found == [*expected[:number], *(plain(each, {}) for each in asked[number:])]

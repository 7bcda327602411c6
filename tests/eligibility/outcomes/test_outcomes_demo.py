"""The demo lender's rule sets and products as functions of all facts say what the real evaluation says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

import pytest

from creditrules.cli.files.documents import check_text
from creditrules.dmn.analysis import Algebra, Sampler, Term, Witness, paths
from creditrules.eligibility import CompiledRuleSet
from creditrules.eligibility.combining import combine_terms, outcome_of
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.outcomes import Combined, Told, outcome_of_product, outcome_of_rule_set
from creditrules.eligibility.parameters import AppliedParameter, Parameters, value_in_force
from creditrules.eligibility.reason import Finding
from creditrules.eligibility.situation import Situation, parameter_facts, product_facts
from creditrules.feel import Value, to_datetime
from creditrules.rules import Category, ProductForm

DOCUMENTS = files("creditrules.cli.demo") / "documents"
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


def slugs(kind: str) -> list[str]:
    return [folder.name for folder in (DOCUMENTS / kind).iterdir()]


@cache
def latest(kind: str, slug: str) -> Any:
    last = max((DOCUMENTS / kind / slug).iterdir(), key=lambda file: int(file.name.removesuffix(".yaml")))
    return check_text(last.name, last.read_text("utf-8"))


def rule_set_of(slug: str) -> CompiledRuleSet:
    compiled: CompiledRuleSet = latest("rule-sets", slug).rule_set
    return compiled


def product_of(slug: str) -> ProductForm:
    product: ProductForm = latest("products", slug).product
    return product


def parameters() -> Parameters:
    found = {}
    for slug in slugs("parameters"):
        file = latest("parameters", slug)
        applied = AppliedParameter(slug, Category.REGULATION, 1, "")
        in_force = value_in_force(file.parameter, applied, NOW)
        found[slug.replace("-", " ")] = in_force
    return found


def given(product: ProductForm) -> dict[str, Value]:
    return {"product": dict(product_facts(product)), "param": parameter_facts(parameters())}


def applicants(algebra: Algebra, diagram: Any, count: int) -> Iterator[Mapping[str, Value]]:
    """Samples of the diagram's boxes, then applicants at the cuts of its axes."""
    sampler = Sampler(algebra)
    for box in islice(paths(diagram, algebra.budget), count):
        found = sampler.sample(box)
        if found.facts is not None:
            yield found.facts
    yield from sampler.applicants(count)


def amount(term: Term | None, facts: Mapping[str, Value]) -> Any:
    return None if term is None else Witness(facts).value(term)[0]


def as_finding(told: Told, facts: Mapping[str, Value], compiled: CompiledRuleSet) -> Finding:
    until = amount(told.until, facts)
    assert told.origin is not None
    return Finding(
        told.intervention,
        told.reason,
        amount(told.limit, facts),
        amount(told.rate, facts),
        told.restricted_features,
        None if until is None else to_datetime(until, compiled.zone),
        told.row,
        told.rule_id,
        told.origin,
        exposure_limit=amount(told.exposure_limit, facts),
    )


def own(compiled: CompiledRuleSet, facts: Mapping[str, Value]) -> dict[str, Value]:
    return {fact.name: facts[fact.name] for fact in compiled.facts if fact.name in facts}


def without_detail(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.intervention,
        finding.reason,
        finding.limit,
        finding.rate,
        finding.restricted_features,
        finding.until,
        finding.row,
        finding.origin,
    )


@pytest.mark.parametrize("slug", slugs("rule-sets"))
@pytest.mark.parametrize("product", ["huabei", "auto-instalment"])
def test_a_rule_set_finds_what_it_finds_for_each_applicant(slug: str, product: str) -> None:
    compiled, known = rule_set_of(slug), given(product_of(product))
    outcome = outcome_of_rule_set(compiled, NOW, known)
    for facts in applicants(outcome.algebra, outcome.findings, 40):
        reserved = {name: value for name, value in facts.items() if name in compiled.given}
        situation = Situation(NOW, {**known, **reserved})
        real = evaluate_rule_set(compiled, own(compiled, facts), situation)
        told = outcome.algebra.diagrams.at(outcome.findings, Witness(facts).position)
        assert [without_detail(as_finding(each, facts, compiled)) for each in told] == [
            without_detail(each) for each in real.certain
        ], facts


@pytest.mark.parametrize("slug", slugs("products"))
def test_a_product_comes_to_what_its_rule_sets_come_to_together(slug: str) -> None:
    product = product_of(slug)
    governing = [rule_set_of(name) for name in product.rule_sets]
    outcome = outcome_of_product(product, governing, NOW, parameters())
    outcomes = outcome.outcomes()
    for facts in applicants(outcome.algebra, outcomes, 30):
        witness = Witness(facts)
        verdicts = []
        for compiled in governing:
            reserved = {name: value for name, value in facts.items() if name in compiled.given}
            verdicts.append(
                evaluate_rule_set(compiled, own(compiled, facts), Situation(NOW, {**given(product), **reserved}))
            )
        real = outcome_of(verdicts)
        told: Combined = outcome.at(witness)
        assert outcome.algebra.diagrams.at(outcomes, witness.position) == told.outcome == real
        assert told.told
        findings = [finding for verdict in verdicts for finding in verdict.certain]
        assert sorted(each.code for each in told.reasons) == sorted(finding.code for finding in findings)
        terms = combine_terms(product.currency, real, findings)
        if terms is not None:
            assert min((amount(each, facts) for each in told.limits), default=None) == terms.limit
            assert min((amount(each, facts) for each in told.rates), default=None) == terms.rate
            assert tuple(sorted(told.restricted_features)) == terms.restricted_features


def test_no_rule_and_a_broken_evaluation_are_for_a_person() -> None:
    compiled = rule_set_of("cn-consumer-line-cap")
    known = given(product_of("huabei"))
    outcome = outcome_of_rule_set(compiled, NOW, {**known, "param": {"consumer line cap": Decimal(1)}})
    (box,) = paths(outcome.findings, outcome.algebra.budget)
    assert [told.code for told in box.value] == ["NOT_EVALUABLE"]

"""A product's rule sets asked in their declared order, each with what the earlier ones published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import request_facts, taken_request
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.situation import Situation, product_facts
from creditrules.eligibility.verdict import Verdict, not_evaluable
from creditrules.feel import Unknown, Value, is_instance
from creditrules.rules import ProductForm

__all__ = ["Heard", "hear_in_order"]


class Heard(NamedTuple):
    """What one rule set said, and on what."""

    verdict: Verdict
    ground: Ground


def hear_in_order(
    product: ProductForm, rule_sets: Sequence[CompiledRuleSet], applicant: Applicant, now: datetime
) -> list[Heard]:
    """What each rule set says, in the order given."""
    given: dict[str, Value] = {"product": product_facts(product)}
    if any("request" in compiled.given for compiled in rule_sets):
        request = taken_request(product, applicant.request_for(product.product))
        given["request"] = request_facts(request, product.currency, now)
    published: dict[str, Value] = {}
    heard = []
    for compiled in rule_sets:
        each = _hear(compiled, applicant, Situation(now, given), published)
        published.update(each.verdict.published)
        heard.append(each)
    return heard


def _hear(
    compiled: CompiledRuleSet, applicant: Applicant, situation: Situation, published: Mapping[str, Value]
) -> Heard:
    facts = applicant.read(compiled)
    ground = Ground(compiled, facts.values, situation)
    if facts.diagnostics:
        return Heard(_unevaluable(diagnostic.message for diagnostic in facts.diagnostics), ground)
    if "results" in compiled.given:
        read = _read(compiled, published)
        if read.problem:
            return Heard(_unevaluable([read.problem]), ground)
        ground = Ground(compiled, facts.values, situation.with_given("results", read.values))
    return Heard(evaluate_rule_set(compiled, ground.facts, ground.situation), ground)


def _unevaluable(problems: Iterable[str]) -> Verdict:
    messages = tuple(dict.fromkeys(problems))
    return Verdict((not_evaluable(messages[0]),), warnings=messages)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a rule set reads of the earlier ones. problem: why it cannot."""

    values: dict[str, Value]
    problem: str = ""


def _read(compiled: CompiledRuleSet, published: Mapping[str, Value]) -> _Read:
    values: dict[str, Value] = {}
    for name, type_ in compiled.reads:
        if name not in published:
            return _Read({}, f"No rule set before it gave 'results.{name}'.")
        value = values[name] = published[name]
        if value is not None and not isinstance(value, Unknown) and not is_instance(value, type_):
            return _Read({}, f"'results.{name}' is no {type_}, as which it is read.")
    return _Read(values)

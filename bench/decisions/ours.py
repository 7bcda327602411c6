"""The service's own `decide`: a text of facts in, what a caller reads of the decision out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from creditrules.document import DocumentLimits, read_json
from creditrules.eligibility import (
    Applicant,
    AppliedVersion,
    CompiledRuleSet,
    Decider,
    Decision,
    GoverningRuleSet,
    compile_rule_set,
)
from creditrules.population import stand_in_product
from creditrules.rules import ProductForm, check_rule_set, read_rule_set
from decisions.cases import LIMITS, MESSAGES, REASONS, STEPS, Case

__all__ = [
    "Refused",
    "Told",
    "answered",
    "compiled",
    "compiled_text",
    "decided",
    "product_of",
    "rule_set_document",
    "rule_set_text",
]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LARGE = DocumentLimits(size=256 * 2**20, nodes=20_000_000)
"""So that tables are met that no text may hold: what a text may hold is another question than what a table may."""
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal)
"""Exact numbers, as a request's facts are read."""


class Refused(Exception):
    """A rule set that is refused, with the first of what is said of it."""


class Told(NamedTuple):
    """What is read of a decision: with every reason its code, words, row and version."""

    outcome: str
    limit: Decimal | None
    reasons: tuple[tuple[str, str, int | None, int], ...]
    missing: tuple[str, ...]


def rule_set_document(case: Case, slug: str = "bench") -> dict[str, Any]:
    """The case as a rule set."""
    ordered = case.hit in {"PRIORITY", "OUTPUT ORDER"}
    outputs: list[dict[str, Any]] = [
        _output("intervention", "string", STEPS if ordered else ()),
        _output("reason", "string", REASONS if ordered else ()),
        {"name": "limit", "type": "number", **({"allowedValues": ", ".join(LIMITS)} if ordered else {})},
    ]
    rules = [
        {"when": list(row), "then": [f'"{step}"', f'"{reason}"', limit]}
        for row, (step, reason, limit) in zip(case.rows, case.outcomes, strict=True)
    ]
    table = {"hitPolicy": case.hit, "inputs": list(case.columns), "outputs": outputs, "rules": rules}
    return {
        "ruleSet": slug,
        "category": "RISK",
        "name": {"en": "Bench"},
        "timeZone": "UTC",
        "reasons": {code: {"message": {"en": text}} for code, text in MESSAGES.items()},
        "facts": [{"name": name, "type": kind, "label": {"en": name}} for name, kind in case.facts.items()],
        "decisions": [{"name": "Findings", "table": table}],
    }


def _output(name: str, kind: str, values: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        **({"allowedValues": ", ".join(f'"{each}"' for each in values)} if values else {}),
    }


def rule_set_text(case: Case) -> str:
    """The same as JSON."""
    return json.dumps(rule_set_document(case))


def compiled(document: dict[str, Any]) -> CompiledRuleSet:
    """The rule set as it stands, read, checked and compiled. Raises Refused."""
    return compiled_text(json.dumps(document))


def compiled_text(text: str) -> CompiledRuleSet:
    """The same of its JSON."""
    read = read_rule_set(read_json(text, LARGE))
    if read.rule_set is None:
        raise Refused("; ".join(dict.fromkeys(each.message for each in read.diagnostics[:3])))
    checked = check_rule_set(read.rule_set)
    if not checked.ok:
        raise Refused("; ".join(dict.fromkeys(each.message for each in checked.diagnostics[:3])))
    return compile_rule_set(checked)


def product_of(rule_sets: Sequence[CompiledRuleSet]) -> tuple[ProductForm, list[GoverningRuleSet]]:
    """A product that these rule sets govern."""
    form = stand_in_product(rule_sets, "EUR")
    governing = [
        GoverningRuleSet(
            each, AppliedVersion(each.rule_set.form.rule_set, each.rule_set.form.category, 1, "", 1, NOW, NOW)
        )
        for each in rule_sets
    ]
    return form, governing


def answered(rule_sets: Sequence[CompiledRuleSet]) -> Callable[[str], Told]:
    """From a text of facts to all that a caller reads of the decision."""
    made = decided(rule_sets)

    def answer(text: str) -> Told:
        decision = made(text)
        reasons = tuple(
            (each.code, each.message(), each.finding.row, each.applied.version if each.applied else 0)
            for each in decision.reasons
        )
        terms = decision.terms
        missing = tuple(fact.name for fact in decision.missing_facts)
        return Told(decision.outcome.value, terms.limit if terms else None, reasons, missing)

    return answer


def decided(rule_sets: Sequence[CompiledRuleSet]) -> Callable[[str], Decision]:
    """From a text of facts to the decision, of which nothing is read; the decider is kept, as the service does."""
    product, governing = product_of(rule_sets)
    decider = Decider(product, "", governing)

    def answer(text: str) -> Decision:
        return decider.decide(Applicant(_DECODER.decode(text)), NOW)

    return answer

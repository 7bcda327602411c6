"""Small rule sets in force, and decisions by them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from creditrules.document import read_json
from creditrules.eligibility import Applicant, AppliedVersion, Decision, GoverningRuleSet, compile_rule_set
from creditrules.eligibility.decide import decide
from creditrules.rules import Category, check_rule_set, read_product, read_rule_set

NOW = datetime(2026, 11, 28, tzinfo=UTC)
Row = Sequence[str]
"""Conditions on the facts, then intervention with reason."""


def governing(
    slug: str, rows: Sequence[Row], facts: Sequence[Mapping[str, Any]], *, published: bool = True, **more: Any
) -> GoverningRuleSet:
    names = [fact["name"] for fact in facts]
    document = {
        "ruleSet": slug,
        "category": "RISK",
        "name": {"en": slug},
        "timeZone": more.get("zone", "UTC"),
        "publishThresholds": published,
        "reasons": {name: {"message": {"en": name}} for name in ("A", "B", "C")},
        "facts": [{"label": {"en": fact["name"]}, **fact} for fact in facts],
        "decisions": [
            {
                "name": "Findings",
                "table": {
                    "hitPolicy": "FIRST",
                    "inputs": more.get("inputs", names),
                    "outputs": ["intervention", "reason"],
                    "rules": [
                        {"when": list(row[:-1]), "then": [f'"{word}"' for word in row[-1].split()]} for row in rows
                    ],
                },
            },
            *more.get("decisions", ()),
        ],
        **more.get("keys", {}),
    }
    read = read_rule_set(read_json(json.dumps(document).encode()))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, checked.diagnostics
    return GoverningRuleSet(compile_rule_set(checked), AppliedVersion(slug, Category.RISK, 1, slug, 1, NOW, NOW))


def decided(facts: Mapping[str, object], *rule_sets: GoverningRuleSet) -> Decision:
    document = {
        "product": "loan",
        "name": {"en": "Loan"},
        "kind": "CASH_LOAN",
        "segment": "CONSUMER",
        "currency": "USD",
        "ruleSets": [each.applied.rule_set for each in rule_sets],
    }
    read = read_product(read_json(json.dumps(document).encode()))
    assert read.product is not None, read.diagnostics
    return decide(read.product, "", rule_sets, Applicant(facts), NOW)

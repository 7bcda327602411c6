"""Which reasons counted most, by the method that is written down."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

from creditrules.document import read_yaml
from creditrules.eligibility import (
    Applicant,
    AppliedVersion,
    CompiledRuleSet,
    Decision,
    GoverningRuleSet,
    compile_rule_set,
    principal_reasons,
)
from creditrules.eligibility.decide import decide
from creditrules.rules import ProductForm, check_rule_set, read_rule_set

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
HEAD = """
ruleSet: {slug}
category: RISK
name: {{en: Rules}}
reasons: {{{reasons}}}
facts:
  - {{name: age, type: number, allowedValues: "[0..100]"}}
  - {{name: income, type: number, allowedValues: "[0..1000]"}}
  - {{name: overdue, type: number, allowedValues: "[0..100]"}}
  - {{name: bankrupt, type: boolean}}
decisions:
"""
TABLE = """
  - name: Findings
    table:
      hitPolicy: COLLECT
      inputs: [age, income, overdue, bankrupt]
      outputs: [intervention, reason]
      rules:
        - ["< 18", "-", "-", "-", '"DECLINE"', '"AGE"']
        - ["-", "< 500", "-", "-", '"DECLINE"', '"INCOME"']
        - ["< 18", "< 500", "-", "-", '"DECLINE"', '"BOTH"']
        - ["-", "-", "> 0", "-", '"PAUSE"', '"OVERDUE"']
        - ["-", "-", "> 30", "-", '"PAUSE"', '"OVERDUE"']
        - ["-", "-", "-", "true", '"PAUSE"', '"BANKRUPT"']
        - ["-", "-", "-", "-", '"DECLINE"', '"ALWAYS"']
        - ["-", "-", "> 0", "-", '"WARN"', '"WARNED"']
"""
CODES = ("AGE", "INCOME", "BOTH", "OVERDUE", "BANKRUPT", "ALWAYS", "WARNED")
PLAIN = """  - {name: Findings, expression: '{intervention: "DECLINE", reason: "PLAIN"}'}"""


@cache
def rule_set(slug: str, body: str, *codes: str) -> CompiledRuleSet:
    reasons = ", ".join(f"{code}: {{message: {{en: {code}}}}}" for code in codes)
    read = read_rule_set(read_yaml(HEAD.format(slug=slug, reasons=reasons) + body))
    assert read.rule_set is not None, read.diagnostics
    return compile_rule_set(check_rule_set(read.rule_set))


def decided(*rule_sets: CompiledRuleSet, **facts: object) -> Decision:
    slugs = [each.rule_set.form.rule_set for each in rule_sets]
    product = ProductForm.model_validate(
        {"product": "line", "name": {"en": "L"}, "kind": "L", "segment": "CONSUMER", "currency": "CNY"}
        | {"ruleSets": slugs}
    )
    applied = [
        AppliedVersion(slug, each.rule_set.form.category, 1, each.rule_set.digest, None, None, None)
        for slug, each in zip(slugs, rule_sets, strict=True)
    ]
    governing = [GoverningRuleSet(*pair) for pair in zip(rule_sets, applied, strict=True)]
    return decide(product, "", governing, Applicant(facts), NOW)


ALL = {"age": 10, "income": 100, "overdue": 50, "bankrupt": True}


def test_severity_comes_first_then_the_farthest_from_the_boundary_and_what_cannot_be_measured_last() -> None:
    found = principal_reasons(decided(rule_set("risk", TABLE, *CODES), **ALL), 20)
    assert [(each.rank, each.reason.code, each.distance) for each in found] == [
        (1, "INCOME", Decimal("0.4")),
        (2, "AGE", Decimal("0.08")),
        (3, "BOTH", Decimal("0.08")),  # as near as the nearer of its two conditions; after AGE by the author's order
        (4, "ALWAYS", None),
        (5, "BANKRUPT", Decimal(1)),
        (6, "OVERDUE", Decimal("0.5")),  # two rows give it, and the farther one counts
    ]


def test_another_applicant_has_other_principal_reasons_of_the_same_reasons() -> None:
    found = principal_reasons(decided(rule_set("risk", TABLE, *CODES), **ALL | {"age": 1, "income": 490}), 2)
    assert [each.reason.code for each in found] == ["AGE", "INCOME"]


def test_the_authors_order_is_that_of_the_rule_sets_in_the_product() -> None:
    first, second = (rule_set(slug, PLAIN, "PLAIN") for slug in ("zebra", "ant"))
    found = principal_reasons(decided(first, second, **ALL), 4)
    assert [each.reason.rule_set for each in found] == ["zebra", "ant"]
    assert [each.distance for each in found] == [None, None]


def test_nothing_is_lost_and_an_open_product_has_no_principal_reasons() -> None:
    decision = decided(rule_set("risk", TABLE, *CODES), **ALL)
    assert len(decision.reasons) == 8
    open_one = rule_set("open", PLAIN.replace("DECLINE", "ALLOW"), "PLAIN")
    assert principal_reasons(decided(open_one, **ALL), 4) == ()

"""What facts declare, held against the rules: proved just where no two applicants refute it, as trying all shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.document import read_document
from creditrules.eligibility import (
    Claim,
    ClaimFound,
    ClaimStanding,
    CompiledRuleSet,
    VerifiedRuleSet,
    compile_rule_set,
    verify_compiled,
)
from creditrules.eligibility.claimed import Treatment
from creditrules.eligibility.treatment import Evaluator
from creditrules.rules import Intervention, check_rule_set, read_rule_set

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FACTS = """
  - {name: income, type: number, allowedValues: "[0..3]", better: higher, protected: true, label: {en: Income}}
  - {name: debt, type: number, allowedValues: "[0..3]", better: lower, label: {en: Debt}}
  - {name: proof, type: string, allowedValues: '"NONE", "STATED", "FULL"', better: higher, label: {en: Proof}}
"""


def compiled(facts: str, decisions: str) -> CompiledRuleSet:
    text = f"""
ruleSet: claims
category: RISK
name: {{en: Claims}}
reasons: {{NO: {{message: {{en: Income or debt speaks against it.}}}}}}
facts:{facts}
decisions:{decisions}
"""
    read = read_rule_set(read_document(text))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, [found.render() for found in checked.diagnostics]
    return compile_rule_set(checked)


def table(rows: list[list[str]], policy: str = "FIRST") -> str:
    written = "".join(f"        - {row!r}\n" for row in rows)
    return f"""
  - name: Findings
    table:
      hitPolicy: {policy}
      inputs: [income, debt, proof]
      outputs: [intervention, reason, limit]
      rules:
{written}"""


def claim(found: VerifiedRuleSet, fact: str, kind: Claim) -> ClaimFound:
    [one] = [each for each in found.claims if (each.fact, each.claim) == (fact, kind)]
    return one


NUMBER = st.sampled_from(["-", "-", "< 1", ">= 1", "[1..2]", "> 2", "2", "not(1)"])
PROOF = st.sampled_from(["-", "-", '"NONE"', '"STATED", "FULL"', 'not("STATED")'])
THEN = st.sampled_from(
    [['"ALLOW"', "null", "null"], ['"DECLINE"', '"NO"', "null"], ['"REFER"', '"NO"', "null"]]
    + [['"LIMIT"', '"NO"', limit] for limit in ("10", "20", "income * 10", "30 - debt")]
)
ROW = st.builds(lambda income, debt, proof, then: [income, debt, proof, *then], NUMBER, NUMBER, PROOF, THEN)
GRID: Mapping[str, list[Any]] = {
    "income": [Decimal(each) / 2 for each in range(7)],
    "debt": [Decimal(each) / 2 for each in range(7)],
    "proof": ["NONE", "STATED", "FULL"],
}


def _pairs(fact: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """All applicants with all others who have a later value of the fact."""
    others = {name: values for name, values in GRID.items() if name != fact}
    for rest in product(*others.values()):
        alike = dict(zip(others, rest, strict=True))
        for at, one in enumerate(GRID[fact]):
            for other in GRID[fact][at + 1 :]:
                yield {**alike, fact: one}, {**alike, fact: other}


@settings(max_examples=25)
@given(st.lists(ROW, min_size=1, max_size=4), st.sampled_from(["FIRST", "COLLECT"]))
def test_a_claim_is_proved_just_where_no_two_applicants_refute_it(rows: list[list[str]], policy: str) -> None:
    rules = compiled(FACTS, table(rows, policy))
    evaluator = Evaluator(rules, NOW, {})
    found = verify_compiled(rules, NOW)
    treated = {
        tuple(point): evaluator.treatment(dict(zip(GRID, point, strict=True))) for point in product(*GRID.values())
    }

    def of(facts: dict[str, Any]) -> Treatment:
        treatment = treated[tuple(facts[name] for name in GRID)]
        assert treatment is not None
        return treatment

    for fact, lower in (("income", False), ("debt", True), ("proof", False)):
        pairs = [(of(two), of(one)) if lower else (of(one), of(two)) for one, two in _pairs(fact)]
        worse = any(better.is_worse(other) for other, better in pairs)
        assert (claim(found, fact, Claim.BETTER).standing is ClaimStanding.REFUTED) == worse
    changes = any(of(one) != of(two) for one, two in _pairs("income"))
    assert (claim(found, "income", Claim.PROTECTED).standing is ClaimStanding.REFUTED) == changes
    assert {each.standing for each in found.claims} <= {ClaimStanding.REFUTED, ClaimStanding.PROVED}


def test_who_refutes_a_claim_differs_in_the_fact_alone_and_is_treated_so() -> None:
    rows = [["[1..2]", "-", '"NONE"', '"REFER"', '"NO"', "null"], ["-", "-", "-", '"LIMIT"', '"NO"', "income * 10"]]
    rules = compiled(FACTS, table(rows))
    refuted = claim(verify_compiled(rules, NOW), "income", Claim.BETTER)
    assert refuted.pair is not None
    (one, treated), (other, worse) = refuted.pair
    assert Decimal(str(one["income"])) < Decimal(str(other["income"]))
    assert {**one, "income": 0} == {**other, "income": 0}
    evaluator = Evaluator(rules, NOW, {})
    assert (evaluator.treatment(one), evaluator.treatment(other)) == (treated, worse)
    assert worse.is_worse(treated)
    assert worse.intervention is Intervention.REFER


RATIO = """
  - {name: dti, expression: "if income = 0 then 9 else debt / income"}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [dti]
      outputs: [intervention, reason, limit]
      rules:
        - ["> 0.5", '"DECLINE"', '"NO"', "null"]
        - ["-", '"LIMIT"', '"NO"', "income * 4 - debt"]
"""


def test_claims_about_facts_of_a_ratio_and_of_a_limit_are_proved() -> None:
    found = verify_compiled(compiled(FACTS, RATIO), NOW)
    assert claim(found, "income", Claim.BETTER).standing is ClaimStanding.PROVED
    assert claim(found, "debt", Claim.BETTER).standing is ClaimStanding.PROVED
    assert claim(found, "proof", Claim.BETTER).standing is ClaimStanding.PROVED, "nothing reads it"
    [flaw] = [each for each in found.verification.flaws if each.code.startswith("claims.")]
    assert flaw.code == "claims.protected-matters"
    assert flaw.place == "facts.income"
    assert {name for name in flaw.sample if flaw.sample[name] != flaw.beside[name]} == {"income"}


def test_what_is_beyond_reasoning_is_searched_and_said_so() -> None:
    beyond = RATIO.replace('"if income = 0 then 9 else debt / income"', '"modulo(income, 2) * 0"')
    found = verify_compiled(compiled(FACTS, beyond.replace("income * 4 - debt", "7")), NOW)
    searched = claim(found, "income", Claim.BETTER)
    assert searched.standing is ClaimStanding.SEARCHED
    assert searched.why
    assert "claims.not-proved" in [flaw.code for flaw in found.verification.flaws]


def test_the_value_of_a_sensitive_fact_is_not_told_in_the_message() -> None:
    facts = FACTS.replace("name: income, ", "name: income, sensitive: true, ")
    rows = [["> 1", "-", "-", '"DECLINE"', '"NO"', "null"], ["-", "-", "-", '"ALLOW"', "null", "null"]]
    found = verify_compiled(compiled(facts, table(rows)), NOW)
    for flaw in found.verification.flaws:
        if flaw.code.startswith("claims."):
            assert "at one value" in flaw.message
            assert not any(letter.isdigit() for letter in flaw.message)


GRADED = """
  - name: Grade
    table:
      hitPolicy: FIRST
      inputs: [income]
      outputs: [grade]
      rules: [["> 2", '"A"'], ["-", '"B"']]
  - name: Findings
    table:
      hitPolicy: UNIQUE
      inputs: [Grade, income]
      outputs: [intervention, reason]
      rules:
        - ['"A"', "> 1", '"ALLOW"', "null"]
        - ['"A"', "<= 1", '"DECLINE"', '"NO"']
        - ['"B"', "<= 2", '"ALLOW"', "null"]
"""


def test_rows_reasons_and_gaps_that_no_facts_lead_to() -> None:
    found = verify_compiled(compiled(FACTS, GRADED), NOW).verification.flaws
    told = {(flaw.code, flaw.place) for flaw in found if flaw.code.partition(".")[0] in {"table", "model"}}
    assert ("table.unreachable-row", "decisions.Findings.rules[2]") in told
    assert ("model.unreachable-reason", "reasons.NO") in told
    assert "table.gap" not in {code for code, _ in told}, "nobody of grade B has more than 2"


def test_a_gap_that_facts_lead_to_is_told_with_an_applicant() -> None:
    found = verify_compiled(compiled(FACTS, GRADED.replace('"<= 2"', '"< 1"')), NOW).verification.flaws
    gaps = [flaw for flaw in found if flaw.code == "table.gap"]
    assert "income" in gaps[0].sample
    assert Evaluator(compiled(FACTS, GRADED.replace('"<= 2"', '"< 1"')), NOW, {}).is_silent(
        {**gaps[0].sample, "debt": Decimal(0), "proof": "NONE"}
    )

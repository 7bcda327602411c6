"""Sums of many decisions, such as the points of a scorecard: verified quickly, and as trying all applicants shows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creditrules.document import read_document
from creditrules.eligibility import ClaimStanding, CompiledRuleSet, compile_rule_set, verify_compiled
from creditrules.eligibility.treatment import Evaluator
from creditrules.rules import check_rule_set, read_rule_set

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = "abcdefghijkl"
Points = Sequence[Sequence[int]]


def scorecard(points: Points, allow: int, decline: int) -> CompiledRuleSet:
    """A scorecard as `creditrules suggest` writes them; who has `decline` points or more but not `allow` has no row."""
    names = NAMES[: len(points)]
    facts = "".join(
        f"  - {{name: {name}, type: number, better: higher, label: {{en: {name}}}}}\n" for name in names[:1]
    )
    facts += "".join(f"  - {{name: {name}, type: number, label: {{en: {name}}}}}\n" for name in names[1:])
    tables = "".join(map(_table, names, points))
    losses = "\n".join(
        f'        {{reason: "{name.upper()}", points: {max(own)} - P{name}}},'
        for name, own in zip(names, points, strict=True)
    )[:-1]
    text = f"""
ruleSet: card
category: RISK
name: {{en: Card}}
reasons: {{{", ".join(f"{name.upper()}: {{message: {{en: About {name}.}}}}" for name in names)}}}
facts:
{facts}decisions:
{tables}
  - name: Score
    type: number
    expression: 7 + {" + ".join(f"P{name}" for name in names)}
  - name: Against
    type: list<string>
    expression: |-
      sort([
{losses}
      ][points > 0], function(x, y) x.points > y.points).reason
  - name: Findings
    table:
      hitPolicy: RULE ORDER
      inputs: [Score, count(Against)]
      outputs: [intervention, reason]
      rules:
        - [">= {allow}", "-", '"ALLOW"', "null"]
        - ["< {decline}", "-", '"DECLINE"', "Against[1]"]
        - ["< {decline}", ">= 2", '"DECLINE"', "Against[2]"]
"""
    read = read_rule_set(read_document(text))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, [found.render() for found in checked.diagnostics]
    return compile_rule_set(checked)


def _table(name: str, points: Sequence[int]) -> str:
    cells = ["< 2", *(f"[{at}..{at + 1})" for at in range(2, len(points))), f">= {len(points)}"]
    rows = "".join(f'        - ["{cell}", "{each}"]\n' for cell, each in zip(cells, points, strict=True))
    return f"""
  - name: P{name}
    table:
      inputs: [{name}]
      outputs: [points]
      rules:
{rows}"""


@settings(max_examples=8, phases=[Phase.generate])
@given(
    st.lists(st.lists(st.sampled_from([0, 0, 1, 2, 5, 9]), min_size=3, max_size=3), min_size=4, max_size=4),
    st.integers(8, 40),
    st.integers(0, 4),
)
def test_what_is_found_of_a_scorecard_is_what_trying_all_applicants_shows(
    points: Points, allow: int, hole: int
) -> None:
    rules = scorecard(points, allow, allow - hole)
    found = verify_compiled(rules, NOW)
    evaluator = Evaluator(rules, NOW, {})
    everybody: list[dict[str, Any]] = [
        dict(zip(NAMES, map(Decimal, each), strict=False)) for each in product((1, 2, 3), repeat=4)
    ]
    told = [evaluator.findings(each) for each in everybody]
    rows = {finding.row for findings in told for finding in findings}
    codes = {(flaw.code, flaw.place) for flaw in found.verification.flaws}
    unreached = {place for code, place in codes if code == "table.unreachable-row"}
    assert unreached == {f"decisions.Findings.rules[{row}]" for row in (1, 2, 3) if row not in rows}
    gaps = [flaw for flaw in found.verification.flaws if flaw.code == "table.gap" and "Findings" in flaw.place]
    assert bool(gaps) is any(map(evaluator.is_silent, everybody))
    [claim] = found.claims
    assert (claim.standing is ClaimStanding.PROVED) is not _is_refuted(evaluator, everybody)


def _is_refuted(evaluator: Evaluator, everybody: Sequence[dict[str, Any]]) -> bool:
    """Whether somebody is treated worse for more of a."""
    for one in everybody:
        treated = evaluator.treatment(one)
        for more in map(Decimal, (2, 3)):
            other = evaluator.treatment({**one, "a": more})
            if more > one["a"] and treated is not None and other is not None and other.is_worse(treated):
                return True
    return False


@pytest.mark.parametrize("turned", [False, True])
def test_twelve_columns_are_verified_and_what_is_declared_of_them_proved_or_refuted(*, turned: bool) -> None:
    points = [[0, 3 * at + 7, 4 * at + 11, 9 * at + 13, 10 * at + 20] for at in range(12)]
    points[0] = points[0][::-1] if turned else points[0]
    rules = scorecard(points, 500, 500)
    started = time.process_time()
    found = verify_compiled(rules, NOW)
    assert time.process_time() - started < 1.5, "five values of twelve columns are 244 million applicants"
    assert [claim.standing for claim in found.claims] == [ClaimStanding.REFUTED if turned else ClaimStanding.PROVED]
    assert not [flaw for flaw in found.verification.flaws if flaw.code.partition(".")[0] != "claims"]

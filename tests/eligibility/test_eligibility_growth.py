"""A question takes time that grows with the rows of a table, and not with their square, whatever is missing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from types import FrameType

import pytest

from creditrules.document import read_json
from creditrules.eligibility import CompiledRuleSet, compile_rule_set
from creditrules.eligibility.combining import deciding_facts, outcome_of
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.situation import Situation
from creditrules.eligibility.verdict import Verdict
from creditrules.feel import Value
from creditrules.rules import check_rule_set, read_rule_set

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
BAND = "[{row}..{next})"
RUN = "? < abs({row}) + 1"
SHAPES = [
    pytest.param("FIRST", (BAND, "-"), {}, id="first, nothing is known"),
    pytest.param("FIRST", (BAND, RUN), {"known": Decimal(0)}, id="first, every row has a cell that must be run"),
    pytest.param("UNIQUE", (BAND, RUN), {"known": Decimal(0)}, id="unique"),
    pytest.param("ANY", (BAND, "-"), {}, id="any"),
    pytest.param("COLLECT", (BAND, "-"), {}, id="collect, nothing is known"),
    pytest.param("COLLECT", ("-", "-"), {}, id="collect, all rows fire"),
    pytest.param("PRIORITY", (BAND, "-"), {}, id="priority, nothing is known"),
    pytest.param("PRIORITY", ("-", "-"), {}, id="priority, all rows fire"),
    pytest.param("OUTPUT ORDER", (BAND, "-"), {}, id="output order, nothing is known"),
    pytest.param("OUTPUT ORDER", ("-", "-"), {}, id="output order, all rows fire"),
]


def compiled(policy: str, cells: tuple[str, ...], rows: int) -> CompiledRuleSet:
    """Every other row declines; the limit is another one in each row, and listed as a priority where that counts."""
    rules = [
        {
            "when": [cell.format(row=row, next=row + 1) for cell in cells],
            "then": ['"DECLINE"' if row % 2 else '"ALLOW"', '"X"', str(row)],
        }
        for row in range(rows)
    ]
    limits = ", ".join(map(str, reversed(range(rows)))) if policy in {"PRIORITY", "OUTPUT ORDER"} else ""
    table = {
        "hitPolicy": policy,
        "inputs": ["score", "known"],
        "outputs": ["intervention", "reason", {"name": "limit", "type": "number", "allowedValues": limits}],
        "rules": rules,
    }
    facts = [{"name": name, "type": "number"} for name in ("score", "known")]
    document = {
        "ruleSet": "bands",
        "category": "RISK",
        "name": {"en": "Bands"},
        "reasons": {"X": {"message": {"en": "x"}}},
        "facts": facts,
        "decisions": [{"name": "Findings", "table": table}],
    }
    read = read_rule_set(read_json(json.dumps(document).encode()))
    assert read.rule_set is not None, read.diagnostics
    return compile_rule_set(check_rule_set(read.rule_set))


def calls(ask: Callable[[], object]) -> int:
    """How many functions run for one question, Python's and built-in ones: the same count on any machine."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    ask()  # which compiles what is compiled when first needed
    before = sys.getprofile()
    sys.setprofile(called)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return count


def ask(rule_set: CompiledRuleSet, facts: dict[str, Value]) -> Verdict:
    verdict = evaluate_rule_set(rule_set, facts, Situation(NOW, {}))
    outcome_of([verdict])
    deciding_facts([verdict])
    assert verdict.warnings == ()
    return verdict


@pytest.mark.parametrize(("policy", "cells", "facts"), SHAPES)
def test_four_times_the_rows_take_about_four_times_the_work(
    policy: str, cells: tuple[str, ...], facts: dict[str, Value]
) -> None:
    few, many = (calls(partial(ask, compiled(policy, cells, rows), facts)) for rows in (100, 400))
    assert many < 5 * few

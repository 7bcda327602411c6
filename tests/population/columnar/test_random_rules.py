"""Rules and applicants by chance: by columns each applicant has the answer that it has alone."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.population.columnar.alike import NOW, assert_alike

from creditrules.document import Document
from creditrules.eligibility import CompiledRuleSet, compile_rule_set
from creditrules.population import Assessor, stand_in_product
from creditrules.rules import check_rule_set, read_rule_set

NUMBERS = ["-", "< 10", "<= 10", "[5..20)", "(5..20]", "> m", "<= Middle", "(m..Middle]", "not(5)", "5, 7.50", "null"]
NUMBERS += ["> n - 3", "? > m * 2", "m", "[Middle..100], null", "[10..m]", "< m, > Middle", "!= m", "not(< m)", "-5"]
TEXTS = ["-", '"x"', '"x", "y"', "t", 'starts with(?, "x")', 'not("x")', "null", "upper case(t)", '>= "x"', "!= t"]
DAYS = ["-", '< date("2020-01-01")', '[date("2019-01-01")..date("2021-06-30")]', "> today()", "null", "!= day"]
FLAGS = ["-", "true", "false", "null", "flag", "not(true)"]
CELLS = dict.fromkeys(["n", "m", "Middle", "n - m"], NUMBERS) | {"s": TEXTS, "t": TEXTS, "day": DAYS, "flag": FLAGS}
LIMITS = ["null", "100", "n", "max(n, 0)", "if flag then m else 5", "Middle * 2", "count([n, m])", "n / m"]
UNTIL = ["null", 'date("2027-01-01")', 'day + duration("P30D")']
MIDDLES = ["n + m", "if flag then n else 10", "max(n, m)", "10", "if s = t then m else n", "string length(s)", "n / m"]
FACTS = [
    {"name": "n", "type": "number"},
    {"name": "m", "type": "number", "nullable": True},
    {"name": "s", "type": "string"},
    {"name": "t", "type": "string", "allowedValues": '"x", "y", "X"'},
    {"name": "day", "type": "date"},
    {"name": "flag", "type": "boolean"},
]


@st.composite
def tables(
    draw: st.DrawFn, policies: list[str], inputs: list[str], outputs: dict[str, list[str]], *, named: bool
) -> dict[str, Any]:
    """named: whether cells may name the other decision."""
    columns = draw(st.lists(st.sampled_from(inputs), min_size=1, max_size=3))
    known = [[cell for cell in CELLS[column] if named or "Middle" not in cell] for column in columns]
    rule = st.tuples(*map(st.sampled_from, known), *(st.sampled_from(cells) for cells in outputs.values()))
    rules = draw(st.lists(rule.map(list), min_size=1, max_size=5))
    return {"hitPolicy": draw(st.sampled_from(policies)), "inputs": columns, "outputs": list(outputs), "rules": rules}


@st.composite
def rule_sets(draw: st.DrawFn) -> dict[str, Any]:
    middle: dict[str, Any] = {"name": "Middle", "type": "number"}
    if draw(st.booleans()):
        middle["expression"] = draw(st.sampled_from(MIDDLES))
    else:
        policies = ["FIRST", "UNIQUE", "ANY", "C+", "C>", "C#"]
        middle["table"] = draw(
            tables(policies, ["n", "s", "flag", "n - m"], {"value": ["1", "10", "n", "m", "20"]}, named=False)
        )
    findings = {
        "intervention": ['"ALLOW"', '"DECLINE"', '"LIMIT"', '"PAUSE"', "s"],
        "reason": ['"R"'],
        "limit": LIMITS,
        "until": UNTIL,
    }
    policies = ["FIRST", "UNIQUE", "ANY", "COLLECT", "RULE ORDER"]
    table = draw(tables(policies, list(CELLS), findings, named=True))
    decisions = [middle, {"name": "Findings", "table": table}]
    return {
        "ruleSet": "chance",
        "category": "RISK",
        "name": {"en": "Chance"},
        "reasons": {"R": {"message": {"en": "A reason."}}},
        "facts": FACTS,
        "decisions": decisions,
        "tests": [{"name": "any", "facts": {}, "expect": {"outcome": "REFER"}}],
    }


DECIMALS = st.sampled_from(["-5", "0", "5", "5.0", "7.5", "9.99", "10", "10.00", "20", "21", "100"]).map(Decimal)
APPLICANTS = st.fixed_dictionaries(
    {},
    optional={
        "n": DECIMALS | st.none(),
        "m": DECIMALS | st.none(),
        "s": st.sampled_from(["x", "y", "xx", "", "ALLOW", "DECLINE"]),
        "t": st.sampled_from(["x", "y", "X", "z"]),
        "day": st.sampled_from(["2019-01-01", "2020-02-29", "2026-03-01", "2026-03-02", "2021-06-30"]) | st.none(),
        "flag": st.booleans() | st.none(),
    },
)


def compiled(content: dict[str, Any]) -> CompiledRuleSet | None:
    read = read_rule_set(Document(json.loads(json.dumps(content))))
    if read.rule_set is None:
        return None
    checked = check_rule_set(read.rule_set)
    return compile_rule_set(checked) if checked.ok else None


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(
    contents=st.lists(rule_sets(), min_size=1, max_size=2),
    rows=st.lists(APPLICANTS, min_size=1, max_size=25),
    batch=st.sampled_from([3, 25]),
)
def test_random_rules(contents: list[dict[str, Any]], rows: list[dict[str, Any]], batch: int) -> None:
    found = [each for each in map(compiled, contents) if each is not None]
    assume(found)
    versions = [Assessor(stand_in_product([each]), "", [each], NOW) for each in found]
    assert_alike(versions, None, rows, batch)

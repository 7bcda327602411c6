"""Test cases made from the rules: they hold, reach what none reached, stand at borders, and are the same each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn.analysis import thinned
from creditrules.document import canonical, read_json, read_yaml
from creditrules.eligibility import CompiledRuleSet, Generated, compile_rule_set, generate_cases, run_cases
from creditrules.rules import check_rule_set, read_rule_set

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES = """
ruleSet: card
category: RISK
name: {en: Card}
facts:
  - {name: age, type: number, allowedValues: "[0..120]"}
  - {name: since, type: date}
  - {name: job, type: string, nullable: true}
decisions:
  - name: Grade
    table: {hitPolicy: FIRST, inputs: [age], outputs: [grade], rules: [["< 25", "1"], ["[25..60.5)", "2"], ["-", "3"]]}
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [Grade, since, job, product.kind, request.amount]
      outputs: [intervention, reason, limit]
      rules:
        - {id: new, when: ["-", '> today() - duration("P30D")', "-", "-", "-"], then: ['"DECLINE"', '"NEW"', "null"]}
        - {id: none, when: ["-", "-", "null", "-", "-"], then: ['"REFER"', '"JOB"', "null"]}
        - {id: card, when: ["1, 2", "-", "-", '"CARD"', "> 5000"], then: ['"LIMIT"', '"CARD"', "5000"]}
        - {id: fine, when: ["-", "-", "-", "-", "-"], then: ['"ALLOW"', "null", "null"]}
reasons:
  NEW: {message: {en: You came less than 30 days ago.}}
  JOB: {message: {en: You have no job.}}
  CARD: {message: {en: Cards end at 5000.}}
"""


def compiled(text: str) -> CompiledRuleSet:
    read = read_rule_set(read_yaml(text))
    assert read.rule_set is not None, read.diagnostics
    checked = check_rule_set(read.rule_set)
    assert checked.ok, checked.diagnostics
    return compile_rule_set(checked)


def with_cases(text: str, made: Generated) -> CompiledRuleSet:
    """The rules with the cases put into them, as they are written."""
    value: Any = read_yaml(text).value
    return compiled(canonical({**value, "tests": [*value.get("tests", []), *made.cases]}).decode())


def test_rows_outcomes_and_borders_are_reached_and_what_hangs_on_time_is_written_down() -> None:
    made = generate_cases(compiled(RULES), NOW)
    assert (made.after.rows_covered, made.after.rows, made.why) == (7, 7, "")
    assert all(numbers for numbers in (*made.after.outcomes.values(), *made.after.reasons.values()))
    facts: list[Any] = [case["facts"] for case in made.cases]
    assert {"24", "25", "60.4", "60.5"} <= {str(each["age"]) for each in facts}
    assert {"2026-01-30", "2026-01-31"} & {each["since"] for each in facts}
    assert any(each["job"] is None for each in facts)
    assert {case.get("product", {}).get("kind") for case in made.cases} >= {"CARD"}  # type: ignore[union-attr]
    assert {case["validAt"] for case in made.cases} == {"2026-03-01T12:00:00Z"}
    assert all(case["generated"] is True for case in made.cases)
    assert len({case["name"] for case in made.cases}) == len(made.cases)
    assert len({canonical(case["facts"]) for case in made.cases}) > len(made.cases) / 2


def test_they_hold_when_they_run_and_another_time_too() -> None:
    again = with_cases(RULES, generate_cases(compiled(RULES), NOW))
    assert run_cases(again, NOW) == ()
    assert run_cases(again, NOW.replace(year=2031)) == ()


def test_they_are_the_same_each_time_and_leave_out_what_is_reached_already() -> None:
    made = generate_cases(compiled(RULES), NOW)
    assert made.cases == generate_cases(compiled(RULES), NOW).cases
    assert generate_cases(with_cases(RULES, made), NOW).cases == made.cases, "generated ones are no cases that are kept"
    kept = canonical([{key: part for key, part in case.items() if key != "generated"} for case in made.cases]).decode()
    assert generate_cases(compiled(f"{RULES}tests: {kept}"), NOW).cases == ()
    assert len(generate_cases(compiled(RULES), NOW, most=2).cases) == 2


def test_parameters_are_written_down_and_without_them_nothing_is_made() -> None:
    found = generate_cases(compiled(RULES.replace("> 5000", "> param.cap")), NOW)
    assert (found.cases, found.after.rows_covered) == ((), 0)
    assert "cap" in found.why


CELLS = st.sampled_from(["-", "< 2", ">= 2", "3", "[1..3]", "not(1)"])
ROWS = st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["ALLOW", "WARN", "DECLINE"])), min_size=1, max_size=5)


@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_every_row_that_anybody_can_hit_is_hit_and_all_cases_hold(rows: list[tuple[str, str, str]]) -> None:
    text = json.dumps({
        "ruleSet": "x", "category": "RISK", "name": {"en": "X"}, "reasons": {"R": {"message": {"en": "Because."}}},
        "facts": [{"name": name, "type": "number", "allowedValues": "[0..4]"} for name in "ab"],
        "decisions": [{"name": "Findings", "table": {
            "hitPolicy": "FIRST", "inputs": ["a", "b"], "outputs": ["intervention", "reason"],
            "rules": [[a, b, f'"{step}"', '"R"'] for a, b, step in rows],
        }}],
    })  # fmt: skip
    made = generate_cases(compiled(text), NOW)
    admits: dict[str, Callable[[float], bool]] = {
        "-": lambda _: True, "< 2": lambda x: x < 2, ">= 2": lambda x: x >= 2, "3": lambda x: x == 3,
        "[1..3]": lambda x: 1 <= x <= 3, "not(1)": lambda x: x != 1,
    }  # fmt: skip
    grid = [each / 2 for each in range(9)]
    hit = {
        next((at for at, (one, two, _) in enumerate(rows) if admits[one](a) and admits[two](b)), None)
        for a in grid
        for b in grid
    }
    assert {row.row - 1 for row in made.after.tables[0].rows if row.hits} == hit - {None}
    assert run_cases(with_cases(text, made), NOW) in ((), run_cases(compiled(text), NOW))
    assert read_json(canonical([*made.cases])).value == [*made.cases]


def test_of_a_large_table_some_rows_are_sought_the_same_each_time_and_it_is_said() -> None:
    rows = [["-", f"[{at}..{at + 1})", '"DECLINE"', '"R"'] for at in range(1_200)]
    text = json.dumps({
        "ruleSet": "x", "category": "RISK", "name": {"en": "X"}, "reasons": {"R": {"message": {"en": "Because."}}},
        "facts": [{"name": name, "type": "number", "allowedValues": "[0..1200)"} for name in "ab"],
        "decisions": [{"name": "Findings", "table": {
            "hitPolicy": "UNIQUE", "inputs": ["a", "b"], "outputs": ["intervention", "reason"], "rules": rows,
        }}],
    })  # fmt: skip
    rules = compiled(text)
    made = generate_cases(rules, NOW, most=30)
    assert made.why == "Of the 1,200 rows of Findings 100 were sought, drawn with the seed 1."
    assert len(made.cases) == 30
    assert made.after.rows_covered >= 30 > made.before.rows_covered == 0
    assert run_cases(with_cases(text, made), NOW) == ()
    kept, again = (thinned(rules.model, 1_000, 100, seed)[0].checked.decisions["Findings"] for seed in (1, 1))
    assert kept == again

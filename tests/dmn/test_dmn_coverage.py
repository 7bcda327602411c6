"""Which rows and cells evaluations reach: against running every cell by itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn import CompiledModel, TableCoverage, check_model, compile_model, coverage_of, read_model
from creditrules.document import read_yaml
from creditrules.feel import Value, parse_date_time

NOW = parse_date_time("2026-01-01T00:00:00Z")
MODEL = """
facts: [{name: score, type: number}, {name: kind, type: string}, {name: income, type: number}]
functions:
  - name: Points
    parameters: [{name: x, type: number}]
    table: {hitPolicy: FIRST, inputs: [x], outputs: [p], rules: [["< 10", "1"], ["-", "2"]]}
decisions:
  - name: Weight
    context: [{name: w, table: {inputs: [kind], outputs: [v], rules: [['"A"', "1"], ['"B"', "2"]]}}, {result: w}]
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [score, kind, {expression: Points(income), label: Points}]
      outputs: [step]
      rules:
        - {id: low, when: ["< 600", "-", "-"], then: ['"DECLINE"']}
        - {id: poor, when: ["< 700", '"A"', "1"], then: ['"REFER"']}
        - {id: odd, when: ["score > income", "-", "-"], then: ['"WARN"']}
        - ["-", "-", "-", '"ALLOW"']
"""


def compiled(text: str) -> CompiledModel:
    value = read_yaml(text).value
    assert isinstance(value, dict)
    read = read_model(value)
    assert read.model is not None, read.diagnostics
    return compile_model(check_model(read.model))


def covered(model: CompiledModel, applicants: list[dict[str, Value]]) -> dict[str, TableCoverage]:
    assert NOW is not None
    evaluations = [model.evaluate(each, NOW, model.decisions, trace=True) for each in applicants]
    return {table.name: table for table in coverage_of(model.checked, evaluations)}


def applicant(score: int, kind: str, income: int) -> dict[str, Value]:
    return {"score": Decimal(score), "kind": kind, "income": Decimal(income)}


def test_a_row_is_hit_by_the_cases_that_it_decides_and_a_cell_is_tried_where_it_alone_keeps_one_out() -> None:
    model = compiled(MODEL)
    found = covered(model, [applicant(500, "A", 1000), applicant(650, "A", 5), applicant(650, "B", 5)])
    findings = found["Findings"]
    assert [(row.rule_id, row.hits) for row in findings.rows] == [
        ("low", (0,)), ("poor", (1,)), ("odd", (2,)), (None, ())
    ]  # fmt: skip
    assert [row.sides for row in findings.rows] == [(1,), (2, 3), (), ()], "B alone keeps `poor` out, so do 2 points"
    assert [row.conditions for row in findings.rows] == [(1,), (1, 2, 3), (1,), ()]
    assert [row.row for row in findings.uncovered] == [4]
    assert findings.columns == ("score", "kind", "Points")


def test_tables_inside_other_parts_and_functions_count_by_their_place() -> None:
    found = covered(compiled(MODEL), [applicant(500, "A", 5), applicant(500, "C", 5)])
    assert set(found) == {"functions.Points", "decisions.Weight.w", "Findings"}
    assert [row.hits for row in found["decisions.Weight.w"].rows] == [(0,), ()]
    assert found["decisions.Weight.w"].no_row == (1,)
    assert [row.hits for row in found["functions.Points"].rows] == [(0, 1), ()]


def test_what_is_not_known_is_no_other_side() -> None:
    found = covered(compiled(MODEL), [{"score": Decimal(650), "income": Decimal(50)}, {"kind": "A"}])["Findings"]
    assert [row.hits for row in found.rows] == [(), (), (0,), ()], "650 is above 50 and 2 points keep `poor` out"
    assert [row.sides for row in found.rows] == [(), (), (), ()]
    assert covered(compiled(MODEL), [])["Findings"].rows[0].sides == ()


CELLS = st.sampled_from(["-", "< 2", ">= 2", "3", "[1..3]", "not(1)"])
ADMITS: dict[str, Callable[[int], bool]] = {
    "-": lambda _: True,
    "< 2": lambda x: x < 2,
    ">= 2": lambda x: x >= 2,
    "3": lambda x: x == 3,
    "[1..3]": lambda x: 1 <= x <= 3,
    "not(1)": lambda x: x != 1,
}
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)
VALUES = st.lists(st.tuples(*[st.integers(0, 4)] * 3), max_size=6)


@settings(max_examples=60, deadline=None)
@given(ROWS, VALUES, st.sampled_from(["FIRST", "COLLECT"]))
def test_rows_and_sides_are_those_of_cells_run_one_by_one(
    rows: list[tuple[str, str, str]], values: list[tuple[int, int, int]], policy: str
) -> None:
    table = {"hitPolicy": policy, "inputs": ["a", "b", "c"], "outputs": ["r"], "rules": [[*row, "1"] for row in rows]}
    facts = [{"name": name, "type": "number"} for name in "abc"]
    read = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]})
    assert read.model is not None
    applicants = [dict(zip("abc", map(Decimal, each), strict=True)) for each in values]
    found = covered(compile_model(check_model(read.model)), applicants)["T"]  # type: ignore[arg-type]
    admitted = [[[ADMITS[cell](x) for cell, x in zip(row, each, strict=True)] for row in rows] for each in values]
    hits: list[list[int]] = [[] for _ in rows]
    for number, case in enumerate(admitted):
        matching = [at for at, row in enumerate(case) if all(row)]
        for at in matching[:1] if policy == "FIRST" else matching:
            hits[at].append(number)
    for at, row in enumerate(found.rows):
        alone = {c + 1 for case in admitted for c in range(3) if not case[at][c] and sum(case[at]) == 2}
        assert row.hits == tuple(hits[at])
        assert row.sides == (tuple(sorted(alone)) if hits[at] else ())

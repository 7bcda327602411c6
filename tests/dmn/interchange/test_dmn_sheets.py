"""Decision tables as grids and CSV: what is written reads back, what people fill in is understood or told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditrules.dmn.exchange.sheets import (
    Grid,
    left_out,
    model_of,
    read_csv,
    read_grid,
    table_grid,
    with_tables,
    write_csv,
)
from creditrules.dmn.model.boxed import (
    Aggregation,
    DecisionTable,
    HitPolicy,
    InputClause,
    LiteralExpression,
    OutputClause,
    TableRule,
)
from creditrules.dmn.model.definitions import Decision, Model

TABLE = DecisionTable(
    (InputClause("age", "number", "[0..150]", "Age"), InputClause("member")),
    (OutputClause("risk", "string", '"A", "B"', '"A"'), OutputClause("limit", "number")),
    (TableRule(("< 18", "-"), ('"B"', "0"), "young", "Majority\nis at 18."), TableRule(("-", "true"), ('"A"', ""))),
    HitPolicy.COLLECT,
    Aggregation.SUM,
)
DECISION = Decision("Risk, of all", TABLE, "tRisk", None, {"en": "Risk", "zh": "风险"}, "How risky?")


def test_a_table_with_everything_reads_back_the_same() -> None:
    assert read_grid(table_grid(DECISION, TABLE)).decision == DECISION


def test_a_table_reads_back_from_csv_the_same() -> None:
    text = write_csv(table_grid(DECISION, TABLE))
    assert read_grid(read_csv(text.encode()).grid).decision == DECISION


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_tables_at_random_read_back_the_same(any_table: st.SearchStrategy[DecisionTable], data: st.DataObject) -> None:
    drawn = data.draw(any_table)
    inputs = tuple(replace(one, expression=one.expression.strip()) for one in drawn.inputs)
    rules = tuple(replace(one, when=tuple(cell if cell.strip() else "-" for cell in one.when)) for one in drawn.rules)
    assume(all(any(cell.strip() for cell in (*rule.when, *rule.then)) for rule in rules))
    assume(all(rule.note.strip() or not rule.note for rule in rules))
    table = replace(drawn, inputs=inputs, rules=rules)
    read = read_grid(read_csv(write_csv(table_grid(Decision("d", table), table)).encode()).grid)
    assert {one.code for one in read.diagnostics} <= {"sheet.unseen"}
    assert read.decision == Decision("d", table)


def test_cells_that_spreadsheet_programs_would_run_are_made_text() -> None:
    text = write_csv([["=cmd|' /C calc'!A0", "+1", "@x", "-2+3", "-5", "-", "'quoted", "< 18"]])
    assert text == "'=cmd|' /C calc'!A0,'+1,'@x,'-2+3,-5,-,''quoted,< 18\r\n"
    assert read_csv(text.encode()).grid == [["=cmd|' /C calc'!A0", "+1", "@x", "-2+3", "-5", "-", "'quoted", "< 18"]]


def test_what_people_fill_in_is_understood() -> None:
    text = 'Decision;Risk\nHit Policy;f\n\nColumns;Input;Output;Note\nexpression;age;risk\nRules\n;18;"""A""";why\n\n'
    decision = read_grid(read_csv(("\ufeff" + text).encode()).grid).decision
    assert decision is not None
    assert decision.expression == DecisionTable(
        (InputClause("age"),), (OutputClause("risk"),), (TableRule(("18",), ('"A"',), None, "why"),), HitPolicy.FIRST
    )


HEAD = [["decision", "d"], ["columns", "input", "output"], ["expression", "x", "y"]]


@pytest.mark.parametrize(
    ("grid", "code", "place"),
    [
        ([["decision", "d"]], "sheet.shape", "row 1, column 1"),
        ([*HEAD, ["rules"], ["", "1", "2", "", "3"]], "dmn.row-width", "row 5, column 4"),
        ([["colour", "red"], *HEAD, ["rules"]], "sheet.unknown-row", "row 1, column 1"),
        ([*HEAD, ["size", "1"], ["rules"]], "sheet.unknown-row", "row 4, column 1"),
        ([HEAD[0], ["columns", "input", "result"], HEAD[2], ["rules"]], "sheet.column", "row 2, column 3"),
        ([*HEAD[1:], ["rules"]], "sheet.name", "row 1, column 1"),
        ([*HEAD[:2], ["rules"]], "sheet.shape", "row 2, column 1"),
        ([["hit policy", "BEST"], *HEAD, ["rules"]], "dmn.hit-policy", "row 1, column 1"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(grid: Grid, code: str, place: str) -> None:
    read = read_grid(grid)
    assert read.decision is None
    assert (code, place) in [(one.code, one.place) for one in read.diagnostics]


def test_text_that_is_not_utf8_is_told() -> None:
    assert [one.code for one in read_csv("a,é".encode("latin-1")).diagnostics] == ["document.encoding"]


@given(st.lists(st.lists(st.text(max_size=6), max_size=5), max_size=6))
def test_any_grid_gives_a_decision_or_says_why(grid: Grid) -> None:
    read = read_grid([*HEAD, ["rules"], *grid])
    assert read.decision is not None or read.diagnostics


def test_what_only_the_tables_test_becomes_a_fact() -> None:
    other = Decision("Other", replace(TABLE, inputs=(InputClause("Risk", "string"), InputClause("a.b + c"))))
    model = model_of([replace(DECISION, name="Risk"), other])
    assert [(fact.name, fact.item.type) for fact in model.facts] == [
        ("age", "number"),
        ("member", ""),
        ("a", ""),
        ("c", ""),
    ]


def test_edited_tables_go_back_into_their_model() -> None:
    model = Model("m", decisions=(replace(DECISION, requires=("age",)), Decision("x", LiteralExpression("1"))))
    edited = replace(TABLE, hit_policy=HitPolicy.FIRST, aggregation=None)
    put = with_tables(model, [Decision("Risk, of all", edited), Decision("new", edited)])
    assert put.decisions == (
        replace(DECISION, requires=("age",), expression=edited),
        model.decisions[1],
        Decision("new", edited),
    )
    assert [one.place for one in left_out(model)] == ["decisions.x"]

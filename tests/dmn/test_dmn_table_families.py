"""Cells that are no sets of constants are answered for together, exactly as they are one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn import CompiledModel, Evaluation, check_model, compile_model, read_model
from creditrules.dmn.table import families, standing
from creditrules.dmn.table.cells import Cells
from creditrules.feel import (
    STEPS,
    Date,
    DateTime,
    RequestBudget,
    Time,
    Value,
    parse_date,
    parse_duration,
)
from creditrules.feel.temporal import UTC_ZONE

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
NUMBERS = st.sampled_from(["-7", "-1", "0", "0.5", "1", "2", "3", "10", "1e3", "1E6100"])
TEXTS = st.sampled_from(['""', '"a"', '"ab"', '"abc"', '"b"', '"bc"', '"ca"', '"A"'])
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
SHAPES = (
    "{sign} a * {k}", "{sign} {k} * a", "{sign} a + {k}", "{sign} {k} - a", "{sign} a - {k}", "{sign} -(a * {k}) + b",
    "{sign} a / {k}", "{sign} {k} / a", "? {sign} a * {k}", "a * {k} {sign} ?", "? * 2 {sign} {k}", "? - a {sign} {k}",
    "string length(?) {sign} {k}", "? + {k} {sign} a * 3", "{sign} b", "{sign} a", "? {sign} b", "abs(?) {sign} {k}",
    "? > {k} and a < {k}", "? < {k} or a {sign} b", "not(? {sign} a + {k})", "not({sign} a * {k})",
    "{sign} a * {k}, > b + {k}", "{sign} a ** {k}", '? {sign} a * {k} and starts with(string(?), "1")', "a * {k}",
    "? in [a..{k}]", "{sign} {{x: {k}}}.x + a", "{sign} c.x + {k}", "? {sign} null",
)  # fmt: skip
TEXT_SHAPES = (
    "starts with(?, {t})", "ends with(?, {t})", "contains(?, {t})", "not(starts with(?, {t}))",
    "contains(upper case(?), {t})", "contains(b, {t}) and ? != {t}", "starts with(?, {t}) or ends with(?, {t})",
    "contains({t}, ?)", "starts with(?, b)", "matches(?, {t})", 'starts with(?, {t}), "ca"', "ends with(a, {t})",
    "? {sign} b", "{sign} a + {t}", "? + {t} {sign} b",
)  # fmt: skip
VALUES: list[Value] = [
    None,
    *(
        Decimal(number)
        for number in ("-3", "0", "0.5", "1", "2.0", "7", "1E6140", "3333333333333333333333333333333333")
    ),
    *("", "a", "abca", "bc", "A1"),
    parse_date("2026-01-01"),
    parse_duration("P2D"),
    True,
]
VALUE = st.sampled_from(VALUES)
FITTING: dict[type, st.SearchStrategy[Value]] = {
    kind: st.sampled_from([each for each in VALUES if type(each) is kind]) for kind in (Decimal, str)
}
CONTEXT = st.sampled_from([None, {"x": Decimal(2)}, {"x": "a"}, {}])


@st.composite
def tables(draw: st.DrawFn) -> tuple[CompiledModel, type]:
    """Two columns of many rows, with few shapes in each."""
    numeric = draw(st.booleans())
    shapes = draw(st.lists(st.sampled_from(SHAPES if numeric else TEXT_SHAPES), min_size=1, max_size=2))
    beside = draw(st.sampled_from(["-", "< 5", "> b", "starts with(string(?), a)", "? < a / 0"]))
    count = draw(st.integers(4, 14))
    sign = draw(SIGNS)
    rules = []
    for row in range(1, count + 1):
        cell = draw(st.sampled_from(shapes)).format(sign=sign, k=draw(NUMBERS), t=draw(TEXTS))
        rules.append([cell, beside if draw(st.booleans()) else "-", row])
    policy = draw(st.sampled_from(["FIRST", "COLLECT", "UNIQUE"]))
    names = ("v", "w", "a", "b", "c")
    facts = [{"name": name, "type": "Any", "nullable": True} for name in names]
    table = {"hitPolicy": policy, "inputs": ["v", "w"], "outputs": ["out"], "rules": rules}
    model = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    return compile_model(check_model(model)), Decimal if numeric else str


def answered(compiled: CompiledModel, facts: dict[str, Value]) -> Evaluation:
    return compiled.evaluate(facts, NOW, ("T",))


@settings(max_examples=200, deadline=None)
@given(tables(), st.data())
def test_families_answer_as_their_cells_do(built: tuple[CompiledModel, type], data: st.DataObject) -> None:
    compiled, kind = built
    absent = data.draw(st.sets(st.sampled_from(["v", "w", "a", "b", "c"]), max_size=1))
    questions = []
    for _ in range(4):
        facts = {name: data.draw(FITTING[kind] | FITTING[kind] | VALUE) for name in ("v", "w", "a", "b")} | {
            "c": data.draw(CONTEXT)
        }
        questions.append({name: value for name, value in facts.items() if name not in absent})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cells, "families", lambda *_: ())
        alone = [answered(compiled, facts) for facts in questions]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(families, "LEAST", 2)
        patch.setattr(standing, "LEAST", 1)
        assert [answered(compiled, facts) for facts in questions] == alone


def table_of(cells: list[str], kind: str = "number") -> CompiledModel:
    facts = [{"name": "v", "type": kind}, {"name": "a", "type": "number"}, {"name": "b", "type": "number"}]
    rules = [[cell, row] for row, cell in enumerate(cells, 1)]
    table = {"hitPolicy": "FIRST", "inputs": ["v"], "outputs": ["out"], "rules": rules}
    model = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    return compile_model(check_model(model))


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("number", "<= a * -{}", Decimal(5)),
        ("number", "? > a + {} and b < 3", Decimal(5)),
        ("number", "> b * 2 + {}", Decimal(5)),
        ("number", "? - a > {}", Decimal(-5)),
        ("string", 'starts with(?, "K{:05}")', "K0"),
        ("string", 'ends with(?, "{:05}")', "K0"),
        ("string", 'contains(?, "{:05}")', "K0"),
    ],
)
def test_many_cells_of_a_shape_take_few_steps(kind: str, cell: str, value: Value) -> None:
    compiled = table_of([cell.format(row) for row in range(1, 2_001)], kind)
    budget = RequestBudget(STEPS, STEPS)
    facts = {"v": value, "a": Decimal(3), "b": Decimal(4)}
    answer = compiled.evaluate(facts, NOW, ("T",), budget=budget)
    assert answer.tables["T"].fired == ()
    assert budget.taken < 300


def test_what_a_family_hangs_on_is_told_of_all_its_rows() -> None:
    compiled = table_of([f"<= a * -{row}" for row in range(1, 101)])
    outcome = compiled.evaluate({"v": Decimal(5), "b": Decimal(1)}, NOW, ("T",)).tables["T"]
    assert len(outcome.possible) == 100
    assert outcome.missing == {"a"}


def test_cells_are_found_to_be_families_once() -> None:
    cells = table_of([f"<= a * -{row}" for row in range(1, 101)]).table("T").inputs[0].cells  # type: ignore[union-attr]
    assert cells.families((1 << 100) - 1) is cells.families((1 << 100) - 1)


@pytest.mark.parametrize("cell", ["< 5", "< a", "> a * 2"])
def test_what_goes_wrong_in_what_is_tested_is_told_once(cell: str) -> None:
    facts = [{"name": "t", "type": "string"}, {"name": "a", "type": "number"}]
    table = {"hitPolicy": "FIRST", "inputs": ["number(t)"], "outputs": ["out"], "rules": [[cell, 1]] * 20}
    model = read_model({"facts": facts, "decisions": [{"name": "T", "table": table}]}).model
    assert model is not None
    answer = compile_model(check_model(model)).evaluate({"t": "x", "a": Decimal(1)}, NOW, ("T",))
    assert [each.place for each in answer.warnings] == ["decisions.T.inputs[1]"]

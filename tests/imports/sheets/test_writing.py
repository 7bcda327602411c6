"""Workbooks written in business spelling: they read back as the model, and what was not edited stays as it was."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill
from tests.imports.sheets.books import book

from creditrules.dmn import Decision, DecisionTable, HitPolicy, Meanings, Model
from creditrules.dmn.model import FactDefinition, InputClause, ItemDefinition, OutputClause, TableRule
from creditrules.feel import string_literal
from creditrules.imports import BusinessBook, read_business_onto, write_business, write_business_like
from creditrules.imports.sheets.operands import spelling_of
from creditrules.imports.sheets.writing.spelling import Manner, condition_cell
from creditrules.records import replace

LABELS = {"score": "Credit score", "job": "Employment", "ltv": "LTV", "member": "Member", "until": "Valid on"}
TYPES = {"score": "number", "job": "string", "ltv": "number", "member": "boolean", "until": "date"}
FACTS = tuple(FactDefinition(ItemDefinition(name, type_, label={"en": LABELS[name]})) for name, type_ in TYPES.items())
PRICING: list[list[object]] = [
    ["Base rates 2026"],
    ["Hit policy: FIRST"],
    ["Conditions", None, None, "Results", None, "Notes"],
    ["Credit score", "Employment", "LTV", "Rate", "Approved", "Why"],
    [">= 700", "any", "<= 80%", 0.05, "Yes", "the best"],
    ["600-699", "Employed or Retired", None, 0.065, "Yes"],
    [None, "any", None, "-", "No"],
    [],
    ["Source: head office"],
    [],
    ["Rate", "Decision"],
    ["> 6%", "refer"],
    ["<= 6%", "accept"],
]


NOTES = {"0.05": "the best"}


def formatted(sheet: Any) -> None:
    for row in (5, 6):
        sheet.cell(row, 4).number_format = "0.0%"
    sheet["B6"].fill = PatternFill("solid", start_color="FFFFFF00")
    sheet.row_dimensions[9].height = 40
    sheet.merge_cells("A9:C9")


BANK = book(PRICING, formatted)


def table(*rows: tuple[tuple[str, ...], tuple[str, ...]], policy: HitPolicy = HitPolicy.FIRST) -> DecisionTable:
    inputs = tuple(InputClause(name, TYPES[name]) for name in ("score", "job", "ltv"))
    outputs = (OutputClause("Rate", "number"), OutputClause("Approved", "boolean"))
    rules = tuple(TableRule(when, then, note=NOTES.get(then[0], "")) for when, then in rows)
    return DecisionTable(inputs, outputs, rules, policy)


def priced(pricing: DecisionTable, *, refer: str = "> 0.06") -> Model:
    rate = (InputClause("Pricing.Rate", "number", label="Rate"),)
    rows = (TableRule((refer,), ('"refer"',)), TableRule(("<= 0.06",), ('"accept"',)))
    decision = DecisionTable(rate, (OutputClause("", "string"),), rows, HitPolicy.FIRST)
    pricing_ = Decision("Pricing", pricing, label={"en": "Base rates 2026"})
    return Model("m", facts=FACTS, decisions=(pricing_, Decision("Decision", decision)))


ROWS = (
    ((">= 700", "-", "<= 0.8"), ("0.05", "true")),
    (("[600..699]", '"Employed", "Retired"', "-"), ("0.065", "true")),
    (("-", "-", "-"), ("", "false")),
)
MODEL = priced(table(*ROWS))


def cells(data: bytes | None, sheet: str = "Rates") -> list[list[object]]:
    assert data is not None
    found: list[list[object]] = [
        [*row] for row in openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True)
    ]
    return [row[: max((at for at, cell in enumerate(row, 1) if cell is not None), default=0)] for row in found]


def read(data: bytes, base: Model) -> Model:
    found = read_business_onto("bank.xlsx", data, base, {})
    assert [one.render() for one in found.diagnostics] == []
    assert found.model is not None
    return found.model


def said(model: Model) -> Model:
    return Meanings().model(model)


def codes(made: BusinessBook) -> list[tuple[str, str]]:
    assert made.data is None
    return [(one.code, one.place) for one in made.diagnostics]


def pricing_of(model: Model) -> DecisionTable:
    found = model.decisions[0].expression
    assert isinstance(found, DecisionTable)
    return found


def with_rules(model: Model, *rules: TableRule) -> Model:
    decision = replace(model.decisions[0], expression=replace(pricing_of(model), rules=rules))
    return replace(model, decisions=(decision, model.decisions[1]))


def test_a_workbook_of_a_bank_is_read_into_the_model_whose_labels_it_uses() -> None:
    assert said(read(BANK, priced(table((("< 1", "-", "-"), ("0", "false")))))) == said(MODEL)


def test_every_interpretation_is_told_with_its_cell() -> None:
    found = read_business_onto("bank.xlsx", BANK, MODEL, {})
    told = {(one.code, one.place): (one.before, one.after) for one in found.interpretations}
    assert told["import.sheet.label", "Rates!A4"] == ("Credit score", "score")
    assert told["import.sheet.condition", "Rates!A6"] == ("600-699", "[600..699]")


def test_a_book_written_as_it_is_keeps_every_cell_and_its_looks() -> None:
    written = write_business_like(MODEL, BANK, {})
    assert cells(written.data) == cells(BANK)
    sheet = openpyxl.load_workbook(io.BytesIO(written.data or b""))["Rates"]
    assert (sheet["B6"].fill.start_color.rgb, sheet["D6"].number_format) == ("FFFFFF00", "0.0%")
    assert (
        (sheet.row_dimensions[9].height, str(sheet.merged_cells.ranges[0] if sheet.merged_cells.ranges else ""))
        == (40, "A9:C9")
        if isinstance(sheet.merged_cells.ranges, list)
        else True
    )


def test_only_what_was_edited_is_written_and_as_its_column_spells() -> None:
    edited = (ROWS[0], (("[620..699]", '"Employed", "Student"', "< 0.905"), ("0.0625", "true")), ROWS[2])
    written = write_business_like(priced(table(*edited)), BANK, {})
    before, after = cells(BANK), cells(written.data)
    assert after[5] == ["620-699", "Employed or Student", "< 90.5%", 0.0625, "Yes"]
    assert [row for at, row in enumerate(after) if at != 5] == [row for at, row in enumerate(before) if at != 5]
    sheet = openpyxl.load_workbook(io.BytesIO(written.data or b""))["Rates"]
    assert sheet["D6"].number_format == "0.00%"


def test_rows_that_come_push_down_what_is_below_with_its_looks() -> None:
    more = (
        *ROWS[:2],
        (("[500..599]", '"Retired"', "-"), ("0.08", "true")),
        (("[400..499]", "-", "-"), ("0.1", "true")),
        ROWS[2],
    )
    written = write_business_like(priced(table(*more), refer="> 0.07"), BANK, {})
    after = cells(written.data)
    assert [row[:4] for row in after[4:9]] == [
        [">= 700", "any", "<= 80%", 0.05],
        ["600-699", "Employed or Retired", None, 0.065],
        ["500-599", "Retired", None, 0.08],
        ["400-499", "any", None, 0.1],
        [None, "any", None, "-"],
    ]
    assert after[10:] == [["Source: head office"], [], ["Rate", "Decision"], ["> 7%", "refer"], ["<= 6%", "accept"]]
    sheet = openpyxl.load_workbook(io.BytesIO(written.data or b""))["Rates"]
    assert (sheet.row_dimensions[11].height, [str(one) for one in sheet.merged_cells.ranges]) == (40, ["A11:C11"])


def test_rows_that_go_leave_blank_ones() -> None:
    written = write_business_like(priced(table(ROWS[0], ROWS[2])), BANK, {})
    assert cells(written.data)[4:8] == [cells(BANK)[4], cells(BANK)[6], [], []]
    assert len(pricing_of(read(written.data or b"", MODEL)).rules) == 2


HEADS: list[list[object]] = [
    ["Pricing"],
    ["Condition", None, None, "Result"],
    ["Credit score", "Employment", "LTV", "Rate", "Approved"],
]


def test_merged_conditions_stay_merged_while_all_of_their_rows_say_the_same() -> None:
    rows = [
        [">= 700", "A", None, 1, "Yes"],
        [None, "B", None, 2, "Yes"],
        ["< 700", "A", None, 3, "No"],
        [None, "B", None, 4, "No"],
    ]
    merged = book(HEADS + rows, lambda sheet: sheet.merge_cells("A4:A5"), lambda sheet: sheet.merge_cells("A6:A7"))
    model = read(merged, MODEL)
    *others, last = pricing_of(model).rules
    assert [rule.when[0] for rule in (*others, last)] == [">= 700", ">= 700", "< 700", "< 700"]
    edited = with_rules(model, *others, replace(last, when=("< 600", *last.when[1:])))
    sheet = openpyxl.load_workbook(io.BytesIO(write_business_like(edited, merged, {}).data or b""))["Rates"]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A4:A5"]
    assert [sheet.cell(row, 1).value for row in range(4, 8)] == [">= 700", None, "< 700", "< 600"]


def test_columns_of_limits_are_written_as_limits() -> None:
    headings = ["Min credit score", "Max credit score", "Employment", "LTV", "Rate", "Approved"]
    markers = ["Condition", None, None, None, "Result"]
    limits = book([["Pricing"], markers, headings, [600, 699, None, None, 1, "Yes"], [700, None, None, None, 2, "Yes"]])
    model = read(limits, MODEL)
    first, second = pricing_of(model).rules
    assert [first.when[:2], second.when[:2]] == [(">= 600", "<= 699"), (">= 700", "-")]

    def written(limit: str) -> BusinessBook:
        return write_business_like(with_rules(model, replace(first, when=(limit, *first.when[1:])), second), limits, {})

    assert cells(written(">= 650").data)[3][:2] == [650, 699]
    assert codes(written("> 650")) == [("export.sheet.cell", "decisions.Pricing.rules[1].inputs[1]")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["Pricing"], ["Condition", "Result"], ["Credit scor", "Rate"], [1, 2]], "import.sheet.unknown-column"),
        ([["Pricing"], ["Condition", "Result"], ["Credit score", "Fee"], [1, 2]], "import.sheet.unknown-column"),
        ([["Prices"], ["Condition", "Result"], ["Credit score", "Fee"], [1, 2]], "import.sheet.unknown-table"),
    ],
)
def test_what_does_not_fit_the_model_is_refused_at_its_cell(rows: list[list[object]], code: str) -> None:
    found = read_business_onto("bank.xlsx", book(rows), MODEL, {})
    assert found.model is None
    assert [one.code for one in found.diagnostics] == [code]
    assert found.diagnostics[0].place.startswith("bank.xlsx.Rates!")


def test_other_columns_than_the_sheet_has_are_refused() -> None:
    pricing = table(*ROWS)
    fewer = replace(
        pricing, inputs=pricing.inputs[:2], rules=tuple(replace(rule, when=rule.when[:2]) for rule in pricing.rules)
    )
    assert codes(write_business_like(priced(fewer), BANK, {})) == [("export.sheet.columns", "decisions.Pricing")]
    other = replace(pricing, hit_policy=HitPolicy.ANY)
    assert codes(write_business_like(priced(other), BANK, {})) == [("export.sheet.policy", "decisions.Pricing")]


def test_a_table_beside_another_is_not_torn_apart() -> None:
    rows = [list(row) for row in PRICING]
    rows[10] += [None] * 6 + ["aside"]
    rows[5] += [None] * 3 + ["remark"]
    more = priced(table(*ROWS, (("< 0", "-", "-"), ("1", "true"))))
    assert codes(write_business_like(more, book(rows), {})) == [("export.sheet.room", "Rates!7")]


def test_numbers_among_texts_are_texts_where_the_model_says_so() -> None:
    assert pricing_of(read(book([*HEADS, [1, 700, None, 1, "Yes"]]), MODEL)).rules[0].when[1] == '"700"'


def test_a_text_where_the_model_has_numbers_is_refused_at_its_cell() -> None:
    found = read_business_onto("bank.xlsx", book([*HEADS, ["good", None, None, 1, "Yes"]]), MODEL, {})
    assert found.model is None
    assert [one.place for one in found.diagnostics] == ["bank.xlsx.Rates!A4"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("-", None), ("18", 18), ("[18..25]", "18-25"), ("(18..25]", "> 18 and <= 25"), ("[-5..5]", ">= -5 and <= 5"),
        (">= 1.125", ">= 1.1250"), ('"A", "B"', "A or B"), ('not("A", "B")', "not A or B"), ('"A or B"', '"A or B"'),
        ('"700"', '"700"'), ('"-"', '"-"'), ('"Yes"', '"Yes"'), ("true", "Yes"),
        ('date("2026-01-31")', date(2026, 1, 31)),
        ('> date("2026-01-31")', "> 2026-01-31"), ("< 1, > 9", "< 1 or > 9"), ("other + 1", "FEEL: other + 1"),
        ('"=1+1"', '"=1+1"'), ('"FEEL: x"', '"FEEL: x"'),
    ],
)  # fmt: skip
def test_conditions_are_spelt_as_people_do(text: str, cell: object) -> None:
    assert condition_cell(text, Manner(spelling_of([]))) == cell


words = st.text(st.sampled_from("Aa -,;&<>=\"'%1.5()[]{}|/zé要:_\n"), max_size=8)
numbers = st.decimals("-1e6", "1e6", places=3).map(lambda one: f"{one.normalize():f}")


@st.composite
def conditions(draw: st.DrawFn, values: st.SearchStrategy[str], *, ordered: bool) -> str:
    one, other = draw(values), draw(values)
    shapes = ["-", one, f"{one}, {other}", f"not({one})"]
    if ordered:
        low, high = sorted((one, other), key=float)
        shapes += [f"< {one}", f">= {one}", f"[{low}..{high}]", f"({low}..{high})", f"> {high}, < {low}"]
    return draw(st.sampled_from(shapes))


rows = st.tuples(
    conditions(numbers, ordered=True),
    conditions(words.map(string_literal), ordered=False),
    st.sampled_from(["-", "true", "false"]),
    st.one_of(st.just(""), numbers),
    st.one_of(st.just(""), words.map(string_literal)),
)


@settings(max_examples=40)
@given(st.lists(rows, min_size=1, max_size=6))
def test_what_is_written_reads_back_as_the_model(given_rows: list[tuple[str, ...]]) -> None:
    clauses = tuple(InputClause(name, TYPES[name]) for name in ("score", "job", "member"))
    outputs = (OutputClause("amount", "number"), OutputClause("text", "string"))
    rules = tuple(TableRule(row[:3], row[3:]) for row in given_rows)
    model = Model("m", facts=FACTS, decisions=(Decision("T", DecisionTable(clauses, outputs, rules)),))
    written = write_business(model, {})
    assert written.data is not None, [one.render() for one in written.diagnostics]
    assert said(read(written.data, model)) == said(model)
    again = write_business_like(model, written.data, {})
    assert cells(again.data, "T") == cells(written.data, "T")

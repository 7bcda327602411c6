"""Grids as sheets of an Excel workbook, and back; what strangers may put into one."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditrules.dmn import Decision, DecisionTable, Model, OutputClause
from creditrules.dmn.exchange.files import Form, ModelFile, read_files, write_file
from creditrules.dmn.exchange.sheets import read_tables, table_grid
from creditrules.dmn.exchange.sheets.workbook import write_workbook
from creditrules.dmn.model.boxed import InputClause
from creditrules.document import json_text
from creditrules.spreadsheet import read_book

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=5).map(lambda number: number.normalize() + 0)
GRID = [["decision", "d", ""], ["columns", "input", "output"], ["expression", "=1+1", "y"], ["rules", "", ""]]


def rows(data: bytes) -> list[list[str]]:
    book = read_book(data)
    assert book.diagnostics == ()
    assert book.sheets[0].doubts == {}
    return book.sheets[0].rows


def test_nothing_in_a_workbook_is_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook({"a": GRID})))["a"]
    assert sheet["B3"].data_type == "s"
    assert rows(write_workbook({"a": GRID})) == [[cell for cell in row if cell] for row in GRID]


@settings(max_examples=50, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_numbers_in_cells_stay_exact(numbers: list[Decimal]) -> None:
    texts = [json_text(number) for number in numbers]
    assert rows(write_workbook({"n": [["columns", *texts]]})) == [["columns", *texts]]


def test_texts_that_look_like_escapes_and_line_ends_stay_as_they_are() -> None:
    texts = ["_x000D_", "a\r\nb", "__x0041_", "_x", " blanks "]
    assert rows(write_workbook({"n": [["columns", *texts]]})) == [["columns", *texts]]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_tables_at_random_read_back_the_same(any_table: st.SearchStrategy[DecisionTable], data: st.DataObject) -> None:
    drawn = data.draw(any_table)
    inputs = tuple(replace(one, expression=one.expression.strip()) for one in drawn.inputs)
    rules = tuple(replace(one, when=tuple(cell if cell.strip() else "-" for cell in one.when)) for one in drawn.rules)
    assume(all(any(cell.strip() for cell in (*rule.when, *rule.then)) for rule in rules))
    assume(all(rule.note.strip() or not rule.note for rule in rules))
    table = replace(drawn, inputs=inputs, rules=rules)
    assume(all("00" not in cell for rule in rules for cell in (*rule.when, *rule.then)))  # no number has leading zeros
    (read,) = read_tables(write_workbook({"d": table_grid(Decision("d", table), table)})).tables
    assert {one.code for one in read.diagnostics} <= {"sheet.unseen"}
    assert read.decision == Decision("d", table)


def test_without_openpyxl_a_plain_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.delitem(sys.modules, "creditrules.dmn.exchange.sheets.workbook")
    table = DecisionTable((InputClause("age"),), (OutputClause("y"),), ())
    model = Model(decisions=(Decision("d", table),))
    (problem,) = write_file(ModelFile(model), model, Form.XLSX).diagnostics
    assert problem.code == "sheet.not-installed"
    assert "openpyxl" in problem.message
    assert "creditrules[excel]" in problem.hint


def test_reading_needs_no_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    grid = [["decision", "d"], ["columns", "input", "output"], ["expression", "x", "y"], ["rules"], ["", "1", "2"]]
    data = write_workbook({"d": [[*row, *[""] * (3 - len(row))] for row in grid]})
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert read_files({"a.xlsx": data}, Form.XLSX).model is not None

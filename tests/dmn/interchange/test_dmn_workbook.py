"""Grids as sheets of an Excel workbook, and back; what strangers may put into one."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.dmn import Decision, DecisionTable, Model, OutputClause
from creditrules.dmn.exchange.files import Form, ModelFile, read_files, write_file
from creditrules.dmn.exchange.sheets.workbook import read_workbook, write_workbook
from creditrules.dmn.model.boxed import InputClause
from creditrules.document import json_text

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=5).map(lambda number: number.normalize() + 0)
GRID = [["decision", "d", ""], ["columns", "input", "output"], ["expression", "=1+1", "y"], ["rules", "", ""]]


def test_nothing_in_a_workbook_is_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook({"a": GRID})))["a"]
    assert sheet["B3"].data_type == "s"
    assert read_workbook(write_workbook({"a": GRID})).grids == {"a": [[cell for cell in row if cell] for row in GRID]}


def test_formulas_that_others_wrote_are_refused_with_their_cell() -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("T").append(["columns", "=1+1"])
    target = io.BytesIO()
    workbook.save(target)
    (problem,) = read_workbook(target.getvalue()).diagnostics
    assert (problem.code, problem.place) == ("sheet.formula", "T!B1")


@settings(max_examples=50, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_numbers_in_cells_stay_exact(numbers: list[Decimal]) -> None:
    texts = [json_text(number) for number in numbers]
    grid = read_workbook(write_workbook({"n": [["columns", *texts]]})).grids["n"]
    assert grid == [["columns", *texts]]


def test_truth_values_and_dates_of_cells_become_feel() -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("T").append(["columns", True, date(2026, 1, 31), datetime(2026, 1, 31, 12, 30), 0.1])  # noqa: DTZ001
    target = io.BytesIO()
    workbook.save(target)
    assert read_workbook(target.getvalue()).grids["T"] == [
        ["columns", "true", 'date("2026-01-31")', 'date and time("2026-01-31T12:30:00")', "0.1"]
    ]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all"])
def test_what_is_no_workbook_is_told(data: bytes) -> None:
    assert [one.code for one in read_workbook(data).diagnostics] == ["document.syntax"]


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (300 * 1024 * 1024))
    assert [one.code for one in read_workbook(target.getvalue()).diagnostics] == ["document.too-large"]


def test_without_openpyxl_a_plain_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.delitem(sys.modules, "creditrules.dmn.exchange.sheets.workbook")
    table = DecisionTable((InputClause("age"),), (OutputClause("y"),), ())
    model = Model(decisions=(Decision("d", table),))
    for told in (write_file(ModelFile(model), model, Form.XLSX), read_files({"a.xlsx": b""}, Form.XLSX)):
        (problem,) = told.diagnostics
        assert problem.code == "sheet.not-installed"
        assert "openpyxl" in problem.message
        assert "creditrules[excel]" in problem.hint

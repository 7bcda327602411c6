"""Sheets that people wrote: a rule means what is seen, or the cell that is in doubt is named."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from creditrules.dmn import check_model, compile_model
from creditrules.dmn.exchange.files import Form, ModelFile, read_files
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import UTC_ZONE, Date, DateTime, Time

CASES = Path(__file__).parents[4] / "shared" / "cases" / "language"
NOW = DateTime(Date(2026, 1, 31), Time(0, UTC_ZONE))
HEAD: list[list[str]] = [
    ["decision", "Rate"],
    ["hit policy", "FIRST"],
    ["columns", "input", "input", "output", "output", "note"],
    ["expression", "score", "state", "rate", "grade"],
    ["type", "number", "string", "number", "string"],
    ["rules"],
]
RULES: list[list[object]] = [
    ["", ">= 700", "-", 0.05, '"A"', "the best"],
    ["", "[600..700)", '"TX"', 0.06, '"B"'],
    ["", None, '"CA"', 0.07, '"C"'],
    ["", "-", "-", 0.2, '"D"'],
]
Edit = Callable[[Worksheet], object]


def book(*edits: Edit, rules: Sequence[Sequence[object]] = RULES) -> ModelFile:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Rates"
    for row in (*HEAD, *rules):
        sheet.append(list(row))
    for edit in edits:
        edit(sheet)
    target = io.BytesIO()
    workbook.save(target)
    return read_files({"rates.xlsx": target.getvalue()}, Form.XLSX)


def csv(*rules: str, delimiter: str = ",") -> ModelFile:
    head = [delimiter.join(row) for row in HEAD]
    text = "\r\n".join([*head, *rules])
    return read_files({"rates.csv": text.encode()}, Form.CSV)


def rate(file: ModelFile, score: int, state: str) -> object:
    assert file.model is not None, file.diagnostics
    checked = check_model(file.model)
    assert [one for one in checked.diagnostics if one.severity is Severity.ERROR] == []
    compiled = compile_model(checked)
    facts = compiled.read_facts({"score": Decimal(score), "state": state})
    return compiled.evaluate(facts.values, NOW, ["Rate"]).values["Rate"]["rate"]  # type: ignore[index]


def errors(file: ModelFile) -> list[tuple[str, str]]:
    found = [(one.code, one.place) for one in file.diagnostics if one.severity is Severity.ERROR]
    assert (file.model is None) == bool(found)
    return found


def put(cell: str, value: object, number_format: str = "") -> Edit:
    def edit(sheet: Worksheet) -> None:
        sheet[cell] = value  # type: ignore[assignment]
        if number_format:
            sheet[cell].number_format = number_format

    return edit


def merge(block: str) -> Edit:
    return lambda sheet: sheet.merge_cells(block)


def test_a_merged_condition_holds_for_all_its_rows() -> None:
    file = book(merge("B8:B9"))
    assert [rate(file, *asked) for asked in ((650, "TX"), (650, "CA"), (100, "CA"))] == [
        Decimal("0.06"),
        Decimal("0.07"),
        Decimal("0.2"),
    ]
    assert rate(book(), 100, "CA") == Decimal("0.07")  # without the merge the blank cell matches anything


def test_a_merged_result_and_a_merged_note_hold_for_all_their_rows() -> None:
    file = book(put("B9", "[500..600)"), put("D9", None), merge("D8:D9"), put("F8", "why"), merge("F8:F9"))
    assert rate(file, 550, "CA") == Decimal("0.06")
    (decision,) = file.tables
    assert [rule.note for rule in decision.expression.rules] == ["the best", "why", "why", ""]  # type: ignore[union-attr]


def test_rows_merged_in_all_that_they_show_are_one_rule() -> None:
    rules = [*RULES[:2], [], ["", "-", "-", 0.2, '"D"']]
    file = book(*(merge(f"{column}8:{column}9") for column in "BCDE"), rules=rules)
    assert len(file.tables[0].expression.rules) == 3  # type: ignore[union-attr]
    assert rate(file, 650, "TX") == Decimal("0.06")


def test_what_describes_columns_may_be_merged_over_several() -> None:
    low_high = [["", ">= 600", "< 700", 0.05, '"A"'], ["", "-", "-", 0.2, '"D"']]
    file = book(put("C4", None), merge("B4:C4"), put("C5", None), merge("B5:C5"), merge("B3:C3"), rules=low_high)
    assert [rate(file, score, "TX") for score in (650, 700)] == [Decimal("0.05"), Decimal("0.2")]


@pytest.mark.parametrize(
    ("edits", "place"),
    [
        ((merge("B8:C8"),), "Rates!B8:C8"),
        (
            (
                put("C8", None),
                merge("B8:C9"),
            ),
            "Rates!B8:C9",
        ),
        ((put("A8", "both"), merge("A8:A9")), "Rates!A8:A9"),
        ((put("C9", None), put("D9", None), put("E9", None), merge("B8:B9")), "Rates!B9"),
        ((merge("B10:B11"),), "Rates!B11"),
        ((merge("B4:B5"),), "Rates!B4:B5"),
        ((merge("B5:B7"),), "Rates!B5:B7"),
        ((put("B1", None), merge("A1:B1")), "Rates!A1:B1"),
        ((merge("B1:B2"),), "Rates!B1:B2"),
        ((merge("D8:E8"),), "Rates!D8:E8"),
    ],
)
def test_a_merge_that_could_mean_several_things_is_named(edits: Sequence[Edit], place: str) -> None:
    assert errors(book(*edits)) == [("sheet.merged", place)]


def test_a_merge_that_hides_a_content_is_named() -> None:
    def cover(sheet: Worksheet) -> None:
        sheet["B9"] = "< 600"
        sheet.merged_cells.add("B8:B9")

    assert errors(book(cover)) == [("sheet.merged", "Rates!B8:B9")]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ({"F": "--- below: existing customers ---"}, "F9"),
        ({"A": "Existing customers"}, "A9"),
        ({"B": "Existing customers"}, "B9"),
        ({"B": 2024}, "B9"),
        ({"A": "x", "C": "-"}, "A9"),
    ],
)
def test_a_row_that_is_a_heading_or_a_note_is_no_rule(row: dict[str, object], cell: str) -> None:
    wiped = [put(f"{column}9", row.get(column)) for column in "ABCDEF"]
    assert errors(book(*wiped)) == [("sheet.no-rule", f"Rates!{cell}")]


def test_a_heading_over_all_columns_and_a_text_beyond_the_table_are_named() -> None:
    rules: list[list[object]] = [RULES[0], ["", "Existing customers"], *RULES[1:]]
    assert errors(book(merge("B8:F8"), rules=rules)) == [("sheet.merged", "Rates!B8:F8")]
    assert errors(book(put("H8", "see the manual"))) == [("dmn.row-width", "Rates!G8")]


def test_rules_that_match_anything_or_yield_nothing_are_rules_where_they_are_written_out() -> None:
    assert rate(book(rules=[["", None, None, 0.5]]), 1, "TX") == Decimal("0.5")
    assert rate(book(rules=[["", "-", "-", None, None]]), 1, "TX") is None


def test_blank_rows_in_the_middle_are_passed_over() -> None:
    assert rate(book(rules=[RULES[0], [], [None, " "], RULES[3]]), 1, "TX") == Decimal("0.2")


@pytest.mark.parametrize(
    ("edit", "code", "place"),
    [
        (put("D8", 0.125, "0.00"), "sheet.shown", "Rates!D8"),
        (put("D8", "=1/0"), "sheet.formula", "Rates!D8"),
        (put("D8", "#N/A"), "sheet.error", "Rates!D8"),
        (put("B8", "2024-01-31"), "sheet.text", "Rates!B8"),
        (put("B8", "< 1/2/2024"), "sheet.text", "Rates!B8"),
        (put("B8", "[2024-01-01..2024-12-31]"), "sheet.text", "Rates!B8"),
        (put("B8", "00123"), "sheet.text", "Rates!B8"),
        (put("B8", "#REF!"), "sheet.error", "Rates!B8"),
        (put("C8", "TRUE"), "sheet.text", "Rates!C8"),
        (lambda sheet: setattr(sheet.row_dimensions[8], "hidden", True), "sheet.hidden", "Rates!B8"),
        (lambda sheet: setattr(sheet.column_dimensions["C"], "hidden", True), "sheet.hidden", "Rates!C3"),
    ],
)
def test_a_cell_in_doubt_is_named(edit: Edit, code: str, place: str) -> None:
    assert errors(book(edit)) == [(code, place)]


def test_a_hidden_sheet_that_is_a_table_is_named_and_others_do_not_matter() -> None:
    def hide(sheet: Worksheet) -> None:
        notes = sheet.parent.create_sheet("Notes", 0)  # type: ignore[union-attr]
        notes["A1"] = "=NOW()"
        notes.sheet_state = "hidden"

    assert errors(book(hide)) == []

    def hide_table(sheet: Worksheet) -> None:
        hide(sheet)
        sheet.parent["Notes"].sheet_state = "visible"  # type: ignore[index]
        sheet.sheet_state = "hidden"

    assert errors(book(hide_table)) == [("sheet.hidden", "Rates")]


def test_what_the_check_finds_is_told_with_its_cell() -> None:
    file = book(put("B8", "600 or 700"), put("C8", "“TX”"))
    if file.model is not None:
        found = file.located(check_model(file.model).diagnostics)
        assert {"Rates!B8", "Rates!C8"} <= {one.place for one in found}
    else:
        assert {place for _, place in errors(file)} >= {"Rates!B8"}


def test_blanks_that_are_none_are_warned_about_and_kept() -> None:
    file = book(put("C8", '"New\u00a0York"'), put("C9", '"New York"'), put("B8", "-\u00a0"))
    assert [(one.code, one.place, one.severity) for one in file.diagnostics] == [
        ("sheet.unseen", "Rates!C8", Severity.WARNING)
    ]
    assert rate(file, 1, "New York") == Decimal("0.07")


def test_a_csv_saved_again_by_excel_is_read() -> None:
    head = "decision,Rate\r\ncolumns,input,output\r\nexpression,vip,rate\r\nrules\r\n"
    for text in (
        head.encode() + b",TRUE,0.05\r\n,FALSE,0.07\r\n,,,\r\n",
        head.encode("utf-16") + ",TRUE,0.05".encode("utf-16-le"),
    ):
        (decision,) = read_files({"a.csv": text}, Form.CSV).tables
        assert decision.expression.rules[0].when == ("true",)  # type: ignore[union-attr]
    semicolons = "sep=;\r\n" + head.replace(",", ";") + ";TRUE;0.05\r\n"
    (decision,) = read_files({"a.csv": b"\xef\xbb\xbf" + semicolons.encode()}, Form.CSV).tables
    assert decision.expression.rules[0].then == ("0.05",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("cells", "delimiter", "column"),
    [
        (["", "1.23E+16", "-", "0.05", "1"], ",", 2),
        (["", "-", "-", '"1,000"', "1"], ",", 4),
        (["", "31/01/2024", "-", "1", "1"], ",", 2),
        (["", "05-Jan", "-", "1", "1"], ",", 2),
        (["", "Jan-24", "-", "1", "1"], ",", 2),
        (["", "05. Jan", "-", "1", "1"], ";", 2),
        (["", "-", "-", "0,05", "1"], ";", 4),
        (["", "[0,5..1,5]", "-", "1", "1"], ";", 2),
        (["", "-", "-", "1.000", "1"], ";", 4),
        (["", "-", "-", "0,05", "1"], "\t", 4),
        (["", "-", "WAHR", "1", "1"], ",", 3),
        (["", "-", "VRAI", "1", "1"], ",", 3),
        (["", "#N/A", "-", "1", "1"], ",", 2),
        (["", "#####", "-", "1", "1"], ",", 2),
        (["", "007", "-", "1", "1"], ",", 2),
    ],
)
def test_what_excel_makes_of_cells_when_it_saves_csv_is_named(cells: list[str], delimiter: str, column: int) -> None:
    file = csv(delimiter.join(cells), delimiter=delimiter)
    assert errors(file) == [("sheet.text", f"rates.csv.row 7, column {column}")]


def test_texts_that_excel_would_alter_are_kept_from_it() -> None:
    from creditrules.dmn.exchange.sheets import read_csv, write_csv  # noqa: PLC0415 - of this test alone

    cells = ["TRUE", "1.23E+16", "100,200", "2024-1-31", '"2024-01-31"', "1, 2", "0.05", "WAHR", "#N/A"]
    text = write_csv([cells])
    assert text == '\'TRUE,\'1.23E+16,"\'100,200",\'2024-1-31,"""2024-01-31""","1, 2",0.05,\'WAHR,\'#N/A\r\n'
    assert read_csv(text.encode()).grid == [cells]


def test_whole_numbers_of_many_digits_are_told_apart() -> None:
    file = book(rules=[["", "12345678901234567", "-", 0.5], ["", "12345678901234568", "-", 0.6]])
    assert rate(file, 12345678901234567, "TX") == Decimal("0.5")
    assert rate(file, 12345678901234568, "TX") == Decimal("0.6")


@pytest.mark.shared("cases/language")
@pytest.mark.parametrize("name", ["merged-condition", "note-row", "duration-cell", "bigint"])
def test_the_cases_are_read_or_refused_by_their_cell(name: str) -> None:
    file = read_files({f"{name}.xlsx": (CASES / f"{name}.xlsx").read_bytes()}, Form.XLSX)
    told: list[Diagnostic] = list(file.diagnostics)
    match name:
        case "merged-condition":
            assert file.tables[0].expression.rules[1].when[0] == "[600..700)"  # type: ignore[union-attr]
        case "duration-cell":
            assert file.tables[0].expression.rules[0].when[1] == 'duration("P1DT6H")'  # type: ignore[union-attr]
        case "note-row":
            assert [(one.code, one.place) for one in told] == [("sheet.no-rule", "Rate!H8")]
        case _:
            assert [(one.code, one.place) for one in told] == [("sheet.shown", "Rate!B7")]

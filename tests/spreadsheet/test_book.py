"""Workbooks as grids: each cell as it is shown and stored, or a doubt about it with its name."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.spreadsheet.raw_book import number, raw_book, text

from creditrules.errors import Severity
from creditrules.spreadsheet import Range, Sheet, Value, cell_name, read_book


def only(data: bytes) -> Sheet:
    book = read_book(data)
    assert book.diagnostics == ()
    return book.sheets[0]


def cell(stored: str, code: str = "General", formula: str = "", **book: str) -> str:
    """What a number is read as, or why not."""
    sheet = only(raw_book([[number(stored, 1, formula)]], formats=[code], **book))  # type: ignore[arg-type]
    doubt = sheet.doubts.get((0, 0))
    if doubt is None or doubt.severity is Severity.WARNING:
        return sheet.rows[0][0]
    assert doubt.place == "T!A1"
    return doubt.message


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("700", "700"),
        ("-0", "0"),
        ("0.1", "0.1"),
        ("7.0000000000000007E-2", "0.07"),  # as Excel writes 0.07
        ("0.28999999999999998", "0.29"),
        ("1E+20", "100000000000000000000"),
        ("9007199254740993", "9007199254740993"),
        ("12345678901234567", "12345678901234567"),
        ("123456789012345678901234", "123456789012345678901234"),
    ],
)
def test_numbers_are_read_as_they_are_stored(stored: str, read: str) -> None:
    assert cell(stored) == read


@pytest.mark.parametrize(
    ("stored", "why"),
    [
        ("1.234567890123457e+16", "stores 12345678901234570 and shows no more than 15 digits"),
        ("1.23456789012345E+16", "the last ones of what was typed are lost"),
        ("0.30000000000000004", "stores 0.30000000000000004"),
        ("1.2.3", "holds no number"),
        ("INF", "holds no number"),
        ("nan", "holds no number"),
        ("1e999", "holds no number"),
    ],
)
def test_numbers_that_are_not_what_was_typed_are_in_doubt(stored: str, why: str) -> None:
    assert why in cell(stored)


@pytest.mark.parametrize(
    ("stored", "code", "read"),
    [
        ("0.125", "0.000", "0.125"),
        ("0.05", "0%", "0.05"),
        ("5.2499999999999998E-2", "0.00%", "0.0525"),
        ("50000", "#,##0", "50000"),
        ("1000.5", "#,##0.00\\ [$€-407]", "1000.5"),
        ("1000.5", '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-', "1000.5"),
        ("-12", "#,##0;[Red](#,##0)", "-12"),
        ("-12", "0;[Red]0", "-12"),
        ("0", "0;-0;0", "0"),
        ("0.5", "# ?/?", "0.5"),
        ("1250000", "0.00E+00", "1250000"),
        ("18", '0" years"', "18"),
        ("500", "[>=1000]0.0;0", "500"),
        ("42", "@", "42"),
    ],
)
def test_formats_that_show_all_of_a_number_leave_it(stored: str, code: str, read: str) -> None:
    assert cell(stored, code) == read


@pytest.mark.parametrize(
    ("stored", "code", "why"),
    [
        ("0.125", "0.00", "shows 0.12 and stores 0.125"),
        ("0.0525", "0%", "shows 5% and stores 0.0525"),
        ("1000.4", "#,##0", "shows 1000 and stores 1000.4"),
        ("50000", '#,##0,"k"', "shows 50k and stores 50000"),
        ("50000", "#,##0,", "shows 50 and stores 50000"),
        ("5", '0"%"', "shows 5% and stores 5"),
        ("5", '0"k"', "shows 5k and stores 5"),
        ("123", "00000", "shows 00123 and stores 123"),
        ("-5", "0;0", "shows 5 and stores -5"),
        ("1", '"Yes";"Yes";"No"', "shows Yes and stores 1"),
        ("0", '0;-0;"-"', "shows - and stores 0"),
        ("7", ";;;", "shows nothing and stores 7"),
        ("0.3", "# ?/?", "shows 2/7 and stores 0.3"),
        ("1234567", "0.00E+00", "shows 1230000 and stores 1234567"),
        ("5", '"1"0', "shows 51 and stores 5"),
    ],
)
def test_formats_that_show_another_number_are_a_doubt(stored: str, code: str, why: str) -> None:
    assert why in cell(stored, code)


@pytest.mark.parametrize(
    ("stored", "code", "read"),
    [
        ("46053", "yyyy\\-mm\\-dd", 'date("2026-01-31")'),
        ("46053", "[$-F800]dddd, mmmm dd, yyyy", 'date("2026-01-31")'),
        ("46053", "d/m/yy", 'date("2026-01-31")'),
        ("1", "d/m/yyyy", 'date("1900-01-01")'),
        ("59", "d/m/yyyy", 'date("1900-02-28")'),
        ("61", "d/m/yyyy", 'date("1900-03-01")'),
        ("46053.520833333336", "d/m/yyyy h:mm", 'date and time("2026-01-31T12:30:00")'),
        ("46053", "yyyy-mm-dd hh:mm:ss", 'date and time("2026-01-31T00:00:00")'),
        ("0.520833333333333", "h:mm AM/PM", 'time("12:30:00")'),
        ("0.52083911", "hh:mm:ss.000", 'time("12:30:00.499")'),
        ("1.25", "[h]:mm", 'duration("P1DT6H")'),
        ("1.25", "[hh]:mm:ss", 'duration("P1DT6H")'),
        ("3.4722222222222224E-2", "[mm]:ss", 'duration("PT50M")'),
        ("0.00002", "[ss].000", 'duration("PT1.728S")'),
        ("0", "[h]:mm", 'duration("PT0S")'),
        ("-0.5", "[h]:mm", 'duration("-PT12H")'),
        ("2", "[h]", 'duration("P2D")'),
    ],
)
def test_dates_times_and_durations_are_read_by_their_format(stored: str, code: str, read: str) -> None:
    assert read in cell(stored, code)


@pytest.mark.parametrize(
    ("stored", "code", "why"),
    [
        ("46053", "d-mmm", "stores the date 2026-01-31, of which it does not show all"),
        ("46053", "mmm-yy", "stores the date 2026-01-31"),
        ("46053.5", "d/m/yyyy", "stores a time of day, 12:00:00"),
        ("46053.5", "h:mm", "shows a time of day and stores a date as well"),
        ("0.5001", "h:mm", "stores a time of day"),
        ("0.01", "mm:ss", "stores a time of day"),
        ("1.2501", "[h]:mm", "stores a duration"),
        ("1e300", "[h]:mm", "is no date and no time"),
        ("60", "d/m/yyyy", "29 February 1900"),
        ("0", "d/m/yyyy", "is no date"),
        ("-1", "d/m/yyyy", "is no date"),
        ("2958466", "d/m/yyyy", "is no date"),
        ("46053", "[$-411]ge.m.d", "another calendar"),
    ],
)
def test_dates_and_times_that_are_shown_in_part_are_a_doubt(stored: str, code: str, why: str) -> None:
    assert why in cell(stored, code)


def test_the_days_of_a_workbook_may_count_from_1904() -> None:
    assert cell("0", "d/m/yyyy", workbook='date1904="1"') == 'date("1904-01-01")'
    assert cell("44591", "d/m/yyyy", workbook='date1904="1"') == 'date("2026-01-31")'


def test_formats_that_every_program_knows_need_no_code() -> None:
    cells = [(14, "46053", 'date("2026-01-31")'), (21, "0.5", 'time("12:00:00")'), (46, "1.25", 'duration("P1DT6H")')]
    xfs = "".join(f'<xf numFmtId="{one}"/>' for one, _, _ in cells)
    styles = f'<styleSheet xmlns="x"><cellXfs>{xfs}</cellXfs></styleSheet>'
    rows = [[number(stored, at) for at, (_, stored, _) in enumerate(cells)]]
    assert only(raw_book(rows, parts={"xl/styles.xml": styles})).rows == [[read for _, _, read in cells]]


def test_formulas_are_read_by_their_last_value_with_a_warning() -> None:
    sheet = only(raw_book([[number("0.30000000000000004", formula="0.1+0.2"), text("x")]]))
    assert sheet.rows == [["0.3", "x"]]
    assert [(one.code, one.severity, one.place) for one in sheet.doubts.values()] == [
        ("sheet.formula", Severity.WARNING, "T!A1")
    ]


@pytest.mark.parametrize(
    ("cells", "calculation", "why"),
    [
        ("<c><f>1+1</f></c>", "", "without a value"),
        ("<c><f>1+1</f><v/></c>", "", "without a value"),
        ('<c t="str"><f>""</f><v></v></c>', "", "shows nothing"),
        ("<c><f>TODAY()-30</f><v>5</v></c>", "", "another day"),
        ("<c><f>1+1</f><v>0</v></c>", 'fullCalcOnLoad="1"', "may be old"),
        ("<c><f>1+1</f><v>2</v></c>", 'calcMode="manual"', "may be old"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "", "is an error: #DIV/0!"),
        ('<c t="e"><v>#N/A</v></c>', "", "is an error: #N/A"),
        ('<c t="s"><v>7</v></c>', "", "names a text that is not there"),
        ('<c t="inlineStr"><is><r><rPr><strike/></rPr><t>old</t></r><r><t>new</t></r></is></c>', "", "struck out"),
        (
            '<c t="inlineStr"><is><r><t>10</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r></is></c>',
            "",
            "raised",
        ),
        ('<c s="1" t="inlineStr"><is><t>gone</t></is></c>', "", "is struck out"),
        ('<c t="d"><v>31.1.2026</v></c>', "", "holds no date"),
    ],
)
def test_cells_that_cannot_be_taken_at_their_word_have_a_doubt(cells: str, calculation: str, why: str) -> None:
    sheet = only(raw_book([[text("columns"), cells, text("after")]], calculation=calculation))
    doubt = sheet.doubts[0, 1]
    assert why in doubt.message
    assert (doubt.severity, doubt.place) == (Severity.ERROR, "T!B1")
    assert sheet.rows == [["columns", "", "after"]]


def test_what_hangs_on_the_day_is_known_in_cells_that_share_the_formula() -> None:
    master = '<c><f t="shared" si="0" ref="A1:B1">NOW()</f><v>1</v></c>'
    sheet = only(raw_book([[master, '<c><f t="shared" si="0"/><v>2</v></c>']]))
    assert all("another day" in sheet.doubts[0, column].message for column in (0, 1))


def test_texts_are_plain_and_whole() -> None:
    strings = (
        '<sst xmlns="x"><si><r><t>&gt;= </t></r><r><rPr><b/></rPr><t>700</t></r><rPh><t>kana</t></rPh></si>'
        "<si><t>a_x000D_b_x005F_x0041_</t></si></sst>"
    )
    rows = [
        ['<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>', '<c t="b"><v>1</v></c>', '<c t="d"><v>2026-01-31</v></c>']
    ]
    sheet = only(raw_book(rows, parts={"xl/sharedStrings.xml": strings}))
    assert sheet.rows == [[">= 700", "a\rb_x0041_", "true", 'date("2026-01-31")']]
    assert [isinstance(one, Value) for one in sheet.rows[0]] == [False, False, True, True]


def test_what_is_out_of_sight_is_told_by_its_run() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in range(6):
        sheet.append([f"a{row}", "b", "c"])
    for hidden in (2, 3, 5):
        sheet.row_dimensions[hidden].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[99].hidden = True
    doubts = only(saved(workbook)).doubts.values()
    assert [(one.code, one.place) for one in doubts] == [
        ("sheet.hidden", "Sheet!A2"),
        ("sheet.hidden", "Sheet!A5"),
        ("sheet.hidden", "Sheet!C1"),
    ]
    assert "rows 2 to 3 are hidden" in next(iter(doubts)).message


def test_rows_that_are_written_are_seen_where_all_others_are_hidden() -> None:
    sheet = only(
        raw_book([[text("a")]], before='<sheetFormatPr zeroHeight="1"/><cols><col min="2" max="9" hidden="1"/></cols>')
    )
    assert sheet.doubts == {}


def test_merged_blocks_hidden_sheets_and_titles_are_told() -> None:
    workbook = openpyxl.Workbook()
    one = workbook.active
    assert one is not None
    one.merge_cells("B2:C4")
    two = workbook.create_sheet("Höhe")
    two["B3"] = 1
    two.sheet_state = "veryHidden"
    book = read_book(saved(workbook))
    assert [(sheet.title, sheet.hidden, sheet.merged) for sheet in book.sheets] == [
        ("Sheet", False, (Range(1, 1, 3, 2),)),
        ("Höhe", True, ()),
    ]
    assert book.sheets[1].rows == [[], [], ["", "1"]]
    assert book.sheets[1].place(2, 1) == "Höhe!B3"


def test_what_python_writes_is_read() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append([date(2026, 1, 31), datetime(2026, 1, 31, 12, 30), time(9, 5), timedelta(hours=30), True, 0.1, "x"])  # noqa: DTZ001
    assert only(saved(workbook)).rows == [
        [
            'date("2026-01-31")',
            'date and time("2026-01-31T12:30:00")',
            'time("09:05:00")',
            'duration("P1DT6H")',
            "true",
            "0.1",
            "x",
        ]
    ]


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "document.syntax", ""),
        (b"PK\x03\x04", "document.syntax", ""),
        (b"no zip at all", "document.syntax", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook", "sheet.other-workbook", ".xls,"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "sheet.encrypted", "encrypted"),
        (raw_book([], parts={"xl/workbook.bin": ""}), "sheet.other-workbook", ".xlsb"),
        (raw_book([], parts={"content.xml": ""}), "sheet.other-workbook", ".ods"),
        (raw_book([], parts={"xl/workbook.xml": "<workbook"}), "document.syntax", "xl/workbook.xml"),
        (
            raw_book([], parts={"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "document.syntax",
            "type",
        ),
        (raw_book([[f'<c r="A{10**6}"><v>1</v></c>'], ['<c r="ZZZ2"><v>1</v></c>']]), "document.too-large", "T"),
        (raw_book([], before='<cols><col min="x" hidden="1"/></cols>'), "document.syntax", ""),
    ],
)
def test_what_is_no_workbook_that_can_be_read_is_told_by_name(data: bytes, code: str, said: str) -> None:
    (problem,) = read_book(data).diagnostics
    assert problem.code == code
    assert said in problem.message


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (300 * 1024 * 1024))
    assert [one.code for one in read_book(target.getvalue()).diagnostics] == ["document.too-large"]


@given(st.binary(max_size=200), st.integers(0, 3_000))
def test_no_bytes_make_it_fail(noise: bytes, at: int) -> None:
    data = raw_book([[text("columns"), number("1", 1)]], formats=["0.0"])
    read_book(noise)
    read_book(data[:at] + noise + data[at + len(noise) :])


def test_cells_are_named_as_people_do() -> None:
    assert [cell_name(0, 0), cell_name(6, 27), cell_name(0, 701), cell_name(0, 702)] == ["A1", "AB7", "ZZ1", "AAA1"]


def saved(workbook: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()

"""Tables in business spelling: what a sheet shows is what its rules mean, or the cell in doubt is named."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet
from tests.imports.sheets.books import answers, book, codes, read

from creditrules.errors import Severity
from creditrules.imports import Source, import_files
from creditrules.imports.sheets import read_sheets
from creditrules.imports.sheets.conditions import read_condition
from creditrules.imports.sheets.notes import RefusedError
from creditrules.imports.sheets.operands import spelling_of

SHARED = Path(__file__).parents[4] / "shared"
PLAIN = spelling_of([])
PRICING = [
    ["Base rates 2026"],
    [],
    ["Conditions", None, None, "Results", None, "Notes"],
    ["Credit score", "Employment", "LTV", "Rate", "Approved", "Why"],
    [">= 700", "any", "<= 80%", 0.05, "Yes", "the best"],
    ["600-699", "Employed or Retired", None, "6.5%", "Yes"],
    [None, None, None, "-", "No"],
    [],
    ["Source: head office"],
    [],
    ["Rate", "Decision"],
    ["> 6%", "refer"],
    ["<= 6%", "accept"],
]


@pytest.mark.parametrize(
    ("score", "employment", "ltv", "rate", "approved", "decision"),
    [
        (700, "Retired", "0.8", "0.05", True, "accept"),
        (700, "Retired", "0.81", None, False, None),
        (600, "Retired", "2", "0.065", True, "refer"),
        (699, "Employed", "2", "0.065", True, "refer"),
        (650, "employed", "2", None, False, None),
        (599, "Employed", "0.1", None, False, None),
    ],
)
def test_a_sheet_means_what_it_shows(
    score: int, employment: str, ltv: str, rate: str | None, approved: object, decision: str | None
) -> None:
    facts = {"Credit score": score, "Employment": employment, "LTV": Decimal(ltv)}
    imported = read(PRICING)
    assert answers(imported, facts, "Base rates 2026") == {"Rate": rate and Decimal(rate), "Approved": approved}
    assert answers(imported, facts, "Decision") == decision


def test_everything_that_was_read_otherwise_is_told_with_its_cell() -> None:
    told = {(one.code, one.place): (one.before, one.after) for one in read(PRICING).interpretations}
    assert told["import.sheet.condition", "Rates!A6"] == ("600-699", "[600..699]")
    assert told["import.sheet.condition", "Rates!B5"] == ("any", "-")
    assert told["import.sheet.condition", "Rates!C5"] == ("<= 80%", "<= 0.8")
    assert told["import.sheet.result", "Rates!D6"] == ("6.5%", "0.065")
    assert told["import.sheet.result", "Rates!E7"] == ("No", "false")
    assert told["import.sheet.no-result", "Rates!D7"] == ("-", "null")
    assert told["import.sheet.blank", "Rates!A4"] == ("", "-")
    assert told["import.sheet.hit-policy", "Rates!A4"] == ("", "FIRST")
    assert told["import.sheet.text", "Rates!B4"] == ("Employment", "string")
    assert told["import.sheet.results", "Rates!A4"] == ("Credit score, Employment, LTV", "Rate, Approved")
    assert told["import.sheet.chained", "decisions.Decision"] == ("Rate", "Base rates 2026.Rate")


@pytest.mark.parametrize(
    ("text", "feel"),
    [
        ("700", "700"),
        ("=>700", ">= 700"),
        ("≤ 5", "<= 5"),
        ("600 – 699", "[600..699]"),
        ("18 to 25", "[18..25]"),
        ("between 18 and 25", "[18..25]"),
        ("[600..700)", "[600..700)"),
        ("[600;700[", "[600..700)"),
        (">= 600 and < 700", "[600..700)"),
        ("<700, >=600", "[600..700)"),
        ("600 <= score < 700", "[600..700)"),
        ("-10 - -5", "[-10..-5]"),
        ("5-10%", "[0.05..0.1]"),
        ("at least 18", ">= 18"),
        ("not less than 18", ">= 18"),
        ("up to 500", "<= 500"),
        ("more than 500", "> 500"),
        ("unter 500", "< 500"),
        ("700+", ">= 700"),
        ("700 and above", ">= 700"),
        ("650 or more or 100-200", ">= 650, [100..200]"),
        ("3 or 4", "3, 4"),
        ("A; B", '"A", "B"'),
        ("TX, CA", '"TX", "CA"'),
        ("in (A, B)", '"A", "B"'),
        ('"A; B" or C', '"A; B", "C"'),
        ("not A or B", 'not("A", "B")'),
        ("<> 5", "not(5)"),
        ("other than 600-699", "not([600..699])"),
        ("any", "-"),
        ("–", "-"),
        ("Yes", "true"),
        ("€ 1.000", "1000"),
        ("$1,000", "1000"),
        ("1,000.50", "1000.5"),
        ("1.000,50", "1000.5"),
        ("0,05", "0.05"),
        ("1 000 – 2 000", "[1000..2000]"),
        ("> 1'000", "> 1000"),
        ("50k", "50000"),
        ("2026-01-31", 'date("2026-01-31")'),
        ("before 31.01.2026", '< date("2026-01-31")'),
        ("31/1/2026", 'date("2026-01-31")'),
        ("00123", '"00123"'),
        ("Self-employed", '"Self-employed"'),
        ("Up to speed", '"Up to speed"'),
        ('say "x"', '"say \\"x\\""'),
    ],
)
def test_conditions_are_read_as_people_mean_them(text: str, feel: str) -> None:
    condition = read_condition(text, PLAIN)
    tests = ", ".join(one.feel for one in condition.tests) or "-"
    assert (f"not({tests})" if condition.negated else tests) == feel


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.250", "number"),
        ("x", "condition"),
        ("✓", "condition"),
        ("UK / IE", "condition"),
        ("1,250", "number"),
        ("(500)", "number"),
        ("1/2/2026", "date"),
        ("10-5", "condition"),
        (">= low", "condition"),
        (">", "condition"),
        (">= 600 and > 700", "condition"),
        ("A;", "condition"),
        ("!= A or B", "condition"),
        ("1.23E+16", "altered"),
        ("05-Jan", "altered"),
        ("Jan-24", "altered"),
        ("#N/A", "altered"),
        ("####", "altered"),
    ],
)
def test_what_could_mean_several_things_is_refused(text: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_condition(text, PLAIN)
    assert refused.value.code == f"import.sheet.{code}"


def test_other_numbers_of_the_table_tell_what_a_point_is() -> None:
    head = "If;;Then\namount;score;limit\n"
    german, english = (read(f"{head}1.250;{half};{half}\n;;1\n") for half in ("0,5", "0.5"))
    assert answers(german, {"amount": 1250, "score": Decimal("0.5")}, "limit") == Decimal("0.5")
    assert answers(english, {"amount": Decimal("1.25"), "score": Decimal("0.5")}, "limit") == Decimal("0.5")
    assert codes(read(f"{head}1.250;;1\n")) == [("import.sheet.number", "A3")]
    days = read("If,Then\nday,y\n13/1/2026,1\n2/1/2026,2\n")
    assert answers(days, {"day": date(2026, 1, 2)}, "y") == 2


@pytest.mark.parametrize(
    "rows",
    [
        [["Input", "Output"], ["score", "rate"], [700, 1], [None, 2]],
        [["Wenn", "Dann"], ["score", "rate"], [700, 1], [None, 2]],
        [["Input: score", "Output: rate"], [700, 1], [None, 2]],
        [["score", "rate (result)"], [700, 1], [None, 2]],
        [["score", "→ rate"], [700, 1], [None, 2]],
        [["#", "score", "Result: rate", "Comment"], [1, 700, 1, "x"], [2, None, 2]],
        [[None, "Result"], ["score", "rate"], [700, 1], [None, 2]],
        [["F", "score", "Result: rate"], [1, 700, 1], [2, None, 2]],
    ],
)
def test_headings_and_markers_say_which_columns_are_results(rows: list[list[object]]) -> None:
    imported = read(rows)
    assert [answers(imported, {"score": score}, "rate") for score in (700, 1)] == [1, 2]


def test_a_double_line_says_where_results_begin() -> None:
    def line(sheet: Worksheet) -> None:
        for row in range(1, 4):
            sheet.cell(row, 2).border = Border(left=Side(style="double"))

    rows = [["score", "rate", "grade"], [700, 1, "A"], [None, 2, "B"]]
    assert answers(read(book(rows, line)), {"score": 700}, "Rates") == {"rate": 1, "grade": "A"}
    assert codes(read(rows)) == [("import.sheet.results", "Rates!A1")]


def test_the_last_column_is_the_result_where_nothing_else_can_be() -> None:
    rows = [["score", "income", "Decision"], [">= 700", "any", "accept"], ["", "< 5", "refer"]]
    assert answers(read(rows), {"score": 1, "income": 2}, "Decision") == "refer"
    plain = [["score", "rate", "Decision"], [">= 700", 0.05, "accept"], ["", 0.06, "refer"]]
    assert codes(read(plain)) == [("import.sheet.results", "Rates!A1")]


def test_merged_cells_and_typed_cells_mean_what_they_show() -> None:
    def merge(sheet: Worksheet) -> None:
        for block in ("A1:B1", "A3:A4"):
            sheet.merge_cells(block)
        sheet["B3"].number_format = "0%"

    rows = [
        ["Conditions", None, "Result"],
        ["since", "LTV", "rate"],
        [date(2026, 1, 31), 0.8, 1],
        [None, 0.9, 2],
        [None, None, 3],
    ]
    imported = read(book(rows, merge))
    asked = [(date(2026, 1, 31), "0.8"), (date(2026, 1, 31), "0.9"), (date(2026, 1, 30), "0.9")]
    assert [answers(imported, {"since": day, "LTV": Decimal(ltv)}, "rate") for day, ltv in asked] == [1, 2, 3]


def test_columns_of_a_lower_and_an_upper_limit_hold_one_range() -> None:
    rows = [["Input", None, None, "Output"], ["Min score", "Max score", "loan_max_excl", "rate"]]
    text = "Input,,,,Output\nMin score,Max score,loan_min,loan_max_excl,rate\n600,699,,100,1\n700,,100,,2\n"
    imported = read(text)
    asked = [(600, 99), (699, 99), (600, 100), (700, 100)]
    assert [answers(imported, {"score": score, "loan": loan}, "rate") for score, loan in asked] == [1, 1, None, 2]
    assert codes(read([*rows, [600, 699, 5, 1]])) == [("import.sheet.limit", "Rates!C2")]


def test_a_hit_policy_is_taken_as_it_is_written() -> None:
    head = [["Hit policy:", "COLLECT"], ["If", "Then"], ["x", "y"]]
    assert answers(read([*head, ["> 1", 1], ["> 2", 2]]), {"x": 3}, "y") == [1, 2]
    assert codes(read([["Hit policy: best"], *head[1:], [1, 1]])) == [("dmn.hit-policy", "Rates!A3")]


def test_words_of_truth_beside_other_words_are_words() -> None:
    imported = read([["If", "Then"], ["insured", "answer"], ["Yes", "Yes"], ["Unknown", "refer"]])
    assert [answers(imported, {"insured": one}, "answer") for one in ("Yes", "Unknown")] == ["Yes", "refer"]


def test_headings_that_only_say_what_columns_are_are_names_too() -> None:
    assert answers(read([["Input", "Output"], ["A", 1], ["B", 2]]), {"Input": "B"}, "Output") == 2


def test_a_corner_says_the_hit_policy() -> None:
    imported = read([["C", "x", "Result: y"], [1, "> 1", 1], [2, "> 2", 2]])
    assert answers(imported, {"x": 3}, "y") == [1, 2]


def test_percents_beside_numbers_without_the_sign_are_named() -> None:
    assert codes(read([["If", "Then"], ["LTV", "y"], ["<= 80", 1], ["> 80%", 2]])) == [
        ("import.sheet.kinds", "Rates!A3")
    ]


def test_otherwise_is_the_last_row() -> None:
    imported = read([["If", "Then"], ["x", "y"], [1, "a"], ["otherwise", "b"]])
    assert [answers(imported, {"x": one}, "y") for one in (1, 2)] == ["a", "b"]
    wrong = read([["If", "Then"], ["x", "y"], ["otherwise", "b"], [1, "a"]])
    assert codes(wrong) == [("import.sheet.condition", "Rates!A3")]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["If", "Then"], ["x", "y"], [1, 1], ["Existing customers"], [2, 2]], ("import.sheet.no-rule", "Rates!A4")),
        ([["If", "Then"], ["x", "y"], [700, 1], ["low", 2]], ("import.sheet.kinds", "Rates!A4")),
        ([["If", "Then"], ["x", "y"], [1, "x * 2"]], ("import.sheet.result", "Rates!B3")),
        ([["If", "Then"], ["x", "y"], [1, ">= 2"]], ("import.sheet.result", "Rates!B3")),
        ([["If", "Then", None], ["x", "y", None], [1, 2, 3]], ("import.sheet.headings", "Rates!C2")),
        ([[1, 2], [3, 4]], ("import.sheet.headings", "Rates!A1")),
        ([["If", "Then"], ["x", "y"], ["=1+1", 2]], ("sheet.formula", "Rates!A3")),
        ([["If", "Then"], ["x", "y"], [1, "#REF!"]], ("sheet.error", "Rates!B3")),
        ([["If"], ["x"], [1]], ("import.sheet.no-table", "")),
        ([["If", "If"], ["x", "y"], [1, 1]], ("import.sheet.results", "Rates!A2")),
    ],
)
def test_what_is_in_doubt_is_named(rows: list[list[object]], told: tuple[str, str]) -> None:
    assert told in codes(read(rows))


def test_digits_that_a_format_hides_are_named() -> None:
    def round_it(sheet: Worksheet) -> None:
        sheet["B3"].number_format = "0.0"

    assert codes(read(book([["If", "Then"], ["x", "y"], [1, 0.125]], round_it))) == [("sheet.shown", "Rates!B3")]


def test_blank_rows_in_the_middle_go_on_with_the_table() -> None:
    imported = read([["If", "Then"], ["x", "y"], [1, "a"], [], [2, "b"]])
    assert [answers(imported, {"x": one}, "y") for one in (1, 2)] == ["a", "b"]


def test_what_is_said_of_a_table_above_it_is_no_rule() -> None:
    rows = [["Rates of 2026"], ["Version", 3], ["Owner:", "Jane"], ["If", None, "Then"], ["x", "y", "z"], [1, 2, "a"]]
    assert answers(read(rows), {"x": 1, "y": 2}, "z") == "a"
    assert codes(read([["If", "Then"], [1, 2], ["low", "high"], [3, 4]])) == [("import.sheet.kinds", "Rates!A3")]
    narrow = [["x", "y"], [1, 2], ["If", "Then"], ["low", "high"], [3, 4]]
    assert [code for code, _ in codes(read(narrow))] == ["import.sheet.results"]


def test_tables_beside_each_other_are_two() -> None:
    rows = [["If", "Then", None, "If", "Then"], ["a", "b", None, "c", "d"], [1, 2, None, 3, 4]]
    imported = read(rows)
    assert answers(imported, {"a": 1}, "b") == 2
    assert answers(imported, {"c": 3}, "d") == 4


def test_two_tables_with_one_result_and_a_fact_of_two_kinds_are_named() -> None:
    rows = [["If", "Then"], ["x", "y"], [1, 2], [], ["If", "Then"], ["x", "y"], ["A", 2]]
    assert [one.code for one in read(rows).diagnostics] == ["import.sheet.twice", "import.sheet.kinds"]


def test_names_that_expressions_cannot_use_are_changed_and_told() -> None:
    imported = read([["If", "Then"], ["Debt/income (%)", "y"], ["<= 40", 1]])
    assert answers(imported, {"Debt income": 40}, "y") == 1
    assert ("Debt/income (%)", "Debt income") in {(one.before, one.after) for one in imported.interpretations}


def test_our_own_sheets_are_read_as_they_are() -> None:
    rows = [
        ["decision", "d"],
        ["columns", "input", "output"],
        ["expression", "x", "y"],
        ["rules"],
        ["", "> 1", "x + 1"],
    ]
    assert answers(read(rows), {"x": 2}, "d") == 3


@pytest.mark.parametrize(
    ("data", "code"), [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.other-workbook"), (b"\xff", "document.encoding")]
)
def test_other_files_are_refused_by_name(data: bytes, code: str) -> None:
    imported = import_files({"a.xls": data})
    assert [one.code for one in imported.diagnostics] == [code]


def test_workbooks_of_other_kinds_are_refused_by_name() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    (problem,) = import_files({"a.ods": target.getvalue()}).diagnostics
    assert (problem.code, ".ods" in problem.message, ".xlsx" in problem.hint) == ("sheet.other-workbook", True, True)


def test_excel_is_a_source_like_others() -> None:
    (model,) = import_files({"a.csv": b"If,Then\nx,y\n1,2\n"}, Source.EXCEL).models
    assert model.name == "a"


@given(
    st.lists(
        st.lists(
            st.one_of(st.text(max_size=8), st.sampled_from(["If", "Then", "x", "> 1", "1-2", "a or b"])), max_size=4
        ),
        max_size=6,
    )
)
def test_no_grid_makes_it_fail(rows: list[list[str]]) -> None:
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    imported = read(text)
    assert imported.models or any(one.severity is Severity.ERROR for one in imported.diagnostics)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    read_sheets({"a.xlsx": data, "b.csv": data, "c.gdst": data})


@pytest.mark.shared("data/rules/us-gov")
def test_tables_of_the_government_say_what_they_need() -> None:
    data = (SHARED / "data/rules/us-gov/va/va_residual_income.csv").read_bytes()
    assert codes(read(data.decode())) == [("import.sheet.results", "A1")]
    marked = data.decode().replace("min_monthly_residual_income_usd", "Result: residual income", 1)
    facts = {"loan amount usd": 50000, "region": "Northeast", "family_size": 2}
    assert answers(read(marked), facts, "residual income") == 654

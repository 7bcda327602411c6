"""Drools' spreadsheets and guided tables: they answer as Drools does, and say what that was taken for."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from tests.imports.sheets.books import answers, book, codes, read

from creditrules.dmn import HitPolicy
from creditrules.errors import Severity
from creditrules.imports import Imported, Source, import_files
from creditrules.imports.sheets import read_sheets
from creditrules.imports.sheets.drools.conditions import constraints_of, with_values
from creditrules.imports.sheets.notes import RefusedError

SHARED = Path(__file__).parents[4] / "shared"
TOP = [["RuleSet", "com.acme"], ["Import", "com.acme.Applicant"], [], ["RuleTable Pricing"]]
KINDS = ["CONDITION", "CONDITION", "CONDITION", "ACTION", "ACTION"]
PRICING: list[list[Any]] = [
    *TOP,
    [*KINDS, "NAME"],
    ["$a : Applicant", None, "Driver"],
    ["age >= $1, age < $2", "status", "accidents <=", "$a.setRate($param);", '$a.setGrade("$param"); update($a);'],
    ["Age", "Status", "Accidents", "Rate", "Grade", "Name"],
    ["18, 25", "SINGLE", 0, 0.09, "B", "young"],
    ["25, 65", "MARRIED", 1, 0.05, "A", "old"],
    ["65, 99", None, None, 0.07, None, "oldest"],
]


def merge(*blocks: str) -> Any:
    def edit(sheet: Worksheet) -> None:
        for block in blocks:
            sheet.merge_cells(block)

    return edit


def table(kinds: list[str], objects: list[Any], snippets: list[str], *rows: list[Any]) -> Imported:
    return read([*TOP, kinds, objects, snippets, ["label"] * len(kinds), *rows])


def policy(imported: Imported) -> HitPolicy:
    assert [one.render() for one in imported.diagnostics] == []
    return imported.models[0].model.decisions[0].expression.hit_policy  # type: ignore[union-attr]


def facts(age: int, status: str = "SINGLE", accidents: int = 0) -> dict[str, object]:
    return {"Applicant": {"age": age, "status": status}, "Driver": {"accidents": accidents}}


def test_a_table_answers_as_drools_fires() -> None:
    imported = read(book(PRICING, merge("A6:B6")))
    assert policy(imported) is HitPolicy.UNIQUE
    asked = [facts(18), facts(25, "MARRIED", 1), facts(25, "MARRIED", 2), facts(70), facts(18, "single")]
    assert [answers(imported, one, "Pricing") for one in asked] == [
        {"rate": Decimal("0.09"), "grade": "B"},
        {"rate": Decimal("0.05"), "grade": "A"},
        None,
        {"rate": Decimal("0.07"), "grade": None},
        None,
    ]
    (decision,) = imported.models[0].model.decisions
    assert [rule.id for rule in decision.expression.rules] == ["young", "old", "oldest"]  # type: ignore[union-attr]


def test_a_table_in_csv_is_the_same() -> None:
    unmerged = [["$a : Applicant", "$a : Applicant", "Driver"] if row is PRICING[5] else row for row in PRICING]
    quoted = [['"' + str("" if cell is None else cell).replace('"', '""') + '"' for cell in row] for row in unmerged]
    text = "\n".join(map(",".join, quoted))
    assert answers(read(text), facts(18), "Pricing") == {"rate": Decimal("0.09"), "grade": "B"}
    assert import_files({"a.csv": text.encode()}, Source.DROOLS).ok


def test_what_was_interpreted_is_told() -> None:
    told = {
        (one.code, one.place): (one.before, one.after) for one in read(book(PRICING, merge("A6:B6"))).interpretations
    }
    assert told["import.drools.fires", "Rates!A4"] == ("all matching rules fire", "UNIQUE")
    assert told["import.drools.column", "Rates!A7"] == ("$a : Applicant: age >= $1, age < $2", "Age")
    assert told["import.drools.left-out", "Rates!A2"] == ("Import com.acme.Applicant", "")


def test_all_rules_that_match_fire_in_their_order() -> None:
    kinds, objects = ["CONDITION", "ACTION", "PRIORITY"], ["Applicant"]
    snippets = ["age >= $param", 'reasons.add("$param");']
    plain = table(kinds[:2], objects, snippets, [18, "adult"], [65, "senior"])
    assert policy(plain) is HitPolicy.RULE_ORDER
    assert answers(plain, {"Applicant": {"age": 70}}, "Pricing") == ["adult", "senior"]
    first = table(kinds, objects, snippets, [18, "adult", 1], [65, "senior", 10])
    assert answers(first, {"Applicant": {"age": 70}}, "Pricing") == ["senior", "adult"]
    assert [one.after for one in first.interpretations if one.code == "import.drools.fires"] == ["RULE ORDER"]


def test_of_an_activation_group_the_first_that_matches_fires() -> None:
    kinds = ["CONDITION", "ACTION", "PRIORITY", "ACTIVATION-GROUP"]
    rows = [[18, 1, 1, "g"], [65, 2, 10, "g"]]
    imported = table(kinds, ["Applicant"], ["age >= $param", "$a.setRate($param)"], *rows)
    assert policy(imported) is HitPolicy.FIRST
    assert [answers(imported, {"Applicant": {"age": age}}, "Pricing") for age in (70, 20)] == [2, 1]
    rows[1][3] = "h"
    mixed = table(kinds, ["Applicant"], ["age >= $param", "$a.setRate($param)"], *rows)
    assert [one.code for one in mixed.diagnostics] == ["import.drools.unsupported"]


def test_sequential_tables_fire_from_top_to_bottom() -> None:
    rows = [
        ["RuleSet", "x"],
        ["Sequential", True],
        ["RuleTable T"],
        ["C", "A"],
        ["P"],
        ["x >= $param", "list.add($param)"],
        ["", ""],
        [1, 1],
        [2, 2],
    ]
    assert answers(read(rows), {"P": {"x": 5}}, "T") == [1, 2]


@pytest.mark.parametrize(
    ("snippet", "cell", "yes", "no"),
    [
        ("x", 5, 5, 6),
        ("x", "A", "A", "B"),
        ("x", '"A"', "A", "B"),
        ("x ==", "A", "A", "B"),
        ("x >", 5, 6, 5),
        ("x != $param", 5, 6, 5),
        ('x == "$param"', "A", "A", "B"),
        ('x == "$param"', "10-Jul-2026", date(2026, 7, 10), date(2026, 7, 11)),
        ("x > $param", date(2026, 7, 10), date(2026, 7, 11), date(2026, 7, 10)),
        ("x >= $1 && x <= $2", "18, 25", 25, 26),
        ("x ( > 18 && < $param )", 25, 19, 25),
        ("x > 18 && <= $param", 25, 25, 26),
        ("$param < x", 5, 6, 5),
        ("x in ($param)", '"A", "B"', "B", "C"),
        ("x not in ($param)", '"A", "B"', "C", "B"),
        ('forall(||){x == "$"}', "A, B", "B", "C"),
        ("forall(&&){x != $}", "1, 2", 3, 2),
        ("x == 1 || x == $param", 2, 2, 3),
        ("x matches $param", '"A.*"', "ABC", "BA"),
        ("x == true", "X", True, False),
        ("!x", "X", False, True),
        ("x", True, True, False),
        ("getX() > $param", 5, 6, 5),
        ("x == Status.$param", "GOOD", "GOOD", "BAD"),
        ("x > 5L", "X", 6, 5),
    ],
)
def test_snippets_are_read_with_the_cells_in_them(snippet: str, cell: object, yes: object, no: object) -> None:
    kinds = ["CONDITION", "ACTION"]
    imported = table(kinds, ["P"], [snippet, "p.setY($param)"], [cell, 1])
    assert [answers(imported, {"P": {"x": value}}, "Pricing") for value in (yes, no)] == [1, None]


def test_patterns_may_stand_in_snippets_and_hold_for_all_rows() -> None:
    kinds = ["CONDITION", "ACTION"]
    imported = table(kinds, [None], ['$p : Person(x > $param, name == "A")', "$p.setY($param)"], [5, 1])
    assert answers(imported, {"Person": {"x": 6, "name": "A"}}, "Pricing") == 1
    assert answers(imported, {"Person": {"x": 6, "name": "B"}}, "Pricing") is None
    fixed = table(kinds, ['com.acme.Person(name == "A")'], ["x > $param", "p.setY($param)"], [5, 1])
    assert answers(fixed, {"Person": {"x": 6, "name": "B"}}, "Pricing") is None


def test_two_facts_of_one_type_are_called_as_they_are_bound() -> None:
    kinds = ["CONDITION", "CONDITION", "ACTION"]
    imported = table(kinds, ["$a : Person", "$b : Person"], ["x > $param", "x > $param", "$a.setY($param)"], [5, 7, 1])
    assert answers(imported, {"a": {"x": 6}, "b": {"x": 8}}, "Pricing") == 1


def test_numbers_in_quotes_are_numbers_where_the_field_is_one() -> None:
    kinds = ["CONDITION", "CONDITION", "ACTION"]
    imported = table(kinds, ["P", "P"], ['x == "$param"', "x > $param", "p.setY($param)"], ["5", 4, 1])
    assert answers(imported, {"P": {"x": 5}}, "Pricing") == 1


@pytest.mark.parametrize(
    ("action", "name", "value"),
    [
        ("$a.setRate($param);", "rate", 1),
        ("$a.rate = $param;", "rate", 1),
        ("modify($a) { setRate($param) }", "rate", 1),
        ("insert(new Quote($param));", "Quote", 1),
        ("quotes.add($param);", "quotes", 1),
        ('$a.setRate($param); System.out.println("done");', "rate", 1),
        ('$a.setRate("$param");', "rate", "1"),
    ],
)
def test_actions_become_results(action: str, name: str, value: object) -> None:
    imported = table(["CONDITION", "ACTION"], ["$a : P"], ["x", action], [5, 1])
    assert answers(imported, {"P": {"x": 5}}, "Pricing") == value
    (decision,) = imported.models[0].model.decisions
    assert [one.name for one in decision.expression.outputs] == [name]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kinds", "objects", "snippets", "row", "told"),
    [
        (["C", "A"], ["P"], ["eval(x > $param)", "p.setY($param)"], [5, 1], ("import.drools.unsupported", "Rates!A9")),
        (
            ["C", "A"],
            ["P"],
            ["x soundslike $param", "p.setY($param)"],
            [5, 1],
            ("import.drools.unsupported", "Rates!A9"),
        ),
        (["C", "A"], ["P"], ["x + 1 > $param", "p.setY($param)"], [5, 1], ("import.drools.unsupported", "Rates!A9")),
        (
            ["C", "A"],
            ["P"],
            ["x == 1 || y == $param", "p.setY($param)"],
            [5, 1],
            ("import.drools.unsupported", "Rates!A9"),
        ),
        (["C", "A"], ["P"], ["x == $2", "p.setY($param)"], [5, 1], ("import.drools.unsupported", "Rates!A9")),
        (["C", "A"], ["P"], ["x", "p.setY($param)"], ["> 5", 1], ("import.drools.unsupported", "Rates!A9")),
        (["C", "A"], ["not P"], ["x", "p.setY($param)"], [5, 1], ("import.drools.unsupported", "Rates!A9")),
        (["C", "A"], ["P"], ["x", "p.setY(p.getX() * $param)"], [5, 1], ("import.drools.unsupported", "Rates!B9")),
        (["C", "A"], ["P"], ["x", "retract(p)"], [5, 1], ("import.drools.unsupported", "Rates!B9")),
        (["C", "A"], ["P"], ["x", "p.setY($param)"], [5, None], ("import.sheet.no-rule", "Rates!A9")),
        (["C", "A", "TIMER"], ["P"], ["x", "p.setY($param)"], [5, 1, 1], ("import.drools.unsupported", "Rates!C5")),
        (["C", "A"], ["P"], ["x", 'System.out.println("$param")'], [5, 1], ("import.sheet.no-rule", "Rates!A9")),
        (["C", "A"], ["$p : P"], ["x", "modify($p) { setX($param) }"], [5, 1], ("import.drools.chained", "Rates!A9")),
    ],
)
def test_what_has_no_equal_is_named(
    kinds: list[str], objects: list[Any], snippets: list[str], row: list[Any], told: tuple[str, str]
) -> None:
    assert told in codes(table(kinds, objects, snippets, row))


def test_merged_conditions_hold_for_all_their_rows_and_hidden_ones_are_named() -> None:
    rows = [*TOP, ["C", "C", "A"], ["P", "P"], ["x", "y", "p.setZ($param)"], ["X", "Y", "Z"], [1, 1, 1], [None, 2, 2]]
    imported = read(book(rows, merge("A9:A10")))
    assert [answers(imported, {"P": {"x": x, "y": 2}}, "Pricing") for x in (1, 7)] == [2, None]

    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[10].hidden = True

    assert codes(read(book(rows, hide))) == [("sheet.hidden", "Rates!B10")]


@given(st.text(alphabet='x$param123 =<>!&|(){},."fora\\+', max_size=25))
def test_no_snippet_makes_it_fail(text: str) -> None:
    with suppress(RefusedError):
        constraints_of(with_values(text, ["1", "2"], "1, 2"))


GDST = """<decision-table52><tableName>Loans</tableName><rowNumberCol/><descriptionCol/><metadataCols/><attributeCols/>
<conditionPatterns><Pattern52><factType>Loan</factType><boundName>loan</boundName><isNegated>false</isNegated><conditions>
{columns}</conditions></Pattern52></conditionPatterns>
<actionCols><set-field-col52><boundName>loan</boundName><factField>rate</factField><type>Numeric</type><header>Rate</header>
<update>false</update></set-field-col52></actionCols><tableFormat>EXTENDED_ENTRY</tableFormat><hitPolicy>{policy}</hitPolicy>
<data>{rows}</data></decision-table52>"""
COLUMN = (
    "<condition-column52><header>{field}</header><constraintValueType>{kind}</constraintValueType><factField>{field}</factField>"
    "<fieldType>{type}</fieldType><operator>{operator}</operator></condition-column52>"
)


def column(field: str, type_: str, operator: str, kind: int = 1) -> str:
    return COLUMN.format(field=field, type=type_, operator=operator.replace("<", "&lt;"), kind=kind)


def guided(columns: str, rows: list[list[str]], policy: str = "NONE") -> Imported:
    cells = "".join(
        "<list>"
        + "".join(
            one if one.startswith("<") else f"<value><valueString>{one}</valueString></value>"
            for one in [str(at), "", *row]
        )
        + "</list>"
        for at, row in enumerate(rows, 1)
    )
    return read_sheets({"loans.gdst": GDST.format(columns=columns, rows=cells, policy=policy).encode()}, Source.DROOLS)


@pytest.mark.parametrize(
    ("type_", "operator", "cell", "yes", "no"),
    [
        ("Integer", ">", "5", 6, 5),
        ("Integer", "!=", "5", 6, 5),
        ("String", "==", "5", "5", "6"),
        ("String", "in", '("A", "B")', "B", "C"),
        ("String", "not in", "A, B", "C", "B"),
        ("String", "matches", "A.*", "AB", "BA"),
        ("Boolean", "==", "true", True, False),
        ("Date", "<", "10-Jul-2026", date(2026, 7, 9), date(2026, 7, 10)),
    ],
)
def test_guided_columns_compare_as_they_say(type_: str, operator: str, cell: str, yes: object, no: object) -> None:
    imported = guided(column("x", type_, operator), [[cell, "1"]])
    assert [answers(imported, {"Loan": {"x": value}}, "Loans") for value in (yes, no)] == [1, None]


def test_guided_hit_policies_are_kept() -> None:
    columns = column("x", "Integer", ">=")
    for asked, answer in (("FIRST_HIT", 1), ("RULE_ORDER", [1, 2]), ("NONE", [1, 2])):
        assert answers(guided(columns, [["1", "1"], ["2", "2"]], asked), {"Loan": {"x": 5}}, "Loans") == answer
    assert answers(guided(columns, [["1", "1"]], "UNIQUE_HIT"), {"Loan": {"x": 5}}, "Loans") == 1
    assert [one.code for one in guided(columns, [["1", "1"]], "OTHER").diagnostics] == ["import.drools.unsupported"]


def test_otherwise_is_what_no_other_row_names() -> None:
    other = "<value><isOtherwise>true</isOtherwise></value>"
    imported = guided(column("x", "String", "=="), [["A", "1"], ["B", "2"], [other, "3"]])
    assert [answers(imported, {"Loan": {"x": x}}, "Loans") for x in "ABC"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (column("x", "Integer", ">", 3), ["5", "1"]),
        (column("x", "Integer", "soundslike"), ["5", "1"]),
        (column("x", "Integer", ">"), ["five", "1"]),
        (column("x", "Boolean", "=="), ["perhaps", "1"]),
        (column("x", "Integer", ">"), ["5"]),
        (
            column("x", "Integer", ">").replace(
                "<header>", "<typedDefaultValue><valueString>7</valueString></typedDefaultValue><header>"
            ),
            ["", "1"],
        ),
        ("</conditions></Pattern52><BRLConditionColumn/><Pattern52><conditions>", ["1"]),
    ],
)
def test_guided_tables_that_have_no_equal_are_refused(columns: str, row: list[str]) -> None:
    imported = guided(columns, [row])
    assert not imported.models
    assert all(one.severity is Severity.ERROR and one.hint for one in imported.diagnostics)


@pytest.mark.shared("data/rules/gdst")
def test_the_pricing_of_loans_answers_as_its_table_shows() -> None:
    data = (SHARED / "data/rules/gdst/Pricing loans.gdst").read_bytes()
    imported = import_files({"Pricing loans.gdst": data})
    asked = [
        (150_000, 30, 19_999, "Asset"),
        (131_000, 30, 0, "Asset"),
        (100_000, 20, 1_999, "Job"),
        (130_000, 20, 2_999, "Job"),
    ]
    found = [
        answers(
            imported,
            {
                "LoanApplication": {"amount": amount, "lengthYears": years, "deposit": deposit},
                "IncomeSource": {"type": type_},
            },
            "Pricing loans",
        )
        for amount, years, deposit, type_ in asked
    ]
    assert found == [
        {"approved": True, "insuranceCost": 0, "approvedRate": 2},
        None,
        {"approved": True, "insuranceCost": 0, "approvedRate": 4},
        {"approved": True, "insuranceCost": 10, "approvedRate": 6},
    ]

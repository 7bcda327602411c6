"""What is null whatever the facts is an error at its place; what only may be null is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.feel import (
    ANY,
    BUILTINS,
    DATE,
    NUMBER,
    STRING,
    Date,
    DateTime,
    ListType,
    Run,
    Time,
    Type,
    Value,
    check_expression,
    check_unary_tests,
    compile_expression,
    parse_expression,
    parse_unary_tests,
)

SCOPE: dict[str, Type] = {"age": NUMBER, "state": STRING, "born": DATE, "x": ANY, "y": ANY, "names": ListType(STRING)}


def faults(text: str) -> list[tuple[str, str]]:
    checked = check_expression(parse_expression(text), SCOPE)
    return [(one.code, text[slice(*one.span or (0, 0))]) for one in checked.diagnostics]


def faults_of_cell(text: str, type_: Type = NUMBER) -> list[tuple[str, str]]:
    checked = check_unary_tests(parse_unary_tests(text), SCOPE, type_)
    return [(one.code, text[slice(*one.span or (0, 0))]) for one in checked.diagnostics]


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ('born > date("2023-02-30")', "feel.conversion", 'date("2023-02-30")'),
        ('if age > 5 then date("01/02/2000") else born', "feel.conversion", 'date("01/02/2000")'),
        ("date(2023, 13, 1)", "feel.conversion", "date(2023, 13, 1)"),
        ("date(age, 13, 1)", "feel.conversion", "13"),
        ("date(2023, age, 32)", "feel.conversion", "32"),
        ("date(age, 2, 30)", "feel.conversion", "date(age, 2, 30)"),
        ("time(24, age, 0)", "feel.conversion", "24"),
        ('time("25:00:00")', "feel.conversion", 'time("25:00:00")'),
        ('date and time("2024-01-01 10:00")', "feel.conversion", 'date and time("2024-01-01 10:00")'),
        ('duration("P1W")', "feel.conversion", 'duration("P1W")'),
        ('number("abc") + age', "feel.conversion", 'number("abc")'),
        ('date("2023-02-30") = null', "feel.conversion", 'date("2023-02-30")'),
        ('range("[5..1]")', "feel.conversion", 'range("[5..1]")'),
        ('number(from: state, grouping separator: "a")', "feel.argument", '"a"'),
        ('matches(state, "[A-Z")', "feel.pattern", '"[A-Z"'),
        ('matches(input: state, pattern: "(")', "feel.pattern", '"("'),
        ('replace(state, "a", "$")', "feel.pattern", '"$"'),
        ('split(state, "")', "feel.pattern", '""'),
        ("age / 0", "feel.division-by-zero", "age / 0"),
        ("x / (2 - 2) + 1", "feel.division-by-zero", "x / (2 - 2)"),
        ('born - born > duration("P1D") / 0', "feel.division-by-zero", 'duration("P1D") / 0'),
        ("floor(1 / 0)", "feel.division-by-zero", "1 / 0"),
        ("modulo(age, 0)", "feel.division-by-zero", "0"),
        ("for i in names return age / 0", "feel.division-by-zero", "age / 0"),
        ("function(a) a / 0", "feel.division-by-zero", "a / 0"),
        ("{b: {c: 1 / 0}}", "feel.division-by-zero", "1 / 0"),
        ("substring(state, 0)", "feel.position", "0"),
        ("substring(state, 1, -1)", "feel.position", "-1"),
        ("substring(x, 0, y)", "feel.position", "0"),
        ('substring("abc", 4)', "feel.position", 'substring("abc", 4)'),
        ("insert before(names, 0, state)", "feel.position", "0"),
        ("remove(names, 0)", "feel.position", "0"),
        ("sublist(names, 1, 0)", "feel.position", "0"),
        ("list replace(names, 0, state)", "feel.position", "0"),
        ("names[0]", "feel.no-element", "names[0]"),
        ("names[1.5]", "feel.no-element", "names[1.5]"),
        ('["a", state][3]', "feel.no-element", '["a", state][3]'),
        ("sqrt(-1)", "feel.number-range", "sqrt(-1)"),
        ("log(0)", "feel.number-range", "log(0)"),
        ("decimal(age, 7000)", "feel.scale", "7000"),
        ("exp(100000)", "feel.number-range", "exp(100000)"),
        ("min([])", "feel.empty-list", "min([])"),
        ('[@"2025-01-01"..@"2024-01-01"]', "feel.range-order", '[@"2025-01-01"..@"2024-01-01"]'),
        ('"b" in ["z".."a"]', "feel.range-order", '["z".."a"]'),
        ("age in [10..2 * 2]", "feel.range-order", "[10..2 * 2]"),
        ("age between 10 and 5", "feel.range-order", "age between 10 and 5"),
        ("age in 18-25", "feel.looks-like-range", "18-25"),
        ("max(1,000)", "feel.thousands", "1,000"),
        ("[age, 1,000,000]", "feel.thousands", "1,000,000"),
        ("max(12,345)", "feel.thousands", "12,345"),
        ("2024-01-31", "feel.looks-like-date", "2024-01-31"),
        ("[31/01/2024]", "feel.looks-like-date", "31/01/2024"),
    ],
)
def test_a_constant_fault_is_told_once_and_at_its_place(text: str, code: str, at: str) -> None:
    assert faults(text) == [(code, at)]


@pytest.mark.parametrize(
    "text",
    [
        "date(age, 2, 29)",
        "date(2023, age, 31)",
        "date(state)",
        "duration(state).years",
        "number(state)",
        'number(state, ",", ".")',
        "substring(state, 500)",
        "substring(state, 5000)",
        "substring(state, -1000)",
        "remove(names, 100000)",
        "names[5]",
        "age / age",
        "modulo(0, age)",
        'matches("abc", state)',
        'matches(state, "[A-Z]+", "i")',
        'split(state, ",")',
        'string join(names, ", ")',
        'contains(x, "abc")',
        "before(x, 5)",
        'before(x, @"2024-01-01")',
        "overlaps([1..2], x)",
        'years and months duration(born, date("2024-01-01"))',
        'context put(x, "a", 1)',
        "list replace(names, function(item, newItem) true, state)",
        "list contains(x, null)",
        "append(x, null)",
        "max(1, 000)",
        "max(100,200)",
        "age + 18-25",
        "2024-1-1",
        "2000/12/12",
        "age between 5 and 5",
        "if age = 1 then null else 2",
        "not(null)",
        'get value({a: 1}, "b")',
        "mode([])",
        "null",
    ],
)
def test_what_may_have_a_value_or_asks_for_null_is_no_fault(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("> 1,000", "feel.thousands", "> 1,000"),
        ("1,000", "feel.thousands", "1,000"),
        ("< 5, 10,000,000", "feel.thousands", "10,000,000"),
        (">= 50,000.50", "feel.thousands", ">= 50,000.50"),
        ("> 1,500", "feel.thousands", "> 1,500"),
        ("1,500", "feel.thousands", "1,500"),
        ("1-5", "feel.looks-like-range", "1-5"),
        ("< 3, 18-25", "feel.looks-like-range", "18-25"),
        ("not(18-25)", "feel.looks-like-range", "18-25"),
        ("1/0", "feel.division-by-zero", "1/0"),
        ("> 1/0", "feel.division-by-zero", "1/0"),
        ("[1/0..5]", "feel.division-by-zero", "1/0"),
        ("? > age / 0", "feel.division-by-zero", "age / 0"),
        ('number("1.000")', "", ""),
        ("[700..600]", "feel.range-order", "[700..600]"),
        ("100,200,300", "", ""),
        ("1, 500", "", ""),
        ("<5,>10", "", ""),
        ("5, 3", "", ""),
        ("25-18", "", ""),
        ("age-5", "", ""),
        ("-", "", ""),
    ],
)
def test_cells_say_what_they_look_like(text: str, code: str, at: str) -> None:
    assert faults_of_cell(text) == ([(code, at)] if code else [])


def test_one_fault_does_not_hide_another_and_none_is_told_twice() -> None:
    text = 'date("x") = born and number("y") / 0 > 1 and matches(state, "[")'
    assert [code for code, _ in faults(text)] == [
        "feel.conversion",
        "feel.conversion",
        "feel.division-by-zero",
        "feel.pattern",
    ]


def test_a_text_with_a_fault_still_runs_and_is_null() -> None:
    checked = check_expression(parse_expression("age / 0"), SCOPE)
    run = Run(NOW)
    assert compile_expression(checked)(run, {"age": 1}) is None
    assert [one.code for one in run.warnings] == ["feel.division-by-zero"]


NOW = DateTime(Date(2026, 1, 1), Time(0, None))
CONSTANTS = [
    *("-3", "0", "1", "2.5", "7", "13", "31", "1999", "true", "null", "[]", "[3, 1, 2]", '["b", "a"]', "[true]"),
    *('""', '"abc"', '"["', '"b|c"', '"$1"', '"7"', '"1,000"', '"1.000,5"', '"1 000"', '","', '"."', '" "', '"i"'),
    *('"2025-12-31"', '"12:00:00"', '"2025-12-31T12:00:00"', '"P3D"', '"P3M"', '"[1..5]"', '"key"'),
    *('@"2025-12-31"', '@"2026-03-01"', '@"2025-12-31T12:00:00"', '@"P2M"', '@"PT5H"', '@"12:00:00"'),
    *("[1..7]", '["a".."c"]', '[@"2025-01-01"..@"2026-01-01"]', "{a: 1}", '[{key: "a", value: 1}]'),
]
CALLS = sorted(name for name in BUILTINS if name not in {"now", "today", "get value"})
FITTING = {
    NUMBER: ("-3", "0", "1", "2.5", "7", "13", "31", "1999"),
    STRING: tuple(text for text in CONSTANTS if text.startswith('"')),
    ListType(ANY): tuple(text for text in CONSTANTS if text.startswith("[")),
}


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A built-in and constants for its arguments, more often than not of the right type."""
    builtin = BUILTINS[draw(st.sampled_from(CALLS))]
    parameters = draw(st.sampled_from(builtin.signatures)).parameters
    count = draw(st.integers(sum(not part.optional for part in parameters), len(parameters)))
    return builtin.name, [
        draw(st.sampled_from(draw(st.sampled_from([FITTING.get(part.type, CONSTANTS), CONSTANTS]))))
        for part in parameters[:count]
    ]


def outcome(text: str) -> tuple[Value, bool, bool]:
    """The value, whether it is null for a reason, and whether nothing is told about the text."""
    checked = check_expression(parse_expression(text), SCOPE)
    run = Run(NOW)
    value = compile_expression(checked)(run, {})
    return value, value is None and bool(run.warnings), checked.ok


@settings(max_examples=1000, deadline=None)
@given(calls())
def test_a_constant_call_that_is_null_for_a_reason_is_told(call: tuple[str, list[str]]) -> None:
    name, arguments = call
    _, failed, ok = outcome(f"{name}({', '.join(arguments)})")
    assert not (failed and ok)


@settings(max_examples=1500, deadline=None)
@given(calls(), st.data())
def test_a_call_that_some_facts_give_a_value_is_no_fault(call: tuple[str, list[str]], data: st.DataObject) -> None:
    name, arguments = call
    value, _, ok = outcome(f"{name}({', '.join(arguments)})")
    if value is None or not ok:
        return
    hidden = data.draw(st.sets(st.integers(0, max(0, len(arguments) - 1))))
    some = ["x" if index in hidden else text for index, text in enumerate(arguments)]
    assert faults(f"{name}({', '.join(some)})") == []

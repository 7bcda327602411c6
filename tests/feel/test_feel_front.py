"""The front door as its users meet it: text in, value and warnings out, whatever the text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from creditrules.feel import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    NOT_CONSTANT,
    NUMBER,
    STRING,
    ContextType,
    Date,
    DateTime,
    FunctionType,
    ListType,
    Run,
    Time,
    Type,
    Unknown,
    Value,
    check_expression,
    check_unary_tests,
    compile_expression,
    compile_unary_tests,
    constant,
    convert,
    parse_date,
    parse_expression,
    parse_unary_tests,
)
from creditrules.feel.builtins import BUILTINS
from creditrules.feel.tree import ast

SCOPE: dict[str, Value] = {
    "age": Decimal(30),
    "status": "EMPLOYED",
    "monthly income": Decimal(5000),
    "loan": {"amount": Decimal(100), "due date": Date(2026, 1, 31)},
    "scores": [Decimal(1), None, "x"],
    "missing": Unknown(frozenset({"missing"})),
    "nothing": None,
}
NAMES = frozenset({*SCOPE, "due date"})
TYPES: dict[str, Type] = {
    "age": NUMBER,
    "status": STRING,
    "monthly income": NUMBER,
    "loan": ContextType((("amount", NUMBER), ("due date", DATE))),
    "scores": ListType(ANY),
    "missing": NUMBER,
    "nothing": BOOLEAN,
}


def new_run(steps: int = 20_000) -> Run:
    return Run(DateTime(Date(2026, 1, 1), Time(0, None)), steps)


def type_of(text: str, expected: Type | None = None) -> tuple[Type, list[str]]:
    checked = check_expression(parse_expression(text, NAMES), TYPES, expected)
    return checked.type, [diagnostic.code for diagnostic in checked.diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age + 1", NUMBER),
        ("status", STRING),
        ("loan.amount", NUMBER),
        ("loan.due date.year", NUMBER),
        ('loan.due date + @"P1M"', DATE),
        ('age > 18 and status = "A"', BOOLEAN),
        ("[1, 2]", ListType(NUMBER)),
        ('[1, "a"]', ListType(ANY)),
        ("[1, null]", ListType(NUMBER)),
        ("if age > 18 then 1 else null", NUMBER),
        ("for x in [1, 2] return x * 2", ListType(NUMBER)),
        ("[loan][amount > 5]", ListType(TYPES["loan"])),
        ("[loan][1]", TYPES["loan"]),
        ("[loan].amount", ListType(NUMBER)),
        ("some x in scores satisfies x > 1", BOOLEAN),
        ("{a: 1, b: a + 1}", ContextType((("a", NUMBER), ("b", NUMBER)))),
        ("function(x: number) x > 1", FunctionType((("x", NUMBER),), BOOLEAN)),
        ("(function(x: number) x > 1)(age)", BOOLEAN),
        ("sum([1, 2])", NUMBER),
        ("upper case(status)", STRING),
        ('date("2026-01-01")', DATE),
        ('date and time("2026-01-01T00:00:00")', DATE_TIME),
    ],
)  # fmt: skip
def test_types_are_inferred(text: str, expected: Type) -> None:
    assert type_of(text) == (expected, [])


@pytest.mark.parametrize(
    ("text", "expected", "codes"),
    [
        ("age", NUMBER, []),
        ("status", NUMBER, ["feel.type"]),
        ("[age]", NUMBER, []),
        ("age", ListType(NUMBER), []),
        ("loan.due date", DATE_TIME, []),
        ("null", NUMBER, []),
        ("{amount: 1}", TYPES["loan"], ["feel.type"]),
    ],
)
def test_the_whole_is_held_against_what_is_expected(text: str, expected: Type, codes: list[str]) -> None:
    assert type_of(text, expected)[1] == codes


def test_a_text_with_errors_compiles_to_null_and_says_why() -> None:
    run = new_run()
    program = compile_expression(check_expression(parse_expression("age >"), TYPES))
    assert program(run, SCOPE) is None
    assert run.warnings[0].code == "feel.unreadable"


def test_a_warning_names_the_characters_it_is_about() -> None:
    run = new_run()
    text = "age + (1 / (age - 30))"
    compile_expression(check_expression(parse_expression(text), TYPES))(run, SCOPE)
    first = run.warnings[0]
    assert (first.code, first.source) == ("feel.division-by-zero", text)
    assert first.span is not None
    assert text[slice(*first.span)] == "1 / (age - 30)"


def test_a_warning_of_a_function_names_its_call() -> None:
    run = new_run()
    text = "1 + sqrt(-1)"
    compile_expression(check_expression(parse_expression(text), {}))(run, {})
    assert [text[slice(*warning.span)] for warning in run.warnings if warning.span] == ["sqrt(-1)", text]


def test_a_fact_named_like_a_function_leaves_the_function_callable() -> None:
    checked = check_expression(parse_expression('date("2026-01-31") > date'), {"date": DATE})
    assert not checked.diagnostics
    assert compile_expression(checked)(new_run(), {"date": Date(2026, 1, 1)}) is True


def test_a_function_in_scope_hides_the_built_in_one() -> None:
    own = compile_expression(check_expression(parse_expression("function(x) x + 1000"), {}))(new_run(), {})
    checked = check_expression(parse_expression("abs(1)"), {"abs": FunctionType((("x", ANY),), ANY)})
    assert compile_expression(checked)(new_run(), {"abs": own}) == 1001


def test_an_item_definition_can_be_named_as_a_type() -> None:
    types: dict[str, Type] = {"Loan": ContextType((("amount", NUMBER),))}
    checked = check_expression(parse_expression("loan instance of Loan"), TYPES, types=types)
    assert not checked.diagnostics
    assert compile_expression(checked)(new_run(), SCOPE) is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", Decimal(5)),
        ("-5", Decimal(-5)),
        ("2 * 3 + 1", Decimal(7)),
        ('"a"', "a"),
        ("null", None),
        ("1 = 1 and true", True),
        ('@"2026-01-31"', parse_date("2026-01-31")),
        ("[1, 2]", [Decimal(1), Decimal(2)]),
        ("age", NOT_CONSTANT),
        ("1 / 0", NOT_CONSTANT),
        ("[1, age]", NOT_CONSTANT),
        ("now()", NOT_CONSTANT),
        ("for i in 1..3 return i", NOT_CONSTANT),
    ],
)
def test_constants_are_worked_out_beforehand(text: str, value: Value) -> None:
    expr = parse_expression(text).expr
    assert isinstance(expr, ast.Expr)
    assert constant(expr) == value


def test_calls_of_functions_are_constant_once_the_names_are_settled() -> None:
    checked = check_expression(parse_expression('date("2026-01-31")'), {})
    assert isinstance(checked.expr, ast.Expr)
    assert constant(checked.expr, checked) == Date(2026, 1, 31)
    assert constant(checked.expr) is NOT_CONSTANT


def test_now_is_the_runs_moment() -> None:
    program = compile_expression(check_expression(parse_expression("today()"), {}))
    assert program(new_run(), {}) == Date(2026, 1, 1)
    assert program(Run(DateTime(Date(2030, 5, 5), Time(0, None)), 10), {}) == Date(2030, 5, 5)


def test_values_are_converted_where_the_specification_says_so() -> None:
    run = new_run()
    assert convert(run, [Decimal(1)], NUMBER) == 1
    assert convert(run, Decimal(1), ListType(NUMBER)) == [Decimal(1)]
    assert convert(run, Date(2026, 1, 1), DATE_TIME) is not None
    assert not run.warnings
    assert convert(run, "a", NUMBER) is None
    assert convert(run, [Decimal(1), Decimal(2)], NUMBER) is None
    assert [warning.code for warning in run.warnings] == ["feel.type"] * 2


ATOMS = (
    *(
        "1",
        "-1",
        "0.5",
        "1e6000",
        '"a"',
        "true",
        "null",
        "age",
        "status",
        "monthly income",
        "loan",
        "scores",
        "missing",
    ),
    *("nothing", "?", "item", "partial", '@"2026-01-31"', '@"P1D"', '@"P1Y"', '@"10:00:00@Europe/Paris"', '@"x"'),
    *("[]", "{}", "[1..3]", "(< 5)", "function(x) x", "function(x, y) x < y", "now()", "unknown", '"(a+)+$"'),
)
OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", "and", "or", "in", "between 1 and")
FORMS = (
    *(
        "if {0} then {1} else {2}",
        "for x in {0} return {1}",
        "some x in {0} satisfies {1}",
        "({0})[{1}]",
        "({0}).amount",
    ),
    *("[{0}, {1}]", "[{0}..{1}]", "{{a: {0}, b: {1}}}", "({0})({1})", "-({0})", "({0}) instance of list<number>"),
    *("({0}) in ({1}, {2})", "for i in {0}..{1} return {2}", "function(x, y) {0}", "not({0})", "({0}).due date.year"),
)
CALLS = tuple(
    f"{builtin.name}({', '.join(('{0}', '{1}', '{2}')[: len(signature.parameters)])})"
    for builtin in BUILTINS.values()
    for signature in builtin.signatures
)
TEXTS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.builds("({0} {1} {2})".format, inner, st.sampled_from(OPERATORS), inner),
        st.builds(str.format, st.sampled_from(FORMS + CALLS), inner, inner, inner),
    ),
    max_leaves=10,
)
PIECES = st.sampled_from(
    [*ATOMS, *OPERATORS, *"()[]{}.,:?@\"'\\<>= ", "..", "if", "then", "for", "in", "not(", "/*", "é🐎"]
)
SCRAPS = st.lists(PIECES, max_size=15).map("".join)


def goes_through_every_stage(text: str) -> None:
    for types in (TYPES, dict.fromkeys(TYPES, ANY)):
        checked = check_expression(parse_expression(text, NAMES), types)
        run = new_run()
        value = compile_expression(checked)(run, SCOPE)
        assert not isinstance(value, int | float) or isinstance(value, bool)
        assert checked.expr is not None or (checked.diagnostics and run.warnings)
        for diagnostic in checked.diagnostics:
            assert diagnostic.code.startswith("feel.")
            assert diagnostic.render()
        cell = check_unary_tests(parse_unary_tests(text, NAMES), types, NUMBER)
        held = compile_unary_tests(cell)(new_run(), SCOPE, Decimal(5))
        assert held is None or isinstance(held, bool | Unknown)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_well_formed_text_gives_a_value(text: str) -> None:
    goes_through_every_stage(text)


@settings(max_examples=400, deadline=None)
@given(st.one_of(SCRAPS, st.text(max_size=30)))
@example("\ud800")
@example("]1..x[ - ]1..x[ - " * 30)
def test_any_other_text_gives_a_value_or_diagnostics(text: str) -> None:
    goes_through_every_stage(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_checking_against_types_changes_no_value(text: str) -> None:
    """The checker only reports: a program compiled with types known and with none known agree."""
    results = []
    for types in (TYPES, dict.fromkeys(TYPES, ANY)):
        program = compile_expression(check_expression(parse_expression(text, NAMES), types))
        results.append(program(new_run(), SCOPE))
    typed, untyped = results
    if "function" not in text and "sort" not in text:
        assert typed == untyped

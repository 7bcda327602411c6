"""Plain cells are checked at once, to what the checker finds of them."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from creditrules.feel import ANY, BOOLEAN, DATE, NUMBER, STRING, Type, ast, check_unary_tests, parse_unary_tests
from creditrules.feel.check import checker
from creditrules.feel.check.plain import plain_cell
from creditrules.feel.faults.finding import with_faults

LITERALS = st.sampled_from(
    ["0", "1", "18", "1.50", "-3", "007", '""', '"A"', '"1,5"', '"2026-01-31"', '"a...b"', "true", "null", "x"]
)
SIGNS = st.sampled_from(["", "< ", "<=", "> ", ">=", "=", "!= "])
TESTS = st.one_of(
    st.builds("{}{}".format, SIGNS, LITERALS),
    st.builds("{}{}..{}{}".format, st.sampled_from("[(]"), LITERALS, LITERALS, st.sampled_from("])[")),
)
ROUNDS = (str, "not({})".format, " {} ".format)
CELLS = st.builds(
    lambda tests, comma, around: around(comma.join(tests)),
    st.lists(TESTS, min_size=1, max_size=3),
    st.sampled_from([",", ", "]),
    st.sampled_from(ROUNDS),
)


@settings(max_examples=400, deadline=None)
@given(CELLS, st.sampled_from([NUMBER, STRING, BOOLEAN, DATE, ANY]))
@example("1,5", NUMBER)
@example("[5..1]", NUMBER)
@example("(5..5)", NUMBER)
@example('"1,5"', STRING)
@example("-", NUMBER)
def test_a_cell_has_the_types_and_faults_that_the_checker_finds(text: str, type_: Type) -> None:
    parsed = parse_unary_tests(text)
    found = check_unary_tests(parsed, {}, type_)
    usual = with_faults(checker.check_unary_tests(parsed, {}, type_))
    assert (found.text, found.expr, found.type, found.input_type) == (text, usual.expr, usual.type, usual.input_type)
    assert found.diagnostics == usual.diagnostics
    assert {id(node): each for node, each in found.types.items()} == {id(n): each for n, each in usual.types.items()}
    assert found.builtins == usual.builtins


def test_cells_of_large_tables_are_of_this_kind() -> None:
    cells = {"[350..400)": NUMBER, ">= 18": NUMBER, "1, 2": NUMBER, "-": NUMBER, '"A", "B"': STRING, 'not("A")': STRING}
    for text, type_ in cells.items():
        assert plain_cell(parse_unary_tests(text), type_) is not None, text
    assert isinstance(parse_unary_tests("-").expr, ast.UnaryTests)

"""Plain texts are read in one go: to the very tree that the parser gives, and never where it would object."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.feel.syntax import parser, plain
from creditrules.feel.tree import ast

NAMES = frozenset({"monthly income", "a/b", "18 months", "not 5", "true/false", "null-1", 'x "A" y'})


def dump(node: object) -> object:
    if isinstance(node, ast.Node):
        return type(node).__name__, *(dump(getattr(node, name)) for name in type(node).__match_args__)
    if isinstance(node, tuple):
        return tuple(map(dump, node))
    return type(node).__name__, str(node)


def parsed(text: str, *, tests: bool) -> object:
    """What the parser alone makes of a text; None where it objects."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "plain_unary_tests", lambda _text: None)
        patch.setattr(parser, "plain_expression", lambda _text: None)
        read = (parser.parse_unary_tests if tests else parser.parse_expression)(text, NAMES, frozenset({"not"}))
    return None if read.expr is None else dump(read.expr)


PIECES = st.sampled_from(
    [
        *("18", "0.5", "007", "1e5", ".5", "5.", "1000000000000000000000000000000000001", "12345678901234567890.123"),
        *('"A"', '"é 中"', '""', '"a,b"', '"not("', '"\\n"', '"', "'A'"),
        *("-", "- ", "<", "<=", ">", ">=", "=", "!=", "..", ",", ", ", " ", "\t", "\n", "(", ")", "[", "]"),
        *("[1..5]", "(1..5)", "]1..5[", '["a".."b")', "[-5..-1]", "[1 .. 5]", "[5..1]", "not(", "not", "not (", "true"),
        *("false", "null", "x", "months", "monthly income", "//c", "/*", "*/", "@", "?", "\ud800"),
    ]
)
TEXTS = st.lists(PIECES, max_size=7).map("".join)


@settings(max_examples=3000, deadline=None)
@given(TEXTS)
def test_what_is_read_in_one_go_is_what_the_parser_reads(text: str) -> None:
    cell, expression = plain.plain_unary_tests(text), plain.plain_expression(text)
    assert cell is None or dump(cell) == parsed(text, tests=True)
    assert expression is None or dump(expression) == parsed(text, tests=False)


@pytest.mark.parametrize(
    "text",
    [
        *("-", "18", "-18", "0.50", '"A"', " 18 ", "true", "null", '"A","B", "C"', "1, 2,3", "< 5", ">= -5"),
        *('!= "A"', "[1..5]", "(1..5)", "[1..5), >= 7", '["a".."b"]', 'not("A","B")', "not(< 5, [7..9])", "not(1)"),
        *("007", "<5,>10", '"é", "中文"', '"a\nb"'),
    ],
)
def test_usual_cells_are_read_in_one_go(text: str) -> None:
    cell = plain.plain_unary_tests(text)
    assert cell is not None
    assert dump(cell) == parsed(text, tests=True)


@pytest.mark.parametrize("text", ["18", "-0.5", '"A"', " true", "false", "null", '"a,b"'])
def test_usual_results_are_read_in_one_go(text: str) -> None:
    expression = plain.plain_expression(text)
    assert expression is not None
    assert dump(expression) == parsed(text, tests=False)


@pytest.mark.parametrize(
    "text", ["", " ", ",", "1,", "1,,2", "x", "not()", "not(1", '"A', '"\\n"', "1 2", "[1..]", "1e5"]
)
def test_all_else_is_left_to_the_parser(text: str) -> None:
    assert plain.plain_unary_tests(text) is None
    assert plain.plain_expression(text) is None

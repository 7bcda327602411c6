"""Partial evaluation: what is known though facts are missing, and which facts are missing otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.feel import (
    ANY,
    Date,
    DateTime,
    Run,
    Time,
    Unknown,
    Value,
    brief,
    check_expression,
    check_unary_tests,
    compile_expression,
    compile_unary_tests,
    equal,
    parse_expression,
    parse_unary_tests,
)

SCOPE: dict[str, Value] = {
    "u": Unknown(frozenset({"u"})),
    "v": Unknown(frozenset({"v"})),
    "n": Decimal(5),
    "t": True,
    "f": False,
    "xs": [Decimal(1), Decimal(2)],
}


def new_run() -> Run:
    return Run(DateTime(Date(2026, 1, 1), Time(0, None)), 10_000)


def evaluate(text: str, scope: dict[str, Value]) -> Value:
    checked = check_expression(parse_expression(text), dict.fromkeys(SCOPE, ANY))
    return compile_expression(checked)(new_run(), scope)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("u and f", False),
        ("f and u", False),
        ("u > 5 and n > 9", False),
        ("u or t", True),
        ("n > 1 or u", True),
        ("if t then n else u", Decimal(5)),
        ("if n > 5 then u else n", Decimal(5)),
        ("if u then 1 else 1", Decimal(1)),
        ("if u > 1 then 1 else if t then 1 else 2", Decimal(1)),
        ("some x in [1, 2] satisfies x = 2 or u", True),
        ("every x in [1, 2] satisfies x = 2 and u", False),
        ("n in (5, u)", True),
        ("n in [9..u] and f", False),
        ("(function(x, y) x)(n, u)", Decimal(5)),
        ("for x in xs return if x > 0 then x else u", [Decimal(1), Decimal(2)]),
        ("xs[item > 5 and u]", []),
    ],
)
def test_what_does_not_depend_on_the_missing_is_known(text: str, known: Value) -> None:
    assert evaluate(text, SCOPE) == known


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("u", "u"),
        ("u + 1", "u"),
        ("1 - u", "u"),
        ("-u", "u"),
        ("u ** v", "uv"),
        ("n + n * 2 + u - 1", "u"),
        ("u = u", "u"),
        ("u = null", "u"),
        ("u < 5", "u"),
        ("u and t", "u"),
        ("u and v", "uv"),
        ("u or f or v", "uv"),
        ("u > 1 and null", "u"),
        ("u between 1 and v", "uv"),
        ("u in (1, 2)", "u"),
        ("n in (1, u)", "u"),
        ("n in [u..v]", "uv"),
        ("u in xs", "u"),
        ("if u then 1 else 2", "u"),
        ("if u then v else 2", "uv"),
        ("u.a", "u"),
        ("u[1]", "u"),
        ("xs[u]", "u"),
        ("xs[item > u]", "u"),
        ("[1, u]", "u"),
        ("{a: 1, b: u}", "u"),
        ("[1..u]", "u"),
        ("(> u)", "u"),
        ("for x in u return x", "u"),
        ("for x in 1..u return x", "u"),
        ("for x in xs return x + u", "u"),
        ("some x in xs satisfies x > u", "u"),
        ("every x in u satisfies x > 1", "u"),
        ("abs(u)", "u"),
        ("max(n, u, v)", "uv"),
        ("sum([1, u])", "u"),
        ("substring(string: u, start position: 1)", "u"),
        ("not(u)", "u"),
        ("u(1)", "u"),
        ("u instance of number", "u"),
        ("string length(u)", "u"),
        ("sort([2, 1], function(x, y) x < y + u)", "u"),
        ("list replace([1, 2], function(x, y) u > v, 5)", "uv"),
    ],
)
def test_what_depends_on_the_missing_names_it(text: str, missing: str) -> None:
    assert evaluate(text, SCOPE) == Unknown(frozenset(missing))


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ("-", True),
        ("< 18", Unknown(frozenset("u"))),
        ("[1..v]", Unknown(frozenset("uv"))),
        ('not("A")', Unknown(frozenset("u"))),
        ("1, 2", Unknown(frozenset("u"))),
        ("? > 5 and f", False),
        ("null", Unknown(frozenset("u"))),
    ],
)
def test_a_cell_tells_whether_its_row_may_match(cell: str, held: Value) -> None:
    checked = check_unary_tests(parse_unary_tests(cell), dict.fromkeys(SCOPE, ANY), ANY)
    assert compile_unary_tests(checked)(new_run(), SCOPE, SCOPE["u"]) == held


VALUES = st.sampled_from([Decimal(0), Decimal(5), "a", True, False, None, [Decimal(1)]])
LEAVES = st.sampled_from(["u", "v", "n", "1", "5", "true", "false", "null", '"a"', "xs"])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({0} {1} {2})".format, inner, st.sampled_from(["+", "*", "=", "<", "and", "or", "in"]), inner),
        st.builds("(if {0} then {1} else {2})".format, inner, inner, inner),
        st.builds("not({0})".format, inner),
        st.builds("[{0}, {1}]".format, inner, inner),
        st.builds("({0})[{1}]".format, inner, inner),
        st.builds("(some x in [{0}, {1}] satisfies x)".format, inner, inner),
        st.builds("(for x in {0} return x)".format, inner),
        st.builds("count({0})".format, inner),
        st.builds("(function(x) {0})({1})".format, inner, inner),
        st.builds("({0} between {1} and {2})".format, inner, inner, inner),
        st.builds("({0} in [{1}..{2}))".format, inner, inner, inner),
        st.builds("({0} in (< {1}, {2}))".format, inner, inner, inner),
        st.builds("sort([{0}, {1}], function(x, y) x < {2})".format, inner, inner, inner),
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(text=EXPRESSIONS, u=VALUES, v=VALUES)
def test_what_is_known_partially_is_what_comes_out_in_the_end(text: str, u: Value, v: Value) -> None:
    """Soundness: a value that is known with facts missing is the value for every way to fill them in."""
    partial = evaluate(text, SCOPE)
    whole = evaluate(text, {**SCOPE, "u": u, "v": v})
    if isinstance(partial, Unknown):
        assert partial.missing <= {"u", "v"}
    else:
        assert (partial is None and whole is None) or equal(partial, whole) is True, (brief(partial), brief(whole))


@settings(max_examples=300, deadline=None)
@given(text=EXPRESSIONS, u=VALUES, v=VALUES)
def test_a_fact_that_is_not_named_missing_does_not_matter(text: str, u: Value, v: Value) -> None:
    half = evaluate(text, {**SCOPE, "u": u})
    if not isinstance(half, Unknown):
        whole = evaluate(text, {**SCOPE, "u": u, "v": v})
        assert (half is None and whole is None) or equal(half, whole) is True

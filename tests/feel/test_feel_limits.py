"""Rules are data from strangers: each bound holds, tells why, and holds quickly."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from creditrules.feel import (
    ANY,
    Date,
    DateTime,
    Run,
    Time,
    Value,
    check_expression,
    check_unary_tests,
    compile_expression,
    compile_unary_tests,
    limits,
    parse_expression,
    parse_unary_tests,
)

STEPS = 50_000


def evaluate(text: str, scope: dict[str, Value] | None = None) -> tuple[Value, list[str]]:
    run = Run(DateTime(Date(2026, 1, 1), Time(0, None)), STEPS)
    checked = check_expression(parse_expression(text), dict.fromkeys(scope or {}, ANY))
    value = compile_expression(checked)(run, scope or {})
    return value, [warning.code for warning in run.warnings]


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..10**12 return i",
        "for i in 10**300..1 return i",
        "for i in 1..1000, j in 1..1000 return i",
        "some i in 1..1000, j in 1..1000 satisfies i < 0",
        "for i in [1..10**9] return i",
        'for d in @"-999999999-01-01"..@"999999999-12-31" return d',
        "for i in 1..100000 return partial",
        "for i in 1..300 return (for j in 1..300 return j)[item > i]",
    ],
)
def test_a_loop_ends_with_its_steps(text: str) -> None:
    started = time.process_time()
    value, codes = evaluate(text)
    assert value is None
    assert "feel.too-many-steps" in codes
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..40000 return xs = ys",
        "for i in 1..40000 return xs in [ys]",
        "for i in 1..40000 return xs instance of list<number>",
        "for i in 1..40000 return (function(x: list<number>) 1)(xs)",
        "for i in 1..40000 return xs.a",
        "for i in 1..40000 return long + string(i)",
        "for i in 1..40000 return xs[item > 10 ** 9]",
        "for i in 1..40000 return {a: i}",
        "for i in 1..40000 return (function(x) x)(i)",
    ],
)
def test_what_is_looked_at_in_a_loop_is_paid_for(text: str) -> None:
    scope: dict[str, Value] = {f"fact{number}": Decimal(number) for number in range(1000)}
    scope |= {"xs": [Decimal(n) for n in range(5000)], "ys": [Decimal(n) for n in range(5000)], "long": "x" * 100_000}
    started = time.process_time()
    value, codes = evaluate(text, scope)
    assert value is None
    assert "feel.too-many-steps" in codes
    assert time.process_time() - started < 3


def test_no_more_warnings_than_anyone_reads() -> None:
    _, codes = evaluate("for i in 1..4000 return 1 / 0")
    assert len(codes) == limits.WARNINGS


@pytest.mark.parametrize(
    "text",
    [
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(100000)}.r",
        "{f: function(n, g) g(n, g), r: f(1, f)}.r",
        "{f: function(n) sort([1, 2], function(a, b) f(n)), r: f(1)}.r",
        "{f: function(n) some x in [1] satisfies f(n), r: f(1)}.r",
        "{f: function(n) [1][f(n)], r: f(1)}.r",
    ],
)
def test_a_recursion_ends_with_its_depth(text: str) -> None:
    value, codes = evaluate(text)
    assert value is None
    assert "feel.too-deep" in codes


def test_a_modest_recursion_is_carried_out() -> None:
    value, codes = evaluate("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(30)}.r")
    assert (value, codes) == (Decimal(265252859812191058636308480000000), [])


def test_depth_is_given_back_after_a_failed_recursion() -> None:
    run = Run(DateTime(Date(2026, 1, 1), Time(0, None)), STEPS)
    program = compile_expression(check_expression(parse_expression("{f: function(n) f(n), r: f(1)}.r"), {}))
    assert program(run, {}) is None
    assert run.depth == 0


@pytest.mark.parametrize("text", ["9 ** (9 ** 9)", "10 ** 6144 * 10", "-(10 ** 6144) * 10", "1 / 10 ** 6144 / 0"])
def test_numbers_keep_to_their_exponents(text: str) -> None:
    value, codes = evaluate(text)
    assert value is None
    assert codes


def test_strings_keep_to_their_length() -> None:
    value, codes = evaluate('(for i in 1..30 return if i = 1 then "ab" else partial[-1] + partial[-1])[-1]')
    assert value is None
    assert "feel.string-length" in codes


def test_lists_keep_to_their_length() -> None:
    value, codes = evaluate("(for i in 1..40 return if i = 1 then [1] else concatenate(partial[-1], partial[-1]))[-1]")
    assert value is None
    assert codes


def test_a_pattern_that_backtracks_without_end_ends() -> None:
    started = time.process_time()
    evaluate('matches(text, "^(a+)+$")', {"text": "a" * 5000 + "b"})
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "1+" * 9000 + "1",
        "if true then 1 else " * 3000 + "2",
        "false or " * 9000 + "true",
        "[" + "1," * 9000 + "1]",
        '"a"+' * 9000 + '"b"',
        "1 = " * (limits.NESTING - 5) + "1",
        "(" * (limits.NESTING - 1) + "1" + ")" * (limits.NESTING - 1),
        "(1+2*3**-" * 20 + "1" + ")" * 20,
        "[" * (limits.NESTING - 1) + "]" * (limits.NESTING - 1),
        "a" * 90_000,
        "a." * 40 + "b",
    ],
)
def test_long_and_allowed_depths_go_through_every_stage(text: str) -> None:
    started = time.process_time()
    evaluate(text)
    checked = check_unary_tests(parse_unary_tests(text), {}, ANY)
    compile_unary_tests(checked)(Run(DateTime(Date(2026, 1, 1), Time(0, None)), STEPS), {}, Decimal(1))
    assert time.process_time() - started < 3


def test_many_names_that_begin_alike_cost_no_more_to_read() -> None:
    names = frozenset(f"a {number} {number}" for number in range(20_000))
    parse_expression("a", names)
    started = time.process_time()
    assert parse_expression(" + ".join(["a"] * 5000), names).expr is not None
    assert time.process_time() - started < 2


def test_no_more_diagnostics_than_anyone_reads() -> None:
    names = {f"fact {number}": ANY for number in range(1000)}
    started = time.process_time()
    checked = check_expression(parse_expression(" + ".join(f"unknown{n}" for n in range(5000))), names)
    assert len(checked.diagnostics) == limits.DIAGNOSTICS
    assert time.process_time() - started < 3


def test_an_exhausted_run_stays_exhausted() -> None:
    run = Run(DateTime(Date(2026, 1, 1), Time(0, None)), 10)
    program = compile_expression(check_expression(parse_expression("for i in 1..100 return i"), {}))
    assert program(run, {}) is None
    assert program(run, {}) is None
    assert [warning.code for warning in run.warnings] == ["feel.too-many-steps"] * 2


def test_a_caller_deep_in_its_own_stack_gets_an_answer_too() -> None:
    text = "(1+2*3**-" * 20 + "1" + ")" * 20

    def deep(levels: int) -> list[tuple[Value, list[str]]]:
        return deep(levels - 1) if levels else [evaluate(text)]

    for levels in range(100, 900, 40):
        ((value, codes),) = deep(levels)
        assert value is not None or codes

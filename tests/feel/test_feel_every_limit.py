"""Every bound of `feel/limits.py`: what is within is answered, what is beyond is refused by a clear code, soon."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest

from creditrules.dmn import check_model, compile_model, read_model
from creditrules.dmn.domains.constants import constant_value
from creditrules.feel import (
    NOT_CONSTANT,
    Run,
    check_expression,
    compile_expression,
    from_datetime,
    limits,
    parse_expression,
    to_feel,
)

NOW = from_datetime(datetime(2026, 1, 1, tzinfo=UTC))
LONGEST_SECONDS = 10


class Case(NamedTuple):
    """within: has no such code. beyond: has it, among diagnostics or warnings."""

    within: str
    beyond: str
    code: str


def brackets(levels: int) -> str:
    return "(" * levels + "1" + ")" * levels


def nested_calls(depth: int) -> str:
    return f"{{f: function(x) if x = 0 then 0 else 1 + f(x - 1), r: f({depth})}}.r"


def doubled(start: str, join: str, times: int, measure: str) -> str:
    return f"{{f: function(s, n) if n = 0 then s else f({join}, n - 1), r: {measure}(f({start}, {times}))}}.r"


CASES: Mapping[str, Case] = {
    "TEXT_LENGTH": Case(f'"{"a" * (limits.TEXT_LENGTH - 2)}"', f'"{"a" * (limits.TEXT_LENGTH - 1)}"', "feel.too-long"),
    "TOKENS": Case(f"[{'1,' * (limits.TOKENS // 2 - 2)}1]", f"[{'1,' * (limits.TOKENS // 2 + 1)}1]", "feel.too-long"),
    "NESTING": Case(brackets(limits.NESTING - 1), brackets(limits.NESTING + 1), "feel.too-deep"),
    "STEPS": Case("count(for i in 1..1000 return i)", "for i in 1..10**12 return i", "feel.too-many-steps"),
    "CALL_DEPTH": Case(nested_calls(20), nested_calls(1_000_000), "feel.too-deep"),
    "LIST_LENGTH": Case(
        doubled("[1, 2]", "concatenate(s, s)", 8, "count"),
        doubled("[1, 2]", "concatenate(s, s)", 30, "count"),
        "feel.too-many-steps",
    ),
    "STRING_LENGTH": Case(
        doubled('"ab"', "s + s", 8, "string length"),
        doubled('"ab"', "s + s", 30, "string length"),
        "feel.string-length",
    ),
    "MEMORY": Case(
        "count(for i in 1..1000 return i)",
        '{t: string join(for i in 1..20000 return "aaaaaaaaaa"), r: count(for i in 1..500 return t + string(i))}.r',
        "feel.too-much-memory",
    ),
    "EXPONENT": Case("10 ** 6144", "9 ** (9 ** 9)", "feel.number-range"),
    "PATTERN_LENGTH": Case(
        f'matches("a", "{"a" * limits.PATTERN_LENGTH}")',
        f'matches("a", "{"a" * (limits.PATTERN_LENGTH + 1)}")',
        "feel.pattern",
    ),
    "REGEX_STEPS": Case(
        f'matches("{"a" * 20}", "(a+)+b")',
        f'matches("{"a" * 400}", "(a*)*(a*)*\\\\1b")',
        "feel.pattern-steps",
    ),
}
ELSEWHERE = {
    "ELEMENT_MEMORY",
    "STEPS_AT_ONCE",
    "DIAGNOSTICS",
    "WARNINGS",
    "FOLDING_STEPS",
    "NAME_LENGTH",
    "VALUE_NESTING",
    "VALUE_PARTS",
}


def codes(text: str) -> set[str]:
    checked = check_expression(parse_expression(text), {})
    run = Run(NOW)
    compile_expression(checked)(run, {})
    return {one.code for one in checked.diagnostics} | {one.code for one in run.warnings}


def test_every_bound_has_a_claim() -> None:
    assert {*CASES, *ELSEWHERE} == set(limits.__all__)


@pytest.mark.parametrize("name", CASES)
def test_within_the_bound_there_is_an_answer_and_beyond_it_a_code(name: str) -> None:
    case = CASES[name]
    assert not codes(case.within)
    started = time.process_time()
    assert case.code in codes(case.beyond)
    assert time.process_time() - started < LONGEST_SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "some i in 1..10**12 satisfies i < 0",
        "every i in 1..10**12, j in 1..10**12 satisfies i > 0",
        "count(for i in 1..10**6, j in 1..10**6 return 1)",
        'for d in @"0001-01-01"..@"999999999-01-01" return d',
        "{f: function(x) f(x), r: f(1)}.r",
        "{f: function(x) g(x), g: function(x) f(x), r: f(1)}.r",
        'string join(for i in 1..200000 return "aaaaaaaaaa")',
        'replace("aaaaaaaaaa", "a", string join(for i in 1..100000 return "aaaaaaaaaa"))',
        "number(string(9 ** (9 ** 9)))",
        "exp(10 ** 300)",
        "decimal(1, 10 ** 9)",
        'matches(string join(for i in 1..10000 return "a"), "(a|a?)+$b")',
    ],
)
def test_what_would_never_end_or_never_fit_is_null_with_a_warning(text: str) -> None:
    started = time.process_time()
    checked = check_expression(parse_expression(text), {})
    run = Run(NOW)
    value = compile_expression(checked)(run, {})
    assert value is None or value is False
    assert run.warnings or checked.diagnostics or value is False
    assert time.process_time() - started < LONGEST_SECONDS


def test_no_more_is_told_than_anybody_reads() -> None:
    wrong = check_expression(parse_expression(" + ".join(f"x{n}" for n in range(300))), {})
    assert len(wrong.diagnostics) == limits.DIAGNOSTICS
    run = Run(NOW)
    compile_expression(check_expression(parse_expression("count(for i in 1..5000 return 1/0)"), {}))(run, {})
    assert len(run.warnings) == limits.WARNINGS


def test_the_compiler_works_out_beforehand_only_what_is_short() -> None:
    short, long = (check_expression(parse_expression(f"sum([{', '.join(['1'] * n)}])"), {}) for n in (10, 5_000))
    assert constant_value(short) == Decimal(10)
    assert constant_value(long) is NOT_CONSTANT


def test_facts_in_text_are_no_longer_than_numbers_and_dates_are() -> None:
    read = read_model({"facts": [{"name": "n", "type": "number"}], "decisions": []})
    assert read.model is not None
    model = compile_model(check_model(read.model))
    assert model.read_facts({"n": "0" * limits.NAME_LENGTH}).ok
    assert [one.code for one in model.read_facts({"n": "0" * (limits.NAME_LENGTH + 1)}).diagnostics] == ["facts.type"]


def test_a_value_from_python_is_bounded_in_depth_and_in_parts() -> None:
    def nested(levels: int) -> object:
        return [nested(levels - 1)] if levels else 1

    assert to_feel(nested(limits.VALUE_NESTING)) is not None
    assert to_feel([None] * limits.VALUE_PARTS) == [None] * limits.VALUE_PARTS
    with pytest.raises(ValueError, match="nests deeper"):
        to_feel([nested(limits.VALUE_NESTING)])
    with pytest.raises(ValueError, match="parts of the whole"):
        to_feel([None] * (limits.VALUE_PARTS + 1))

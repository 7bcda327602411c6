"""The table of built-ins has the specification's names and parameters, and its functions keep to their bounds."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from creditrules.feel import limits
from creditrules.feel.builtins import BUILTINS
from creditrules.feel.run.evaluation import Exhausted, Run
from creditrules.feel.temporal import UTC_ZONE, Date, DateTime, Time
from creditrules.feel.types import ANY, NUMBER, STRING, ListType
from creditrules.feel.values import Function

NOW = DateTime(Date(2026, 3, 1), Time(0, UTC_ZONE))
SPECIFIED = """
abs(n); after(range1, range2); all(list); any(list); append(list, item...); before(point1, point2); ceiling(n)
ceiling(n, scale); coincides(point1, point2); coincides(range1, range2); concatenate(list...)
contains(string, match); context(entries); context merge(contexts); context put(context, key, value)
context put(context, keys, value); count(list); date(from); date(year, month, day); date and time(from)
date and time(date, time); day of week(date); day of year(date); decimal(n, scale); distinct values(list)
duration(from); during(point, range); during(range1, range2); ends with(string, match); even(number); exp(number)
finished by(range, point); finishes(point, range); flatten(list); floor(n); floor(n, scale); get entries(m)
get value(m, key); includes(range, point); includes(range1, range2); index of(list, match)
insert before(list, position, newItem); is(value1, value2); list contains(list, element)
list replace(list, position, newItem); list replace(list, match, newItem); log(number); lower case(string)
matches(input, pattern, flags); max(list); mean(list); median(list); meets(range1, range2); met by(range1, range2)
min(list); mode(list); modulo(dividend, divisor); month of year(date); not(negand); now()
number(from, grouping separator, decimal separator); odd(number); overlaps(range1, range2)
overlaps after(range1, range2); overlaps before(range1, range2); product(list); range(from); remove(list, position)
replace(input, pattern, replacement, flags); reverse(list); round down(n, scale); round half down(n, scale)
round half up(n, scale); round up(n, scale); sort(list, precedes); split(string, delimiter); sqrt(number)
started by(range, point); starts(point, range); starts with(string, match); stddev(list); string(from)
string join(list, delimiter); string length(string); sublist(list, start position, length)
substring(string, start position, length); substring after(string, match); substring before(string, match)
sum(list); time(from); time(hour, minute, second, offset); today(); union(list...); upper case(string)
week of year(date); years and months duration(from, to)
"""


def spelt(name: str) -> set[str]:
    return {
        f"{name}({', '.join(part.name + ('...' if part.variadic else '') for part in signature.parameters)})"
        for signature in BUILTINS[name].signatures
    }


def test_the_names_are_the_specifications() -> None:
    names = {call.partition("(")[0] for call in SPECIFIED.replace("\n", ";").replace("; ", ";").split(";") if call}
    assert set(BUILTINS) == names
    assert len(BUILTINS) == 86


@pytest.mark.parametrize("call", [call.strip() for call in SPECIFIED.replace("\n", ";").split(";") if call.strip()])
def test_the_parameters_are_the_specifications(call: str) -> None:
    assert call in spelt(call.partition("(")[0])


def test_only_the_last_parameters_may_be_left_out() -> None:
    for builtin in BUILTINS.values():
        for signature in builtin.signatures:
            optional = [part.optional for part in signature.parameters]
            assert optional == sorted(optional), builtin.name
            assert not any(part.variadic for part in signature.parameters[:-1]), builtin.name


def test_results_follow_what_is_given() -> None:
    given = (ListType(STRING),)
    for name in ("min", "max"):
        signature = BUILTINS[name].signatures[0]
        assert signature.result_of is not None
        assert signature.result_of(given) == STRING
    for name in ("sort", "reverse", "sublist", "remove", "distinct values", "concatenate", "union"):
        signature = BUILTINS[name].signatures[0]
        assert signature.result_of is not None
        assert signature.result_of(given) == ListType(STRING)
    mixed = BUILTINS["concatenate"].signatures[0].result_of
    assert mixed is not None
    assert mixed((ListType(STRING), ListType(NUMBER))) == ListType(ANY)


def test_now_and_today_are_the_runs_own() -> None:
    assert BUILTINS["now"].call(Run(NOW, 10)) == NOW
    assert BUILTINS["today"].call(Run(NOW, 10)) == Date(2026, 3, 1)


def test_no_function_changes_what_it_is_given() -> None:
    items = [Decimal(3), Decimal(1), [Decimal(2)]]
    context = {"a": {"b": Decimal(1)}}
    run = Run(NOW, 10_000)
    for name, rest in [
        ("append", (Decimal(4),)),
        ("concatenate", ([Decimal(4)],)),
        ("insert before", (Decimal(1), Decimal(4))),
        ("remove", (Decimal(1),)),
        ("reverse", ()),
        ("flatten", ()),
        ("union", (items,)),
        ("list replace", (Decimal(1), Decimal(9))),
        ("sort", (Function((("x", ANY), ("y", ANY)), ANY, lambda _run, _x, _y: True),)),
    ]:
        assert BUILTINS[name].call(run, items, *rest) is not None
    assert BUILTINS["context put"].call(run, context, ["a", "b"], Decimal(2)) == {"a": {"b": Decimal(2)}}
    assert BUILTINS["context merge"].call(run, [context, {"a": None}]) == {"a": None}
    assert items == [Decimal(3), Decimal(1), [Decimal(2)]]
    assert context == {"a": {"b": Decimal(1)}}


def test_long_lists_and_strings_are_paid_for() -> None:
    long = [Decimal(1)] * 10_000
    for name in ("sum", "count", "reverse", "max", "distinct values", "flatten", "all"):
        with pytest.raises(Exhausted):
            BUILTINS[name].call(Run(NOW, 5_000), long)
    text = "x" * 1_000_000
    for name, arguments in [("upper case", (text,)), ("contains", (text, text)), ("matches", (text, "y"))]:
        with pytest.raises(Exhausted):
            BUILTINS[name].call(Run(NOW, 1_000), *arguments)


def test_nothing_grows_beyond_its_bound() -> None:
    run = Run(NOW, 10**9)
    half = [Decimal(1)] * (limits.LIST_LENGTH // 2 + 1)
    text = "x" * (limits.STRING_LENGTH // 2 + 1)
    assert BUILTINS["concatenate"].call(run, half, half) is None
    assert BUILTINS["string join"].call(run, [text, text]) is None
    assert BUILTINS["string"].call(run, [text, text]) is None
    assert BUILTINS["replace"].call(run, "x" * 3_000, "x", "y" * 1_000) is None
    assert BUILTINS["upper case"].call(run, "ß" * (limits.STRING_LENGTH - 1)) is None
    assert {warning.code for warning in run.warnings} == {"feel.list-length", "feel.string-length"}


def test_a_pattern_that_runs_away_is_null_with_its_text() -> None:
    run = Run(NOW, limits.STEPS)
    started = time.process_time()
    assert BUILTINS["matches"].call(run, "a" * 100, "(a+)+\\1+b") is None
    assert time.process_time() - started < 5
    assert run.warnings[0].message == 'matches() gave up: the pattern "(a+)+\\\\1+b" takes too many steps.'
    assert run.steps < limits.STEPS // 2 + limits.STEPS // 4 + 1


def test_errors_name_the_function_the_parameter_and_the_value() -> None:
    run = Run(NOW, 10_000)
    BUILTINS["upper case"].call(run, Decimal(5))
    BUILTINS["substring"].call(run, "abc", "2")
    BUILTINS["sum"].call(run, [Decimal(1), "two"])
    BUILTINS["date"].call(run, "2024-02-30")
    BUILTINS["matches"].call(run, "a", "[b-a]")
    BUILTINS["list replace"].call(run, [Decimal(1)], "1", Decimal(2))
    assert [warning.message for warning in run.warnings] == [
        "upper case() needs a string as 'string' and was given 5.",
        "substring() needs a number as 'start position' and was given \"2\".",
        'sum() takes numbers only and was given "two".',
        '"2024-02-30" is no date.',
        "matches() cannot use the pattern \"[b-a]\": the range from 'b' has no end after it, at character 5.",
        'list replace() needs a position or a function and was given "1".',
    ]

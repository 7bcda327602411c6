"""Whatever values a built-in or an operator is given, it answers with a FEEL value and says why where that is null."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditrules.feel.builtins import BUILTINS, Signature
from creditrules.feel.run.evaluation import Exhausted, Run
from creditrules.feel.temporal import (
    UTC_ZONE,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    make_date_time,
    named_zone,
    offset_zone,
)
from creditrules.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)
from creditrules.feel.values import Function, Range, compare, equal, literal, path, same
from creditrules.feel.values import arithmetic as numbers

NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
VALUE_CLASSES = (bool, Decimal, str, list, dict, Date, Time, DateTime, DaysDuration, MonthsDuration, Range, Function)

NUMBERS = st.one_of(
    st.integers(-3, 40).map(Decimal),
    st.sampled_from(
        [Decimal(text) for text in ("0.5", "-0", "1E+6144", "1E-6144", "-9.9E+6144", "1E-6177", "6176", "-6111")]
    ),
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**30), max_value=10**30),
)
TEXTS = st.one_of(
    st.text(max_size=8),
    st.text("a()[]*+?|^${}\\.,-123 ", max_size=8),
    st.sampled_from(
        ["2024-02-29", "10:00:00", "P1D", "P1Y", "[1..3]", "1,000.5", ".", ",", " ", "i", "x", "a", "year"]
    ),
)
ZONES = st.sampled_from([None, UTC_ZONE, offset_zone(-3600), named_zone("Europe/Paris"), named_zone("Asia/Shanghai")])
DATES = st.builds(
    Date,
    st.sampled_from([-999_999_999, -1, 0, 2024, 9999, 10_000, 999_999_999]),
    st.integers(1, 12),
    st.integers(1, 28),
)
TIMES = st.builds(Time, st.integers(0, 86_399_999_999_999), ZONES)
DURATIONS = st.one_of(
    st.builds(DaysDuration, st.sampled_from([0, 1, -1, 86_400 * 10**9, 10**27, -(10**27)])),
    st.builds(MonthsDuration, st.sampled_from([0, 1, -13, 10**18, -(10**18)])),
)
FUNCTIONS = st.sampled_from(
    [
        Function((("a", BOOLEAN), ("b", BOOLEAN)), BOOLEAN, lambda _run, a, b: compare(a, b) == -1),
        Function((("a", BOOLEAN), ("b", BOOLEAN)), BOOLEAN, lambda _run, _a, _b: True),
        Function((("a", BOOLEAN),), BOOLEAN, lambda run, _a: run.null("test", "a function that fails")),
    ]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), NUMBERS, TEXTS, DATES, TIMES, st.builds(DateTime, DATES, TIMES), DURATIONS, FUNCTIONS
)
ENDS = st.one_of(NUMBERS, DATES)
RANGES = st.builds(Range, st.one_of(st.none(), ENDS), ENDS, st.booleans(), st.booleans())
ENTRIES = st.fixed_dictionaries({"key": TEXTS, "value": SCALARS})
VALUES = st.recursive(
    st.one_of(SCALARS, RANGES, ENTRIES),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
NULL_WITHOUT_WARNING = {"not", "get value", "min", "max", "list replace", "sort"}
"""Those that may pass on a null that was there, or whose function already said why."""


def is_value(value: object) -> bool:
    if isinstance(value, list):
        return all(map(is_value, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_value(part) for key, part in value.items())
    return value is None or type(value) in VALUE_CLASSES


@cache
def fitting(type_: Type) -> st.SearchStrategy[object]:
    """Mostly values of the type, now and then any."""
    simple: dict[Type, st.SearchStrategy[object]] = {
        NUMBER: NUMBERS,
        STRING: TEXTS,
        BOOLEAN: st.booleans(),
        DATE: DATES,
        TIME: TIMES,
        DATE_TIME: st.builds(DateTime, DATES, TIMES),
        DAYS_TIME: DURATIONS,
        YEARS_MONTHS: DURATIONS,
    }
    match type_:
        case ListType(item):
            wanted: st.SearchStrategy[object] = st.lists(fitting(item), max_size=5)
        case ContextType(entries):
            wanted = st.fixed_dictionaries({key: fitting(of) for key, of in entries}) if entries else ENTRIES
        case FunctionType():
            wanted = FUNCTIONS
        case RangeType():
            wanted = RANGES
        case _:
            wanted = simple.get(type_, VALUES)
    return st.one_of(wanted, wanted, wanted, VALUES)


def arguments_for(signature: Signature) -> Iterator[st.SearchStrategy[tuple[object, ...]]]:
    """For each number of arguments that it takes."""
    least = sum(not (part.optional or part.variadic) for part in signature.parameters)
    types = [part.type for part in signature.parameters]
    if types and signature.parameters[-1].variadic:
        types += types[-1:] * 2
    return (st.tuples(*map(fitting, types[:count])) for count in range(least, len(types) + 1))


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_built_in_answers_whatever_it_is_given(name: str) -> None:
    builtin = BUILTINS[name]
    arguments = st.one_of(*chain.from_iterable(map(arguments_for, builtin.signatures)))

    @settings(max_examples=50, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(arguments)
    def answers(given_arguments: tuple[object, ...]) -> None:
        run = Run(NOW, 10_000)
        try:
            result = builtin.call(run, *given_arguments)
        except Exhausted:
            return
        assert is_value(result)
        assert result is not None or run.warnings or name in NULL_WITHOUT_WARNING
        assert not isinstance(result, Decimal) or result.is_finite()

    answers()


OPERATORS = (numbers.add, numbers.subtract, numbers.multiply, numbers.divide, numbers.power)


@settings(max_examples=300, deadline=None, database=None)
@given(VALUES, VALUES, st.sampled_from(OPERATORS))
def test_an_operator_answers_whatever_it_is_given(left: object, right: object, operator: object) -> None:
    run = Run(NOW, 10_000)
    result = operator(run, left, right)  # type: ignore[operator]
    assert is_value(result)
    assert result is not None or run.warnings
    assert not isinstance(result, Decimal) or result.is_finite()


@settings(max_examples=300, deadline=None, database=None)
@given(VALUES, VALUES)
def test_comparison_is_consistent(left: object, right: object) -> None:
    order, back = compare(left, right), compare(right, left)
    assert (order is None) == (back is None)
    assert order is None or (back == -order and (order == 0) == (equal(left, right) is True))
    assert equal(left, right) == equal(right, left)
    assert equal(left, left) is True
    assert same(left, left)
    assert not same(left, right) or equal(left, right)


@settings(max_examples=200, deadline=None, database=None)
@given(VALUES, TEXTS)
def test_every_value_can_be_shown_and_asked_for_a_part(value: object, name: str) -> None:
    assert literal(value, 10**6) is not None
    run = Run(NOW, 10_000)
    assert is_value(path(run, value, name))
    assert is_value(numbers.negate(run, value))


def test_a_moment_beyond_the_calendar_is_none() -> None:
    assert make_date_time(10**30, None) is None

"""Python values become FEEL values and come back, or are refused with their place; nothing is taken for another."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from creditrules.feel import (
    ANY,
    NUMBER,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Range,
    Run,
    Time,
    Type,
    Unknown,
    Value,
    check_expression,
    check_unary_tests,
    compile_expression,
    compile_unary_tests,
    composed,
    from_datetime,
    from_feel,
    parse_date_time,
    parse_duration,
    parse_expression,
    parse_time,
    parse_unary_tests,
    to_feel,
)

PARIS = ZoneInfo("Europe/Paris")
SHANGHAI, WEST = timezone(timedelta(hours=8)), timezone(-timedelta(hours=1.5))


class Job(Enum):
    STAFF = "STAFF"


class Grade(IntEnum):
    GOOD = 3


class Segment(StrEnum):
    CONSUMER = "CONSUMER"


class Pair(NamedTuple):
    low: int
    high: int


@dataclass
class Loan:
    amount: int
    due: date
    currency: ClassVar[str] = "CNY"
    tags: list[str] = field(default_factory=list)


class Applicant(BaseModel):
    age: int
    income: float
    loans: list[Loan]


class Money(Decimal):
    pass


class Digits(int):
    pass


class Name(str):
    __slots__ = ()

    def __str__(self) -> str:
        return f"Name({self!r})"


class Share(float):
    def __repr__(self) -> str:
        return f"Share({float(self)})"


class NotATime(datetime):
    """As pandas' NaT, which is a datetime and equal to nothing."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = datetime.__hash__


def exactly(value: Value) -> object:
    """A value with its types, which equality alone does not tell apart: 1, True and Decimal(1) are equal."""
    if isinstance(value, list):
        return [exactly(item) for item in value]
    if isinstance(value, dict):
        return {name: exactly(entry) for name, entry in value.items()}
    return type(value), str(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        (None, None),
        (True, True),
        (20, Decimal(20)),
        (-0.0, Decimal("0.0")),
        (0.1, Decimal("0.1")),
        (1e22, Decimal("1E+22")),
        (Decimal("10.50"), Decimal("10.50")),
        (10**40, Decimal("1." + "0" * 33 + "E+40")),
        (Digits(7), Decimal(7)),
        (Share(0.5), Decimal("0.5")),
        (Money("1.25"), Decimal("1.25")),
        ("text", "text"),
        (Name("text"), "text"),
        (Job.STAFF, "STAFF"),
        (Grade.GOOD, Decimal(3)),
        (Segment.CONSUMER, "CONSUMER"),
        ((1, "a", None), [Decimal(1), "a", None]),
        ({"a": [1.5]}, {"a": [Decimal("1.5")]}),
        (MappingProxyType({"a": 1}), {"a": Decimal(1)}),
        (Pair(1, 2), {"low": Decimal(1), "high": Decimal(2)}),
        (Loan(5, date(2026, 1, 31)), {"amount": Decimal(5), "due": Date(2026, 1, 31), "tags": []}),
        (
            Applicant(age=30, income=0.3, loans=[Loan(5, date(2026, 1, 31))]),
            {
                "age": Decimal(30),
                "income": Decimal("0.3"),
                "loans": [{"amount": Decimal(5), "due": Date(2026, 1, 31), "tags": []}],
            },
        ),
        (date(2026, 1, 31), Date(2026, 1, 31)),
        (datetime(2026, 1, 31, 14, 30, 0, 5), parse_date_time("2026-01-31T14:30:00.000005")),  # noqa: DTZ001
        (datetime(2026, 1, 31, 14, 30, tzinfo=UTC), parse_date_time("2026-01-31T14:30:00Z")),
        (datetime(2026, 1, 31, 14, 30, tzinfo=SHANGHAI), parse_date_time("2026-01-31T14:30:00+08:00")),
        (time(14, 30, 5), parse_time("14:30:05")),
        (time(14, 30, tzinfo=SHANGHAI), parse_time("14:30:00+08:00")),
        (time(14, 30, tzinfo=PARIS), parse_time("14:30:00@Europe/Paris")),
        (timedelta(days=1, microseconds=-1), DaysDuration(86_400 * 10**9 - 1_000)),
    ],
)  # fmt: skip
def test_a_python_value_is_the_feel_value_one_would_write(given_value: object, expected: Value) -> None:
    assert exactly(to_feel(given_value)) == exactly(expected)


@pytest.mark.parametrize(
    "value",
    [
        Date(2026, 1, 1),
        Time(0, None),
        DateTime(Date(2026, 1, 1), Time(0, None)),
        DaysDuration(5),
        MonthsDuration(5),
        Range(Decimal(1), Decimal(2)),
        Unknown(frozenset({"age"})),
    ],
)
def test_values_of_feel_stay_what_they_are(value: Value) -> None:
    assert to_feel(value) == value
    assert to_feel([value]) == [value]


def test_the_ends_of_a_range_are_converted_too() -> None:
    assert exactly(to_feel(Range(1, 2.5)).low) == (Decimal, "1")  # type: ignore[attr-defined]
    assert exactly(to_feel(Range(1, 2.5)).high) == (Decimal, "2.5")  # type: ignore[attr-defined]


def test_a_converted_list_is_a_new_one() -> None:
    scores: list[Any] = [1]
    converted = to_feel(scores)
    scores.append(2)
    assert converted == [Decimal(1)]


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        ({1, 2}, TypeError, "The value is a set, which is no value of FEEL: a set has no order, give a list."),
        ({"a": frozenset()}, TypeError, "a is a frozenset, which is no value of FEEL: a set has no order, give a list."),  # noqa: E501
        ([0, {"key": b"x"}], TypeError, "[1].key is a bytes, which is no value of FEEL: decode it to a str."),
        ({"a": {"b": [1, 1j]}}, TypeError, "a.b[1] is a complex, which is no value of FEEL: give a Decimal."),
        (Loan, TypeError, "The value is a type, which is no value of FEEL: give an object, not its class."),
        ({"a": {1: 2}}, TypeError, "a has a key of type int: give a str."),
        ({"a": math.nan}, ValueError, "a is not a finite number: give None, or leave it out."),
        (-math.inf, ValueError, "The value is not a finite number: give None, or leave it out."),
        (Decimal("sNaN"), ValueError, "The value is not a finite number: give None, or leave it out."),
        (Decimal("Infinity"), ValueError, "The value is not a finite number: give None, or leave it out."),
        ([Decimal("1." + "1" * 34)], ValueError, "[0] is a number that 34 digits cannot hold: round it."),
        (10**34 + 1, ValueError, "The value is a number that 34 digits cannot hold: round it."),
        (Decimal("1E+6145"), ValueError, "The value is a number that 34 digits cannot hold: round it."),
        (Decimal("1E-9999"), ValueError, "The value is a number that 34 digits cannot hold: round it."),
    ],
)  # fmt: skip
def test_what_is_no_value_of_feel_is_refused_with_its_place(value: object, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as refused:
        to_feel(value)
    assert str(refused.value) == message
    assert type(refused.value) is kind


@pytest.mark.parametrize("number", [2**100_000, -(10**5_000)], ids=["positive", "negative"])
def test_a_number_too_long_to_be_printed_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="income is a number that 34 digits cannot hold: round it"):
        to_feel({"income": number})


def test_a_text_beyond_the_languages_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="The value has more than 1,000,000 characters"):
        to_feel("x" * 1_000_001)


@pytest.mark.parametrize("offset", [timedelta(hours=20), timedelta(seconds=1, microseconds=1)])
def test_a_zone_that_feel_cannot_have_is_refused(offset: timedelta) -> None:
    moment = datetime(2026, 1, 1, tzinfo=timezone(offset))
    with pytest.raises(ValueError, match="when is a datetime that FEEL cannot hold: its zone's offset"):
        to_feel({"when": moment})


@pytest.mark.parametrize("offset", [timedelta(hours=20), -timedelta(seconds=1, microseconds=1)])
def test_a_moment_in_a_zone_that_feel_cannot_have_is_the_same_moment_in_utc(offset: timedelta) -> None:
    moment = datetime(2026, 1, 1, tzinfo=timezone(offset))
    assert from_datetime(moment) == from_datetime(moment.astimezone(UTC))
    assert from_feel(from_datetime(moment)) == moment


def test_any_other_object_is_refused_by_the_name_of_its_type() -> None:
    with pytest.raises(TypeError, match=r"^user\.id is a uuid\.UUID, which is no value of FEEL: give a number, str, "):
        to_feel({"user": {"id": uuid4()}})


def test_a_value_of_numpy_is_refused_with_what_to_call_on_it() -> None:
    numpy_int = type("int64", (), {"__module__": "numpy"})()
    with pytest.raises(TypeError, match=r"^age is a numpy\.int64, .*: give what its \.item\(\) or "):
        to_feel({"age": numpy_int})


def test_what_only_looks_like_a_time_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a is a .*NotATime that FEEL cannot hold: it is not a time"):
        to_feel({"a": NotATime(2026, 1, 1)})


@pytest.mark.parametrize("wrap", [lambda inner: inner, lambda inner: Range(inner, 1), lambda inner: {"a": inner}])
def test_a_value_that_contains_itself_is_refused(wrap: Callable[[Any], Any]) -> None:
    endless: list[Any] = []
    endless.append(wrap(endless))
    with pytest.raises(ValueError, match="nests deeper than 32 levels, or contains itself"):
        to_feel(endless)


def test_what_is_shared_many_times_over_counts_every_time() -> None:
    shared: list[Any] = [1]
    for _ in range(20):
        shared = [shared] * 10
    with pytest.raises(ValueError, match="makes more than 1,000,000 parts of the whole"):
        to_feel(shared)


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"a": inner}, lambda inner: Range(inner, None)])
def test_values_nest_to_the_bound_and_no_further(wrap: Callable[[Any], Any]) -> None:
    value: Any = Decimal(1)
    for _ in range(32):
        value = wrap(value)
    assert to_feel(value) == value
    with pytest.raises(ValueError, match="nests deeper than 32 levels"):
        to_feel(wrap(value))


def test_a_model_whose_dump_is_no_mapping_is_refused() -> None:
    class Odd:
        def model_dump(self) -> Odd:
            return self

    with pytest.raises(TypeError, match="Odd, which is no value of FEEL"):
        to_feel(Odd())


def test_an_hour_that_the_clock_shows_twice_keeps_its_second_turn() -> None:
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=fold) for fold in (0, 1))
    assert from_datetime(second).key - from_datetime(first).key == 3600 * 10**9
    assert to_feel(second) == from_datetime(second)
    assert from_feel(to_feel(second)).utcoffset() == second.utcoffset()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.50"), Decimal("1.50")),
        ("a", "a"),
        (True, True),
        (None, None),
        (Date(2026, 1, 31), date(2026, 1, 31)),
        (parse_date_time("2026-01-31T14:30:00.123456789"), datetime(2026, 1, 31, 14, 30, 0, 123456)),  # noqa: DTZ001
        (parse_date_time("2026-01-31T14:30:00-01:30"), datetime(2026, 1, 31, 14, 30, tzinfo=WEST)),
        (parse_date_time("2026-01-31T14:30:00@Europe/Paris"), datetime(2026, 1, 31, 14, 30, tzinfo=PARIS)),
        (parse_time("14:30:00Z"), time(14, 30, tzinfo=UTC)),
        (parse_duration("-PT0.0000015S"), timedelta(microseconds=-1)),
        (parse_duration("P1DT1H"), timedelta(days=1, hours=1)),
        (parse_duration("P1Y"), MonthsDuration(12)),
        ([{"a": [Date(2026, 1, 1)]}], [{"a": [date(2026, 1, 1)]}]),
        (Range(Date(2026, 1, 1), None), Range(Date(2026, 1, 1), None)),
    ],
)  # fmt: skip
def test_a_feel_value_is_the_python_value_one_would_want(value: Value, expected: object) -> None:
    assert exactly(from_feel(value)) == exactly(expected)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Date(10_000, 1, 1), "10000-01-01"),
        (Date(0, 1, 1), "0000-01-01"),
        (DateTime(Date(-5, 1, 1), Time(0, None)), "-0005-01-01T00:00:00"),
        (DaysDuration(86_400 * 10**18), "P1000000000D"),
    ],
)
def test_what_python_cannot_hold_is_refused(value: Value, text: str) -> None:
    with pytest.raises(ValueError, match=f"Python's datetime cannot hold {text}"):
        from_feel([value])


def test_values_nested_deeper_than_pythons_stack_come_back() -> None:
    value: Value = Date(2026, 1, 1)
    for _ in range(100_000):
        value = [value]
    back = from_feel(value)
    for _ in range(100_000):
        (back,) = back
    assert back == date(2026, 1, 1)


def test_parts_that_are_shared_are_copied_once() -> None:
    value: Value = [Decimal(1)]
    for _ in range(100):
        value = [value, value]
    back = from_feel(value)
    assert back[0] is back[1]


SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=20),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20),
    st.dates(),
    st.times(),
    st.datetimes(timezones=st.one_of(st.none(), st.just(UTC), st.timezones(), st.just(SHANGHAI))),
    st.timedeltas(),
)
KEYS = st.text(max_size=5).map(composed)
NESTED = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


@given(NESTED)
def test_what_both_have_comes_back_as_it_went(value: object) -> None:
    assert from_feel(to_feel(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_its_shortest_decimal(value: float) -> None:
    number = to_feel(value)
    assert isinstance(number, Decimal)
    assert float(number) == value
    assert number == Decimal(repr(value))


@given(st.one_of(st.integers(), st.floats(), st.decimals(), st.binary(), st.complex_numbers(), st.sets(st.integers())))
def test_every_value_is_converted_or_refused(value: object) -> None:
    try:
        converted = to_feel(value)
    except (TypeError, ValueError):
        return
    assert isinstance(converted, Decimal)
    assert converted.is_finite()
    assert converted == Decimal(repr(value)) if isinstance(value, float) else converted == value


def new_run() -> Run:
    return Run(DateTime(Date(2026, 1, 1), Time(0, None)))


def result(text: str, types: dict[str, Type], scope: dict[str, Any]) -> Value:
    checked = check_expression(parse_expression(text, frozenset(types)), types)
    assert checked.ok
    run = new_run()
    value = compile_expression(checked)(run, scope)
    assert not run.warnings
    return value


@pytest.mark.parametrize(
    ("text", "scope", "expected"),
    [
        ("age >= 18", {"age": 20}, True),
        ("age + 0.1", {"age": 0.2}, Decimal("0.3")),
        ("age = 20", {"age": Decimal(20)}, True),
        ("count(age[item > 1])", {"age": (1, 2, 3)}, Decimal(2)),
        ("age.income * 2", {"age": {"income": 5}}, Decimal(10)),
        ("age.amount", {"age": Loan(5, date(2026, 1, 31))}, Decimal(5)),
        ('age < date("2026-02-01")', {"age": date(2026, 1, 31)}, True),
        ("age.time offset", {"age": datetime(2026, 1, 31, tzinfo=SHANGHAI)}, DaysDuration(8 * 3600 * 10**9)),
        ('age > duration("PT1H")', {"age": timedelta(hours=2)}, True),
        ("age", {"age": Unknown(frozenset({"age"}))}, Unknown(frozenset({"age"}))),
    ],
)  # fmt: skip
def test_a_program_takes_ordinary_values(text: str, scope: dict[str, Any], expected: Value) -> None:
    assert exactly(result(text, {"age": ANY}, scope)) == exactly(expected)


def test_unary_tests_take_ordinary_values() -> None:
    tests = compile_unary_tests(check_unary_tests(parse_unary_tests("[18..limit]"), {"limit": NUMBER}, NUMBER))
    assert tests(new_run(), {"limit": 60}, 20.5) is True
    assert tests(new_run(), {"limit": 20}, 20.5) is False
    with pytest.raises(TypeError, match="The value is a set"):
        tests(new_run(), {"limit": 60}, {20})
    with pytest.raises(ValueError, match="limit is not a finite number"):
        tests(new_run(), {"limit": math.nan}, 20)


@pytest.mark.parametrize("value", [math.nan, Decimal("Infinity"), {1}, b"20", object()])
def test_a_program_refuses_what_is_no_value_by_the_name_of_the_variable(value: object) -> None:
    program = compile_expression(check_expression(parse_expression("age >= 18"), {"age": NUMBER}))
    with pytest.raises((TypeError, ValueError), match=r"^age is "):
        program(new_run(), {"age": value})

"""Equality, order, types and text of values hold for any depth and sharing, at bounded cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditrules.feel.builtins import BUILTINS
from creditrules.feel.run.evaluation import Exhausted, Run
from creditrules.feel.temporal import UTC_ZONE, Date, DateTime, MonthsDuration, Time
from creditrules.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    NULL,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)
from creditrules.feel.values import (
    Function,
    Identities,
    Range,
    Value,
    brief,
    compare,
    conforms,
    equal,
    includes,
    is_instance,
    kind,
    literal,
    make_range,
    path,
    same,
)

UNTIMED = settings(deadline=None, database=None)
NOW = DateTime(Date(2026, 1, 1), Time(0, UTC_ZONE))
ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([Decimal(text) for text in ("0", "1", "1.0", "2")]),
    st.sampled_from(["", "a", "1"]),
    st.sampled_from([Date(2024, 1, 1), Time(0), Time(0, UTC_ZONE), MonthsDuration(1)]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
        st.builds(Range, inner, inner, st.booleans(), st.booleans()),
    ),
    max_leaves=5,
)


def run(steps: int = 10**6) -> Run:
    return Run(NOW, steps)


def shared(depth: int) -> Value:
    """A list whose parts are shared: small in memory, with 2 to the power of `depth` leaves when written out."""
    value: Value = [ONE]
    for _ in range(depth):
        value = [value, value]
    return value


def nested(depth: int) -> Value:
    value: Value = ONE
    for _ in range(depth):
        value = [value]
    return value


@contextmanager
def at_once() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < 2


@UNTIMED
@given(VALUES, VALUES)
def test_equality_inside_lists_is_what_identities_say(left: Value, right: Value) -> None:
    identities = Identities()
    assert equal([left], [right]) == (identities.of(left) == identities.of(right))


@UNTIMED
@given(VALUES, VALUES)
def test_equality_is_null_only_between_types(left: Value, right: Value) -> None:
    answer = equal(left, right)
    assert (answer is None) == (kind(left) != kind(right) and left is not None and right is not None)


def test_true_is_not_one() -> None:
    assert equal(True, ONE) is None
    assert equal([True], [ONE]) is False
    assert Identities().of(True) != Identities().of(ONE)
    assert compare(True, ONE) is None
    assert BUILTINS["distinct values"].call(run(), [True, ONE, False, Decimal(0)]) == [True, ONE, False, Decimal(0)]


def test_values_with_shared_parts_are_compared_at_once() -> None:
    with at_once():
        assert equal(shared(60), shared(60)) is True
        assert equal(shared(60), shared(61)) is False
        assert BUILTINS["distinct values"].call(run(), [shared(60), shared(60), shared(59)]) is not None
        assert is_instance(shared(60), ListType(ANY))
        assert BUILTINS["list contains"].call(run(), [shared(60)], shared(60)) is True
        assert len(brief(shared(60))) < 80
        assert literal(shared(60), 1_000) is None
    with at_once(), pytest.raises(Exhausted):
        BUILTINS["flatten"].call(run(), shared(60))


def test_types_of_shared_parts_are_tested_at_once() -> None:
    wanted: Type = ANY
    for _ in range(60):
        wanted = ListType(wanted)
    with at_once():
        assert is_instance(shared(59), wanted)


def test_values_nested_deeper_than_pythons_stack_are_values() -> None:
    deep, other = nested(20_000), nested(20_000)
    assert equal(deep, other) is True
    assert equal(deep, nested(19_999)) is False
    assert BUILTINS["flatten"].call(run(), deep) == [ONE]
    text = BUILTINS["string"].call(run(), deep)
    assert isinstance(text, str)
    assert len(text) == 40_001
    assert BUILTINS["distinct values"].call(run(), [deep, deep]) == [deep]
    assert brief(deep).endswith("…")
    assert is_instance(deep, ListType(ListType(ANY)))


def test_looking_into_lists_is_paid_for() -> None:
    long: list[Value] = [Decimal(number) for number in range(1_000)]
    ran = run()
    assert equal(long, list(long), ran) is True
    assert ran.steps <= 10**6 - 1_000
    with pytest.raises(Exhausted):
        equal(long, list(long), run(10))


def test_a_range_has_two_ends_in_order() -> None:
    ran = run()
    assert make_range(ran, ONE, TWO, True, False) == Range(ONE, TWO, True, False)
    for low, high in [(TWO, ONE), (ONE, "a"), (None, ONE), (ONE, None), (True, False), ([ONE], [TWO])]:
        assert make_range(ran, low, high, True, True) is None
    assert len(ran.warnings) == 6


@pytest.mark.parametrize(
    ("interval", "value", "inside"),
    [
        (Range(ONE, THREE), ONE, True),
        (Range(ONE, THREE, low_closed=False), ONE, False),
        (Range(ONE, THREE, high_closed=False), THREE, False),
        (Range(None, THREE, low_closed=False), Decimal(-100), True),
        (Range(ONE, None, high_closed=False), Decimal(100), True),
        (Range(ONE, None, high_closed=False), Decimal(0), False),
        (Range(ONE, THREE), "2", None),
        (Range(ONE, THREE), None, None),
        (Range(Time(0), Time(9)), Time(5, UTC_ZONE), True),
    ],
)
def test_includes(interval: Range, value: Value, inside: bool | None) -> None:  # noqa: FBT001
    assert includes(interval, value) is inside


@pytest.mark.parametrize(
    ("value", "type_", "answer"),
    [
        (None, ANY, False),
        (None, NULL, True),
        (None, ListType(ANY), False),
        (True, NUMBER, False),
        (ONE, NUMBER, True),
        ([ONE, None], ListType(NUMBER), True),
        ([ONE, "a"], ListType(NUMBER), False),
        ([], ListType(STRING), True),
        (ONE, ListType(NUMBER), False),
        ({"a": ONE, "b": "x"}, ContextType((("a", NUMBER),)), True),
        ({"a": None}, ContextType((("a", NUMBER),)), True),
        ({}, ContextType((("a", NUMBER),)), False),
        ({"a": [{"b": ONE}]}, ContextType((("a", ListType(ContextType((("b", NUMBER),)))),)), True),
        ({"a": [{"b": "1"}]}, ContextType((("a", ListType(ContextType((("b", NUMBER),)))),)), False),
        (Range(ONE, None, high_closed=False), RangeType(NUMBER), True),
        (Range(ONE, TWO), RangeType(DATE), False),
        (Date(2024, 1, 1), DATE, True),
        (DateTime(Date(2024, 1, 1), Time(0)), DATE, False),
    ],
)
def test_instance_of(value: Value, type_: Type, answer: bool) -> None:  # noqa: FBT001
    assert is_instance(value, type_) is answer


def test_functions_take_wider_parameters_and_give_narrower_results() -> None:
    takes_any = Function((("x", ANY),), NUMBER, lambda _run, _x: ONE)
    assert is_instance(takes_any, FunctionType((("y", STRING),), ANY))
    assert is_instance(takes_any, FunctionType((("y", STRING),), NUMBER))
    assert not is_instance(takes_any, FunctionType((("y", STRING),), BOOLEAN))
    assert not is_instance(takes_any, FunctionType((), NUMBER))
    assert not conforms(FunctionType((("x", NUMBER),), NUMBER), FunctionType((("x", ANY),), NUMBER))


def test_a_function_given_the_wrong_number_of_arguments_is_null() -> None:
    ran = run()
    assert Function((("x", ANY),), ANY, lambda _run, x: x, "f")(ran) is None
    assert ran.warnings[0].message == "'f' takes 1 arguments and was given 0."


def test_paths() -> None:
    ran = run()
    assert path(ran, {"a b": ONE}, "a b") == ONE
    assert path(ran, Range(ONE, None, high_closed=False), "end") is None
    assert path(ran, Range(ONE, None, high_closed=False), "end included") is False
    assert not ran.warnings
    for value in (
        {"a": ONE},
        None,
        "text",
        ONE,
        Date(2024, 1, 1),
        Range(ONE, TWO),
        Function((), ANY, lambda _run: ONE),
    ):
        assert path(ran, value, "nothing") is None
    assert len(ran.warnings) == 7
    assert ran.warnings[0].message == "{a: 1} has no 'nothing'."


def test_texts_of_values() -> None:
    cases: list[tuple[Value, str]] = [
        (Decimal("1.50"), "1.5"),
        (Decimal("-0.0"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        ('say "a\\b"\n', '"say \\"a\\\\b\\"\\n"'),
        ({"a": [True, None], "b-c": {}}, '{a: [true, null], "b-c": {}}'),
        (Range(None, ONE, low_closed=False, high_closed=False), "(< 1)"),
        (Range(ONE, None, high_closed=False), "(>= 1)"),
        (Range("a", "b", low_closed=False), '("a".."b"]'),
        (MonthsDuration(14), '@"P1Y2M"'),
        (Function((("x", ANY), ("y", ANY)), ANY, lambda _run, x, _y: x), "function(x, y)"),
    ]
    assert [literal(value, 1_000) for value, _ in cases] == [text for _, text in cases]


def test_messages_quote_values_in_short() -> None:
    assert len(brief("x" * 10_000)) < 80
    assert len(brief([Decimal(10) ** 6000] * 10)) < 80
    assert brief(ONE) == "1"


def test_is_knows_zones_that_equality_does_not() -> None:
    utc, offset = Time(10 * 3600 * 10**9, UTC_ZONE), Time(10 * 3600 * 10**9)
    assert same(utc, utc)
    assert not same(utc, offset)

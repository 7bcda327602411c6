"""FEEL on ordinary Python values, from the front door."""

from __future__ import annotations

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from creditrules import FactsError, MonthsDuration, Range, RulesError, Severity, compile_feel, evaluate

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Applicant:
    age: int
    incomes: tuple[float, ...] = (1000.1, 0.2)


class Owner(BaseModel):
    name: str
    born: date


Plain = namedtuple("Plain", "age incomes")  # noqa: PYI024 - one kind of value among others

LIN = Owner(name="Lin", born=date(2000, 1, 2))


@pytest.mark.parametrize(
    ("text", "names", "value"),
    [
        ("age >= 18", {"age": 20}, True),
        ("rate * 3", {"rate": 0.1}, Decimal("0.3")),
        ("rate", {"rate": Decimal("0.240")}, Decimal("0.240")),
        ("a and b", {"a": True, "b": False}, False),
        ("upper case(s)", {"s": "abc"}, "ABC"),
        ('d + duration("P1M")', {"d": date(2026, 1, 31)}, date(2026, 2, 28)),
        ("d.weekday", {"d": date(2026, 11, 27)}, Decimal(5)),
        ("a - b", {"a": date(2026, 3, 1), "b": date(2026, 2, 1)}, timedelta(days=28)),
        ("m + span", {"m": datetime(2026, 1, 1, tzinfo=SHANGHAI), "span": timedelta(hours=1)},
         datetime(2026, 1, 1, 1, tzinfo=SHANGHAI)),
        ("t", {"t": time(12, 30)}, time(12, 30)),
        ("sum(xs)", {"xs": [1, 2.5, Decimal("0.5")]}, Decimal(4)),
        ("who.age * sum(who.incomes)", {"who": Applicant(2)}, Decimal("2000.6")),
        ("who.age", {"who": Plain(3, ())}, Decimal(3)),
        ('owner.name + ", " + string(owner.born.year)', {"owner": LIN}, "Lin, 2000"),
        ("{a: x, b: [x]}", {"x": 1}, {"a": Decimal(1), "b": [Decimal(1)]}),
        ("x = null", {"x": None}, True),
        ("monthly income / 2", {"monthly income": 5}, Decimal("2.5")),
    ],
)  # fmt: skip
def test_ordinary_values_go_in_and_come_out(text: str, names: dict[str, Any], value: object) -> None:
    found = evaluate(text, names)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("names", [{"age": 1, "incomes": [2]}, Applicant(1, (2,)), Plain(1, [2])])
def test_names_are_a_mapping_or_an_object_with_attributes(names: object) -> None:
    assert evaluate("age + incomes[1]", names) == 3
    assert evaluate("age + incomes[1] + more", names, more=0.5) == Decimal("3.5")


def test_what_python_has_nothing_for_stays_a_value_of_the_language() -> None:
    months, span = evaluate('[duration("P14M"), [1..3)]')
    assert isinstance(months, MonthsDuration)
    assert isinstance(span, Range)
    assert evaluate('date("2026-01-31") + d', d=months) == date(2027, 3, 31)


def test_a_date_that_python_does_not_have_is_refused() -> None:
    assert evaluate('date("12026-01-01") > date("2026-01-01")')
    with pytest.raises(ValueError, match="cannot hold 12026-01-01"):
        evaluate('date("12026-01-01")')


def test_the_moment_is_the_callers_or_now() -> None:
    assert evaluate("today()", at=datetime(2026, 1, 1, 23, tzinfo=SHANGHAI)) == date(2026, 1, 1)
    assert abs(evaluate("now()") - datetime.now(UTC)) < timedelta(minutes=1)
    at_ten = compile_feel("now()")(at=datetime(2026, 1, 1, 10, tzinfo=timezone(timedelta(hours=8))))
    assert at_ten.isoformat() == "2026-01-01T10:00:00+08:00"
    with pytest.raises(ValueError, match="no zone"):
        evaluate("today()", at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize(
    ("text", "code", "span"),
    [
        ("age >=", "feel.syntax", (6, 6)),
        ("agee > 1", "feel.unknown-name", (0, 4)),
        ('1 + "a"', "feel.operand", (0, 7)),
        ("no such(1)", None, None),
    ],
)
def test_a_text_that_is_wrong_whatever_the_values_is_refused_with_its_place(
    text: str, code: str | None, span: tuple[int, int] | None
) -> None:
    with pytest.raises(RulesError) as refused:
        evaluate(text, age=1)
    first = refused.value.diagnostics[0]
    if code is not None:
        assert (first.code, first.span, first.source) == (code, span, text)
    assert first.message in str(refused.value)
    assert f"[{first.code}]" in str(refused.value)


@pytest.mark.parametrize(
    ("names", "places"),
    [
        ({"a": {1}, "b": float("nan"), "c": 1}, ["a", "b"]),
        ({"a": {"inside": [1, b"x"]}}, ["a"]),
        ({1: 2}, ["1"]),
        ({"a": Decimal("1e7000")}, ["a"]),
    ],
)
def test_values_that_feel_does_not_have_are_refused_all_at_once(names: Any, places: list[str]) -> None:
    with pytest.raises(FactsError) as refused:
        evaluate("1", names)
    assert [found.place for found in refused.value.diagnostics] == places
    assert {found.severity for found in refused.value.diagnostics} == {Severity.ERROR}


def test_the_place_inside_a_value_is_told_and_the_value_is_not() -> None:
    with pytest.raises(FactsError, match=r"a\.inside\[1\] is a bytes") as refused:
        evaluate("1", a={"inside": [1, b"secret"]})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("names", [3, "age", ["age"], Applicant])
def test_names_that_are_no_names_are_refused(names: object) -> None:
    with pytest.raises(FactsError):
        evaluate("1", names)


def test_a_name_is_given_once() -> None:
    with pytest.raises(FactsError, match="'age' is given twice"):
        evaluate("age", {"age": 1}, age=2)
    assert evaluate("at", {"at": 1}) == 1  # a name that is also the name of an argument


def test_what_cannot_be_worked_out_is_none_and_says_why() -> None:
    assert evaluate("1 / x", x=0) is None
    told = compile_feel("[1 / x, 2]", "x").explain(x=0)
    assert told.value == [None, 2]
    assert [(found.code, found.span, found.severity) for found in told.warnings] == [
        ("feel.division-by-zero", (1, 6), Severity.WARNING)
    ]
    assert compile_feel("1 / x", "x").explain(x=1).warnings == ()


def test_an_expression_is_kept_and_asks_for_its_names() -> None:
    adult = compile_feel("age >= 18", "age")
    assert compile_feel("age >= 18", "age") is adult
    assert (adult.text, adult.names, repr(adult)) == ("age >= 18", ("age",), "<Expression 'age >= 18'>")
    assert adult(Applicant(18))
    with pytest.raises(FactsError) as refused:
        adult({"height": 3})
    assert [(found.code, found.place) for found in refused.value.diagnostics] == [("facts.missing", "age")]


def test_threads_share_an_expression() -> None:
    square = compile_feel("x * x + count(for i in 1..50 return i * x)", "x")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda x: square(x=x), range(200))) == [x * x + 50 for x in range(200)]

"""Annual percentage rates to the examples that the laws themselves publish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest

from creditrules.lending import Flow, UnitKind, UnitPeriod, rate_by_directive, rate_by_regulation_z
from creditrules.lending.apr.intervals import years_between
from creditrules.lending.days import add_months

Flows = list[Flow]


def once(day: str, amount: str) -> Flows:
    return [Flow(date.fromisoformat(day), Decimal(amount))]


def months(first: str, count: int, amount: str, apart: int = 1) -> Flows:
    start = date.fromisoformat(first)
    return [Flow(add_months(start, apart * number), Decimal(amount)) for number in range(count)]


def weeks(first: str, count: int, amount: str, apart: int = 1) -> Flows:
    start = date.fromisoformat(first)
    return [Flow(start + timedelta(weeks=apart * number), Decimal(amount)) for number in range(count)]


def skipping(first: str, count: int, amount: str) -> Iterator[Flow]:
    """Every four weeks; the second payment of a month is two weeks later, and so all after it."""
    day, before = date.fromisoformat(first), date.min
    for _ in range(count):
        if (day.year, day.month) == (before.year, before.month):
            day += timedelta(weeks=2)
        yield Flow(day, Decimal(amount))
        before, day = day, day + timedelta(weeks=4)


MONTH: Final = UnitPeriod(UnitKind.MONTH)
REGULATION_Z: Final = {
    # single advance, with or without an odd first period
    "(c)(1)(i)": (once("1978-01-10", "5000"), months("1978-02-10", 24, "230"), MONTH, "9.69"),
    "(c)(1)(ii)": (once("1978-02-10", "6000"), months("1978-04-01", 36, "200"), MONTH, "11.82"),
    "(c)(1)(iii)": (
        once("1978-02-23", "5000"),
        [*months("1978-03-01", 12, "219.17"), *months("1978-03-16", 12, "219.17")],
        UnitPeriod(UnitKind.SEMIMONTH),
        "10.34",
    ),
    "(c)(1)(iv)": (
        once("1978-05-23", "10000"),
        months("1978-10-01", 40, "385", 3),
        UnitPeriod(UnitKind.MONTH, 3),
        "8.97",
    ),
    "(c)(1)(v)": (once("1978-03-20", "500"), weeks("1978-04-21", 30, "17.60"), UnitPeriod(UnitKind.WEEK), "14.96"),
    # an odd first payment
    "(c)(2)(i)": (
        once("1978-01-10", "5000"),
        [*once("1978-02-10", "250"), *months("1978-03-10", 23, "230")],
        MONTH,
        "10.08",
    ),
    "(c)(2)(ii)": (
        once("1978-03-18", "400"),
        [*once("1978-04-20", "39.50"), *weeks("1978-05-18", 11, "38.31", 4)],
        UnitPeriod(UnitKind.WEEK, 4),
        "28.50",
    ),
    # an odd final payment
    "(c)(3)(i)": (
        once("1978-01-10", "5000"),
        [*months("1978-02-10", 23, "230"), *once("1980-01-10", "280")],
        MONTH,
        "10.50",
    ),
    "(c)(3)(ii)": (
        once("1978-04-03", "200"),
        [*weeks("1978-04-11", 19, "9.50", 2), *once("1979-01-02", "30")],
        UnitPeriod(UnitKind.WEEK, 2),
        "12.22",
    ),
    # both
    "(c)(4)(i)": (
        once("1978-01-10", "5000"),
        [*once("1978-02-10", "250"), *months("1978-03-10", 22, "230"), *once("1980-01-10", "280")],
        MONTH,
        "10.90",
    ),
    "(c)(4)(ii)": (
        once("1978-01-10", "8000"),
        [*once("1978-03-01", "449.36"), *months("1978-05-01", 18, "465", 2), *once("1981-05-01", "200")],
        UnitPeriod(UnitKind.MONTH, 2),
        "7.30",
    ),
    # single advance, single payment
    "(c)(5)(i)": (once("1978-01-03", "1000"), once("1978-09-15", "1080"), MONTH, "11.45"),
    "(c)(5)(ii)": (once("1978-07-15", "1000"), once("1979-01-15", "1044"), MONTH, "8.80"),
    "(c)(5)(iii)": (once("1978-01-17", "1000"), once("1979-07-17", "1135.19"), MONTH, "8.76"),
    "(c)(5)(iv)": (once("1978-01-03", "1000"), once("1980-01-03", "1240"), MONTH, "11.36"),
    # complex single advance
    "(c)(6)(i)": (
        once("1978-01-25", "2135"),
        list(skipping("1978-02-20", 24, "100")),
        UnitPeriod(UnitKind.WEEK, 4),
        "12.00",
    ),
    "(c)(6)(ii)": (
        once("1978-03-03", "7350"),
        [
            *months("1978-09-15", 3, "1000"),
            *once("1979-03-15", "2000"),
            *months("1979-09-15", 3, "750"),
            *once("1980-02-01", "1000"),
        ],
        MONTH,
        "10.22",
    ),
    # multiple advances
    "(c)(7)(i)": (
        [*once("1979-04-10", "20000"), *once("1979-06-12", "20000"), *once("1979-09-18", "20000")],
        months("1979-12-10", 240, "612.36"),
        MONTH,
        "10.25",
    ),
}
"""Advances, payments, unit-period and published rate of the examples in 12 CFR 1026, appendix J (c)."""


@pytest.mark.parametrize("example", REGULATION_Z)
def test_regulation_z_appendix_j(example: str) -> None:
    advances, payments, unit, published = REGULATION_Z[example]
    assert str(rate_by_regulation_z(advances, payments, unit).percent) == published


ELSEWHERE: Final = [
    (once("1978-06-23", "10000"), months("1978-10-01", 40, "385", 3), UnitPeriod(UnitKind.MONTH, 3), "9.15"),
    (once("1978-07-23", "10000"), months("1978-10-01", 40, "385", 3), UnitPeriod(UnitKind.MONTH, 3), "9.32"),
    (once("2023-10-28", "1000"), weeks("2023-11-30", 5, "250"), UnitPeriod(UnitKind.WEEK), "176.52"),
    (once("2023-11-24", "1000"), weeks("2023-11-30", 5, "250"), UnitPeriod(UnitKind.WEEK), "434.30"),
    (once("2023-10-26", "1000"), months("2023-11-30", 5, "500", 12), UnitPeriod(UnitKind.YEAR), "78.34"),
]
"""What another implementation tests and has held against a spreadsheet (FSharp.Finance.Personal)."""


@pytest.mark.parametrize(("advances", "payments", "unit", "theirs"), ELSEWHERE)
def test_another_implementation_agrees(advances: Flows, payments: Flows, unit: UnitPeriod, theirs: str) -> None:
    assert str(rate_by_regulation_z(advances, payments, unit).percent) == theirs


LENT: Final = once("1994-01-01", "1000")
KEPT: Final = once("1994-01-01", "950")
AFTER_18_MONTHS: Final = once("1995-07-01", "1200")
TWICE: Final = [*once("1995-01-01", "600"), *once("1996-01-01", "600")]
THRICE: Final = [*once("1994-04-01", "272"), *once("1994-07-01", "272"), *once("1995-01-01", "544")]


@pytest.mark.parametrize(
    ("kind", "drawn", "paid", "published"),
    [
        (UnitKind.DAY, LENT, AFTER_18_MONTHS, "12.96"),
        (UnitKind.DAY, KEPT, AFTER_18_MONTHS, "16.9"),
        (UnitKind.DAY, LENT, TWICE, "13.07"),
        (UnitKind.DAY, LENT, THRICE, "13.2"),
        (UnitKind.MONTH, LENT, AFTER_18_MONTHS, "12.92"),
        (UnitKind.MONTH, KEPT, AFTER_18_MONTHS, "16.85"),
        (UnitKind.MONTH, LENT, TWICE, "13.07"),
        (UnitKind.MONTH, LENT, THRICE, "13.19"),
    ],
)
def test_directive_98_7_annex_iii(kind: UnitKind, drawn: Flows, paid: Flows, published: str) -> None:
    """A: by the calendar. B: by a standard year. The equation of 2008/48/EC is the same, and has no examples."""
    decimals = len(published.partition(".")[2])
    assert str(rate_by_directive(drawn, paid, kind, decimals).percent) == published


@pytest.mark.parametrize(
    ("kind", "start", "end", "years"),
    [
        ("MONTH", "2019-01-12", "2020-01-12", "12/12"),
        ("MONTH", "2012-01-12", "2012-02-15", "1/12 3/365"),
        ("MONTH", "2012-01-12", "2012-03-15", "2/12 3/365"),
        ("MONTH", "2012-01-12", "2012-04-15", "3/12 3/365"),
        ("MONTH", "2013-01-12", "2013-02-15", "1/12 3/366"),
        ("MONTH", "2013-01-12", "2013-03-15", "2/12 3/366"),
        ("MONTH", "2013-01-12", "2013-04-15", "3/12 3/366"),
        ("MONTH", "2013-02-25", "2013-03-28", "1/12 3/366"),
        ("MONTH", "2013-02-26", "2013-03-29", "1/12 2/366"),
        ("MONTH", "2012-02-26", "2012-03-29", "1/12 3/366"),
        ("YEAR", "2012-01-12", "2012-02-15", "34/365"),
        ("YEAR", "2012-01-12", "2013-02-15", "1/1 34/365"),
        ("YEAR", "2012-01-12", "2014-02-15", "2/1 34/365"),
        ("WEEK", "2012-01-12", "2012-01-26", "2/52"),
        ("WEEK", "2012-01-12", "2012-01-30", "2/52 4/365"),
        ("WEEK", "2012-01-12", "2013-01-12", "52/52 2/365"),
        ("MONTH", "2024-12-31", "2025-02-28", "2/12"),
        ("MONTH", "2024-02-29", "2024-03-31", "1/12"),
        ("MONTH", "2025-01-28", "2025-02-28", "1/12"),
        ("DAY", "2012-01-12", "2012-01-12", "0/1"),
    ],
)
def test_intervals_as_the_commission_counts_them(kind: str, start: str, end: str, years: str) -> None:
    """SWD(2012) 128, 4.1.1; the last four are ends of months, which it does not show."""
    told = sum(map(Fraction, years.split()), Fraction(0))
    assert years_between(date.fromisoformat(start), date.fromisoformat(end), UnitKind(kind)) == told

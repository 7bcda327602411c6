"""Schedules: exact amounts, down to nothing, by every method."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from creditrules.lending import (
    DayCount,
    Fee,
    FeeTiming,
    LendingError,
    Loan,
    Method,
    OddDays,
    Period,
    PricingTerms,
    Rounding,
    RoundingMode,
    Schedule,
    Unit,
    schedule,
    year_fraction,
)

START = date(2026, 1, 15)


def loan(amount: str = "12000", months: int = 12, **more: object) -> Loan:
    return Loan(Decimal(amount), Period(months), START, **more)  # type: ignore[arg-type]


def payments(made: Schedule) -> list[Decimal]:
    return [each.payment for each in made.instalments]


def code_of(terms: PricingTerms, asked: Loan) -> tuple[str, str]:
    with pytest.raises(LendingError) as raised:
        schedule(terms, asked)
    [fault] = raised.value.diagnostics
    assert fault.hint
    return fault.code, fault.place


def test_an_annuity_has_level_payments_and_the_remainder_in_the_last() -> None:
    made = schedule(PricingTerms(Decimal("0.12")), loan())
    assert payments(made) == [Decimal("1066.19")] * 11 + [Decimal("1066.14")]
    assert [str(part) for part in made.instalments[0][2:]] == ["1066.19", "120.00", "946.19", "0.00", "11053.81"]
    assert str(made.instalments[-1].balance) == "0.00"
    assert (made.total_interest, made.total_payable) == (Decimal("794.23"), Decimal("12794.23"))


def test_a_mortgage_of_thirty_years() -> None:
    """The textbook's 200,000 at 6 %: 1,199.10 a month."""
    made = schedule(PricingTerms(Decimal("0.06")), loan("200000", 360))
    assert (made.instalment, made.instalments[-1].balance) == (Decimal("1199.10"), Decimal(0))
    assert made.instalments[-1].payment == Decimal("1200.14")


def test_equal_principal_pays_less_interest_each_time() -> None:
    made = schedule(PricingTerms(Decimal("0.12"), Method.EQUAL_PRINCIPAL), loan("1000", 3))
    assert [(each.principal, each.interest) for each in made.instalments] == [
        (Decimal("333.33"), Decimal("10.00")),
        (Decimal("333.33"), Decimal("6.67")),
        (Decimal("333.34"), Decimal("3.33")),
    ]


def test_interest_only_repays_the_principal_with_the_last_payment() -> None:
    made = schedule(PricingTerms(Decimal("0.12"), Method.INTEREST_ONLY), loan("1000", 3))
    assert payments(made) == [Decimal(10), Decimal(10), Decimal(1010)]


def test_a_bullet_is_one_payment_with_simple_interest() -> None:
    made = schedule(PricingTerms(Decimal("0.12"), Method.BULLET), loan("1000", 18))
    [only] = made.instalments
    assert (only.due, only.payment) == (date(2027, 7, 15), Decimal(1180))


@pytest.mark.parametrize(
    ("day_count", "interest"),
    [("ACTUAL_365", "10.19"), ("ACTUAL_360", "10.33"), ("THIRTY_360", "10.00"), ("EQUAL_PERIODS", "10.00")],
)
def test_interest_of_a_month_of_31_days(day_count: str, interest: str) -> None:
    made = schedule(PricingTerms(Decimal("0.12"), day_count=DayCount(day_count)), loan("1000"))
    assert made.instalments[0].interest == Decimal(interest)


def test_day_counts_are_those_of_isda_2006() -> None:
    """4.16(f) keeps a 31st after a day before the 30th; 4.16(g) never does."""
    start, end = date(2007, 1, 15), date(2007, 1, 31)
    assert year_fraction(start, end, DayCount.THIRTY_360) * 360 == 16
    assert year_fraction(start, end, DayCount.THIRTY_E_360) * 360 == 15
    assert year_fraction(date(2007, 1, 30), end, DayCount.THIRTY_360) == 0
    assert year_fraction(date(2008, 1, 1), date(2009, 1, 1), DayCount.ACTUAL_365) * 365 == 366


def test_without_interest_the_amount_is_only_divided() -> None:
    assert payments(schedule(PricingTerms(Decimal(0)), loan("100", 3))) == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]


def test_payments_may_be_rounded_more_coarsely_than_interest() -> None:
    terms = PricingTerms(Decimal("0.12"), payment_rounding=Rounding(Decimal(1), RoundingMode.UP))
    made = schedule(terms, loan())
    assert payments(made)[:2] == [Decimal(1067), Decimal(1067)]
    assert made.instalments[0].interest == Decimal("120.00")
    assert made.instalments[-1].payment == Decimal("1056.67")


def test_a_payment_that_is_exact_is_not_rounded_up() -> None:
    """210 at 10 % over two years: 210 / (1/1.1 + 1/1.21) is 121."""
    terms = PricingTerms(Decimal("0.1"), interval=Period(12), rounding=Rounding(mode=RoundingMode.UP))
    assert payments(schedule(terms, loan("210", 24))) == [Decimal(121), Decimal(121)]


@pytest.mark.parametrize(
    ("start", "end_of_month", "due"),
    [
        (date(2026, 1, 31), False, ["2026-02-28", "2026-03-31", "2026-04-30"]),
        (date(2026, 1, 30), False, ["2026-02-28", "2026-03-30", "2026-04-30"]),
        (date(2026, 2, 28), False, ["2026-03-28", "2026-04-28", "2026-05-28"]),
        (date(2026, 2, 28), True, ["2026-03-31", "2026-04-30", "2026-05-31"]),
    ],
)
def test_the_last_day_of_a_month(start: date, end_of_month: bool, due: list[str]) -> None:  # noqa: FBT001 - a row
    terms = PricingTerms(Decimal("0.1"), end_of_month=end_of_month)
    made = schedule(terms, Loan(Decimal(300), Period(3), start))
    assert [each.due.isoformat() for each in made.instalments] == due


def test_a_long_first_period_bears_more_interest() -> None:
    asked = loan("1000", 3, first_payment=date(2026, 3, 1))
    made = schedule(PricingTerms(Decimal("0.12")), asked)
    assert not made.regular
    assert [each.due for each in made.instalments] == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert made.instalments[0].interest == Decimal("15.33")  # 46 days of 360
    assert schedule(PricingTerms(Decimal("0.12")), loan("1000", 3, first_payment=date(2026, 2, 15))).regular


def test_a_term_in_months_has_as_many_weeks_as_end_within_it() -> None:
    made = schedule(PricingTerms(Decimal("0.1"), interval=Period(2, Unit.WEEK)), loan("1000", 3))
    assert [each.due.isoformat() for each in made.instalments][-1] == "2026-04-09"
    assert len(made.instalments) == 6


FEES = (
    Fee("opening", FeeTiming.UPFRONT, fixed=Decimal(5)),
    Fee("broker", FeeTiming.DEDUCTED, share=Decimal("0.01"), minimum=Decimal(20)),
    Fee("insurance", FeeTiming.FINANCED, share=Decimal("0.5"), maximum=Decimal(100)),
    Fee("notary", FeeTiming.UPFRONT, fixed=Decimal(50), charge=False),
    Fee("account", FeeTiming.EACH_INSTALMENT, fixed=Decimal("1.50")),
)


def test_fees_are_paid_when_the_product_says() -> None:
    made = schedule(PricingTerms(Decimal(0), fees=FEES), loan("1000", 10))
    assert (made.principal, made.received) == (Decimal(1100), Decimal(980))
    assert payments(made) == [Decimal("111.50")] * 10
    assert [fee.total for fee in made.fees] == [Decimal(5), Decimal(20), Decimal(100), Decimal(50), Decimal(15)]
    assert (made.total_fees, made.total_cost, made.total_payable) == (Decimal(190), Decimal(140), Decimal(1140))


def test_all_fees_of_no_interest_are_the_cost() -> None:
    made = schedule(PricingTerms(Decimal(0), fees=FEES), loan("1000", 10))
    paid = sum(payments(made)) + Decimal(5)
    assert paid - made.received == made.total_cost


def test_amounts_are_shown_in_the_unit() -> None:
    made = schedule(PricingTerms(Decimal("0.1"), rounding=Rounding(Decimal("1E+2"))), loan("100000", 12))
    assert str(made.instalments[0].payment) == "8800"
    francs = schedule(PricingTerms(Decimal("0.1"), rounding=Rounding(Decimal("0.05"))), loan("1000", 12))
    assert str(francs.instalments[0].payment) == "87.90"


def test_a_payment_rounded_down_so_far_that_it_never_covers_the_interest_is_impossible() -> None:
    coarse = PricingTerms(Decimal("0.5"), payment_rounding=Rounding(Decimal(100), RoundingMode.DOWN))
    assert code_of(coarse, loan("1000", 60)) == ("lending.interest-not-covered", "terms.payment_rounding")


def test_interest_that_a_long_first_period_leaves_is_carried_without_interest() -> None:
    """106 days before the first of 360 payments: each covers a part of their 3,533.33, besides 1,000.00 a month."""
    made = schedule(PricingTerms(Decimal("0.06")), loan("200000", 360, first_payment=date(2026, 5, 1)))
    level = made.instalment
    assert {each.payment for each in made.instalments[:-1]} == {level}
    assert abs(made.instalments[-1].payment - level) < Decimal(6)
    first = made.instalments[0]
    assert (first.interest, first.principal, first.balance) == (level, Decimal(0), Decimal(200_000))
    assert _owed_at_the_end(level) - Decimal(6) < 0 < _owed_at_the_end(level - Decimal("0.02"))
    assert made.total_interest == sum(each.payment for each in made.instalments) - 200_000


def _owed_at_the_end(payment: Decimal) -> Decimal:
    """In the plainest way, without rounding."""
    balance, carried = Decimal(200_000), Decimal(200_000) * Decimal("0.06") * 106 / 360 - Decimal(1000)
    for _ in range(360):
        carried += balance * Decimal("0.005")
        paid = min(carried, payment)
        carried, balance = carried - paid, balance - (payment - paid)
    return balance + carried


def test_the_first_payment_may_bear_the_odd_days_alone() -> None:
    terms = PricingTerms(Decimal("0.06"), odd_days=OddDays.FIRST)
    regular = schedule(terms, loan("200000", 360))
    late = schedule(terms, loan("200000", 360, first_payment=date(2026, 5, 1)))
    early = schedule(terms, loan("200000", 360, first_payment=date(2026, 1, 25)))
    assert late.instalments[0].payment == regular.instalment + Decimal("2533.33")  # 76 days of 360 more
    assert early.instalments[0].payment == regular.instalment - Decimal("666.67")  # 20 days fewer
    for odd in (late, early):
        assert [each[2:] for each in odd.instalments[1:]] == [each[2:] for each in regular.instalments[1:]]


def test_a_month_of_31_days_may_cost_more_than_the_payment() -> None:
    terms = PricingTerms(Decimal("0.6"), day_count=DayCount.ACTUAL_365)
    made = schedule(terms, loan("1000", 120))
    assert made.instalments[0].payment == made.instalments[0].interest == made.instalment < Decimal("50.96")
    assert made.instalments[-1].balance == 0


def test_payments_on_a_day_of_the_month_begin_no_sooner_than_an_interval_after_the_start() -> None:
    def dues(start: date, day: int, count: int = 1) -> list[str]:
        terms = PricingTerms(Decimal("0.1"), interval=Period(count), payment_day=day)
        made = schedule(terms, Loan(Decimal(900), Period(3 * count), start))
        return [each.due.isoformat() for each in made.instalments]

    assert dues(date(2026, 1, 15), 1) == ["2026-03-01", "2026-04-01", "2026-05-01"]
    assert dues(date(2026, 1, 15), 15) == ["2026-02-15", "2026-03-15", "2026-04-15"]
    assert dues(date(2026, 1, 15), 31) == ["2026-02-28", "2026-03-31", "2026-04-30"]
    assert dues(date(2026, 1, 31), 30) == ["2026-02-28", "2026-03-30", "2026-04-30"]
    assert dues(date(2026, 11, 20), 10, 3) == ["2027-03-10", "2027-06-10", "2027-09-10"]


def test_a_payment_rounded_up_too_far_is_impossible() -> None:
    coarse = Rounding(Decimal(10), RoundingMode.UP)
    place = ("lending.rounding-too-coarse", "terms.payment_rounding")
    assert code_of(PricingTerms(Decimal(0), payment_rounding=coarse), loan("100", 24)) == place
    assert code_of(PricingTerms(Decimal(0), Method.EQUAL_PRINCIPAL, payment_rounding=coarse), loan("100", 24)) == place


def test_a_loan_repaid_exactly_before_its_last_instalment_is_impossible_too() -> None:
    fives = Rounding(Decimal(5), RoundingMode.UP)
    for method in (Method.ANNUITY, Method.EQUAL_PRINCIPAL):
        terms = PricingTerms(Decimal(0), method, payment_rounding=fives)
        assert code_of(terms, loan("10", 3)) == ("lending.rounding-too-coarse", "terms.payment_rounding")


def test_a_payment_of_just_the_interest_covers_it() -> None:
    terms = PricingTerms(Decimal("0.12"), payment_rounding=Rounding(Decimal(1), RoundingMode.DOWN))
    assert payments(schedule(terms, loan("100", 600)))[-2:] == [Decimal(1), Decimal(101)]


def test_bounds_themselves_are_allowed() -> None:
    assert schedule(PricingTerms(Decimal("0.123456789012")), loan()).total_interest > 0
    assert schedule(PricingTerms(Decimal(10)), loan("1E+15", 1)).instalment == Decimal("1833333333333333.33")
    assert schedule(PricingTerms(Decimal("0.01")), Loan(Decimal(10_000), Period(600), date(9940, 1, 1))).instalments
    fees = (Fee("x", FeeTiming.UPFRONT, share=Decimal(1), minimum=Decimal(1), maximum=Decimal(1)),) * 20
    assert schedule(PricingTerms(Decimal(0), fees=fees), loan()).total_fees == 20
    assert code_of(PricingTerms(Decimal("0E+999999")), loan()) == ("lending.rate", "terms.rate")
    asked = Loan(Decimal(10_000), Period(600), date(9950, 1, 1))
    assert code_of(PricingTerms(Decimal("0.01")), asked) == ("lending.dates", "loan.start")


TERMS = PricingTerms(Decimal("0.1"))
EVERY_WEEK = PricingTerms(Decimal("0.1"), interval=Period(1, Unit.WEEK))
WEEKLY = PricingTerms(Decimal("0.1"), interval=Period(2, Unit.WEEK))


@pytest.mark.parametrize(
    ("terms", "asked", "code", "place"),
    [
        (PricingTerms(Decimal("10.1")), loan(), "lending.rate", "terms.rate"),
        (PricingTerms(Decimal("-0.1")), loan(), "lending.rate", "terms.rate"),
        (PricingTerms(Decimal("NaN")), loan(), "lending.rate", "terms.rate"),
        (PricingTerms(Decimal("1E-13")), loan(), "lending.rate", "terms.rate"),
        (PricingTerms(0.1), loan(), "lending.rate", "terms.rate"),  # type: ignore[arg-type]
        (PricingTerms(Decimal("0.1"), interval=Period(0)), loan(), "lending.interval", "terms.interval"),
        (PricingTerms(Decimal("0.1"), interval=Period(53, Unit.WEEK)), loan(), "lending.interval", "terms.interval"),
        (
            PricingTerms(Decimal("0.1"), rounding=Rounding(Decimal(0))),
            loan(),
            "lending.rounding",
            "terms.rounding.unit",
        ),
        (
            PricingTerms(Decimal("0.1"), payment_rounding=Rounding(Decimal("0.025"))),
            loan(),
            "lending.rounding",
            "terms.payment_rounding.unit",
        ),
        (
            PricingTerms(Decimal("0.1"), fees=(FEES[0], Fee("low", FeeTiming.UPFRONT, fixed=Decimal(-1)))),
            loan(),
            "lending.fee",
            "terms.fees[2].fixed",
        ),
        (PricingTerms(Decimal("0.1"), fees=FEES * 4 + FEES[:1]), loan(), "lending.fee", "terms.fees"),
        (
            PricingTerms(Decimal("0.1"), fees=(Fee("whole", FeeTiming.UPFRONT, share=Decimal("1.01")),)),
            loan(),
            "lending.fee",
            "terms.fees[1].share",
        ),
        (
            PricingTerms(Decimal("0.1"), fees=(Fee("x", FeeTiming.UPFRONT, minimum=Decimal(2), maximum=Decimal(1)),)),
            loan(),
            "lending.fee",
            "terms.fees[1].minimum",
        ),
        (
            PricingTerms(Decimal("0.1"), fees=(Fee("all", FeeTiming.DEDUCTED, share=Decimal(1)),)),
            loan(),
            "lending.fees",
            "loan.amount",
        ),
        (PricingTerms(Decimal("0.1"), payment_day=32), loan(), "lending.dates", "terms.payment_day"),
        (replace(WEEKLY, payment_day=1), loan(), "lending.dates", "terms.payment_day"),
        (TERMS, loan("0"), "lending.amount", "loan.amount"),
        (TERMS, loan("1E+16"), "lending.amount", "loan.amount"),
        (TERMS, loan("10.005"), "lending.amount", "loan.amount"),
        (TERMS, loan("Infinity"), "lending.amount", "loan.amount"),
        (TERMS, loan(months=0), "lending.term", "loan.term"),
        (TERMS, loan(months=601), "lending.term", "loan.term"),
        (PricingTerms(Decimal("0.1"), interval=Period(3)), loan(months=10), "lending.term", "loan.term"),
        (TERMS, Loan(Decimal(100), Period(8, Unit.WEEK), START), "lending.term", "loan.term"),
        (WEEKLY, Loan(Decimal(100), Period(3, Unit.WEEK), START), "lending.term", "loan.term"),
        (EVERY_WEEK, Loan(Decimal(100), Period(600), START), "lending.term", "loan.term"),
        (EVERY_WEEK, Loan(Decimal(100), Period(2601, Unit.WEEK), START), "lending.term", "loan.term"),
        (TERMS, loan(first_payment=START), "lending.dates", "loan.first_payment"),
        (TERMS, loan(first_payment=date(2030, 1, 1)), "lending.dates", "loan.first_payment"),
        (TERMS, Loan(Decimal(100), Period(12), date(9998, 1, 1)), "lending.dates", "loan.start"),
        (
            PricingTerms(Decimal("0.1"), Method.BULLET),
            loan(first_payment=date(2027, 1, 15)),
            "lending.dates",
            "loan.first_payment",
        ),
    ],
)
def test_what_is_out_of_bounds_is_told_with_its_place(terms: PricingTerms, asked: Loan, code: str, place: str) -> None:
    assert code_of(terms, asked) == (code, place)


def test_everything_that_is_wrong_is_told() -> None:
    with pytest.raises(LendingError) as raised:
        schedule(PricingTerms(Decimal(11), interval=Period(13)), loan())
    assert [fault.code for fault in raised.value.diagnostics] == ["lending.rate", "lending.interval"]
    assert "terms.interval" in str(raised.value)


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        ("HALF_UP", ["0.13", "0.14", "0.13", "0.14"]),
        ("HALF_EVEN", ["0.12", "0.14", "0.13", "0.14"]),
        ("UP", ["0.13", "0.14", "0.13", "0.14"]),
        ("DOWN", ["0.12", "0.13", "0.12", "0.13"]),
    ],
)
def test_rounding_is_exact(mode: str, rounded: list[str]) -> None:
    rule = Rounding(Decimal("0.01"), RoundingMode(mode))
    amounts: list[Decimal | Fraction] = [Decimal("0.125"), Decimal("0.135"), Decimal("0.1251"), Fraction(11, 80)]
    assert [str(rule.round(amount)) for amount in amounts] == rounded
    assert str(rule.round(Decimal("0.12"))) == "0.12"


def test_rounding_knows_units_other_than_powers_of_ten() -> None:
    assert str(Rounding(Decimal("0.05")).round(Decimal("1.07"))) == "1.05"
    assert str(Rounding(Decimal(50)).round(125)) == "150"
    assert str(Rounding(Decimal("1E+3"), RoundingMode.DOWN).round(Decimal("1999.99"))) == "1000"


def test_the_room_stands_on_the_standard_library() -> None:
    """As `docs/library.md` promises; what a fresh process has loaded besides is ours."""
    code = "import sys; before = set(sys.modules); from creditrules.lending import *; print(*set(sys.modules) - before)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    rooms = {name.split(".")[1] for name in told if name.startswith("creditrules.")}
    assert rooms == {"lending", "doors", "errors", "records"}
    assert {name.partition(".")[0] for name in told} - sys.stdlib_module_names == {"creditrules"}

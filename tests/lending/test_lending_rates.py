"""Annual percentage rates of schedules: what counts, how it is rounded, and what has none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from creditrules.lending import (
    AprMethod,
    Fee,
    FeeTiming,
    Flow,
    LendingError,
    Loan,
    Method,
    Period,
    PricingTerms,
    Unit,
    UnitKind,
    UnitPeriod,
    annual_percentage_rate,
    largest_amount,
    rate_by_directive,
    rate_by_regulation_z,
    schedule,
)
from creditrules.lending.apr.intervals import average_period, unit_periods

EU, US = AprMethod.EU_CONSUMER_CREDIT, AprMethod.US_REGULATION_Z
START = date(2026, 1, 15)
YEAR = Loan(Decimal(1200), Period(12), START)


def percent(terms: PricingTerms, loan: Loan = YEAR, method: AprMethod = EU, decimals: int | None = 4) -> str:
    return str(annual_percentage_rate(schedule(terms, loan), method, decimals).percent)


def fee(timing: FeeTiming, fixed: str = "60", *, charge: bool = True) -> PricingTerms:
    return PricingTerms(Decimal("0.12"), fees=(Fee("fee", timing, Decimal(fixed), charge=charge),))


PLAIN = PricingTerms(Decimal("0.12"))


def test_the_union_compounds_and_the_united_states_multiply() -> None:
    """12 % a year, 1 % a month: 1.01¹² - 1 on one side, 12 * 1 % on the other, but for the cents of the payments."""
    assert (percent(PLAIN, decimals=None), percent(PLAIN, method=US, decimals=None)) == ("12.7", "12.00")


def test_rates_are_fractions_with_the_decimals_of_the_law() -> None:
    made = schedule(PLAIN, YEAR)
    assert str(annual_percentage_rate(made, EU).rate) == "0.127"
    assert str(annual_percentage_rate(made, US).rate) == "0.1200"


def test_a_fee_out_of_pocket_costs_as_much_as_one_kept_back() -> None:
    assert percent(fee(FeeTiming.UPFRONT)) == percent(fee(FeeTiming.DEDUCTED)) == "24.1837"


def test_a_fee_financed_bears_interest_but_leaves_the_whole_amount() -> None:
    assert percent(fee(FeeTiming.FINANCED)) == "23.5930"
    assert percent(fee(FeeTiming.EACH_INSTALMENT, "5")) == "22.8960"


@pytest.mark.parametrize("timing", FeeTiming)
@pytest.mark.parametrize("method", AprMethod)
def test_what_is_no_cost_of_the_credit_is_left_out(timing: FeeTiming, method: AprMethod) -> None:
    """A fee that is financed is itself lent, so only the cents of the payments differ."""
    told = Decimal(percent(fee(timing, charge=False), method=method))
    assert abs(told - Decimal(percent(PLAIN, method=method))) < Decimal("0.005")


def test_a_rate_is_compared_with_a_cap_more_finely_than_it_is_told() -> None:
    rate = annual_percentage_rate(schedule(PLAIN, YEAR), EU)
    assert (rate.rate, rate.to_place(Decimal("0.0001"))) == (Decimal("0.127"), Decimal("0.1268"))
    finer = annual_percentage_rate(schedule(PLAIN, YEAR), EU, 4)
    assert finer.to_place(Decimal("0.0001")) == finer.rate == Decimal("0.126823")


def test_half_is_rounded_up() -> None:
    """Remark (d) of annex I; 1000 that become 1122.50 in a year are 12.25 % exactly."""
    rate = rate_by_directive([Flow(START, Decimal(1000))], [Flow(date(2027, 1, 15), Decimal("1122.50"))])
    assert str(rate.percent) == "12.3"
    less = rate_by_directive([Flow(START, Decimal(1000))], [Flow(date(2027, 1, 15), Decimal("1122.4999999999999999"))])
    assert str(less.percent) == "12.2"


def test_half_is_rounded_up_where_a_rate_is_nominal() -> None:
    flows = [Flow(START, Decimal(1000))], [Flow(date(2027, 1, 15), Decimal("1122.45"))]
    assert str(rate_by_regulation_z(*flows, UnitPeriod(UnitKind.MONTH)).percent) == "12.25"
    assert str(rate_by_regulation_z(*flows, UnitPeriod(UnitKind.MONTH), 1).percent) == "12.2"


@pytest.mark.parametrize("method", AprMethod)
def test_without_cost_the_rate_is_nothing(method: AprMethod) -> None:
    rate = annual_percentage_rate(schedule(PricingTerms(Decimal(0)), YEAR), method)
    assert rate.rate == rate.low == rate.high == 0


@pytest.mark.parametrize("method", AprMethod)
def test_the_least_interest_on_the_most_money_is_seen(method: AprMethod) -> None:
    """A part of 10⁻¹⁷, which is lost where sums are kept to fewer digits."""
    terms = PricingTerms(Decimal(0), fees=(Fee("cent", FeeTiming.UPFRONT, Decimal("0.01")),))
    rate = annual_percentage_rate(schedule(terms, Loan(Decimal(10) ** 15, Period(600), START)), method)
    assert rate.rate == 0
    assert rate.high > 0


@pytest.mark.parametrize("method", AprMethod)
def test_the_dearest_loans_have_rates(method: AprMethod) -> None:
    day = Loan(Decimal(100), Period(1), START, date(2026, 1, 16))
    terms = PricingTerms(Decimal(10), fees=(Fee("fee", FeeTiming.UPFRONT, Decimal(1)),))
    assert Decimal(percent(terms, day, method)) > 1000


def test_a_rate_that_says_nothing_is_refused() -> None:
    day = Loan(Decimal(100), Period(1), START, date(2026, 1, 16))
    with pytest.raises(LendingError) as raised:
        percent(PricingTerms(Decimal(10), fees=(Fee("fee", FeeTiming.UPFRONT, Decimal(99)),)), day)
    assert [fault.code for fault in raised.value.diagnostics] == ["lending.no-rate"]


def test_charges_that_take_everything_are_refused() -> None:
    with pytest.raises(LendingError) as raised:
        percent(fee(FeeTiming.UPFRONT, "1200"))
    assert [(fault.code, fault.place) for fault in raised.value.diagnostics] == [("lending.fees", "loan.amount")]


def flows(*amounts: tuple[int, int]) -> list[Flow]:
    return [Flow(date(2026, month, 1), Decimal(amount)) for month, amount in amounts]


@pytest.mark.parametrize(
    ("advances", "payments"),
    [
        (flows((1, 100), (3, 100)), flows((2, 110), (4, 110))),
        (flows((1, 100)), flows((2, 50), (3, 49))),
        (flows((3, 100)), flows((3, 100))),
        (flows((2, 100)), flows((2, 50), (3, 50), (2, 60))),
    ],
)
def test_what_has_no_single_rate_is_refused(advances: list[Flow], payments: list[Flow]) -> None:
    with pytest.raises(LendingError) as raised:
        rate_by_directive(advances, payments)
    with pytest.raises(LendingError) as raised_too:
        rate_by_regulation_z(advances, payments, UnitPeriod(UnitKind.MONTH))
    faults = raised.value.diagnostics + raised_too.value.diagnostics
    assert [fault.code for fault in faults] == ["lending.no-rate"] * 2


def test_several_advances_have_a_rate_even_where_the_last_is_the_largest() -> None:
    rate = rate_by_directive(flows((1, 1), (6, 1000)), flows((7, 1100)))
    assert rate.low < rate.high
    assert 2 < rate.rate < 3


def test_an_odd_first_period_counts_by_the_law_not_by_the_product() -> None:
    """From 15 January to 1 March: a month and 17 days, by the year or as thirtieths of a month."""
    odd = Loan(Decimal(1200), Period(12), START, date(2026, 3, 1))
    made = schedule(PLAIN, odd)
    dated = [Flow(each.due, each.payment) for each in made.instalments]
    assert annual_percentage_rate(made, EU) == rate_by_directive([Flow(START, Decimal(1200))], dated)
    by_months = rate_by_regulation_z([Flow(START, Decimal(1200))], dated, UnitPeriod(UnitKind.MONTH))
    assert annual_percentage_rate(made, US) == by_months


def test_a_loan_paid_in_weeks_is_counted_in_weeks() -> None:
    terms = PricingTerms(Decimal("0.13"), interval=Period(2, Unit.WEEK))
    made = schedule(terms, Loan(Decimal(1000), Period(20, Unit.WEEK), START, date(2026, 2, 3)))
    dated = [Flow(each.due, each.payment) for each in made.instalments]
    lent = [Flow(START, Decimal(1000))]
    assert annual_percentage_rate(made, EU) == rate_by_directive(lent, dated, UnitKind.WEEK)
    assert annual_percentage_rate(made, US) == rate_by_regulation_z(lent, dated, UnitPeriod(UnitKind.WEEK, 2))


def test_a_year_between_payments_is_a_unit_period_of_its_own() -> None:
    terms = PricingTerms(Decimal("0.1"), interval=Period(12))
    assert percent(terms, Loan(Decimal(1000), Period(36), START), US, 2) == "10.00"


def test_two_payments_at_odd_intervals_have_the_average_as_their_unit() -> None:
    """38 and 28 days: their average of 33 is nearest to 5 weeks, 35 days ((b)(4)(i)(B))."""
    assert average_period(date(2026, 1, 1), [date(2026, 2, 8), date(2026, 3, 8)]) == UnitPeriod(UnitKind.WEEK, 5)
    made = schedule(PLAIN, Loan(Decimal(1000), Period(2), date(2026, 1, 1), date(2026, 2, 8)))
    dated = [Flow(each.due, each.payment) for each in made.instalments]
    lent = [Flow(date(2026, 1, 1), Decimal(1000))]
    assert annual_percentage_rate(made, US) == rate_by_regulation_z(lent, dated, UnitPeriod(UnitKind.WEEK, 5))


@pytest.mark.parametrize(
    ("unit", "end", "whole", "part"),
    [
        (UnitPeriod(UnitKind.MONTH), "1978-03-31", 2, "21/30"),
        (UnitPeriod(UnitKind.SEMIMONTH), "1978-03-16", 4, "6/15"),
        (UnitPeriod(UnitKind.MONTH, 3), "1978-06-01", 1, "52/90"),
        (UnitPeriod(UnitKind.WEEK, 2), "1978-02-10", 2, "3/14"),
        (UnitPeriod(UnitKind.DAY), "1978-02-10", 31, "0"),
        (UnitPeriod(UnitKind.YEAR), "1979-04-10", 1, "3/12"),
        (UnitPeriod(UnitKind.YEAR), "1979-04-11", 1, "91/365"),
    ],
)
def test_unit_periods_are_counted_back_from_the_later_date(unit: UnitPeriod, end: str, whole: int, part: str) -> None:

    assert unit_periods(date(1978, 1, 10), date.fromisoformat(end), unit) == (whole, Fraction(part))


def test_a_bullet_over_months_is_its_own_unit_period() -> None:
    """8 % in six months of simple interest is 16 % a year."""
    bullet = PricingTerms(Decimal("0.16"), Method.BULLET)
    assert percent(bullet, Loan(Decimal(1000), Period(6), START), US, 2) == "16.00"
    assert percent(bullet, Loan(Decimal(1000), Period(6), START), EU, 2) == "16.64"


def test_the_largest_amount_under_an_instalment() -> None:
    """888.49 a month over a year at 12 % repay 10,000; the payment of the next cent is rounded up."""
    cap = Loan(Decimal(50_000), Period(12), START)
    largest = largest_amount(PLAIN, cap, Decimal("888.49"))
    assert schedule(PLAIN, Loan(largest, Period(12), START)).instalment == Decimal("888.49")
    more = Loan(largest + Decimal("0.01"), Period(12), START)
    assert schedule(PLAIN, more).instalment == Decimal("888.50")
    assert largest_amount(PLAIN, cap, Decimal("888.49"), Decimal(100)) == Decimal(10_000)
    assert largest_amount(PLAIN, cap, Decimal("0.00")) == 0
    assert largest_amount(PLAIN, cap, Decimal(5_000)) == Decimal(50_000)


def test_what_could_not_be_asked_for_has_no_largest_amount() -> None:
    with pytest.raises(LendingError) as raised:
        largest_amount(PLAIN, Loan(Decimal(1200), Period(601), START), Decimal(100))
    assert [fault.place for fault in raised.value.diagnostics] == ["loan.term"]


def test_fees_leave_less_to_borrow() -> None:
    cap = Loan(Decimal(50_000), Period(12), START)
    assert largest_amount(fee(FeeTiming.EACH_INSTALMENT, "10"), cap, Decimal("898.49"), Decimal(100)) == 10_000
    assert largest_amount(fee(FeeTiming.FINANCED, "100"), cap, Decimal("888.49"), Decimal(100)) == 9_900


@pytest.mark.parametrize("method", [Method.EQUAL_PRINCIPAL, Method.INTEREST_ONLY, Method.BULLET])
def test_other_methods_have_a_largest_amount_too(method: Method) -> None:
    terms, cap = PricingTerms(Decimal("0.12"), method), Loan(Decimal(100_000), Period(12), START)
    largest = largest_amount(terms, cap, Decimal(500))
    assert schedule(terms, Loan(largest, Period(12), START)).instalment <= 500
    assert schedule(terms, Loan(largest + Decimal("0.02"), Period(12), START)).instalment > 500


@pytest.mark.parametrize(
    ("instalment", "step", "code", "place"),
    [
        (Decimal(-1), None, "lending.amount", "instalment"),
        (Decimal("NaN"), None, "lending.amount", "instalment"),
        (Decimal(1), Decimal("0.001"), "lending.rounding", "step"),
        (Decimal(1), Decimal(0), "lending.rounding", "step"),
    ],
)
def test_what_cannot_be_afforded_is_told(instalment: Decimal, step: Decimal | None, code: str, place: str) -> None:
    with pytest.raises(LendingError) as raised:
        largest_amount(PLAIN, YEAR, instalment, step)
    assert [(fault.code, fault.place) for fault in raised.value.diagnostics] == [(code, place)]

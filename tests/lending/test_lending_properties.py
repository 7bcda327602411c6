"""What holds of every schedule and every rate, whatever the terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
    getcontext,
    localcontext,
)
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from creditrules.lending import (
    AprMethod,
    Balloon,
    DayCount,
    Fee,
    FeeTiming,
    Grace,
    GraceKind,
    LendingError,
    Loan,
    Method,
    OddDays,
    Period,
    PricingTerms,
    Promotion,
    Rounding,
    RoundingMode,
    Schedule,
    Unit,
    annual_percentage_rate,
    largest_amount,
    schedule,
    year_fraction,
)

quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


@st.composite
def fees(draw: st.DrawFn) -> Fee:
    least = draw(st.none() | st.integers(0, 50))
    return Fee(
        "fee",
        draw(st.sampled_from(FeeTiming)),
        Decimal(draw(st.integers(0, 2_000))).scaleb(-2),
        Decimal(draw(st.integers(0, 100))).scaleb(-3),
        None if least is None else Decimal(least),
        draw(st.none() | st.integers(least or 0, 200).map(Decimal)),
        draw(st.booleans()),
    )


# Made once: making strategies takes longer than drawing from them.
FEES = st.lists(fees(), max_size=3)
UNITS, DAY_COUNTS, METHODS, MODES = map(st.sampled_from, (Unit, DayCount, Method, RoundingMode))
APART = st.sampled_from([1, 1, 1, 2, 3, 12])
ROUNDINGS = st.none() | st.builds(Rounding, st.sampled_from([Decimal("0.05"), Decimal(1)]), MODES)
BALLOONS = st.none() | st.builds(lambda per_mille: Balloon(share=Decimal(per_mille).scaleb(-3)), st.integers(0, 1_000))
RATES = st.integers(0, 500).map(lambda rate: Decimal(rate).scaleb(-4))
PROMOTIONS = st.none() | st.builds(Promotion, st.integers(1, 40), RATES)
STARTS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
ODD = st.none() | st.integers(1, 45)


@st.composite
def asked(draw: st.DrawFn) -> tuple[PricingTerms, Loan]:
    unit = draw(UNITS)
    apart, count = draw(APART), draw(st.integers(1, 30))
    method = draw(METHODS)
    kinds = st.sampled_from(
        [kind for kind in GraceKind if (method, kind) != (Method.INTEREST_ONLY, GraceKind.INTEREST)]
    )
    graces = st.builds(Grace, st.integers(1, count - 1), kinds) if count > 1 else st.none()
    terms = PricingTerms(
        Decimal(draw(st.integers(0, 4_000))).scaleb(-4),
        method,
        Period(apart, unit),
        draw(DAY_COUNTS),
        Rounding(Decimal("0.01"), draw(MODES)),
        draw(ROUNDINGS),
        tuple(draw(FEES)),
        draw(st.booleans()),
        balloon=draw(BALLOONS) if method in {Method.ANNUITY, Method.EQUAL_PRINCIPAL} else None,
        grace=draw(st.none() | graces) if method is not Method.BULLET else None,
        promotion=draw(PROMOTIONS) if method is not Method.BULLET else None,
    )
    start = draw(STARTS)
    odd = draw(ODD) if terms.method is not Method.BULLET else None
    amount = Decimal(draw(st.integers(20_000, 10_000_000))).scaleb(-2)
    first = None if odd is None else start + timedelta(days=odd)
    return terms, Loan(amount, Period(apart * count, unit), start, first)


def made(terms: PricingTerms, loan: Loan) -> Schedule:
    """The schedule; examples that are impossible are not looked at."""
    try:
        return schedule(terms, loan)
    except LendingError as error:
        assume(all(fault.code not in IMPOSSIBLE for fault in error.diagnostics))
        raise


IMPOSSIBLE = ("lending.interest-not-covered", "lending.rounding-too-coarse", "lending.fees")


@quickly
@given(asked())
def test_payments_amortise_to_exactly_nothing(example: tuple[PricingTerms, Loan]) -> None:
    plan = made(*example)
    balance = plan.principal
    for each in plan.instalments:
        balance -= each.principal
        assert balance == each.balance >= 0
        assert each.payment == each.interest + each.principal + each.fee
        assert min(each.interest, each.principal, each.fee) >= 0
    assert balance == 0
    assert plan.total_interest == plan.capitalised + sum(each.interest for each in plan.instalments)
    assert [each.due for each in plan.instalments] == sorted({each.due for each in plan.instalments})


@quickly
@given(asked())
def test_amounts_are_decimals_in_the_unit(example: tuple[PricingTerms, Loan]) -> None:
    plan = made(*example)
    shown = [plan.principal, plan.received, plan.total_interest, plan.total_fees, plan.total_cost, plan.total_payable]
    for amount in [*shown, *(part for each in plan.instalments for part in each[2:])]:
        assert type(amount) is Decimal
        assert amount.as_tuple().exponent == -2


@quickly
@given(asked())
def test_what_is_paid_is_what_was_lent_and_its_cost(example: tuple[PricingTerms, Loan]) -> None:
    terms, loan = example
    plan = made(replace(terms, fees=tuple(replace(fee, charge=True) for fee in terms.fees)), loan)
    upfront = sum(fee.total for fee in plan.fees if fee.timing is FeeTiming.UPFRONT)
    deducted = sum(fee.total for fee in plan.fees if fee.timing is FeeTiming.DEDUCTED)
    assert sum(each.payment for each in plan.instalments) + upfront + deducted == plan.total_payable
    assert plan.total_payable == loan.amount + plan.total_cost


@quickly
@given(asked(), st.sampled_from(AprMethod))
def test_a_rate_discounts_the_payments_back_to_the_amount(
    example: tuple[PricingTerms, Loan], method: AprMethod
) -> None:
    """Reckoned a second time from the dates alone, where periods are regular, with powers of a hundred digits."""
    terms, loan = example
    terms = replace(terms, fees=())
    plan = made(terms, replace(loan, first_payment=None))
    assume(plan.total_payable > loan.amount or not (terms.grace or terms.promotion))
    assume(len(plan.instalments) != 2 or plan.regular)  # whose unit-period is the average
    rate = annual_percentage_rate(plan, method)
    assert rate.high - rate.low < Decimal("1E-9")
    assert abs(rate.rate - rate.low) <= Decimal("0.0005") + Decimal("1E-9")
    assert _worth(plan, method, rate.high) <= loan.amount <= _worth(plan, method, rate.low)


def _worth(plan: Schedule, method: AprMethod, rate: Decimal) -> Decimal:
    interval = plan.loan.term if plan.terms.method is Method.BULLET else plan.terms.interval
    a_year = Fraction(12 if interval.unit is Unit.MONTH else 52, interval.count)
    with localcontext(prec=100):
        if method is not AprMethod.US_REGULATION_Z:
            growth = (1 + rate) ** (Decimal(a_year.denominator) / a_year.numerator)
        elif len(plan.instalments) > 1:
            growth = 1 + rate * a_year.denominator / a_year.numerator
        else:
            return plan.instalments[0].payment / _grown_once(plan, rate)
        unpaid = plan.terms.grace.unpaid if plan.terms.grace else 0
        worth = sum(each.payment / growth ** (each.number + unpaid) for each in plan.instalments)
        return worth if isinstance(worth, Decimal) else Decimal(0)


def _grown_once(plan: Schedule, rate: Decimal) -> Decimal:
    """A single payment: by whole years and the rest of one, or by the term where it is shorter (appendix J (b)(5))."""
    start, end = plan.loan.start, plan.instalments[0].due
    assume(max(start.day, end.day) <= 28)  # else whole months may end on other days
    months = 12 * (end.year - start.year) + end.month - start.month
    if end.day != start.day:
        years, days = divmod((end - start).days, 365)
        assume(years == 0 and days != 0)
        return 1 + rate * days / 365
    if months < 12:
        return 1 + rate * months / 12
    return Decimal((1 + rate) ** (months // 12) * (1 + rate * (months % 12) / 12))


@quickly
@given(asked(), st.sampled_from(AprMethod), st.sampled_from(FeeTiming), st.integers(1, 100))
def test_a_rate_never_falls_with_a_fee(
    example: tuple[PricingTerms, Loan], method: AprMethod, timing: FeeTiming, cents: int
) -> None:
    terms, loan = example
    terms = replace(terms, fees=())
    dearer = replace(terms, fees=(Fee("more", timing, Decimal(cents).scaleb(-2)),))
    without, with_fee = made(terms, loan), made(dearer, loan)
    assert annual_percentage_rate(without, method).low <= annual_percentage_rate(with_fee, method).high


@quickly
@given(asked(), st.integers(1, 100_000))
def test_the_largest_amount_is_affordable_and_no_larger_is(example: tuple[PricingTerms, Loan], cents: int) -> None:
    terms, loan = example
    assume(terms.method is not Method.EQUAL_PRINCIPAL)
    limit = Decimal(cents).scaleb(-2)
    largest = largest_amount(terms, loan, limit)
    assert type(largest) is Decimal
    if largest:
        assert made(terms, replace(loan, amount=largest)).instalment <= limit
    if largest < loan.amount:
        assert made(terms, replace(loan, amount=largest + Decimal("0.01"))).instalment > limit


ROUNDED = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.UP: ROUND_CEILING,
    RoundingMode.DOWN: ROUND_FLOOR,
}


def _rounded(amount: Fraction, rule: Rounding) -> Fraction:
    units = amount / Fraction(rule.unit)
    with localcontext(prec=2_000):
        whole = Decimal(units.numerator) / units.denominator
        exact = whole if whole * units.denominator == units.numerator else whole + Decimal("1E-1900")
        return Fraction(rule.unit) * int(exact.to_integral_value(ROUNDED[rule.mode]))


def _slowly(terms: PricingTerms, loan: Loan, dues: list[date]) -> list[tuple[Fraction, Fraction]]:
    """Interest and principal of each instalment, in fractions, as the page says it and in no other way."""
    equal = Fraction(terms.interval.count, 12 if terms.interval.unit is Unit.MONTH else 52)
    starts = [loan.start, *dues[:-1]]
    if terms.day_count is DayCount.EQUAL_PERIODS:
        parts = [equal] * len(dues)
    else:
        parts = [year_fraction(start, end, terms.day_count) for start, end in zip(starts, dues, strict=True)]
    interests = [Fraction(terms.rate) * part for part in parts]
    balance, rows = Fraction(loan.amount), []
    level, discount = Fraction(0), Fraction(1)
    for each in interests:
        discount /= 1 + each
        level += discount
    rule = terms.payment_rounding or terms.rounding
    payment = _rounded(Fraction(loan.amount) / level, rule)
    share = _rounded(Fraction(loan.amount) / len(dues), rule)
    for number, each in enumerate(interests, 1):
        interest = _rounded(balance * each, terms.rounding)
        usual = payment - interest if terms.method is Method.ANNUITY else share
        principal = balance if number == len(dues) else usual
        rows.append((interest, principal))
        balance -= principal
    return rows


@quickly
@given(asked(), st.sampled_from([Method.ANNUITY, Method.EQUAL_PRINCIPAL]))
def test_a_schedule_is_what_fractions_reckoned_one_by_one_say(
    example: tuple[PricingTerms, Loan], method: Method
) -> None:
    terms, loan = (
        replace(example[0], method=method, fees=(), balloon=None, grace=None, promotion=None),
        replace(example[1], first_payment=None),
    )
    plan = made(terms, loan)
    told = [(Fraction(each.interest), Fraction(each.principal)) for each in plan.instalments]
    assert told == _slowly(terms, loan, [each.due for each in plan.instalments])


@st.composite
def with_odd_first(draw: st.DrawFn) -> tuple[PricingTerms, Loan, int, int]:
    """Any level loan whose first period is so many months and days long, up to three months."""
    money = draw(st.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal(1)]))
    mode = st.sampled_from(RoundingMode)
    terms = PricingTerms(
        Decimal(draw(st.integers(0, 6_000))).scaleb(-4),
        day_count=draw(st.sampled_from(DayCount)),
        rounding=Rounding(money, draw(mode)),
        payment_rounding=draw(st.none() | st.builds(Rounding, st.just(money * 20), mode)),
        odd_days=draw(st.sampled_from(OddDays)),
    )
    months, days = draw(st.integers(0, 2)), draw(st.integers(0, 27))
    day = draw(st.dates(date(2023, 1, 1), date(2028, 12, 31)).filter(lambda day: day.day <= 28))
    back = divmod(day.year * 12 + day.month - 1 - months, 12)
    start = date(back[0], back[1] + 1, day.day) - timedelta(days=days or not months)
    amount = money * draw(st.integers(1, 10) | st.integers(10_000, 100_000_000))
    loan = Loan(amount, Period(draw(st.integers(1, 480))), start, day)
    return terms, loan, months, days or not months


@settings(max_examples=120, deadline=None)
@given(with_odd_first())
def test_no_level_loan_is_refused_but_for_a_coarse_rounding_of_its_payments(
    example: tuple[PricingTerms, Loan, int, int],
) -> None:
    """Payments are alike, but for odd days in the first; the last differs by what rounding leaves, and its interest."""
    terms, loan, *_ = example
    plan = schedule(terms, loan) if terms.payment_rounding is None else made(terms, loan)
    balance = plan.principal
    for each in plan.instalments:
        balance -= each.principal
        assert balance == each.balance >= 0
        assert each.payment == each.interest + each.principal
        assert min(each.interest, each.principal) >= 0
    assert balance == 0
    alike = plan.instalments[terms.odd_days is OddDays.FIRST : -1]
    if not alike or (alike[0].principal == 0 and terms.odd_days is OddDays.FIRST):
        return
    assert len({each.payment for each in alike}) == 1
    unit = terms.rounding.unit + (terms.payment_rounding or terms.rounding).unit
    growth, grown = Decimal(1), Decimal(0)
    for one, other in zip([loan.start, *(each.due for each in plan.instalments)], plan.instalments, strict=False):
        growth *= 1 + terms.rate * Decimal((other.due - one).days + 3) / 360
        grown = grown * (1 + terms.rate * 34 / 360) + 1
    assert abs(plan.instalments[-1].payment - alike[0].payment) <= 2 * unit * grown


@settings(max_examples=40, deadline=None)
@given(with_odd_first())
def test_the_rate_of_an_odd_first_period_discounts_back_to_the_amount(
    example: tuple[PricingTerms, Loan, int, int],
) -> None:
    """In the Union to m / 12 + days / 365 or 366 of a year, in the United States to m months and days / 30."""
    terms, loan, months, days = example
    plan = made(terms, loan)
    assume(len(plan.instalments) > 2 and loan.amount >= 1000 * terms.rounding.unit)
    assume(plan.total_payable > loan.amount)
    first = loan.first_payment or loan.start
    whole = loan.start + timedelta(days=days)
    year = (whole - whole.replace(year=whole.year - 1)).days
    assert (first.year - whole.year) * 12 + first.month - whole.month == months
    for method in AprMethod:
        rate = annual_percentage_rate(plan, method)
        shown = Decimal("0.0005") if method is not AprMethod.US_REGULATION_Z else Decimal("0.00005")
        assert rate.low - shown <= rate.rate <= rate.high + shown
        with localcontext(prec=60):
            worth = []
            for tried in (rate.high, rate.low):
                if method is AprMethod.US_REGULATION_Z:
                    month = 1 + tried / 12
                    odd = (1 + tried / 12 * days / 30) * month**months
                else:
                    month = (1 + tried) ** (1 / Decimal(12))
                    odd = (1 + tried) ** (Decimal(months) / 12 + Decimal(days) / year)
                total = sum((each.payment / month ** (each.number - 1) for each in plan.instalments), Decimal(0))
                worth.append(total / odd)
            assert worth[0] <= loan.amount <= worth[1]


def test_the_context_of_the_caller_neither_matters_nor_changes() -> None:
    terms = PricingTerms(Decimal("0.19"), fees=(Fee("fee", FeeTiming.UPFRONT, share=Decimal("0.01")),))
    loan = Loan(Decimal("123456.78"), Period(36), date(2026, 1, 31))
    plan = schedule(terms, loan)
    rates = [annual_percentage_rate(plan, method) for method in AprMethod]
    with localcontext(prec=3):
        coarse = schedule(terms, loan)
        assert [annual_percentage_rate(coarse, method) for method in AprMethod] == rates
        assert coarse == plan
        assert coarse.instalment == plan.instalment
        assert getcontext().prec == 3

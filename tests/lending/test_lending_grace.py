"""Balloons and grace: against loops and formulas in the plainest way, and what of them is impossible."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest

from creditrules.lending import (
    AprMethod,
    Balloon,
    BalloonOf,
    Fee,
    FeeTiming,
    Grace,
    GraceKind,
    LendingError,
    Loan,
    Method,
    Period,
    PricingTerms,
    Promotion,
    annual_percentage_rate,
    largest_amount,
    schedule,
)

START = date(2026, 1, 31)
NONE = (0, None)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def pmt(rate: Decimal, periods: int, present: Decimal, future: Decimal) -> Decimal:
    """As Excel's PMT(rate, periods, -present, future)."""
    if not rate:
        return (present - future) / periods
    growth = (1 + rate) ** periods
    return (present * growth - future) * rate / (growth - 1)


def plainly(
    amount: Decimal, rate: Decimal, months: int, balloon: Decimal, grace: tuple[int, GraceKind | None]
) -> Iterator[tuple[int, Decimal]]:
    """The month of each payment and what is paid."""
    month, (spared, kind) = rate / 12, grace
    balance, due = amount, Decimal(0)
    for number in range(1, spared + 1):
        interest = cents(balance * month)
        if kind is GraceKind.INTEREST:
            yield number, interest
        elif kind is GraceKind.CAPITALISED:
            balance += interest
        elif kind is GraceKind.CHARGED:
            due += balance * month
    left = months - spared
    worth = (balance + due / (1 + month)) if kind is GraceKind.CHARGED else balance
    level = cents(pmt(month, left, worth, balloon))
    for number in range(spared + 1, months):
        interest = cents(balance * month + due)
        due = Decimal(0)
        balance -= level - interest
        yield number, level
    yield months, balance + cents(balance * month + due)


def root(amount: Decimal, paid: Iterable[tuple[int, Decimal]], *, compounds: bool) -> Decimal:
    """The rate a year at which payments by month are worth the amount, by halving."""
    payments = list(paid)
    if len(payments) == 1 and not compounds:  # the unit-period is the term
        return (payments[0][1] / amount - 1) * 12 / payments[0][0]
    low, high = Decimal(0), Decimal(10)
    with localcontext(prec=40):
        for _ in range(80):
            rate = (low + high) / 2
            month = (1 + rate) ** (1 / Decimal(12)) if compounds else 1 + rate / 12
            worth = sum(each / month**number for number, each in payments)
            low, high = (rate, high) if worth > amount else (low, rate)
    return low


CASES = [
    # amount, rate, months, balloon, grace
    ("100000", "0.06", 36, "0", NONE),
    ("120000", "0.06", 60, "0", NONE),
    ("0.05", "0.24", 3, "0", NONE),
    ("1", "0.6", 7, "0", NONE),
    ("187654.32", "0.0399", 480, "0", NONE),
    ("5000", "0.1799", 11, "0", NONE),
    ("20000", "0.06", 36, "8000", NONE),
    ("20000", "0.0799", 48, "20000", NONE),
    ("15000", "0", 24, "5000", NONE),
    ("31999.99", "0.0349", 60, "9999.99", NONE),
    ("1200", "0", 12, "0", (3, GraceKind.FREE)),
    ("1200", "0.12", 12, "0", (3, GraceKind.FREE)),
    ("250000", "0.045", 240, "0", (12, GraceKind.INTEREST)),
    ("9000", "0.0825", 36, "0", (6, GraceKind.CAPITALISED)),
    ("9000", "0.0825", 36, "0", (3, GraceKind.CHARGED)),
    ("9000", "0.0825", 36, "3000", (2, GraceKind.INTEREST)),
    ("9000", "0.0825", 36, "3000", (2, GraceKind.CAPITALISED)),
    ("9000", "0.0825", 36, "3000", (2, GraceKind.CHARGED)),
    ("9000", "0.0825", 36, "3000", (2, GraceKind.FREE)),
    ("1000", "0.1", 2, "0", (1, GraceKind.INTEREST)),
    ("1000", "0.1", 4, "0", (3, GraceKind.CAPITALISED)),
]


@pytest.mark.parametrize(("amount", "rate", "months", "balloon", "grace"), CASES)
def test_payments_are_those_of_a_plain_loop_and_both_rates_those_of_a_plain_equation(
    amount: str, rate: str, months: int, balloon: str, grace: tuple[int, GraceKind | None]
) -> None:
    spared, kind = grace
    terms = PricingTerms(
        Decimal(rate),
        balloon=Balloon(fixed=Decimal(balloon)) if balloon != "0" else None,
        grace=Grace(spared, kind) if kind else None,
    )
    made = schedule(terms, Loan(Decimal(amount), Period(months), START))
    expected = list(plainly(Decimal(amount), Decimal(rate), months, Decimal(balloon), grace))
    assert [each.payment for each in made.instalments] == [paid for _, paid in expected]
    year, month = 2026 + months // 12, 1 + months % 12
    assert made.instalments[-1].due == date(year, month, monthrange(year, month)[1])
    assert made.instalments[-1].balance == 0
    assert made.balloon == Decimal(balloon)
    assert made.total_payable == sum(paid for _, paid in expected)
    assert made.total_cost == made.total_interest == made.total_payable - Decimal(amount)
    if made.total_cost:
        us, eu = (annual_percentage_rate(made, AprMethod[name], 6).rate for name in ("US_REGULATION_Z", "UK_MORTGAGE"))
        assert abs(us - root(Decimal(amount), expected, compounds=False)) < Decimal("6E-9")
        assert abs(eu - root(Decimal(amount), expected, compounds=True)) < Decimal("6E-9")


def test_capitalised_interest_is_principal_and_charged_interest_is_not() -> None:
    """1,000 at 12 %: three months of 10.00, or of 10.00, 10.10 and 10.20."""
    terms, loan = PricingTerms(Decimal("0.12"), Method.EQUAL_PRINCIPAL), Loan(Decimal(1000), Period(5), START)
    added = schedule(replace(terms, grace=Grace(3, GraceKind.CAPITALISED)), loan)
    assert (added.principal, added.capitalised) == (Decimal("1030.30"), Decimal("30.30"))
    assert [each.interest for each in added.instalments] == [Decimal("10.30"), Decimal("5.15")]
    assert {each.principal for each in added.instalments} == {Decimal("515.15")}
    due = schedule(replace(terms, grace=Grace(3, GraceKind.CHARGED)), loan)
    assert (due.principal, due.capitalised) == (Decimal(1000), Decimal(0))
    assert [each.interest for each in due.instalments] == [Decimal(40), Decimal(5)]
    paid = schedule(replace(terms, grace=Grace(3, GraceKind.INTEREST)), loan)
    assert [each.payment for each in paid.instalments] == [Decimal(10)] * 3 + [Decimal(510), Decimal(505)]


def test_no_fee_is_paid_with_an_instalment_that_is_not() -> None:
    fee = (Fee("account", FeeTiming.EACH_INSTALMENT, Decimal(2)),)
    made = schedule(
        PricingTerms(Decimal(0), grace=Grace(2, GraceKind.FREE), fees=fee), Loan(Decimal(90), Period(5), START)
    )
    assert [each.payment for each in made.instalments] == [Decimal(32)] * 3
    assert [each.due for each in made.instalments] == [date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)]
    assert made.total_fees == 6


def test_a_balloon_may_be_a_share_of_the_price() -> None:
    terms = PricingTerms(Decimal("0.05"), balloon=Balloon(share=Decimal("0.4"), of=BalloonOf.PRICE))
    made = schedule(terms, Loan(Decimal(20_000), Period(36), START, price=Decimal(25_000)))
    assert made.balloon == Decimal(10_000)
    assert cents(pmt(Decimal("0.05") / 12, 36, Decimal(20_000), Decimal(10_000))) == made.instalment
    assert schedule(terms, Loan(Decimal(20_000), Period(36), START)).balloon == Decimal(8000)


def test_a_promotion_is_another_rate_for_the_first_intervals_and_payments_are_alike() -> None:
    """A plain loop over 24 months, the first six of them at 1.9 %; both rates as a plain equation has them."""
    terms, amount = PricingTerms(Decimal("0.0799"), promotion=Promotion(6, Decimal("0.019"))), Decimal(15_000)
    made = schedule(terms, Loan(amount, Period(24), START))
    rates = [Decimal("0.019") / 12] * 6 + [Decimal("0.0799") / 12] * 18
    discount, worth = Decimal(1), Decimal(0)
    for rate in rates:
        discount /= 1 + rate
        worth += discount
    level, balance, payments = cents(amount / worth), amount, []
    for rate in rates[:-1]:
        balance -= level - cents(balance * rate)
        payments.append(level)
    payments.append(balance + cents(balance * rates[-1]))
    assert [each.payment for each in made.instalments] == payments
    us, eu = (annual_percentage_rate(made, AprMethod[name], 6).rate for name in ("US_REGULATION_Z", "UK_MORTGAGE"))
    dated = list(enumerate(payments, 1))
    assert abs(us - root(amount, dated, compounds=False)) < Decimal("6E-9")
    assert abs(eu - root(amount, dated, compounds=True)) < Decimal("6E-9")
    assert (
        schedule(replace(terms, rate=Decimal("0.01")), made.loan).instalments
        == schedule(PricingTerms(Decimal("0.01")), made.loan).instalments
    )


def test_a_promotion_counts_from_the_start_grace_included() -> None:
    """1,000 at 12 %: nothing for two months, then 1 % a month on what is left."""
    terms = PricingTerms(
        Decimal("0.12"),
        Method.EQUAL_PRINCIPAL,
        grace=Grace(1, GraceKind.CAPITALISED),
        promotion=Promotion(2, Decimal(0)),
    )
    made = schedule(terms, Loan(Decimal(1000), Period(5), START))
    assert made.capitalised == 0
    assert [each.interest for each in made.instalments] == [Decimal(x) for x in ("0", "7.50", "5", "2.50")]


def test_the_largest_amount_knows_balloon_and_grace() -> None:
    terms = PricingTerms(Decimal("0.06"), balloon=Balloon(Decimal(500), Decimal("0.3")))
    for grace in (None, Grace(3, GraceKind.CAPITALISED), Grace(3, GraceKind.INTEREST)):
        told, cap = replace(terms, grace=grace), Loan(Decimal(50_000), Period(36), START)
        most = largest_amount(told, cap, Decimal(400))
        assert schedule(told, replace(cap, amount=most)).instalment <= 400
        assert schedule(told, replace(cap, amount=most + Decimal("0.01"))).instalment > 400


PLAIN = PricingTerms(Decimal("0.1"))


@pytest.mark.parametrize(
    ("terms", "code", "place"),
    [
        (replace(PLAIN, balloon=Balloon(Decimal(1001))), "lending.balloon", "loan.amount"),
        (replace(PLAIN, balloon=Balloon(Decimal(-1))), "lending.balloon", "terms.balloon"),
        (replace(PLAIN, balloon=Balloon(share=Decimal("1.1"))), "lending.balloon", "terms.balloon"),
        (replace(PLAIN, balloon=Balloon(), method=Method.BULLET), "lending.balloon", "terms.balloon"),
        (replace(PLAIN, balloon=Balloon(), method=Method.INTEREST_ONLY), "lending.balloon", "terms.balloon"),
        (replace(PLAIN, promotion=Promotion(0, Decimal(0))), "lending.promotion", "terms.promotion"),
        (replace(PLAIN, promotion=Promotion(1, Decimal(11))), "lending.promotion", "terms.promotion"),
        (
            replace(PLAIN, promotion=Promotion(1, Decimal(0)), method=Method.BULLET),
            "lending.promotion",
            "terms.promotion",
        ),
        (replace(PLAIN, grace=Grace(12, GraceKind.FREE)), "lending.grace", "loan.term"),
        (replace(PLAIN, grace=Grace(0, GraceKind.FREE)), "lending.grace", "terms.grace"),
        (replace(PLAIN, grace=Grace(1, GraceKind.FREE), method=Method.BULLET), "lending.grace", "terms.grace"),
        (
            replace(PLAIN, grace=Grace(1, GraceKind.INTEREST), method=Method.INTEREST_ONLY),
            "lending.grace",
            "terms.grace",
        ),
    ],
)
def test_what_cannot_be_is_told_with_its_place(terms: PricingTerms, code: str, place: str) -> None:
    with pytest.raises(LendingError) as raised:
        schedule(terms, Loan(Decimal(1000), Period(12), START))
    assert [(fault.code, fault.place) for fault in raised.value.diagnostics] == [(code, place)]


def test_a_price_below_the_amount_is_none() -> None:
    with pytest.raises(LendingError) as raised:
        schedule(PLAIN, Loan(Decimal(1000), Period(12), START, price=Decimal(999)))
    assert [fault.place for fault in raised.value.diagnostics] == ["loan.price"]

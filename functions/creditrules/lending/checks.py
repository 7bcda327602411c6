"""What is wrong with terms or with a loan, before anything is computed; everything that is wrong is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from creditrules.errors import Diagnostic
from creditrules.lending import limits
from creditrules.lending.days import Unit
from creditrules.lending.money import Units
from creditrules.lending.plan import instalment_count
from creditrules.lending.terms import Fee, GraceKind, Loan, Method, PricingTerms

__all__ = ["check_loan", "check_terms"]

_LONGEST_MONTH: Final = 31


def check_terms(terms: PricingTerms) -> tuple[Diagnostic, ...]:
    """Everything wrong with what a product says; nothing where loans can be priced by it."""
    return tuple(_terms(terms))


def check_loan(terms: PricingTerms, loan: Loan) -> tuple[Diagnostic, ...]:
    """Everything wrong with a loan under terms that are right."""
    return tuple(_loan(terms, loan))


def _terms(terms: PricingTerms) -> Iterator[Diagnostic]:
    if not _between(terms.rate, Decimal(0), limits.RATE):
        message = f"The rate has to be a decimal from 0 to {limits.RATE}, a fraction a year."
        yield Diagnostic("lending.rate", message, "Write 24 % as 0.24.", "terms.rate")
    longest = 12 if terms.interval.unit is Unit.MONTH else 52
    if not 1 <= terms.interval.count <= longest:
        message = f"Instalments are 1 to {longest} {terms.interval.unit.lower()}s apart."
        yield Diagnostic("lending.interval", message, "Choose an interval of up to a year.", "terms.interval")
    yield from _roundings(terms)
    yield from _payment_day(terms)
    yield from _balloon(terms)
    yield from _grace(terms)
    yield from _promotion(terms)
    if len(terms.fees) > limits.FEES:
        message = f"There are more than {limits.FEES} fees."
        yield Diagnostic("lending.fee", message, "Put fees of the same kind together.", "terms.fees")
        return
    for number, fee in enumerate(terms.fees, 1):
        yield from _fee(fee, f"terms.fees[{number}]")


def _roundings(terms: PricingTerms) -> Iterator[Diagnostic]:
    finest, coarsest = limits.UNITS
    if not _between(terms.rounding.unit, finest, coarsest):
        message = f"The unit of money has to be a decimal from {finest} to {coarsest}."
        yield Diagnostic("lending.rounding", message, "Use 0.01 for cents.", "terms.rounding.unit")
    elif terms.payment_rounding is not None:
        unit = terms.payment_rounding.unit
        if not _between(unit, finest, coarsest) or Units.of(terms.rounding.unit).exact(unit) is None:
            message = f"The unit of payments has to be a multiple of the money unit, {terms.rounding.unit}."
            hint = "Leave it out where payments are rounded as money is."
            yield Diagnostic("lending.rounding", message, hint, "terms.payment_rounding.unit")


def _payment_day(terms: PricingTerms) -> Iterator[Diagnostic]:
    day = terms.payment_day
    if day is None:
        return
    if not 1 <= day <= _LONGEST_MONTH:
        message = f"The day of payments has to be from 1 to {_LONGEST_MONTH}."
        yield Diagnostic("lending.dates", message, "Write 31 for the last of each month.", "terms.payment_day")
    elif terms.interval.unit is not Unit.MONTH or terms.method is Method.BULLET or terms.end_of_month:
        message = "Only payments that are months apart have a day of the month, and `end_of_month` is one already."
        yield Diagnostic("lending.dates", message, "Leave one of the two out.", "terms.payment_day")


def _balloon(terms: PricingTerms) -> Iterator[Diagnostic]:
    balloon, place = terms.balloon, "terms.balloon"
    if balloon is None:
        return
    if terms.method not in {Method.ANNUITY, Method.EQUAL_PRINCIPAL}:
        message = f"With {terms.method}, all of the principal is paid at the end already."
        yield Diagnostic("lending.balloon", message, "Leave the balloon out.", place)
    if not _between(balloon.fixed, Decimal(0), limits.AMOUNT) or not _between(balloon.share, Decimal(0), Decimal(1)):
        message = f"A balloon has to be fixed, from 0 to {limits.AMOUNT:f}, or a share from 0 to 1, or both."
        yield Diagnostic("lending.balloon", message, "Write 40 % as 0.4.", place)


def _grace(terms: PricingTerms) -> Iterator[Diagnostic]:
    grace, place = terms.grace, "terms.grace"
    if grace is None:
        return
    if terms.method is Method.BULLET or (terms.method is Method.INTEREST_ONLY and grace.kind is GraceKind.INTEREST):
        message = f"With {terms.method}, no principal is repaid before the end anyway."
        yield Diagnostic("lending.grace", message, "Leave the grace out.", place)
    if grace.intervals < 1:
        yield Diagnostic("lending.grace", "Grace has to be of 1 interval or more.", "Leave it out if none.", place)


def _promotion(terms: PricingTerms) -> Iterator[Diagnostic]:
    promotion, place = terms.promotion, "terms.promotion"
    if promotion is None:
        return
    if terms.method is Method.BULLET:
        message = "A loan that is repaid in one payment has no first intervals."
        yield Diagnostic("lending.promotion", message, "Leave the promotion out.", place)
    if promotion.intervals < 1 or not _between(promotion.rate, Decimal(0), limits.RATE):
        message = f"A promotion is for 1 interval or more, at a rate from 0 to {limits.RATE}."
        yield Diagnostic("lending.promotion", message, "Write 1.9 % as 0.019.", place)


def _fee(fee: Fee, place: str) -> Iterator[Diagnostic]:
    parts = (("fixed", fee.fixed), ("minimum", fee.minimum), ("maximum", fee.maximum))
    for name, part in parts:
        if part is not None and not _between(part, Decimal(0), limits.AMOUNT):
            message = f"The {name} of a fee has to be a decimal from 0 to {limits.AMOUNT:f}."
            yield Diagnostic("lending.fee", message, "Correct the fee.", f"{place}.{name}")
            return
    if not _between(fee.share, Decimal(0), Decimal(1)):
        message = "The share of a fee has to be a decimal from 0 to 1."
        yield Diagnostic("lending.fee", message, "Write 1 % as 0.01.", f"{place}.share")
    if fee.minimum is not None and fee.maximum is not None and fee.minimum > fee.maximum:
        message = "The minimum of a fee is above its maximum."
        yield Diagnostic("lending.fee", message, "Correct one of the two.", f"{place}.minimum")


def _loan(terms: PricingTerms, loan: Loan) -> Iterator[Diagnostic]:
    if not _between(loan.amount, Decimal(0), limits.AMOUNT) or not loan.amount:
        message = f"The amount has to be a decimal above 0, up to {limits.AMOUNT:f}."
        yield Diagnostic("lending.amount", message, "Ask for another amount.", "loan.amount")
    elif Units.of(terms.rounding.unit).exact(loan.amount) is None:
        message = f"The amount is not a multiple of the money unit, {terms.rounding.unit}."
        yield Diagnostic("lending.amount", message, "Round it before you ask.", "loan.amount")
    if loan.price is not None and not _between(loan.price, loan.amount, 2 * limits.AMOUNT):
        message = "The price of what is bought has to be a decimal, no less than the amount."
        yield Diagnostic("lending.amount", message, "Leave it out where nothing is bought.", "loan.price")
    yield from _term(terms, loan)
    if loan.first_payment is not None:
        yield from _first(terms, loan, loan.first_payment)


def _term(terms: PricingTerms, loan: Loan) -> Iterator[Diagnostic]:
    longest = limits.MONTHS if loan.term.unit is Unit.MONTH else limits.WEEKS
    if not 1 <= loan.term.count <= longest:
        message = f"The term has to be from 1 to {longest} {loan.term.unit.lower()}s."
        yield Diagnostic("lending.term", message, "Ask for another term.", "loan.term")
    elif not _on_calendar(loan):
        message = "The loan would end after the year 9999."
        yield Diagnostic("lending.dates", message, "Start it earlier.", "loan.start")
    else:
        yield from _instalments(terms, instalment_count(terms, loan))


def _instalments(terms: PricingTerms, count: int) -> Iterator[Diagnostic]:
    apart = f"instalments are {terms.interval.count} {terms.interval.unit.lower()}s apart"
    if not count:
        message = f"The term is no whole number of intervals: {apart}."
        yield Diagnostic("lending.term", message, "Ask for a multiple of it.", "loan.term")
    elif terms.grace is not None and count <= terms.grace.intervals:
        message = f"The term has no instalment after the grace of {terms.grace.intervals}: {apart}."
        yield Diagnostic("lending.grace", message, "Ask for a longer term.", "loan.term")
    elif count > limits.INSTALMENTS:
        message = f"There would be more than {limits.INSTALMENTS} instalments: {apart}."
        yield Diagnostic("lending.term", message, "Ask for a shorter term.", "loan.term")


def _first(terms: PricingTerms, loan: Loan, first: date) -> Iterator[Diagnostic]:
    if terms.method is Method.BULLET:
        message = "A loan that is repaid in one payment has no first payment."
        yield Diagnostic("lending.dates", message, "Leave it out; the term says when it is due.", "loan.first_payment")
    elif not 0 < (first - loan.start).days <= limits.FIRST_PERIOD_DAYS:
        message = f"The first payment has to be 1 to {limits.FIRST_PERIOD_DAYS} days after the start."
        yield Diagnostic("lending.dates", message, "Choose another date.", "loan.first_payment")


def _on_calendar(loan: Loan) -> bool:
    years = Fraction(min(loan.term.count, limits.WEEKS), 12 if loan.term.unit is Unit.MONTH else 52)
    return (loan.first_payment or loan.start).year + years + 2 < 9999  # noqa: PLR2004 - the last year there is


def _between(number: object, low: Decimal, high: Decimal) -> bool:
    """Whether it is a decimal, short enough, and lies between the two."""
    if not isinstance(number, Decimal) or not number.is_finite():
        return False
    exponent = number.as_tuple().exponent
    return -limits.DECIMALS <= int(exponent) <= limits.ZEROS and low <= number <= high

"""Codes of loans: what a product says of their price, and what is asked for."""

from __future__ import annotations

from typing import Final

__all__ = ["LENDING"]

LENDING: Final = {
    "lending.amount": (
        "The amount is not above 0, larger than 10¹⁵, or no whole number of the money unit.",
        "Round it to the product's unit before a schedule is made.",
    ),
    "lending.balloon": (
        "A balloon is more than the amount, below 0, or of a loan whose principal is all paid at the end anyway.",
        "Ask for more or pay less down; leave the balloon out with INTEREST_ONLY and BULLET.",
    ),
    "lending.dates": (
        "The first payment is before the start or years later, the loan ends after 9999, or payments have no such day.",
        "Choose another first payment, day or start.",
    ),
    "lending.fee": (
        "A fee is below 0, more than all of the amount, has a minimum above its maximum, or there are too many.",
        "Correct the fee; write 1 % as 0.01.",
    ),
    "lending.fees": (
        "Fees that are deducted leave nothing to pay out.",
        "Ask for a larger amount, or lower the fees.",
    ),
    "lending.grace": (
        "The grace at the start is as long as the term, or of a loan that repays no principal before the end anyway.",
        "Ask for a longer term; leave the grace out with BULLET, and that with interest with INTEREST_ONLY.",
    ),
    "lending.interest-not-covered": (
        "Level payments, rounded as the product says, are lower than the interest, so that it is never paid off.",
        "Round payments to a finer unit, ask for a larger amount, or shorten the term.",
    ),
    "lending.interval": (
        "Instalments are more than a year apart, or not apart at all.",
        "Use 1 to 12 months, or 1 to 52 weeks.",
    ),
    "lending.no-rate": (
        "No annual percentage rate, or no single one, makes payments worth the advance, or it is above 100,000,000 %.",
        "Check amounts, fees and dates: advances come before payments, and less is advanced than paid.",
    ),
    "lending.promotion": (
        "A promotion is for no interval, at a rate that is none, or of a loan that is repaid in one payment.",
        "Give it intervals and a rate, or leave it out.",
    ),
    "lending.rate": (
        "The rate is below 0, above 1000 % a year, or has more than 12 digits after the point.",
        "Write a fraction a year: 24 % is 0.24.",
    ),
    "lending.rounding": (
        "A unit to round to is out of bounds, or that of payments is no multiple of that of money.",
        "Use 0.01 for cents, 1 for whole units.",
    ),
    "lending.rounding-too-coarse": (
        "Payments are rounded up to a unit so coarse that the loan would be repaid before its last instalment.",
        "Round payments to a finer unit, ask for a larger amount, or shorten the term.",
    ),
    "lending.term": (
        "The term is longer than 50 years or 2,600 instalments, or no whole number of the intervals between them.",
        "Ask for a multiple of the interval.",
    ),
}

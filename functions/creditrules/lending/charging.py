"""What the fees of a loan come to, and its balloon."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from creditrules.lending.money import Units
from creditrules.lending.terms import BalloonOf, Fee, FeeTiming, Loan, PricingTerms

__all__ = ["Charged", "PaidFee", "balloon_units", "charged", "fee_units"]


class PaidFee(NamedTuple):
    """A fee as it is paid.

    amount: each time. times: how often. charge: whether it is part of the cost of the credit.
    """

    name: str
    timing: FeeTiming
    amount: Decimal
    times: int
    charge: bool

    @property
    def total(self) -> Decimal:
        """What it comes to over the whole loan."""
        return self.amount * self.times


class Charged(NamedTuple):
    """All fees of a loan, with their sums by timing in money units."""

    fees: tuple[PaidFee, ...]
    units: tuple[int, ...]

    def of(self, *timings: FeeTiming, charges_only: bool = False) -> int:
        """The sum of those that are paid so, each once."""
        return sum(
            units
            for fee, units in zip(self.fees, self.units, strict=True)
            if fee.timing in timings and (fee.charge or not charges_only)
        )

    def sum(self, instalments: int, *, charges_only: bool = False) -> int:
        """What all of them come to over the whole loan."""
        once = self.of(FeeTiming.UPFRONT, FeeTiming.DEDUCTED, FeeTiming.FINANCED, charges_only=charges_only)
        return once + instalments * self.of(FeeTiming.EACH_INSTALMENT, charges_only=charges_only)


def charged(terms: PricingTerms, amount: int, instalments: int) -> Charged:
    """The fees of a loan of so many money units."""
    scale = Units.of(terms.rounding.unit)
    units = tuple(fee_units(fee, terms, amount, scale) for fee in terms.fees)
    fees = tuple(
        PaidFee(
            fee.name,
            fee.timing,
            scale.decimal(each),
            instalments if fee.timing is FeeTiming.EACH_INSTALMENT else 1,
            fee.charge,
        )
        for fee, each in zip(terms.fees, units, strict=True)
    )
    return Charged(fees, units)


def fee_units(fee: Fee, terms: PricingTerms, amount: int, scale: Units) -> int:
    """A fee in money units; it never falls as the amount rises."""
    exact = Fraction(fee.fixed) + Fraction(fee.share) * amount * scale.multiple / 10**scale.places
    if fee.minimum is not None:
        exact = max(exact, Fraction(fee.minimum))
    if fee.maximum is not None:
        exact = min(exact, Fraction(fee.maximum))
    return scale.rounded(exact, terms.rounding.mode)


def balloon_units(terms: PricingTerms, loan: Loan, amount: int, scale: Units) -> int:
    """The balloon in money units, of an amount that is that of the loan or lower; the rest of the price is the same."""
    balloon = terms.balloon
    if balloon is None:
        return 0
    of = Fraction(amount * scale.multiple, 10**scale.places)
    if balloon.of is BalloonOf.PRICE and loan.price is not None:
        of += Fraction(loan.price) - Fraction(loan.amount)
    return scale.rounded(Fraction(balloon.fixed) + Fraction(balloon.share) * of, terms.rounding.mode)

"""The largest loan whose instalment can be afforded: the inverse of a schedule, under the product's own rounding."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from creditrules.lending import limits
from creditrules.lending.charging import balloon_units, fee_units
from creditrules.lending.checks import check_loan, check_terms
from creditrules.lending.errors import LendingError, impossible
from creditrules.lending.halving import last_below
from creditrules.lending.money import RoundingMode, Units
from creditrules.lending.plan import plan_of
from creditrules.lending.repaying import Repaying
from creditrules.lending.terms import FeeTiming, Loan, PricingTerms

__all__ = ["largest_amount"]


def largest_amount(terms: PricingTerms, loan: Loan, instalment: Decimal, step: Decimal | None = None) -> Decimal:
    """The largest amount, up to that of `loan`, whose instalment with its fee is not above `instalment`.

    What counts is `Schedule.instalment`: the highest payment before the last, which may differ by what rounding leaves
    over. Payments never fall as the amount rises, so halving finds the largest exactly; only EQUAL_PRINCIPAL with
    periods of unequal days may miss it, by a unit of payments. step: amounts are multiples of it, the money unit unless
    it is given. 0 where even one step is too much.

    Raises LendingError where terms, or the loan at its own amount, are out of bounds. The schedule of the amount may
    still be impossible, as `schedule` says.
    """
    faults = check_terms(terms) or check_loan(terms, loan)
    if faults:
        raise LendingError(faults)
    scale = Units.of(terms.rounding.unit)
    if not isinstance(instalment, Decimal) or not instalment.is_finite() or not 0 <= instalment <= limits.AMOUNT:
        message = f"An instalment has to be a decimal from 0 to {limits.AMOUNT:f}."
        raise impossible("lending.amount", "instalment", message, "Give what can be afforded each time.")
    apart = 1 if step is None else _in_units(step, scale)
    limit = scale.rounded(Fraction(instalment), RoundingMode.DOWN)
    payment = _payment_of(terms, loan, scale)
    most = scale.rounded(Fraction(loan.amount), RoundingMode.DOWN) // apart
    steps = _last(lambda steps: payment(apart * steps) <= limit, most) if limit else 0
    return scale.decimal(apart * steps)


def _in_units(step: Decimal, scale: Units) -> int:
    fits = isinstance(step, Decimal) and step.is_finite() and 0 < step <= limits.AMOUNT
    units = scale.exact(step) if fits else None
    if not units:
        hint = "Use 100, as an example, for amounts in hundreds."
        raise impossible("lending.rounding", "step", "Steps of amounts have to be multiples of the money unit.", hint)
    return units


def _payment_of(terms: PricingTerms, loan: Loan, scale: Units) -> Callable[[int], int]:
    """The instalment of an amount, both in money units."""
    repaying = Repaying(terms, plan_of(terms, loan))

    def fees(timing: FeeTiming, amount: int) -> int:
        return sum(fee_units(fee, terms, amount, scale) for fee in terms.fees if fee.timing is timing)

    def payment(amount: int) -> int:
        principal = amount + fees(FeeTiming.FINANCED, amount)
        owed, balloon = repaying.owed(principal), min(principal, balloon_units(terms, loan, amount, scale))
        return repaying.highest(owed, balloon) + fees(FeeTiming.EACH_INSTALMENT, amount)

    return payment


def _last(fits: Callable[[int], bool], most: int) -> int:
    """The last number up to `most` that fits, where all up to it do and no later one; 0 is not asked."""
    return most if fits(most) else last_below(fits, 0, most)

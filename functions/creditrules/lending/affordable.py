"""The largest loan whose instalment can be afforded, or of which no more is owed: under the product's own rounding."""

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

__all__ = ["largest_amount", "largest_owed"]


def largest_amount(terms: PricingTerms, loan: Loan, instalment: Decimal, step: Decimal | None = None) -> Decimal:
    """The largest amount, up to that of `loan`, whose instalment with its fee is not above `instalment`.

    What counts is `Schedule.instalment`: the highest payment before the last, which may differ by what rounding leaves
    over. Payments never fall as the amount rises, so halving finds the largest exactly; only EQUAL_PRINCIPAL with
    periods of unequal days may miss it, by a unit of payments. step: amounts are multiples of it, the money unit unless
    it is given. 0 where even one step is too much.

    Raises LendingError where terms, or the loan at its own amount, are out of bounds. The schedule of the amount may
    still be impossible, as `schedule` says.
    """
    scale = _scale(terms, loan)
    if not isinstance(instalment, Decimal) or not instalment.is_finite() or not 0 <= instalment <= limits.AMOUNT:
        message = f"An instalment has to be a decimal from 0 to {limits.AMOUNT:f}."
        raise impossible("lending.amount", "instalment", message, "Give what can be afforded each time.")
    return _largest(_payment_of(terms, loan, scale), loan, instalment, step, scale)


def largest_owed(terms: PricingTerms, loan: Loan, limit: Decimal, step: Decimal | None = None) -> Decimal:
    """The largest amount, up to that of `loan`, of which no more than `limit` is owed when payments begin.

    What counts is `Schedule.principal`: the amount with the fees financed and the interest capitalised, which never
    falls as the amount rises. step, and what raises: as in `largest_amount`.
    """
    scale = _scale(terms, loan)
    if not isinstance(limit, Decimal) or not limit.is_finite() or limit < 0:
        hint = "Give what may be owed."
        raise impossible("lending.amount", "limit", "A limit has to be a decimal, no less than 0.", hint)
    repaying = Repaying(terms, plan_of(terms, loan))
    return _largest(lambda amount: repaying.owed(_principal(terms, amount, scale)), loan, limit, step, scale)


def _scale(terms: PricingTerms, loan: Loan) -> Units:
    faults = check_terms(terms) or check_loan(terms, loan)
    if faults:
        raise LendingError(faults)
    return Units.of(terms.rounding.unit)


def _largest(of: Callable[[int], int], loan: Loan, limit: Decimal, step: Decimal | None, scale: Units) -> Decimal:
    """The largest amount of which what `of` says is not above the limit."""
    apart = 1 if step is None else _in_units(step, scale)
    most = scale.rounded(Fraction(loan.amount), RoundingMode.DOWN) // apart
    least = scale.rounded(Fraction(limit), RoundingMode.DOWN)
    steps = _last(lambda steps: of(apart * steps) <= least, most) if least else 0
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

    def payment(amount: int) -> int:
        principal = _principal(terms, amount, scale)
        owed, balloon = repaying.owed(principal), min(principal, balloon_units(terms, loan, amount, scale))
        return repaying.highest(owed, balloon) + _fees(terms, FeeTiming.EACH_INSTALMENT, amount, scale)

    return payment


def _principal(terms: PricingTerms, amount: int, scale: Units) -> int:
    return amount + _fees(terms, FeeTiming.FINANCED, amount, scale)


def _fees(terms: PricingTerms, timing: FeeTiming, amount: int, scale: Units) -> int:
    return sum(fee_units(fee, terms, amount, scale) for fee in terms.fees if fee.timing is timing)


def _last(fits: Callable[[int], bool], most: int) -> int:
    """The last number up to `most` that fits, where all up to it do and no later one; 0 is not asked."""
    return most if fits(most) else last_below(fits, 0, most)

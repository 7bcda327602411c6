"""Level payments: solved exactly, and proved by paying with them to the end.

A payment first pays the interest that is due. What it does not cover is carried on, bears no interest itself, and is
paid before any principal: a long first period, or a month of 31 days where the rate is high, may leave such interest.
The more is paid each time, the less is left at the end, so that the payment is found by halving.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from creditrules.lending.errors import LendingError, impossible
from creditrules.lending.halving import last_along, last_near
from creditrules.lending.money import Rounding, RoundingMode, Units, rounded
from creditrules.lending.terms import PricingTerms

__all__ = ["Annuity", "Row", "in_payments", "repaid_early"]

_AT_ONCE: Final = 64

Row = tuple[int, int]
"""Interest and principal of one instalment."""


class _Course(NamedTuple):
    """How a loan goes with one payment. early: by which instalment it would be repaid before the last, 0 for none.

    last: what is left for the last instalment; where it is repaid early, what was paid too much, below 0. carried: the
    interest of earlier periods in it. covered: whether none was ever carried.
    """

    rows: list[Row]
    last: int
    early: int = 0
    carried: int = 0
    covered: bool = True


class Annuity:
    """Level payments over some periods, and perhaps a balloon, not above the principal, with the last.

    interests: of each period for an amount of one, in `year`-ths.
    """

    __slots__ = ("_growth", "_terms", "interests", "year")

    def __init__(self, interests: Sequence[int], year: int, terms: PricingTerms) -> None:
        self.interests, self.year, self._terms = interests, year, terms
        self._growth: tuple[int, int, int] | None = None

    def rows(self, principal: int, balloon: int) -> list[Row]:
        """Interest and principal of all instalments. Raises LendingError where payments are rounded too coarsely."""
        payment, course = self._solved(principal, balloon)
        if course.early:
            raise repaid_early(course.early)
        if course.carried > payment and self._terms.payment_rounding is not None:
            raise _uncovered()
        return course.rows

    def payment(self, principal: int, balloon: int) -> int:
        """The level payment; what `rows` refuses is not looked at."""
        return self._solved(principal, balloon)[0]

    def _solved(self, principal: int, balloon: int) -> tuple[int, _Course]:
        """The payment, and how the loan goes with it."""
        payment = self._by_formula(principal, balloon)
        course = self._course(principal, payment)
        if course.early and self._terms.payment_rounding is None:
            payment = last_near(lambda other: not self._course(principal, other).early, payment)
            course = self._course(principal, payment)
        return (payment, course) if course.covered else self._carrying(principal, balloon, payment)

    def _by_formula(self, principal: int, balloon: int) -> int:
        """The payment: (principal - balloon / g) / Σ 1 / ((1 + i₁) … (1 + iₖ)), g all of the growth; rounded."""
        if self._growth is None:
            self._growth = _grown([self.year + interest for interest in self.interests], self.year)
        growth, value, scale = self._growth
        return in_payments(principal * growth - balloon * scale, value, self._terms)

    def _carrying(self, principal: int, balloon: int, near: int) -> tuple[int, _Course]:
        """The same where interest is carried: the last that leaves no less for the last instalment, or the next."""
        step, mode = _step(self._terms), (self._terms.payment_rounding or self._terms.rounding).mode

        def left(steps: int) -> int:
            """How much more than the others the last instalment is, without the balloon."""
            return self._course(principal, steps * step).last - balloon - steps * step

        steps = last_along(left, near // step)
        below, above = (self._course(principal, each * step) for each in (steps, steps + 1))
        rest, over = left(steps), -left(steps + 1)
        takes_next = {RoundingMode.UP: rest > 0, RoundingMode.DOWN: False}.get(mode, over <= rest)
        return ((steps + 1) * step, above) if takes_next and not above.early else (steps * step, below)

    def _course(self, principal: int, payment: int) -> _Course:
        """How the loan goes; cut off where it is repaid too early."""
        year, mode = self.year, self._terms.rounding.mode
        rows: list[Row] = []
        balance, carried, covered = principal, 0, True
        for interest in self.interests[:-1]:
            carried += rounded(balance * interest, year, mode)
            paid = min(carried, payment)
            carried, repaid = carried - paid, payment - paid
            covered = covered and not carried
            balance -= repaid
            rows.append((paid, repaid))
            if balance <= 0:
                after = len(self.interests) - 1 - len(rows)
                return _Course(rows, balance - payment * after, early=len(rows))
        last = carried + rounded(balance * self.interests[-1], year, mode)
        return _Course([*rows, (last, balance)], last + balance, 0, carried, covered)


def in_payments(numerator: int, denominator: int, terms: PricingTerms) -> int:
    """An exact number of money units, rounded to the units that payments are in."""
    rule = terms.payment_rounding
    if rule is None:
        return rounded(numerator, denominator, terms.rounding.mode)
    step = _step(terms)
    return step * rounded(numerator, denominator * step, rule.mode)


def repaid_early(number: int) -> LendingError:
    """The refusal of payments so high that nothing would be left for the last."""
    message = f"Rounded as the product says, the loan would be repaid by instalment {number}, before its last."
    hint = "Round payments to a finer unit, ask for more, or shorten the term."
    return impossible("lending.rounding-too-coarse", "terms.payment_rounding", message, hint)


def _uncovered() -> LendingError:
    message = "Rounded as the product says, level payments would not cover the interest."
    hint = "Round payments to a finer unit, ask for more, or shorten the term."
    return impossible("lending.interest-not-covered", "terms.payment_rounding", message, hint)


def _grown(growths: Sequence[int], year: int) -> tuple[int, int, int]:
    """Over some periods, in `year`-ths: how one grows, what payments of one grow to, and the power of `year`.

    Many periods are halved, so that long numbers are multiplied with numbers as long.
    """
    if len(growths) > _AT_ONCE:
        half = len(growths) // 2
        (grown, worth, power), (then, more, powers) = _grown(growths[:half], year), _grown(growths[half:], year)
        return grown * then, worth * then + more * power, power * powers
    growth, value, scale = 1, 0, 1
    for each in growths:
        growth *= each
        scale *= year
        value = value * each + scale
    return growth, value, scale


def _step(terms: PricingTerms) -> int:
    """The units of payments in units of money."""
    rule: Rounding | None = terms.payment_rounding
    return 1 if rule is None else Units.of(terms.rounding.unit).exact(rule.unit) or 1

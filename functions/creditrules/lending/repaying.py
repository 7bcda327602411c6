"""How principal and interest are repaid, by method: exact fractions, rounded to whole numbers of the money unit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, assert_never

from creditrules.lending.errors import LendingError, impossible
from creditrules.lending.money import Rounding, Units, rounded
from creditrules.lending.plan import Plan
from creditrules.lending.terms import Method, PricingTerms

__all__ = ["Repaying", "Row"]

_AT_ONCE: Final = 64

Row = tuple[int, int]
"""Interest and principal of one instalment."""


class Repaying:
    """How loans under some terms and with some periods are repaid, whatever their principal."""

    __slots__ = ("_level", "_terms", "interests", "year")

    def __init__(self, terms: PricingTerms, plan: Plan) -> None:
        rate = Fraction(terms.rate)
        self.year = rate.denominator * plan.year
        self.interests = [rate.numerator * part for part in plan.parts]
        self._terms = terms
        self._level: tuple[int, int] | None = None

    def rows(self, principal: int) -> list[Row]:
        """Interest and principal of all instalments. Raises LendingError."""
        match self._terms.method:
            case Method.ANNUITY:
                return self._annuity(principal)
            case Method.EQUAL_PRINCIPAL:
                return self._equal_principal(principal)
            case Method.INTEREST_ONLY:
                rows = [(self._interest(principal, interest), 0) for interest in self.interests]
                return [*rows[:-1], (rows[-1][0], principal)]
            case Method.BULLET:
                return [(self._interest(principal, self.interests[0]), principal)]
            case other:
                assert_never(other)

    def highest(self, principal: int) -> int:
        """The highest payment before the last, without fees, or the only one; what `rows` refuses is not looked at."""
        before = self.interests[:-1]
        match self._terms.method:
            case Method.ANNUITY if before:
                return self.level_payment(principal)
            case Method.EQUAL_PRINCIPAL if before:
                share = self.level_share(principal)
                earliest = {each: number for number, each in reversed(list(enumerate(before)))}
                return share + max(
                    self._interest(max(0, principal - share * number), each) for each, number in earliest.items()
                )
            case Method.INTEREST_ONLY if before:
                return self._interest(principal, max(before))
            case _:
                return principal + self._interest(principal, self.interests[0])

    def level_payment(self, principal: int) -> int:
        """The level payment: principal / Σ 1 / ((1 + i₁) … (1 + iₖ)), rounded as payments are."""
        growth, value = self.level
        return self._in_payments(principal * growth, value)

    def level_share(self, principal: int) -> int:
        """The level principal, rounded as payments are."""
        return self._in_payments(principal, len(self.interests))

    @property
    def level(self) -> tuple[int, int]:
        """What a level payment of one is the value of, as a fraction: the payment is principal * first / second."""
        if self._level is None:
            self._level = _level([self.year + interest for interest in self.interests], self.year)[:2]
        return self._level

    def _annuity(self, principal: int) -> list[Row]:
        payment = self.level_payment(principal)
        year, mode = self.year, self._terms.rounding.mode
        rows: list[Row] = []
        balance = principal
        for interest in self.interests[:-1]:
            due = rounded(balance * interest, year, mode)
            if payment < due:
                raise _uncovered(len(rows) + 1)
            balance -= payment - due
            if balance <= 0:
                raise _repaid_early(len(rows) + 1)
            rows.append((due, payment - due))
        rows.append((self._interest(balance, self.interests[-1]), balance))
        return rows

    def _equal_principal(self, principal: int) -> list[Row]:
        share = self.level_share(principal)
        before = len(self.interests) - 1
        if before and share * before >= principal:
            raise _repaid_early(-(-principal // share))
        rows = [(self._interest(principal - share * number, self.interests[number]), share) for number in range(before)]
        left = principal - share * before
        return [*rows, (self._interest(left, self.interests[-1]), left)]

    def _interest(self, balance: int, interest: int) -> int:
        return rounded(balance * interest, self.year, self._terms.rounding.mode)

    def _in_payments(self, numerator: int, denominator: int) -> int:
        """An exact number of money units, rounded to the units that payments are in."""
        rule = self._terms.payment_rounding
        if rule is None:
            return rounded(numerator, denominator, self._terms.rounding.mode)
        step = _step(rule, self._terms.rounding)
        return step * rounded(numerator, denominator * step, rule.mode)


def _level(growths: Sequence[int], year: int) -> tuple[int, int, int]:
    """Over some periods, in `year`-ths: how one grows, what payments of one grow to, and the power of `year`.

    Many periods are halved, so that long numbers are multiplied with numbers as long.
    """
    if len(growths) > _AT_ONCE:
        half = len(growths) // 2
        (grown, worth, power), (then, more, powers) = _level(growths[:half], year), _level(growths[half:], year)
        return grown * then, worth * then + more * power, power * powers
    growth, value, scale = 1, 0, 1
    for each in growths:
        growth *= each
        scale *= year
        value = value * each + scale
    return growth, value, scale


def _step(coarse: Rounding, fine: Rounding) -> int:
    return Units.of(fine.unit).exact(coarse.unit) or 1


def _uncovered(number: int) -> LendingError:
    message = f"The level payment would not cover the interest of instalment {number}."
    hint = "Bring the first payment forward, round payments less coarsely, or shorten the term."
    return impossible("lending.interest-not-covered", "loan", message, hint)


def _repaid_early(number: int) -> LendingError:
    message = f"Rounded as the product says, the loan would be repaid by instalment {number}, before its last."
    hint = "Round payments to a finer unit, ask for more, or shorten the term."
    return impossible("lending.rounding-too-coarse", "terms.payment_rounding", message, hint)

"""How principal and interest are repaid, by method: exact fractions, rounded to whole numbers of the money unit."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from creditrules.lending.annuity import Annuity, Row, in_payments, repaid_early
from creditrules.lending.money import rounded
from creditrules.lending.plan import Plan
from creditrules.lending.terms import Method, OddDays, PricingTerms

__all__ = ["Repaying"]


class Repaying:
    """How loans under some terms and with some periods are repaid, whatever their principal."""

    __slots__ = ("_annuity", "_terms", "interests", "year")

    def __init__(self, terms: PricingTerms, plan: Plan) -> None:
        rate = Fraction(terms.rate)
        self.year = rate.denominator * plan.year
        self.interests = [rate.numerator * part for part in plan.parts]
        first = rate.numerator * plan.usual if terms.odd_days is OddDays.FIRST else self.interests[0]
        self._annuity = Annuity([first, *self.interests[1:]], self.year, terms)
        self._terms = terms

    def rows(self, principal: int) -> list[Row]:
        """Interest and principal of all instalments. Raises LendingError."""
        match self._terms.method:
            case Method.ANNUITY:
                return _with_odd(self._annuity.rows(principal), self._odd(principal))
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
                level, odd = self._annuity.payment(principal), self._odd(principal)
                return level + (odd if odd > 0 or len(before) == 1 else 0)
            case Method.EQUAL_PRINCIPAL if before:
                share = self._share(principal)
                earliest = {each: number for number, each in reversed(list(enumerate(before)))}
                return share + max(
                    self._interest(max(0, principal - share * number), each) for each, number in earliest.items()
                )
            case Method.INTEREST_ONLY if before:
                return self._interest(principal, max(before))
            case _:
                return principal + self._interest(principal, self.interests[0])

    def _odd(self, principal: int) -> int:
        """The interest of the days by which the first period differs, where the first payment bears it alone."""
        real, usual = self.interests[0], self._annuity.interests[0]
        return self._interest(principal, real) - self._interest(principal, usual)

    def _share(self, principal: int) -> int:
        """The level principal, rounded as payments are; where nothing coarser is said, it leaves some for the last."""
        share = in_payments(principal, len(self.interests), self._terms)
        before = len(self.interests) - 1
        if self._terms.payment_rounding is None and before:
            return min(share, (principal - 1) // before)
        return share

    def _equal_principal(self, principal: int) -> list[Row]:
        share = self._share(principal)
        before = len(self.interests) - 1
        if before and share * before >= principal:
            raise repaid_early(-(-principal // share))
        rows = [(self._interest(principal - share * number, self.interests[number]), share) for number in range(before)]
        left = principal - share * before
        return [*rows, (self._interest(left, self.interests[-1]), left)]

    def _interest(self, balance: int, interest: int) -> int:
        return rounded(balance * interest, self.year, self._terms.rounding.mode)


def _with_odd(rows: list[Row], odd: int) -> list[Row]:
    """The instalments with the interest of odd days in the first; less than it has is taken off the next ones too."""
    for number, (interest, repaid) in enumerate(rows):
        if not odd:
            break
        rows[number] = max(0, interest + odd), repaid
        odd = min(0, interest + odd)
    return rows

"""How principal and interest are repaid, by method: exact fractions, rounded to whole numbers of the money unit."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import assert_never

from creditrules.lending.annuity import Annuity, Row, in_payments, repaid_early
from creditrules.lending.money import rounded
from creditrules.lending.plan import Plan
from creditrules.lending.terms import GraceKind, Method, OddDays, PricingTerms

__all__ = ["Repaying"]


class Repaying:
    """How loans under some terms and with some periods are repaid, whatever their principal and balloon."""

    __slots__ = ("_annuity", "_grace", "_growing", "_terms", "interests", "year")

    def __init__(self, terms: PricingTerms, plan: Plan) -> None:
        kind, skipped = terms.grace.kind if terms.grace else None, len(plan.unpaid)
        rates, denominator = _rates(terms, skipped + len(plan.parts))
        self.year = denominator * plan.year
        unpaid = [rate * part for rate, part in zip(rates, plan.unpaid, strict=False)]
        first, *others = (rate * part for rate, part in zip(rates[skipped:], plan.parts, strict=True))
        interests = [first + sum(unpaid) if kind is GraceKind.CHARGED else first, *others]
        self._growing = unpaid if kind is GraceKind.CAPITALISED else []
        paid = terms.grace.intervals if terms.grace and kind is GraceKind.INTEREST else 0
        self._grace, self.interests = interests[:paid], interests[paid:]
        alone = terms.odd_days is OddDays.FIRST and not paid
        level = [rates[skipped] * plan.usual, *others] if alone else self.interests
        self._annuity = Annuity(level, self.year, terms)
        self._terms = terms

    def owed(self, principal: int) -> int:
        """The principal with the interest that is added to it before the first payment."""
        for interest in self._growing:
            principal += self._interest(principal, interest)
        return principal

    def rows(self, principal: int, balloon: int) -> list[Row]:
        """Interest and principal of all instalments of what is owed. Raises LendingError."""
        return [*((self._interest(principal, each), 0) for each in self._grace), *self._after(principal, balloon)]

    def _after(self, principal: int, balloon: int) -> list[Row]:
        """The instalments after those of grace."""
        match self._terms.method:
            case Method.ANNUITY:
                return _with_odd(self._annuity.rows(principal, balloon), self._odd(principal))
            case Method.EQUAL_PRINCIPAL:
                return self._equal_principal(principal, balloon)
            case Method.INTEREST_ONLY:
                rows = [(self._interest(principal, interest), 0) for interest in self.interests]
                return [*rows[:-1], (rows[-1][0], principal)]
            case Method.BULLET:
                return [(self._interest(principal, self.interests[0]), principal)]
            case other:
                assert_never(other)

    def highest(self, principal: int, balloon: int) -> int:
        """The highest payment before the last, without fees, or the only one; what `rows` refuses is not looked at."""
        grace = max((self._interest(principal, each) for each in self._grace), default=0)
        if self._grace and len(self.interests) == 1:
            return grace
        return max(grace, self._highest_after(principal, balloon))

    def _highest_after(self, principal: int, balloon: int) -> int:
        before = self.interests[:-1]
        match self._terms.method:
            case Method.ANNUITY if before:
                level, odd = self._annuity.payment(principal, balloon), self._odd(principal)
                return level + (odd if odd > 0 or len(before) == 1 else 0)
            case Method.EQUAL_PRINCIPAL if before:
                share = self._share(principal, balloon)
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

    def _share(self, principal: int, balloon: int) -> int:
        """The level principal, rounded as payments are; where nothing coarser is said, it leaves some for the last."""
        share = in_payments(principal - balloon, len(self.interests), self._terms)
        before = len(self.interests) - 1
        if self._terms.payment_rounding is None and before:
            return min(share, (principal - 1) // before)
        return share

    def _equal_principal(self, principal: int, balloon: int) -> list[Row]:
        share = self._share(principal, balloon)
        before = len(self.interests) - 1
        if before and share * before >= principal:
            raise repaid_early(-(-principal // share))
        rows = [(self._interest(principal - share * number, self.interests[number]), share) for number in range(before)]
        left = principal - share * before
        return [*rows, (self._interest(left, self.interests[-1]), left)]

    def _interest(self, balance: int, interest: int) -> int:
        return rounded(balance * interest, self.year, self._terms.rounding.mode)


def _rates(terms: PricingTerms, intervals: int) -> tuple[list[int], int]:
    """The rate of each interval, as numerators of one denominator."""
    usual = Fraction(terms.rate)
    first = usual if terms.promotion is None else min(usual, Fraction(terms.promotion.rate))
    denominator = lcm(usual.denominator, first.denominator)
    early = min(intervals, terms.promotion.intervals) if terms.promotion else 0
    numerators = [int(first * denominator)] * early + [int(usual * denominator)] * (intervals - early)
    return numerators, denominator


def _with_odd(rows: list[Row], odd: int) -> list[Row]:
    """The instalments with the interest of odd days in the first; less than it has is taken off the next ones too."""
    for number, (interest, repaid) in enumerate(rows):
        if not odd:
            break
        rows[number] = max(0, interest + odd), repaid
        odd = min(0, interest + odd)
    return rows

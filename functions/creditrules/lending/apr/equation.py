"""The equation behind every annual percentage rate, solved between two bounds that are proved.

What is advanced equals what is paid, each amount divided by (1 + f·i)(1 + i)ᵗ, where i is the rate of one period and an
amount lies t whole periods and a fraction f after the first advance. Where all advances come before all payments there
is exactly one root: of two such divisors the later one grows faster with i, so the difference changes its sign once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from creditrules.lending.errors import LendingError, impossible

__all__ = ["FINEST", "WHOLE", "Equation", "Root", "Term"]

_ROUGH: Final = Context(prec=19, Emax=999_999, Emin=-999_999)
_GUESS: Final = Context(prec=38)
_FINE: Final = Context(prec=50, Emax=999_999, Emin=-999_999)
FINEST: Final = Context(prec=120, Emax=999_999, Emin=-999_999)
_WIDTH: Final = Decimal("1E-15")
"""How far the bounds are from the root, as a part of it."""

_STEPS: Final = 200
_NOTHING: Final = Decimal(0)

WHOLE: Final = Fraction(0)
"""No fraction of a period."""


class Term(NamedTuple):
    """An amount, above zero for a payment and below for an advance, and when: whole periods and a fraction of one."""

    amount: Decimal
    periods: int
    fraction: Fraction


class Root(NamedTuple):
    """Two rates of a period between which the root lies."""

    low: Decimal
    high: Decimal


class Equation:
    """The payments less the advances, each discounted, as a function of the rate of a period."""

    __slots__ = ("_free", "_groups", "_sum", "_terms")

    def __init__(self, terms: Iterable[Term]) -> None:
        """terms: from the first advance on. Raises LendingError where there is no single root from zero up."""
        with localcontext(FINEST):
            self._terms = _merged(terms)
            self._free = _check(self._terms)
            self._sum = sum((abs(term.amount) for term in self._terms), _NOTHING)
            self._groups = _groups(self._terms)

    def solved(self) -> Root:
        """Bounds of the root, each proved by the sign of the difference there."""
        if self._free:
            return Root(_NOTHING, _NOTHING)
        guess = self._guess()
        with localcontext(_ROUGH):
            guess = self._newton(guess, Decimal("1E-6"))
        with localcontext(_FINE):
            rate = self._newton(guess, Decimal("1E-25"))
            root = Root(rate * (1 - _WIDTH), rate * (1 + _WIDTH))
            if self._side(root.low, _FINE) > 0 > self._side(root.high, _FINE):
                return root
        raise _no_rate("No rate was found that makes payments worth the advance.")

    def is_root_at_least(self, rate: Decimal) -> bool:
        """Whether the root is `rate` or above, to a hundred digits; a tie counts as reached."""
        with localcontext(FINEST):
            return self._side(rate, FINEST) >= 0

    def _side(self, rate: Decimal, context: Context) -> int:
        """1 where the root is above, -1 where it is below, 0 where rounding errors leave it open.

        Each operation errs by a part of 10⁻ᵖʳᵉᶜ, and a power by as many as its exponent.
        """
        difference = self._at(rate)[0]
        operations = self._terms[-1].periods + 10 * len(self._terms)
        error = self._sum * operations * Decimal(10) ** (2 - context.prec)
        return 0 if abs(difference) <= error else 1 if difference > 0 else -1

    def _guess(self) -> Decimal:
        """As if everything were paid at once in the middle; for one advance that is hardly above the root."""
        with localcontext(_GUESS):
            paid, when_paid = _centre(term for term in self._terms if term.amount > 0)
            lent, when_lent = _centre(term for term in self._terms if term.amount < 0)
            continuous = (paid / -lent).ln() / (when_paid - when_lent)
            return max(continuous.exp() - 1, continuous)

    def _newton(self, rate: Decimal, precision: Decimal) -> Decimal:
        """Newton's method, halving where it would leave the bounds that signs have shown."""
        low, high = _NOTHING, None
        for _ in range(_STEPS):
            difference, slope = self._at(rate)
            if difference > 0:
                low = rate
            else:
                high = rate
            step = rate + difference / slope if slope > 0 else rate
            if step <= low or (high is not None and step >= high):
                step = (low + high) / 2 if high is not None else low * 2
            if abs(step - rate) <= precision * rate:
                return step
            rate = step
        return rate

    def _at(self, rate: Decimal) -> tuple[Decimal, Decimal]:
        """The difference at a rate, and how fast it falls there."""
        growth = 1 + rate
        value = slope = _NOTHING
        for fraction, steps in self._groups:
            odd = 1 + fraction * rate
            one, fall = _discounted(steps, 1 / growth)
            value += one / odd
            slope += (fall / growth + one * fraction / odd) / odd
        return value, slope


def _discounted(steps: Sequence[tuple[Decimal, int]], discount: Decimal) -> tuple[Decimal, Decimal]:
    """The discounted sum, and the same with each amount times its periods.

    steps: from the last amount to the first, each with the periods since the one before.
    """
    powers: dict[int, Decimal] = {0: Decimal(1)}
    value = weighted = _NOTHING
    for amount, gap in steps:
        power = powers.get(gap)
        if power is None:
            power = powers[gap] = discount**gap
        value = (value + amount) * power
        weighted = weighted * power + value * gap
    return value, weighted


def _merged(terms: Iterable[Term]) -> tuple[Term, ...]:
    """By time, amounts of the same moment added up."""
    when = itemgetter(1, 2)
    merged = []
    for (periods, fraction), same in groupby(sorted(terms, key=when), key=when):
        amount = sum((term.amount for term in same), _NOTHING)
        if amount:
            merged.append(Term(amount, periods, fraction))
    return tuple(merged)


def _check(terms: Sequence[Term]) -> bool:
    """Whether nothing more is paid than is advanced, so that the rate is zero."""
    if not terms or terms[0].amount > 0 or terms[-1].amount < 0:
        raise _no_rate("A rate needs an advance first and a payment last.")
    if sum((one.amount > 0) != (other.amount > 0) for one, other in pairwise(terms)) != 1:
        raise _no_rate("There is an advance after a payment, so there may be several rates.")
    surplus = sum((term.amount for term in terms), _NOTHING)
    if surplus < 0:
        raise _no_rate("The payments are less than what is advanced.")
    return not surplus


def _no_rate(message: str) -> LendingError:
    return impossible("lending.no-rate", "loan", message, "Check the amounts and dates of advances and payments.")


def _groups(terms: Sequence[Term]) -> list[tuple[Decimal, list[tuple[Decimal, int]]]]:
    """By fraction of a period: the fraction, and amounts from the last to the first with the periods since another."""
    by_fraction: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for term in terms:
        by_fraction[term.fraction.as_integer_ratio()].append(term)
    groups = []
    for (numerator, denominator), same in by_fraction.items():
        befores = [0, *(term.periods for term in same[:-1])]
        steps = [(term.amount, term.periods - before) for term, before in zip(same, befores, strict=True)]
        groups.append((Decimal(numerator) / denominator, steps[::-1]))
    return groups


def _centre(terms: Iterable[Term]) -> tuple[Decimal, Decimal]:
    """The sum of amounts, and when it would be paid at once."""
    total = weighted = _NOTHING
    for amount, periods, fraction in terms:
        total += amount
        weighted += amount * periods
        if fraction:
            weighted += amount * fraction.numerator / fraction.denominator
    return total, weighted / total

"""Annual percentage rates of dated amounts, by each of the two laws, with the bounds they are proved to lie between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from creditrules.lending.apr.equation import FINEST, Equation, Term
from creditrules.lending.errors import impossible
from creditrules.records import dataclass

__all__ = ["AnnualPercentageRate", "AprMethod", "Flow", "compounded", "nominal"]

_HIGHEST: Final = Decimal(10) ** 6
_SHOWN: Final = Decimal("1E-13")


class AprMethod(StrEnum):
    """The lawful methods; the first three are one equation under the laws that have it.

    EU_CONSUMER_CREDIT: the equation of 2008/48/EC, annex I (2014/17/EU annex I, 2023/2225 annex III), an effective
    rate. UK_CONSUMER_CREDIT: the same in the FCA's handbook, CONC App 1.2.6R. UK_MORTGAGE: the APRC of MCOB 10A.2.2R,
    2.3R, for MCD regulated mortgage contracts. US_REGULATION_Z: the actuarial method of 12 CFR 1026, appendix J, a
    nominal rate.
    """

    EU_CONSUMER_CREDIT = "EU_CONSUMER_CREDIT"
    UK_CONSUMER_CREDIT = "UK_CONSUMER_CREDIT"
    UK_MORTGAGE = "UK_MORTGAGE"
    US_REGULATION_Z = "US_REGULATION_Z"


class Flow(NamedTuple):
    """An amount advanced or paid on a day."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AnnualPercentageRate:
    """An annual percentage rate as a fraction: 0.129 is 12.9 %.

    rate: rounded half up to the decimals that the law asks for. low, high: the exact rate lies between them.
    """

    method: AprMethod
    rate: Decimal
    low: Decimal
    high: Decimal

    def to_place(self, place: Decimal) -> Decimal:
        """The rate to compare with a cap: rounded half up to `place`, or as it is where that is finer."""
        if int(self.rate.as_tuple().exponent) <= int(place.as_tuple().exponent):
            return self.rate
        return self.high.quantize(place, ROUND_HALF_UP, FINEST)

    @property
    def percent(self) -> Decimal:
        """The rounded rate in per cent."""
        return FINEST.scaleb(self.rate, 2)


def compounded(
    flows: Iterable[Term], a_year: int, decimals: int, method: AprMethod = AprMethod.EU_CONSUMER_CREDIT
) -> AnnualPercentageRate:
    """The rate X for which Σ amount / (1 + X)ᵗ is nothing (2008/48/EC, annex I).

    flows: in whole periods, of which a year has `a_year`. decimals: of the percentage, one at least by remark (d), and
    half is rounded up. method: by whose name the rate goes.
    """
    return _Scale(method, Equation(flows), Fraction(a_year), compounds=True).rounded(decimals)


def nominal(flows: Iterable[Term], per_year: Fraction, decimals: int) -> AnnualPercentageRate:
    """The rate of a unit-period by the general equation, times those of a year (appendix J (b)(1), (b)(8))."""
    return _Scale(AprMethod.US_REGULATION_Z, Equation(flows), per_year, compounds=False).rounded(decimals)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the rate of a period to that of a year, and back."""

    method: AprMethod
    equation: Equation
    a_year: Fraction
    compounds: bool

    def rounded(self, decimals: int) -> AnnualPercentageRate:
        root = self.equation.solved()
        with localcontext(FINEST):
            low, high = self._of_year(root.low), self._of_year(root.high)
            if high > _HIGHEST:
                message = f"The annual percentage rate is above {_HIGHEST * 100:f} %."
                raise impossible("lending.no-rate", "loan", message, "Check fees and dates: the rate says nothing.")
            rate = self._decided(low, high, Decimal(1).scaleb(-decimals - 2))
            shown = low.quantize(_SHOWN, ROUND_FLOOR), high.quantize(_SHOWN, ROUND_CEILING)
        return AnnualPercentageRate(self.method, rate, *shown)

    def _decided(self, low: Decimal, high: Decimal, place: Decimal) -> Decimal:
        """Both bounds rounded; where they differ, the tie between them is tried itself."""
        lower, upper = low.quantize(place, ROUND_HALF_UP), high.quantize(place, ROUND_HALF_UP)
        if lower == upper:
            return lower
        return upper if self.equation.is_root_at_least(self._of_period(upper - place / 2)) else lower

    def _of_year(self, rate: Decimal) -> Decimal:
        if self.compounds:
            return Decimal((1 + rate) ** int(self.a_year) - 1)
        return rate * self.a_year.numerator / self.a_year.denominator

    def _of_period(self, rate: Decimal) -> Decimal:
        if self.compounds:
            return Decimal((1 + rate) ** (1 / Decimal(int(self.a_year))) - 1)
        return rate * self.a_year.denominator / self.a_year.numerator

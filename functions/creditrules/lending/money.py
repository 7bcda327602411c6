"""Rounding of exact amounts to the units that are paid; inside, amounts are whole numbers of the money unit."""

from __future__ import annotations

from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from creditrules.records import dataclass

__all__ = ["CENT", "Rounding", "RoundingMode", "Units", "rounded"]

_EXACT = Context(prec=60)


class RoundingMode(StrEnum):
    """What becomes of what lies between two units; amounts are never below zero."""

    HALF_UP = "HALF_UP"
    HALF_EVEN = "HALF_EVEN"
    UP = "UP"
    DOWN = "DOWN"


@dataclass(frozen=True, slots=True)
class Rounding:
    """A product's rounding rule. unit: 0.01 for cents, 1 for whole units, 0.05 as in Switzerland."""

    unit: Decimal = Decimal("0.01")
    mode: RoundingMode = RoundingMode.HALF_UP

    def round(self, amount: Decimal | Fraction | int) -> Decimal:
        """The amount in whole units, exactly rounded."""
        units = Units.of(self.unit)
        return units.decimal(units.rounded(Fraction(amount), self.mode))


CENT: Final = Rounding()


@dataclass(frozen=True, slots=True)
class Units:
    """A unit as a whole number of tenths, hundredths, …; turns amounts into whole numbers of units and back.

    plain: the unit without a positive exponent, so that its multiples are written out.
    """

    multiple: int
    places: int
    plain: Decimal

    @classmethod
    def of(cls, unit: Decimal) -> Units:
        """unit: above zero."""
        exact = Fraction(unit)
        places = max(0, -int(unit.as_tuple().exponent))
        return cls(int(exact * 10**places), places, unit if places else Decimal(int(exact)))

    def decimal(self, units: int) -> Decimal:
        """So many units as an amount."""
        return _EXACT.multiply(self.plain, units)

    def rounded(self, amount: Fraction, mode: RoundingMode) -> int:
        """The amount in units."""
        return rounded(amount.numerator * 10**self.places, amount.denominator * self.multiple, mode)

    def exact(self, amount: Decimal) -> int | None:
        """The amount in units, None where it is not a whole number of them."""
        units, rest = divmod(Fraction(amount) * 10**self.places, self.multiple)
        return None if rest else units


def rounded(numerator: int, denominator: int, mode: RoundingMode) -> int:
    """The quotient as a whole number. denominator: above zero."""
    whole, rest = divmod(numerator, denominator)
    match mode:
        case RoundingMode.HALF_UP:
            return whole + (2 * rest >= denominator)
        case RoundingMode.HALF_EVEN:
            return whole + (2 * rest + (whole & 1) > denominator)
        case RoundingMode.UP:
            return whole + (rest > 0)
        case RoundingMode.DOWN:
            return whole

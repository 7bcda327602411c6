"""How large a loan may be asked for; strangers ask, and the work grows with the number of instalments."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

__all__ = [
    "AMOUNT",
    "DECIMALS",
    "FEES",
    "FIRST_PERIOD_DAYS",
    "INSTALMENTS",
    "MONTHS",
    "RATE",
    "UNITS",
    "WEEKS",
    "ZEROS",
]

AMOUNT: Final = Decimal(10) ** 15
"""The largest amount, in units of the currency."""

RATE: Final = Decimal(10)
"""The highest nominal rate a year: 1000 %."""

DECIMALS: Final = 12
"""Digits after the point of a rate or an amount."""

ZEROS: Final = 15
"""The largest exponent of a number, be it zero: 1E+15 is read, 0E+999999 would be work for nothing."""

MONTHS: Final = 600
"""The longest term: fifty years."""

WEEKS: Final = 2_600
"""The same in weeks."""

INSTALMENTS: Final = 2_600
"""The most instalments of one schedule."""

FEES: Final = 20
"""The most fees of one product."""

FIRST_PERIOD_DAYS: Final = 3 * 366
"""From the start to the first payment."""

UNITS: Final = (Decimal("0.000001"), Decimal(10) ** 6)
"""The finest and the coarsest unit to round to."""

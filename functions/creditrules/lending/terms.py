"""What a product says of its loans, and what somebody asks for: the values that schedules are made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from creditrules.lending.days import MONTHLY, DayCount, Period
from creditrules.lending.money import CENT, Rounding
from creditrules.records import dataclass

__all__ = [
    "Balloon",
    "BalloonOf",
    "Fee",
    "FeeTiming",
    "Grace",
    "GraceKind",
    "Loan",
    "Method",
    "OddDays",
    "PricingTerms",
    "Promotion",
]


class Method(StrEnum):
    """How a loan is repaid.

    ANNUITY: level payments of interest and principal. EQUAL_PRINCIPAL: the same principal each time, and the interest
    on what is left. INTEREST_ONLY: interest each time, the principal with the last. BULLET: everything in one payment
    at the end, with simple interest over the whole term.
    """

    ANNUITY = "ANNUITY"
    EQUAL_PRINCIPAL = "EQUAL_PRINCIPAL"
    INTEREST_ONLY = "INTEREST_ONLY"
    BULLET = "BULLET"


class OddDays(StrEnum):
    """Who pays the interest of a first period that is longer or shorter than the others, where payments are level.

    LEVEL: all payments alike; they are solved with the period as it is. FIRST: payments are those of a first period
    like the others, and the first of them is higher, or lower, by the interest of the days that differ.
    """

    LEVEL = "LEVEL"
    FIRST = "FIRST"


class FeeTiming(StrEnum):
    """When a fee is paid.

    UPFRONT: at the start, out of the borrower's pocket. DEDUCTED: kept back from what is paid out. FINANCED: added to
    the principal, and repaid with interest. EACH_INSTALMENT: with every instalment.
    """

    UPFRONT = "UPFRONT"
    DEDUCTED = "DEDUCTED"
    FINANCED = "FINANCED"
    EACH_INSTALMENT = "EACH_INSTALMENT"


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee of a product: fixed + share of the amount, within minimum and maximum, rounded as money is.

    share: of the loan's amount (0.01 is 1 %). charge: whether it is part of the cost of the credit, and so of the
    annual percentage rate (2008/48/EC art. 3(g); 12 CFR 1026.4); notarial costs, as an example, are not.
    """

    name: str
    timing: FeeTiming
    fixed: Decimal = Decimal(0)
    share: Decimal = Decimal(0)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    charge: bool = True


class GraceKind(StrEnum):
    """What is paid while there is grace at the start.

    INTEREST: the interest of each period, no principal. CAPITALISED: nothing; the interest of each period is added to
    what is owed, and bears interest. CHARGED: nothing; the interest is due with the first payment, and bears none.
    FREE: nothing, and there is no interest.
    """

    INTEREST = "INTEREST"
    CAPITALISED = "CAPITALISED"
    CHARGED = "CHARGED"
    FREE = "FREE"


@dataclass(frozen=True, slots=True)
class Grace:
    """So many intervals at the start in which no principal is repaid; they are part of the term."""

    intervals: int
    kind: GraceKind

    @property
    def unpaid(self) -> int:
        """How many of them have no payment."""
        return 0 if self.kind is GraceKind.INTEREST else self.intervals


@dataclass(frozen=True, slots=True)
class Promotion:
    """Another rate for the first intervals, grace among them; where it is above that of the loan, that holds."""

    intervals: int
    rate: Decimal


class BalloonOf(StrEnum):
    """What the share of a balloon is of: the loan's AMOUNT, or the PRICE of what is bought with it."""

    AMOUNT = "AMOUNT"
    PRICE = "PRICE"


@dataclass(frozen=True, slots=True)
class Balloon:
    """What is left to be paid with the last instalment, besides it: fixed + share, rounded as money is."""

    fixed: Decimal = Decimal(0)
    share: Decimal = Decimal(0)
    of: BalloonOf = BalloonOf.AMOUNT


@dataclass(frozen=True, slots=True)
class PricingTerms:
    """What a product says of the price of its loans.

    rate: nominal, a year, as a fraction (0.24 is 24 %). interval: between instalments; for BULLET of no meaning but for
    the unit. rounding: of interest, fees and all money. payment_rounding: of the level payment, or the level principal,
    where it is coarser; its unit is a multiple of the other. end_of_month: a loan whose first payment is due on the
    last day of a month is paid on the last day of every month; otherwise on the same day, or the last of a shorter
    month. odd_days: see `OddDays`. payment_day: the day of the month on which payments are due, or the last of a
    shorter month; the first on the first such day that is not before one interval after the start. balloon: of ANNUITY
    and EQUAL_PRINCIPAL. grace: of all but BULLET, and of INTEREST_ONLY without payments. promotion: of
    all but BULLET; level payments are alike over both rates.
    """

    rate: Decimal
    method: Method = Method.ANNUITY
    interval: Period = MONTHLY
    day_count: DayCount = DayCount.EQUAL_PERIODS
    rounding: Rounding = CENT
    payment_rounding: Rounding | None = None
    fees: tuple[Fee, ...] = ()
    end_of_month: bool = False
    odd_days: OddDays = OddDays.LEVEL
    payment_day: int | None = None
    balloon: Balloon | None = None
    grace: Grace | None = None
    promotion: Promotion | None = None


@dataclass(frozen=True, slots=True)
class Loan:
    """What somebody asks for.

    amount: a multiple of the money unit. term: months, or weeks where payments are weekly; a term in months of a loan
    that is paid in weeks has as many payments as end within it. start: when the money is paid out. first_payment: as
    the terms say unless it is given. price: of what is bought with it, the amount unless it is given.
    """

    amount: Decimal
    term: Period
    start: date
    first_payment: date | None = None
    price: Decimal | None = None

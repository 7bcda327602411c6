"""The mathematics of instalment credit: schedules, what can be afforded, and annual percentage rates; exact and pure.

    loan = Loan(Decimal(12_000), Period(24), date(2026, 1, 15))
    repaid = schedule(PricingTerms(Decimal("0.24")), loan)

Amounts and rates are `Decimal`, a rate is a fraction (0.24 is 24 % a year), and no float touches either. Whatever
cannot be lent so raises LendingError, with code and place.
"""

from creditrules.lending.affordable import largest_amount, largest_owed
from creditrules.lending.apr.directive import rate_by_directive
from creditrules.lending.apr.intervals import UnitKind, UnitPeriod
from creditrules.lending.apr.offered import annual_percentage_rate
from creditrules.lending.apr.rate import AnnualPercentageRate, AprMethod, Flow
from creditrules.lending.apr.regulation_z import rate_by_regulation_z
from creditrules.lending.charging import PaidFee
from creditrules.lending.checks import check_loan, check_terms
from creditrules.lending.days import DayCount, Period, Unit, year_fraction
from creditrules.lending.errors import LendingError
from creditrules.lending.money import CENT, Rounding, RoundingMode
from creditrules.lending.schedule import Instalment, Schedule, schedule
from creditrules.lending.terms import (
    Balloon,
    BalloonOf,
    Fee,
    FeeTiming,
    Grace,
    GraceKind,
    Loan,
    Method,
    OddDays,
    PricingTerms,
    Promotion,
)

__all__ = [
    "CENT",
    "AnnualPercentageRate",
    "AprMethod",
    "Balloon",
    "BalloonOf",
    "DayCount",
    "Fee",
    "FeeTiming",
    "Flow",
    "Grace",
    "GraceKind",
    "Instalment",
    "LendingError",
    "Loan",
    "Method",
    "OddDays",
    "PaidFee",
    "Period",
    "PricingTerms",
    "Promotion",
    "Rounding",
    "RoundingMode",
    "Schedule",
    "Unit",
    "UnitKind",
    "UnitPeriod",
    "annual_percentage_rate",
    "check_loan",
    "check_terms",
    "largest_amount",
    "largest_owed",
    "rate_by_directive",
    "rate_by_regulation_z",
    "schedule",
    "year_fraction",
]

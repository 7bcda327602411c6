"""What a product says of the price of its loans, as it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from creditrules.dmn import spoken_in
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import ANY, NUMBER, Checked, ContextType, Names, Type, ast, check_expression, parse_expression
from creditrules.lending import (
    AprMethod,
    Balloon,
    BalloonOf,
    DayCount,
    Fee,
    FeeTiming,
    Grace,
    GraceKind,
    Loan,
    Method,
    OddDays,
    Period,
    PricingTerms,
    Promotion,
    Rounding,
    RoundingMode,
    Unit,
    check_loan,
    check_terms,
)
from creditrules.rules.content.parameter_names import PARAM, PARAMETER_NAME_ENDS
from creditrules.rules.content.request import LARGEST_AMOUNT, LONGEST_TERM
from creditrules.rules.content.reserved import PRODUCT, REQUEST

__all__ = [
    "AmountBounds",
    "DepositUse",
    "FeeForm",
    "PricingForm",
    "RoundingForm",
    "TermBounds",
    "checked_rate",
    "parameters_in",
    "results_in",
]

TERMS: Final = ContextType((("limit", NUMBER), ("rate", NUMBER)))
"""The bounds that the rule sets leave, as the rate's expression reads them; null where there is none."""

_RATE_SCOPE: Final[Mapping[str, Type]] = {
    "product": PRODUCT,
    "request": REQUEST,
    "terms": TERMS,
    "results": ANY,
    "param": ANY,
}
_SOME_DAY: Final = date(2000, 1, 1)
Money = Annotated[Decimal, Field(ge=0, le=LARGEST_AMOUNT, decimal_places=6)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)


@lru_cache(maxsize=512)
def checked_rate(text: str, parameters: ContextType | None = None) -> Checked:
    """The expression of a rate, checked: it may name product, request, terms, results and parameters.

    parameters: the types of those that it may name; None where nobody knows them.
    """
    spoken = spoken_in(text, PARAM, PARAMETER_NAME_ENDS)
    scope = {**_RATE_SCOPE, PARAM: parameters or ANY}
    return check_expression(parse_expression(text, Names(frozenset(_RATE_SCOPE), spoken)), scope, NUMBER)


def parameters_in(text: str) -> tuple[str, ...]:
    """The names of parameters that a rate's expression reads, sorted."""
    return tuple(sorted(_parts_of(text, PARAM)))


def results_in(text: str) -> frozenset[str]:
    """The names of results that a rate's expression reads."""
    return _parts_of(text, "results")


def _parts_of(text: str, fact: str) -> frozenset[str]:
    expr = checked_rate(text).expr
    nodes = ast.walk(expr) if isinstance(expr, ast.Expr) else ()
    paths = [node for node in nodes if isinstance(node, ast.Path) and isinstance(node.base, ast.Name)]
    return frozenset(path.name for path in paths if isinstance(path.base, ast.Name) and path.base.name == fact)


def _rate(text: str) -> str:
    found = [told for told in checked_rate(text).diagnostics if told.severity is Severity.ERROR]
    if found:
        raise ValueError(f"{found[0].message} A rate is a FEEL expression, such as 0.06 or terms.rate")
    return text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"{name!r} is not a time zone of the IANA database") from None
    return name


class DepositUse(StrEnum):
    """What a deposit does to the credit: SUBTRACTED, the amount asked for is a price; APART, it is the credit."""

    SUBTRACTED = "SUBTRACTED"
    APART = "APART"


class RoundingForm(_Form):
    """How money is rounded. `unit`: 0.01 for cents."""

    unit: Decimal = Decimal("0.01")
    mode: RoundingMode = RoundingMode.HALF_UP

    def rounding(self) -> Rounding:
        """As schedules take it."""
        return Rounding(self.unit, self.mode)


class IntervalForm(_Form):
    """The time between instalments."""

    count: Annotated[int, Field(ge=1, le=52)] = 1
    unit: Unit = Unit.MONTH


class FeeForm(_Form):
    """A fee: fixed and a share of the amount, within minimum and maximum.

    `charge`: whether it is part of the cost of the credit.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    timing: FeeTiming
    fixed: Money = Decimal(0)
    share: Annotated[Decimal, Field(ge=0, le=1)] = Decimal(0)
    minimum: Money | None = None
    maximum: Money | None = None
    charge: bool = True


class BalloonForm(_Form):
    """What is left to be paid with the last instalment, besides it: fixed, and a share of the amount or the price."""

    fixed: Money = Decimal(0)
    share: Annotated[Decimal, Field(ge=0, le=1)] = Decimal(0)
    of: BalloonOf = BalloonOf.AMOUNT

    @model_validator(mode="after")
    def _is_some(self) -> Self:
        if not self.fixed and not self.share:
            raise ValueError("A balloon is fixed, or a share, or both")
        return self


class GraceForm(_Form):
    """So many intervals at the start without repayment of principal, and what is paid meanwhile."""

    intervals: Annotated[int, Field(ge=1, le=LONGEST_TERM)]
    kind: GraceKind


class PromotionForm(_Form):
    """Another rate, a fraction a year, for the first intervals."""

    intervals: Annotated[int, Field(ge=1, le=LONGEST_TERM)]
    rate: Annotated[Decimal, Field(ge=0, le=10, decimal_places=12)]


class AmountBounds(_Form):
    """Which amounts are lent: multiples of `step` from `minimum` to `maximum`; the money unit where none is said."""

    minimum: Money | None = None
    maximum: Money | None = None
    step: Annotated[Decimal, Field(gt=0, le=LARGEST_AMOUNT, decimal_places=6)] | None = None


class TermBounds(_Form):
    """Which terms are lent, in months: from `minimum` to `maximum`, `step` months apart."""

    minimum: Annotated[int, Field(ge=1, le=LONGEST_TERM)]
    maximum: Annotated[int, Field(ge=1, le=LONGEST_TERM)]
    step: Annotated[int, Field(ge=1, le=LONGEST_TERM)] = 1

    @model_validator(mode="after")
    def _is_some(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError("The minimum is above the maximum")
        return self

    def has(self, months: int) -> bool:
        """Whether loans are made for so many months."""
        return self.minimum <= months <= self.maximum and (months - self.minimum) % self.step == 0


class PricingForm(_Form):
    """The price of a product's loans.

    `rate`: FEEL, nominal, a year; `rateStep`: on which rates it is lowered where the terms demand it. `apr`: the method
    of the annual percentage rate, which the terms' rate then bounds.
    """

    rate: Annotated[str, Field(max_length=1000, coerce_numbers_to_str=True), AfterValidator(_rate)]
    rate_step: Annotated[Decimal, Field(ge=Decimal("0.000001"), le=Decimal("0.01"))] = Decimal("0.0001")
    method: Method = Method.ANNUITY
    interval: IntervalForm = Field(default_factory=IntervalForm.model_construct)
    day_count: DayCount = DayCount.EQUAL_PERIODS
    rounding: RoundingForm = Field(default_factory=RoundingForm.model_construct)
    payment_rounding: RoundingForm | None = None
    end_of_month: bool = False
    payment_day: Annotated[int, Field(ge=1, le=31)] | None = None
    odd_days: OddDays = OddDays.LEVEL
    balloon: BalloonForm | None = None
    grace: GraceForm | None = None
    promotion: PromotionForm | None = None
    fees: Annotated[tuple[FeeForm, ...], Field(max_length=20)] = ()
    apr: AprMethod | None = None
    apr_decimals: Annotated[int, Field(ge=1, le=6)] | None = None
    amount: AmountBounds = Field(default_factory=AmountBounds.model_construct)
    term: TermBounds
    deposit: DepositUse = DepositUse.APART
    time_zone: Annotated[str, Field(max_length=64), AfterValidator(_zone)] = "UTC"

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        faults = check_terms(self.terms(Decimal(0))) or self._too_much_grace()
        if faults:
            raise ValueError(f"{faults[0].message.removesuffix('.')}")
        step = self.amount.step
        if step is not None and step % self.rounding.unit:
            raise ValueError(f"The step of amounts has to be a multiple of the money unit, {self.rounding.unit}")
        if self.apr is None and any(fee.charge for fee in self.fees):
            raise ValueError("With fees, name the method of the annual percentage rate under `apr`: it bounds the cost")
        return self

    def _too_much_grace(self) -> Sequence[Diagnostic]:
        """Whether the shortest term is over with its grace; of products from before there was grace nothing is said."""
        if self.grace is None:
            return ()
        shortest = Loan(self.rounding.unit, Period(self.term.minimum), _SOME_DAY)
        return [fault for fault in check_loan(self.terms(Decimal(0)), shortest) if fault.code == "lending.grace"]

    @property
    def smallest(self) -> Decimal:
        """The smallest amount that is lent."""
        return max(self.amount.minimum or Decimal(0), self.amount.step or self.rounding.unit)

    def terms(self, rate: Decimal) -> PricingTerms:
        """What loans at this rate are made of."""
        return PricingTerms(
            rate,
            self.method,
            Period(self.interval.count, self.interval.unit),
            self.day_count,
            self.rounding.rounding(),
            self.payment_rounding.rounding() if self.payment_rounding else None,
            tuple(Fee(**fee.model_dump()) for fee in self.fees),
            self.end_of_month,
            self.odd_days,
            self.payment_day,
            Balloon(**self.balloon.model_dump()) if self.balloon else None,
            Grace(**self.grace.model_dump()) if self.grace else None,
            Promotion(**self.promotion.model_dump()) if self.promotion else None,
        )

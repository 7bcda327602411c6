"""From what is asked for, within the bounds that the rule sets leave, to an offer; no rule set is asked here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_FLOOR, Context, Decimal
from functools import lru_cache
from typing import Final, NamedTuple, TypeGuard
from zoneinfo import ZoneInfo

from creditrules.eligibility.offer import Offer, OfferNote, OfferNoteCode
from creditrules.feel import Exhausted, Program, RequestBudget, Run, Unknown, Value, compile_expression, from_datetime
from creditrules.lending import LendingError, Loan, Period, annual_percentage_rate, largest_owed, schedule
from creditrules.records import dataclass, field
from creditrules.rules import DepositUse, PricingForm, ProductForm, Request, checked_rate

__all__ = ["Bounds", "Priced", "Quote", "is_rate"]

_EXACT: Final = Context(prec=60)
_HIGHEST_RATE: Final = Decimal(10)


def is_rate(value: Value) -> TypeGuard[Decimal]:
    """Whether loans are made at what an expression came to."""
    return isinstance(value, Decimal) and 0 <= value <= _HIGHEST_RATE


class Bounds(NamedTuple):
    """What an offer has to lie within; None is no bound. rate: of the whole cost a year."""

    limit: Decimal | None = None
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """An offer or none. missing: facts without which there is none, as rules wait for them."""

    offer: Offer | None = None
    notes: tuple[OfferNote, ...] = ()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Quote:
    """One product's price for one request.

    given: the reserved facts, and as `results` what rule sets published, for the rate's expression. budget: of the
    request, for the same; once it is spent there is no offer.
    """

    product: ProductForm
    request: Request | None
    given: Mapping[str, Value]
    now: datetime
    budget: RequestBudget | None = field(default=None, compare=False, repr=False)

    def within(self, bounds: Bounds) -> Priced:
        """The offer within these bounds: as much as is asked for and they leave, at a rate that keeps the cost in."""
        pricing = self.product.pricing
        if pricing is None:
            return _none(OfferNote(OfferNoteCode.NOT_PRICED))
        if self.budget is not None and not self.budget.allows():
            return _none(OfferNote(OfferNoteCode.BUDGET_SPENT))
        asked = _asked(pricing, self.request)
        if isinstance(asked, Priced):
            return asked
        rate = self._rate(pricing, bounds)
        if isinstance(rate, Priced):
            return rate
        try:
            return _Pricing(self, pricing, asked, bounds, rate).priced()
        except LendingError as error:
            return _none(OfferNote(OfferNoteCode.NOT_LENDABLE, detail=error.diagnostics[0].message))

    def _rate(self, pricing: PricingForm, bounds: Bounds) -> Decimal | Priced:
        values = self.given.get("param")
        for name in self.product.parameters:
            if not isinstance(values, Mapping) or values.get(name) is None:
                return _none(OfferNote(OfferNoteCode.PARAMETER_WITHOUT_VALUE, detail=name))
        run = Run(from_datetime(self.now.astimezone(ZoneInfo(pricing.time_zone))))
        if self.budget is not None:
            run.under(self.budget)
        terms = {"limit": bounds.limit, "rate": bounds.rate}
        try:
            rate = _program(pricing.rate).code(run, {"param": {}, "results": {}, **self.given, "terms": terms})
        except (Exhausted, RecursionError):
            rate = None
        run.settle()
        if self.budget is not None and self.budget.spent:
            return _none(OfferNote(OfferNoteCode.BUDGET_SPENT))
        if isinstance(rate, Unknown):
            return Priced(missing=rate.missing)
        if is_rate(rate):
            return rate
        return _none(OfferNote(OfferNoteCode.RATE_UNKNOWN))


class _Asked(NamedTuple):
    """The credit that is asked for, and the deposit paid beside or before it."""

    credit: Decimal
    months: int
    deposit: Decimal


def _asked(pricing: PricingForm, request: Request | None) -> _Asked | Priced:
    """What is asked for, where loans of that kind are made."""
    bounds = pricing.term
    months = request.term_months if request else None
    if months is None and bounds.minimum == bounds.maximum:
        months = bounds.minimum
    amount = request.amount if request else None
    if request is None or amount is None or months is None:
        lacking = {"request.amount": amount, "request.termMonths": months}
        missing = frozenset(name for name, part in lacking.items() if part is None)
        return Priced(None, (OfferNote(OfferNoteCode.REQUEST_INCOMPLETE),) if request else (), missing)
    if not bounds.has(months):
        return _refused(OfferNote(OfferNoteCode.TERM_NOT_OFFERED, Decimal(months)), "request.termMonths")
    deposit = request.deposit or Decimal(0)
    credit = amount - deposit if pricing.deposit is DepositUse.SUBTRACTED else amount
    if credit <= 0:
        return _refused(OfferNote(OfferNoteCode.DEPOSIT_COVERS), "request.amount")
    if credit < pricing.smallest:
        note = OfferNote(OfferNoteCode.AMOUNT_BELOW_MINIMUM, credit, pricing.smallest)
        return _refused(note, "request.amount")
    return _Asked(credit, months, deposit)


@dataclass(frozen=True, slots=True)
class _Pricing:
    """One pricing of what is asked for."""

    quote: Quote
    form: PricingForm
    asked: _Asked
    bounds: Bounds
    rate: Decimal

    def priced(self) -> Priced:
        amount, notes = self._amount()
        limit = self.bounds.limit
        if amount < self.form.smallest:
            return self._too_low()
        offer = self._at_fitting_rate(amount)
        while offer is not None and limit is not None and offer.schedule.principal > limit:
            # Fees and interest are added to what is lent; at another amount another rate may fit, a step higher.
            step = self.form.amount.step
            amount = largest_owed(offer.schedule.terms, offer.schedule.loan, limit, step)
            if amount < self.form.smallest:
                return self._too_low()
            notes = [OfferNote(OfferNoteCode.AMOUNT_ABOVE_LIMIT, self.asked.credit, amount)]
            offer = self._at_fitting_rate(amount)
        if offer is None:
            return _none(OfferNote(OfferNoteCode.COST_ABOVE_TERMS, given=self.bounds.rate))
        if offer.rate < self.rate:
            notes.append(OfferNote(OfferNoteCode.RATE_LOWERED, self.rate, offer.rate))
        return Priced(offer, tuple(notes))

    def _too_low(self) -> Priced:
        return _none(OfferNote(OfferNoteCode.LIMIT_BELOW_MINIMUM, self.bounds.limit, self.form.smallest))

    def _amount(self) -> tuple[Decimal, list[OfferNote]]:
        """The amount that may be lent of the credit asked for, and why it is another."""
        credit, limit, maximum = self.asked.credit, self.bounds.limit, self.form.amount.maximum
        amount, code = credit, OfferNoteCode.AMOUNT_ROUNDED
        if maximum is not None and maximum < amount:
            amount, code = maximum, OfferNoteCode.AMOUNT_ABOVE_MAXIMUM
        if limit is not None and limit < amount:
            amount, code = limit, OfferNoteCode.AMOUNT_ABOVE_LIMIT
        amount = self._in_steps(amount)
        return amount, [] if amount == credit else [OfferNote(code, credit, amount)]

    def _in_steps(self, amount: Decimal) -> Decimal:
        step = self.form.amount.step or self.form.rounding.unit
        return _EXACT.multiply(_steps(amount, step), step)

    def _at_fitting_rate(self, amount: Decimal) -> Offer | None:
        """The offer at the product's rate, or the highest below it at which its cost lies within the terms."""
        most = self.bounds.rate
        rate = self.rate if most is None else min(self.rate, most)
        offer = self._offer(amount, rate)
        if most is None or offer.cost <= most:
            return offer
        return self._lowered(amount, most, offer)

    def _lowered(self, amount: Decimal, most: Decimal, too_dear: Offer) -> Offer | None:
        """The highest step of the rate that fits; first tried around where it would be if the cost were in proportion.

        A cost never falls as the rate rises, but for rounding.
        """
        step = self.form.rate_step
        low, high, found = -1, _steps(too_dear.rate, step) + 1, None
        likely = _steps(_EXACT.multiply(too_dear.rate, _EXACT.divide(most, too_dear.cost)), step)
        near = [at for at in (likely - _NEAR, likely + _NEAR) if low < at < high]
        while high - low > 1:
            at = near.pop() if near else (low + high) // 2
            if not low < at < high:
                continue
            offer = self._offer(amount, _EXACT.multiply(step, at))
            if offer.cost <= most:
                low, found = at, offer
            else:
                high = at
        return found

    def _offer(self, amount: Decimal, rate: Decimal) -> Offer:
        quote, form = self.quote, self.form
        start = quote.request.start_date if quote.request else None
        day = start or quote.now.astimezone(ZoneInfo(form.time_zone)).date()
        price = self.asked.credit + self.asked.deposit
        repaid = schedule(form.terms(rate), Loan(amount, Period(self.asked.months), day, price=price))
        apr = annual_percentage_rate(repaid, form.apr, form.apr_decimals) if form.apr else None
        return Offer(quote.product.currency, self.asked.months, repaid, apr, self.asked.deposit)


_NEAR: Final = 8


def _steps(amount: Decimal, step: Decimal) -> int:
    return int(_EXACT.divide(amount, step).to_integral_value(ROUND_FLOOR))


@lru_cache(maxsize=512)
def _program(text: str) -> Program:
    return compile_expression(checked_rate(text))


def _none(note: OfferNote) -> Priced:
    return Priced(None, (note,))


def _refused(note: OfferNote, part: str) -> Priced:
    """No offer for what is asked; another could be made if that part were another."""
    return Priced(None, (note,), frozenset((part,)))

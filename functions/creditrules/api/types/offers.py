"""What the lender would give, as clients see it: of an answer just made and of one on record alike."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from creditrules.api.types.arguments import Locale
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.lending_enums import AprMethod, FeeTiming, GraceKind, OfferNoteCode, RepaymentMethod
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field
from creditrules.auth import Action
from creditrules.desk import View
from creditrules.eligibility import OfferNote as DomainNote
from creditrules.eligibility import PlainAnswer
from creditrules.rules import DepositUse, PricingForm

__all__ = [
    "Instalment",
    "LoanTerms",
    "Offer",
    "OfferFee",
    "OfferGrace",
    "OfferNote",
    "OfferPromotion",
    "RequestMade",
    "loan_terms",
    "notes_in",
    "offer_in",
    "request_in",
]


@strawberry.type(description="What was asked for.", directives=needs(Action.ASK))
class RequestMade:
    amount: Decimal | None = strawberry.field(description="How much; null where it was left out, as below.")
    currency: str | None = strawberry.field(description="ISO 4217 code.")
    term_months: int | None = strawberry.field(description="For how many months.")
    deposit: Decimal | None = strawberry.field(description="What is paid down.")
    purpose: str | None = strawberry.field(description="What for.")
    start_date: date | None = strawberry.field(description="When the money is to be paid out.")


@strawberry.type(description="A fee of an offer.", directives=needs(Action.ASK))
class OfferFee:
    name: str = strawberry.field(description="As the product calls it.")
    timing: FeeTiming = strawberry.field(description="When it is paid.")
    amount: Decimal = strawberry.field(description="What it is each time.")
    times: int = strawberry.field(description="How often it is paid.")
    charge: bool = strawberry.field(description="Whether it is part of the cost of the credit.")


@strawberry.type(description="Intervals at the start in which no principal is repaid.", directives=needs(Action.ASK))
class OfferGrace:
    intervals: int = strawberry.field(description="How many; they are part of the term.")
    kind: GraceKind = strawberry.field(description="What is paid meanwhile.")


@strawberry.type(description="Another rate for the first intervals.", directives=needs(Action.ASK))
class OfferPromotion:
    intervals: int = strawberry.field(description="How many, from the start.")
    rate: Decimal = strawberry.field(description="The nominal rate then; never above that of the offer.")


@strawberry.type(description="One payment of a schedule.", directives=needs(Action.ASK))
class Instalment:
    number: int = strawberry.field(description="Counted from 1.")
    due: date = strawberry.field(description="When it is due.")
    payment: Decimal = strawberry.field(description="Interest, principal and fee together.")
    interest: Decimal = strawberry.field(description="The interest in it.")
    principal: Decimal = strawberry.field(description="What it repays.")
    fee: Decimal = strawberry.field(description="The fee paid with it.")
    balance: Decimal = strawberry.field(description="The principal left after it; 0 after the last.")


def _instalment(number: int, due: str, *amounts: Decimal) -> Instalment:
    names = ("payment", "interest", "principal", "fee", "balance")
    return Instalment(number=number, due=date.fromisoformat(due), **dict(zip(names, amounts, strict=True)))


@strawberry.type(
    description="What the lender would give: a loan within the terms, with its whole price. Rates are fractions.",
    directives=needs(Action.ASK),
)
class Offer:
    rows: Private[Sequence[Sequence[Any]]]
    amount: Decimal = strawberry.field(description="What is lent, without fees that are financed with it.")
    currency: str = strawberry.field(description="ISO 4217 code of all amounts.")
    rate: Decimal = strawberry.field(description="The nominal rate.")
    apr: Decimal | None = strawberry.field(
        description="The annual percentage rate, rounded as its law asks for; null where the product names no method."
    )
    apr_method: AprMethod | None = strawberry.field(description="By which law the annual percentage rate is.")
    term_months: int = strawberry.field(description="For how many months.")
    method: RepaymentMethod = strawberry.field(description="How it is repaid.")
    start_date: date = strawberry.field(description="When the money is paid out.")
    deposit: Decimal = strawberry.field(description="What is paid down beside it.")
    received: Decimal = strawberry.field(description="The amount less the fees kept back from it.")
    instalments: int = strawberry.field(description="How many payments there are.")
    instalment: Decimal = strawberry.field(description="The highest payment before the last, or the only one.")
    last_instalment: Decimal = strawberry.field(description="The last payment, which takes up what rounding leaves.")
    fees: list[OfferFee] = strawberry.field(description="The fees, in the order of the product.")
    total_interest: Decimal = strawberry.field(description="All interest.")
    total_fees: Decimal = strawberry.field(description="All fees.")
    total_cost: Decimal = strawberry.field(description="Interest, and the fees that are part of the cost.")
    total_payable: Decimal = strawberry.field(description="The amount and its cost.")
    balloon: Decimal = strawberry.field(description="What of the last payment is a balloon; 0 where there is none.")
    grace: OfferGrace | None = strawberry.field(description="Null where principal is repaid from the first payment on.")
    promotion: OfferPromotion | None = strawberry.field(description="Null where one rate holds throughout.")
    capitalised: Decimal = strawberry.field(description="Interest added to what is owed before the first payment.")

    @field
    @at_hand
    def schedule(self) -> list[Instalment]:
        """Its payments, at most 2,600."""
        return [_instalment(number, *row) for number, row in enumerate(self.rows, 1)]


@strawberry.type(
    description="In what an offer differs from what was asked for, or why there is none.", directives=needs(Action.ASK)
)
class OfferNote:
    note: Private[DomainNote]
    view: Private[View]
    code: OfferNoteCode = strawberry.field(description="What is the matter.")
    asked: Decimal | None = strawberry.field(description="The amount, months or rate that was asked for.")
    given: Decimal | None = strawberry.field(description="What there is in place of it, or has to be.")

    @field
    @at_hand
    def message(self, locale: Locale = None) -> str:
        """What the applicant is told."""
        return self.view.text(self.note.texts, locale)


@strawberry.type(description="Which loans a product makes: what may be asked for.", directives=needs(Action.ASK))
class LoanTerms:
    smallest_amount: Decimal = strawberry.field(description="The smallest amount that is lent.")
    largest_amount: Decimal | None = strawberry.field(description="The largest, whoever asks; null where none is set.")
    amount_step: Decimal = strawberry.field(description="Amounts are multiples of it; others are rounded down.")
    shortest_term: int = strawberry.field(description="In months.")
    longest_term: int = strawberry.field(description="In months.")
    term_step: int = strawberry.field(description="Terms are so many months apart, from the shortest on.")
    deposit_subtracted: bool = strawberry.field(
        description="Whether what is asked for is a price, off which the deposit is taken; otherwise it is the credit."
    )
    method: RepaymentMethod = strawberry.field(description="How loans are repaid.")
    apr_method: AprMethod | None = strawberry.field(
        description="By which law the annual percentage rate is told; null where none is."
    )
    has_balloon: bool = strawberry.field(description="Whether a balloon is paid with the last instalment.")
    grace: OfferGrace | None = strawberry.field(description="Intervals at the start in which no principal is repaid.")


def loan_terms(pricing: PricingForm | None) -> LoanTerms | None:
    """What may be asked of a product; null where it states no prices."""
    if pricing is None:
        return None
    grace = pricing.grace
    return LoanTerms(
        smallest_amount=pricing.smallest,
        largest_amount=pricing.amount.maximum,
        amount_step=pricing.amount.step or pricing.rounding.unit,
        shortest_term=pricing.term.minimum,
        longest_term=pricing.term.maximum,
        term_step=pricing.term.step,
        deposit_subtracted=pricing.deposit is DepositUse.SUBTRACTED,
        method=pricing.method,
        apr_method=pricing.apr,
        has_balloon=pricing.balloon is not None,
        grace=None if grace is None else OfferGrace(intervals=grace.intervals, kind=grace.kind),
    )


def offer_in(answer: PlainAnswer) -> Offer | None:
    """The offer of an answer in plain data."""
    plain = answer.get("offer")
    if plain is None:
        return None
    fees = [
        OfferFee(**{**fee, "timing": FeeTiming(fee["timing"]), "times": int(fee["times"])}) for fee in plain["fees"]
    ]
    grace: Mapping[str, Any] | None = plain.get("grace")
    told: Mapping[str, Any] | None = plain.get("promotion")
    return Offer(
        rows=plain.get("schedule", ()),
        amount=plain["amount"],
        currency=plain["currency"],
        rate=plain["rate"],
        apr=plain["apr"],
        apr_method=None if plain["aprMethod"] is None else AprMethod(plain["aprMethod"]),
        term_months=int(plain["termMonths"]),
        method=RepaymentMethod(plain["method"]),
        start_date=date.fromisoformat(plain["startDate"]),
        deposit=plain["deposit"],
        received=plain["received"],
        instalments=int(plain["instalments"]),
        instalment=plain["instalment"],
        last_instalment=plain["lastInstalment"],
        fees=fees,
        total_interest=plain["totalInterest"],
        total_fees=plain["totalFees"],
        total_cost=plain["totalCost"],
        total_payable=plain["totalPayable"],
        balloon=plain.get("balloon", Decimal(0)),
        grace=None if grace is None else OfferGrace(intervals=int(grace["intervals"]), kind=GraceKind(grace["kind"])),
        promotion=None if told is None else OfferPromotion(intervals=int(told["intervals"]), rate=told["rate"]),
        capitalised=plain.get("capitalised", Decimal(0)),
    )


def notes_in(view: View, answer: PlainAnswer) -> list[OfferNote]:
    """The notes of an answer in plain data."""
    found = [
        DomainNote(OfferNoteCode(each["code"]), each.get("asked"), each.get("given"), each.get("detail", ""))
        for each in answer.get("offerNotes", ())
    ]
    return [OfferNote(note=note, view=view, code=note.code, asked=note.asked, given=note.given) for note in found]


def request_in(answer: PlainAnswer) -> RequestMade | None:
    """The request of an answer in plain data."""
    plain: Mapping[str, Any] | None = answer.get("request")
    if plain is None:
        return None
    months, start = plain.get("termMonths"), plain.get("startDate")
    return RequestMade(
        amount=plain.get("amount"),
        currency=plain.get("currency"),
        term_months=None if months is None else int(months),
        deposit=plain.get("deposit"),
        purpose=plain.get("purpose"),
        start_date=None if start is None else date.fromisoformat(start),
    )

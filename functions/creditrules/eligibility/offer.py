"""What the lender would give: one loan with its schedule and its price, and in what it differs from what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from creditrules.feel import Value, to_feel
from creditrules.lending import AnnualPercentageRate, Schedule
from creditrules.records import dataclass
from creditrules.rules import Texts, choose

__all__ = ["Offer", "OfferNote", "OfferNoteCode", "offer_facts", "plain_note", "plain_offer"]


_HUNDREDTH: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Offer:
    """A loan within the terms of its decision. apr: None where the product names no method."""

    currency: str
    term_months: int
    schedule: Schedule
    apr: AnnualPercentageRate | None
    deposit: Decimal

    @property
    def amount(self) -> Decimal:
        """What is lent, without fees that are financed with it."""
        return self.schedule.loan.amount

    @property
    def rate(self) -> Decimal:
        """The nominal rate a year."""
        return self.schedule.terms.rate

    @property
    def start(self) -> date:
        """When the money is paid out."""
        return self.schedule.loan.start

    @property
    def cost(self) -> Decimal:
        """What the terms' rate bounds: the annual percentage rate, or the nominal rate where there is none.

        To a hundredth of a per cent, or finer where it is told so. One decimal, as the law asks for, would hide 24.04 %
        behind a cap of 24 %; all decimals would find the cents of rounded payments above it.
        """
        return self.rate if self.apr is None else self.apr.to_place(_HUNDREDTH)


class OfferNoteCode(StrEnum):
    """In what an offer differs from the request, or why there is none."""

    AMOUNT_ABOVE_LIMIT = "AMOUNT_ABOVE_LIMIT"
    AMOUNT_ABOVE_MAXIMUM = "AMOUNT_ABOVE_MAXIMUM"
    AMOUNT_ROUNDED = "AMOUNT_ROUNDED"
    RATE_LOWERED = "RATE_LOWERED"
    AMOUNT_BELOW_MINIMUM = "AMOUNT_BELOW_MINIMUM"
    LIMIT_BELOW_MINIMUM = "LIMIT_BELOW_MINIMUM"
    DEPOSIT_COVERS = "DEPOSIT_COVERS"
    TERM_NOT_OFFERED = "TERM_NOT_OFFERED"
    OTHER_CURRENCY = "OTHER_CURRENCY"
    REQUEST_INCOMPLETE = "REQUEST_INCOMPLETE"
    NOT_PRICED = "NOT_PRICED"
    RATE_UNKNOWN = "RATE_UNKNOWN"
    PARAMETER_WITHOUT_VALUE = "PARAMETER_WITHOUT_VALUE"
    COST_ABOVE_TERMS = "COST_ABOVE_TERMS"
    NOT_LENDABLE = "NOT_LENDABLE"
    BUDGET_SPENT = "BUDGET_SPENT"


_TEXTS: Final[Mapping[OfferNoteCode, Texts]] = {
    OfferNoteCode.AMOUNT_ABOVE_LIMIT: {
        "en": "{asked} is asked for; the terms leave {given}.",
        "zh": "申请金额为{asked}，可用额度为{given}。",
    },
    OfferNoteCode.AMOUNT_ABOVE_MAXIMUM: {
        "en": "{asked} is asked for; the product lends {given} at most.",
        "zh": "申请金额为{asked}，本产品最高可借{given}。",
    },
    OfferNoteCode.AMOUNT_ROUNDED: {
        "en": "{asked} is asked for; amounts are lent in steps, the next lower one being {given}.",
        "zh": "申请金额为{asked}，按产品的金额档位取整为{given}。",
    },
    OfferNoteCode.RATE_LOWERED: {
        "en": "The product's rate of {asked} is lowered to {given}, so that the cost stays within the terms.",
        "zh": "为使综合成本不超过条款上限，利率由{asked}下调为{given}。",
    },
    OfferNoteCode.AMOUNT_BELOW_MINIMUM: {
        "en": "{asked} is asked for; the product lends {given} at least.",
        "zh": "申请金额为{asked}，本产品最低可借{given}。",
    },
    OfferNoteCode.LIMIT_BELOW_MINIMUM: {
        "en": "The terms leave {asked}; the product lends {given} at least.",
        "zh": "可用额度为{asked}，低于本产品最低可借金额{given}。",
    },
    OfferNoteCode.DEPOSIT_COVERS: {
        "en": "The deposit leaves nothing to be lent.",
        "zh": "首付款已足够支付，无需借款。",
    },
    OfferNoteCode.TERM_NOT_OFFERED: {
        "en": "The product is not lent for {asked} months.",
        "zh": "本产品不提供{asked}个月的期限。",
    },
    OfferNoteCode.OTHER_CURRENCY: {
        "en": "The request is in another currency than the product, and counts as not made.",
        "zh": "申请币种与产品币种不同，视为未提出申请。",
    },
    OfferNoteCode.REQUEST_INCOMPLETE: {
        "en": "An offer takes an amount and a term.",
        "zh": "须提供申请金额与期限方可给出报价。",
    },
    OfferNoteCode.NOT_PRICED: {
        "en": "The product states no prices, so there is no offer.",
        "zh": "本产品未声明价格，无法给出报价。",
    },
    OfferNoteCode.RATE_UNKNOWN: {
        "en": "The product's rate cannot be told for this applicant.",
        "zh": "无法确定该申请人的利率。",
    },
    OfferNoteCode.BUDGET_SPENT: {
        "en": "The request took more evaluation than it may before the product was priced.",
        "zh": "本次请求在报价之前已用尽可用的计算额度。",
    },
    OfferNoteCode.PARAMETER_WITHOUT_VALUE: {
        "en": "The rate rests on the parameter '{detail}', which has no value in force at the time asked for.",
        "zh": "利率取决于参数“{detail}”，该参数在所询时点没有有效值。",
    },
    OfferNoteCode.COST_ABOVE_TERMS: {
        "en": "At no rate does the cost stay within {given}, which the terms demand.",
        "zh": "在任何利率下，综合成本均超过条款上限{given}。",
    },
    OfferNoteCode.NOT_LENDABLE: {
        "en": "No loan can be made so: {detail}",
        "zh": "无法按此条件放款：{detail}",
    },
}


@dataclass(frozen=True, slots=True)
class OfferNote:
    """One thing to know about an offer. asked, given: amounts, rates or months, where the code is about such."""

    code: OfferNoteCode
    asked: Decimal | None = None
    given: Decimal | None = None
    detail: str = ""

    @property
    def texts(self) -> Texts:
        """What the applicant is told, by language."""
        shown = {"asked": _shown(self.asked), "given": _shown(self.given), "detail": self.detail}
        return {tag: text.format(**shown) for tag, text in _TEXTS[self.code].items()}

    def message(self, locale: str | None = None) -> str:
        """What the applicant is told."""
        return choose(self.texts, locale)


def offer_facts(offer: Offer) -> Mapping[str, Value]:
    """What rules read as `offer.…`."""
    schedule = offer.schedule
    last = schedule.instalments[-1]
    return {
        "amount": offer.amount,
        "currency": offer.currency,
        "rate": offer.rate,
        "apr": None if offer.apr is None else offer.apr.rate,
        "termMonths": Decimal(offer.term_months),
        "instalments": Decimal(len(schedule.instalments)),
        "instalment": schedule.instalment,
        "lastInstalment": last.payment,
        "received": schedule.received,
        "deposit": offer.deposit,
        "fees": schedule.total_fees,
        "interest": schedule.total_interest,
        "totalCost": schedule.total_cost,
        "totalPayable": schedule.total_payable,
        "balloon": schedule.balloon,
        "startDate": to_feel(offer.start),
        "endDate": to_feel(last.due),
    }


def plain_offer(offer: Offer, *, rows: bool = True) -> Mapping[str, Any]:
    """The offer as it goes on record: decimals, whole numbers and texts.

    rows: with its schedule, a list of [due, payment, interest, principal, fee, balance] for each instalment.
    """
    schedule = offer.schedule
    fees = [
        {"name": f.name, "timing": f.timing.value, "amount": f.amount, "times": f.times, "charge": f.charge}
        for f in schedule.fees
    ]
    plain: dict[str, Any] = {
        "amount": offer.amount,
        "currency": offer.currency,
        "rate": offer.rate,
        "apr": None if offer.apr is None else offer.apr.rate,
        "aprMethod": None if offer.apr is None else offer.apr.method.value,
        "termMonths": offer.term_months,
        "method": schedule.terms.method.value,
        "startDate": offer.start.isoformat(),
        "deposit": offer.deposit,
        "received": schedule.received,
        "instalments": len(schedule.instalments),
        "instalment": schedule.instalment,
        "lastInstalment": schedule.instalments[-1].payment,
        "fees": fees,
        "totalInterest": schedule.total_interest,
        "totalFees": schedule.total_fees,
        "totalCost": schedule.total_cost,
        "totalPayable": schedule.total_payable,
        **_plain_course(schedule),
    }
    if rows:
        plain["schedule"] = [[each.due.isoformat(), *each[2:]] for each in schedule.instalments]
    return plain


def _plain_course(schedule: Schedule) -> Mapping[str, Any]:
    """Balloon, grace and promotion, where the product has them."""
    grace, promotion, plain = schedule.terms.grace, schedule.terms.promotion, dict[str, Any]()
    if schedule.terms.balloon is not None:
        plain["balloon"] = schedule.balloon
    if grace is not None:
        plain["grace"] = {"intervals": grace.intervals, "kind": grace.kind.value}
        plain["capitalised"] = schedule.capitalised
    if promotion is not None:
        plain["promotion"] = {"intervals": promotion.intervals, "rate": min(promotion.rate, schedule.terms.rate)}
    return plain


def plain_note(note: OfferNote) -> Mapping[str, Any]:
    """A note as it goes on record."""
    said = {"asked": note.asked, "given": note.given, "detail": note.detail or None}
    return {"code": note.code, **{name: part for name, part in said.items() if part is not None}}


def _shown(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"

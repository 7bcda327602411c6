"""What an applicant asks for, as rules read it: `request.amount`, `request.termMonths` and so on.

Where nothing is asked for, every part is a missing fact. Where something is, amount and term are missing while they are
left out; the rest has what it means to leave it out: no deposit, no purpose, the product's currency, and the day of the
valid time in UTC as the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from creditrules.dmn import Fact
from creditrules.feel import DATE, NUMBER, STRING, Type, Unknown, Value, to_feel
from creditrules.rules import Request, Texts

__all__ = [
    "EVERY_PRODUCT",
    "REQUEST_FACTS",
    "Requests",
    "plain_request",
    "plain_requests",
    "read_requests",
    "request_facts",
]

EVERY_PRODUCT: Final = "*"
Requests = Mapping[str, Request]
"""By product; under EVERY_PRODUCT for all that are not named."""

_PARTS: tuple[tuple[str, Type, Texts, str], ...] = (
    ("amount", NUMBER, {"en": "Amount asked for", "zh": "申请金额"}, ""),
    ("currency", STRING, {"en": "Currency of the amount", "zh": "币种"}, ""),
    ("termMonths", NUMBER, {"en": "Term in months", "zh": "期限（月）"}, "months"),
    ("deposit", NUMBER, {"en": "Deposit", "zh": "首付款"}, ""),
    ("purpose", STRING, {"en": "Purpose", "zh": "用途"}, ""),
    ("startDate", DATE, {"en": "Day of payment", "zh": "放款日期"}, ""),
)
_HOW: Final = "Send it as `request`, not among the facts."

REQUEST_FACTS: Mapping[str, Fact] = {
    f"request.{name}": Fact(f"request.{name}", type_, {"type": str(type_)}, "", False, label, _HOW, unit)
    for name, type_, label, unit in _PARTS
}
"""The parts of a request as facts that can be missing, by the names that rules know."""

_UNASKED: Mapping[str, Value] = {name: Unknown(frozenset((f"request.{name}",))) for name, *_ in _PARTS}


def request_facts(request: Request | None, currency: str, now: datetime) -> Mapping[str, Value]:
    """What rules read as `request.…`; `currency`: the product's."""
    if request is None:
        return dict(_UNASKED)
    return {
        "amount": _UNASKED["amount"] if request.amount is None else request.amount,
        "currency": currency,
        "termMonths": _UNASKED["termMonths"] if request.term_months is None else Decimal(request.term_months),
        "deposit": Decimal(0) if request.deposit is None else request.deposit,
        "purpose": request.purpose,
        "startDate": to_feel(request.start_date or now.astimezone(UTC).date()),
    }


def plain_requests(requests: Requests) -> Mapping[str, Mapping[str, Any]]:
    """Requests as they go on record: decimals, whole numbers and texts."""
    return {product: plain_request(request) for product, request in requests.items()}


def read_requests(plain: Mapping[str, Mapping[str, Any]]) -> Requests:
    """Requests as they were put on record."""
    return {product: Request.model_validate(dict(parts)) for product, parts in plain.items()}


def plain_request(request: Request) -> Mapping[str, Any]:
    """What was asked for, the parts that were."""
    parts = request.model_dump(by_alias=True, exclude_none=True)
    return {name: part.isoformat() if isinstance(part, date) else part for name, part in parts.items()}

"""What an applicant asks for, as clients send it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from creditrules.api.types.declaring import strawberry
from creditrules.desk import requests_in
from creditrules.eligibility import Requests

__all__ = ["ProductRequestInput", "RequestInput", "requests_of"]


@strawberry.input(description="What the applicant asks for. Rules read it as `request.amount` and so on.")
class RequestInput:
    amount: Decimal | None = strawberry.field(
        default=None,
        description="How much: the credit, or the price where the product subtracts the deposit; up to six decimals.",
    )
    currency: str | None = strawberry.field(
        default=None,
        description="ISO 4217; the product's where left out. A product in another takes the request as not made.",
    )
    term_months: int | None = strawberry.field(default=None, description="For how many months, 1 to 600.")
    deposit: Decimal | None = strawberry.field(
        default=None, description="What is paid down, in the same currency; none where left out."
    )
    purpose: str | None = strawberry.field(
        default=None, description="What for, in the words that the lender's rules know; null to them where left out."
    )
    start_date: date | None = strawberry.field(
        default=None, description="When the money is to be paid out; the day of the valid time in UTC where left out."
    )


@strawberry.input(description="What the applicant asks of one product.")
class ProductRequestInput(RequestInput):
    product: str = strawberry.field(description="Slug of the product.")


def requests_of(every: RequestInput | None, by_product: Sequence[ProductRequestInput]) -> Requests:
    """Requests by product. Raises Refusal INVALID "INVALID_REQUEST", "REQUESTED_TWICE"."""
    return requests_in(None if every is None else _parts(every), [(each.product, _parts(each)) for each in by_product])


def _parts(given: RequestInput) -> Mapping[str, object]:
    return {
        "amount": given.amount,
        "currency": given.currency,
        "termMonths": given.term_months,
        "deposit": given.deposit,
        "purpose": given.purpose,
        "startDate": given.start_date,
    }

"""What an applicant asks for: amount, term, deposit and what for, as rules read it under `request.…`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

__all__ = ["FIRST_DAY", "LARGEST_AMOUNT", "LAST_DAY", "LONGEST_TERM", "Request"]

LARGEST_AMOUNT = Decimal(10) ** 15
LONGEST_TERM = 600
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)
_DECIMALS = 6

Amount = Annotated[Decimal, Field(le=LARGEST_AMOUNT, decimal_places=_DECIMALS)]


class Request(BaseModel):
    """Each part may be left out; `creditrules.eligibility.asked` says what that means.

    amount: of the purchase or of the credit, as the product has it. term_months: in months. start_date: when the money
    is to be paid out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, alias_generator=to_camel)

    amount: Annotated[Amount, Field(gt=0)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    term_months: Annotated[int, Field(ge=1, le=LONGEST_TERM)] | None = None
    deposit: Annotated[Amount, Field(ge=0)] | None = None
    purpose: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    start_date: Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)] | None = None

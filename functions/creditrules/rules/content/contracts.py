"""Contract queries: what a caller relies on, held against every change before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from creditrules.records import dataclass, field
from creditrules.rules.content.request import Request

__all__ = ["Contract", "ExpectedAnswer", "ExpectedOffer", "TermName"]


class TermName(StrEnum):
    """A term that an answer may state."""

    LIMIT = "LIMIT"
    RATE = "RATE"
    UNTIL = "UNTIL"


@dataclass(frozen=True, slots=True)
class ExpectedOffer:
    """That there is an offer, and within which bounds; None: any. Rates are fractions a year.

    apr_at_most: the offer has to name its annual percentage rate, too.
    """

    amount_at_least: Decimal | None = None
    rate_at_most: Decimal | None = None
    apr_at_most: Decimal | None = None
    instalment_at_most: Decimal | None = None
    total_cost_at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """What one product is to answer; nothing is held against what is left out.

    outcomes: one of these, any but UNDETERMINED where empty. terms: all stated. limit_at_least: no term limits it to
    less. rate_at_most: the terms bound the cost by that, or by less. reasons: codes that are all told. reasons_among:
    no code is told but these. parties: names of those of whose facts a reason was found.
    """

    product: str
    outcomes: tuple[str, ...] = ()
    terms: tuple[TermName, ...] = ()
    limit_at_least: Decimal | None = None
    rate_at_most: Decimal | None = None
    offer: ExpectedOffer | None = None
    reasons: tuple[str, ...] = ()
    reasons_among: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """A question that its author asks, with what it relies on in the answers; by name, unique to the author.

    facts: of an invented applicant, with parties, exposures and sources among them. products: slugs; all in force where
    there are none. expected: at most one for each of the products; for others that are named any answer will do that is
    none of UNDETERMINED and rests on facts that could be read. requests: what is asked for, by product. locale: of the
    texts, which then have to be there in that language. readable: whether facts and requests could be opened; there are
    none where they could not.
    """

    author: str
    name: str
    facts: Mapping[str, object]
    products: tuple[str, ...]
    expected: tuple[ExpectedAnswer, ...]
    registered_at: datetime
    requests: Mapping[str, Request] = field(default_factory=dict)
    locale: str | None = None
    readable: bool = True

    def of(self, product: str) -> ExpectedAnswer | None:
        """What is expected of the product; None where nothing is."""
        said = next((each for each in self.expected if each.product == product), None)
        return said or (ExpectedAnswer(product) if product in self.products else None)

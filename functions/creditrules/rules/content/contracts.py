"""Contract queries: what a caller relies on, held against every change before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = ["Contract", "ExpectedAnswer", "TermName"]


class TermName(StrEnum):
    """A term that an answer may state."""

    LIMIT = "LIMIT"
    RATE = "RATE"
    UNTIL = "UNTIL"


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """What one product is to answer. outcomes: one of these, any but UNDETERMINED where empty. terms: all stated."""

    product: str
    outcomes: tuple[str, ...] = ()
    terms: tuple[TermName, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """A question that its author asks, with what it relies on in the answers; by name, unique to the author.

    facts: of an invented applicant. expected: at most one for each of the products; for the others any answer will do
    that is none of UNDETERMINED and rests on facts that could be read.
    """

    author: str
    name: str
    facts: Mapping[str, object]
    products: tuple[str, ...]
    expected: tuple[ExpectedAnswer, ...]
    registered_at: datetime

    def of(self, product: str) -> ExpectedAnswer:
        """What is expected of the product."""
        return next((each for each in self.expected if each.product == product), ExpectedAnswer(product))

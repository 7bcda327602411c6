"""What one version answers about one applicant, as far as a comparison needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from creditrules.eligibility import Decision, Outcome
from creditrules.errors import Diagnostic
from creditrules.records import dataclass

__all__ = ["MEASURES", "Answer", "GivenReason", "Judged", "Rows", "answer_of"]

MEASURES = ("limit", "rate", "price")
"""The figures of an answer: the limit, the highest rate, and the rate of the offer."""


@dataclass(frozen=True, slots=True)
class GivenReason:
    """A reason by its rule set and code. row: of the decision table, from 1; None where no row fired."""

    rule_set: str
    code: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """limit: in the product's currency. rate, price: fractions a year. reasons: the severest first."""

    outcome: Outcome
    limit: Decimal | None = None
    rate: Decimal | None = None
    price: Decimal | None = None
    restricted_features: tuple[str, ...] = ()
    until: datetime | None = None
    reasons: tuple[GivenReason, ...] = ()

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """The reasons as (rule set, code); a row that only moved within its table gives the same reason."""
        return tuple((reason.rule_set, reason.code) for reason in self.reasons)

    @property
    def terms(self) -> tuple[object, ...]:
        """Everything that the applicant gets besides the outcome."""
        return self.limit, self.rate, self.price, self.restricted_features, self.until


Judged = Answer | tuple[Diagnostic, ...]
"""An answer, or all that is wrong with a row."""
Rows = Sequence[Mapping[str, Any]]
"""Rows as a file has them."""


def answer_of(decision: Decision) -> Answer:
    """What a decision answers, without what it rests on."""
    terms, offer = decision.terms, decision.offer
    return Answer(
        decision.outcome,
        terms.limit if terms else None,
        terms.rate if terms else None,
        offer.rate if offer else None,
        terms.restricted_features if terms else (),
        terms.until if terms else None,
        tuple(GivenReason(r.rule_set, r.code, r.finding.row) for r in decision.reasons),
    )

"""What an applicant is answered: outcome, terms, reasons, what is missing, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from creditrules.dmn import Fact
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.offer import Offer, OfferNote
from creditrules.eligibility.parameters import AppliedParameter
from creditrules.eligibility.questions import NextQuestion
from creditrules.eligibility.reason import AppliedVersion, Reason
from creditrules.errors import Diagnostic
from creditrules.feel import Value
from creditrules.records import dataclass, field
from creditrules.rules import (
    FactSource,
    Intervention,
    ProductForm,
    Request,
)

__all__ = [
    "Decision",
    "Outcome",
    "PossibleBasis",
    "RestsOn",
    "RetiredFact",
    "Terms",
]


class Outcome(StrEnum):
    """The intervention ladder, mildest first, and UNDETERMINED: facts are missing that could change the answer.

    is_open: whether the applicant can have the product now, be it with conditions.
    """

    is_open: bool

    ALLOW = "ALLOW"
    WARN = "WARN"
    STEP_UP = "STEP_UP"
    LIMIT = "LIMIT"
    PAUSE = "PAUSE"
    REFER = "REFER"
    DECLINE = "DECLINE"
    UNDETERMINED = "UNDETERMINED"


for _outcome in Outcome:
    _outcome.is_open = _outcome is not Outcome.UNDETERMINED and Intervention(_outcome.value).is_open


@dataclass(frozen=True, slots=True)
class RetiredFact:
    """A fact that was given and that no rule asks for any more.

    since: when the last use ended. accepted_until: that moment excluded; from then on it is refused.
    """

    name: str
    since: datetime
    accepted_until: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which conditions: every figure is a bound that all rule sets together leave.

    limit: the lowest amount, in `currency`. rate: the lowest of the highest all-in costs a year, as a fraction.
    until: when the intervention ends (closed-open); None when no end is set. exposure_limit: the lowest that all
    products of the subject together may come to; `limit` is what that leaves.
    """

    currency: str
    limit: Decimal | None = None
    rate: Decimal | None = None
    restricted_features: tuple[str, ...] = ()
    until: datetime | None = None
    exposure_limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RestsOn:
    """A fact whose source was told and for which a rule set asked.

    decisive: whether outcome or terms would be others without it; None of facts that are not soft. See `FactSource`.
    """

    fact: str
    source: FactSource
    decisive: bool | None

    @property
    def is_soft(self) -> bool:
        """Whether it is less than certain."""
        return self.source.confidence is not None and self.source.confidence < 1


class PossibleBasis(StrEnum):
    """How it is known which outcomes are possible and which missing facts count.

    PROVED: each outcome was met by an applicant with these facts, and there are no others. SUPPOSED: there are no
    others, and some of them may be none, as each rule set was asked by itself what it may find.
    """

    PROVED = "PROVED"
    SUPPOSED = "SUPPOSED"


@dataclass(frozen=True)  # without slots, see `of`
class Decision:
    """The answer for one product at two times.

    possible_outcomes: the one outcome, or, when UNDETERMINED, all that are still possible. missing_facts: what
    could change the outcome or the terms, those most rule sets wait for first. alternatives: products that the same
    facts do qualify for. problems: facts whose values a rule set cannot take, each with its place; that rule set then
    could not be evaluated. request: what was asked for. offer: within the terms, of an open product that states prices.
    offer_notes: in what it differs from the request, or why there is none. parameters: those in force that the rule
    sets and the price use. narrowed: whether outcomes and facts that are missing were narrowed by reasoning to those
    that there are, from what each rule set by itself leaves open. grounds: what each rule set was asked, of each party
    that it judges, in the order of the product. asks: of a narrowed one, what to ask for next. again: the same question
    with some facts of the applicant otherwise, or at another moment; it raises nothing, and has no alternatives.
    forecast: the same question at another moment, with what is in force then; None where the product is not.
    """

    product: ProductForm
    product_digest: str
    outcome: Outcome
    possible_outcomes: tuple[Outcome, ...]
    terms: Terms | None
    reasons: tuple[Reason, ...]
    missing_facts: tuple[Fact, ...]
    applied: tuple[AppliedVersion, ...]
    warnings: tuple[str, ...] = ()
    alternatives: tuple[Decision, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    request: Request | None = None
    offer: Offer | None = None
    offer_notes: tuple[OfferNote, ...] = ()
    parameters: tuple[AppliedParameter, ...] = ()
    rests_on: tuple[RestsOn, ...] = ()
    narrowed: bool = False
    grounds: tuple[Ground, ...] = field(default=(), compare=False, repr=False)
    asks: Callable[[], NextQuestion] | None = field(default=None, compare=False, repr=False)
    again: Callable[[Mapping[str, Value], datetime], Decision] | None = field(default=None, compare=False, repr=False)
    forecast: Callable[[datetime], Decision | None] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Decision:
        """The decision with these fields, the others as usual; in a third of the time, as each applicant gets one."""
        made = object.__new__(cls)
        _take_fields(made, fields)
        return made

    @property
    def possible_basis(self) -> PossibleBasis:
        """How it is known what is possible and missing."""
        proved = self.narrowed or self.outcome is not Outcome.UNDETERMINED
        return PossibleBasis.PROVED if proved else PossibleBasis.SUPPOSED

    @property
    def is_pre_qualification(self) -> bool:
        """Whether it rests on a fact that is less than certain."""
        return any(each.is_soft for each in self.rests_on)


_take_fields: Final = vars(Decision)["__dict__"].__set__

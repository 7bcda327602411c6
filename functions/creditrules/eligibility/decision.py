"""What an applicant is answered: outcome, terms, reasons, what is missing, and what the answer rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from creditrules.dmn import Fact
from creditrules.rules import Category, Intervention, ProductForm, ReasonForm, Texts

__all__ = ["AppliedVersion", "Decision", "Finding", "Origin", "Outcome", "Reason", "Terms"]


class Outcome(StrEnum):
    """The intervention ladder, mildest first, and UNDETERMINED: facts are missing that could change the answer."""

    ALLOW = "ALLOW"
    WARN = "WARN"
    STEP_UP = "STEP_UP"
    LIMIT = "LIMIT"
    PAUSE = "PAUSE"
    REFER = "REFER"
    DECLINE = "DECLINE"
    UNDETERMINED = "UNDETERMINED"

    @property
    def is_open(self) -> bool:
        """Whether the applicant can have the product now, be it with conditions."""
        return self is not Outcome.UNDETERMINED and Intervention(self.value).is_open


class Origin(StrEnum):
    """Where a reason comes from: a rule that fired, or the lack of a usable answer, which never means ALLOW."""

    RULE = "RULE"
    NO_RULE_FIRED = "NO_RULE_FIRED"
    NOT_EVALUABLE = "NOT_EVALUABLE"
    NO_VERSION_IN_FORCE = "NO_VERSION_IN_FORCE"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one fired rule says.

    limit: in the product's currency. rate: the highest all-in cost a year, 0.24 for 24 %.
    """

    intervention: Intervention
    reason: str | None = None
    limit: Decimal | None = None
    rate: Decimal | None = None
    restricted_features: frozenset[str] = frozenset()
    until: datetime | None = None
    row: int | None = None
    rule_id: str | None = None
    origin: Origin = Origin.RULE
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AppliedVersion:
    """The version of a rule set that an answer rests on; `pinned` when the caller chose it.

    valid_from, recorded_at: of the activation that put it in force; None when it was pinned.
    """

    rule_set: str
    category: Category
    version: int
    digest: str
    sequence: int | None
    valid_from: datetime | None
    recorded_at: datetime | None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: one finding with the rule set's words for it."""

    finding: Finding
    rule_set: str
    rule_set_name: Texts
    category: Category
    definition: ReasonForm | None
    applied: AppliedVersion | None

    @property
    def code(self) -> str:
        """The reason code of the catalogue, or the origin's name where no rule answered."""
        return self.finding.reason or self.finding.origin.value


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which conditions: every figure is a bound that all rule sets together leave.

    limit: the lowest amount, in `currency`. rate: the lowest of the highest all-in costs a year, as a fraction.
    until: when the intervention ends (closed-open); None when no end is set.
    """

    currency: str
    limit: Decimal | None = None
    rate: Decimal | None = None
    restricted_features: tuple[str, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer for one product at two times.

    possible_outcomes: the one outcome, or, when UNDETERMINED, all that are still possible. missing_facts: what
    could change the outcome or the terms, those most rule sets wait for first. alternatives: products that the same
    facts do qualify for.
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

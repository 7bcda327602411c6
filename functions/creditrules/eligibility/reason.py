"""Why an answer is as it is: what a rule that fired says, in its rule set's words, and on what it was found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from creditrules.eligibility.ground import Ground
from creditrules.records import dataclass, field
from creditrules.rules import Category, Intervention, Party, ReasonForm, Texts, choose

__all__ = ["SILENCE", "AppliedVersion", "Cause", "Finding", "Origin", "Reason"]


class Origin(StrEnum):
    """Where a reason comes from: a rule that fired, or the lack of a usable answer, which never means ALLOW."""

    RULE = "RULE"
    NO_RULE_FIRED = "NO_RULE_FIRED"
    NOT_EVALUABLE = "NOT_EVALUABLE"
    NO_VERSION_IN_FORCE = "NO_VERSION_IN_FORCE"
    BUDGET_SPENT = "BUDGET_SPENT"


SILENCE: Mapping[Origin, Texts] = {
    Origin.NO_RULE_FIRED: {
        "en": "No rule of this rule set covers the applicant, so a person decides.",
        "zh": "该规则集没有覆盖此申请人的规则，须由人工决定。",
    },
    Origin.NOT_EVALUABLE: {
        "en": "This rule set could not be evaluated on these facts, so a person decides.",
        "zh": "该规则集无法根据这些信息作出判断，须由人工决定。",
    },
    Origin.NO_VERSION_IN_FORCE: {
        "en": "No version of this rule set was in force, so a person decides.",
        "zh": "该规则集当时没有生效的版本，须由人工决定。",
    },
    Origin.BUDGET_SPENT: {
        "en": "The request took more evaluation than it may before this rule set had answered, so a person decides.",
        "zh": "本次请求在该规则集作出判断之前已用尽可用的计算额度，须由人工决定。",
    },
}
"""What is told where no rule answered; a fired rule's words come from its reason catalogue."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one fired rule says.

    limit: in the product's currency. rate: the highest all-in cost a year, 0.24 for 24 %. exposure_limit: the highest
    that all products of the subject may come to; what is owed already is taken off, and `limit` holds what is left.
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
    exposure_limit: Decimal | None = None

    @property
    def code(self) -> str:
        """The reason code of the catalogue, or the origin's name where no rule answered."""
        return self.reason or self.origin.value


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
class Cause:
    """What a rule set says by one finding, whoever it is about. definition: the words that it has for it."""

    finding: Finding
    rule_set: str
    rule_set_name: Texts
    category: Category
    definition: ReasonForm | None
    applied: AppliedVersion | None

    def of(self, finding: Finding) -> Cause:
        """The same by another finding, of the same reason."""
        return Cause(finding, self.rule_set, self.rule_set_name, self.category, self.definition, self.applied)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a cause, which is one object as long as its verdict is kept, and of whom it holds.

    ground: what it was found on; None where no version was in force. It is no part of what the reason says. party: of
    whose facts it was found; None for the applicant's.
    """

    cause: Cause
    ground: Ground | None = field(default=None, compare=False, repr=False)
    party: Party | None = None

    @property
    def finding(self) -> Finding:
        """What the rule that fired says."""
        return self.cause.finding

    @property
    def rule_set(self) -> str:
        """The slug of the rule set."""
        return self.cause.rule_set

    @property
    def rule_set_name(self) -> Texts:
        """Its name, by language."""
        return self.cause.rule_set_name

    @property
    def category(self) -> Category:
        """Why there is such a rule set."""
        return self.cause.category

    @property
    def definition(self) -> ReasonForm | None:
        """The rule set's words for the finding."""
        return self.cause.definition

    @property
    def applied(self) -> AppliedVersion | None:
        """The version that said it; None where none was in force."""
        return self.cause.applied

    @property
    def code(self) -> str:
        """See `Finding.code`."""
        return self.cause.finding.code

    @property
    def texts(self) -> Texts:
        """What the applicant is told, by language; empty where the catalogue says nothing."""
        cause = self.cause
        return cause.definition.message if cause.definition else SILENCE.get(cause.finding.origin, {})

    def message(self, locale: str | None = None) -> str:
        """What the applicant is told; the code where nothing is said. locale: a language tag, by default English."""
        return choose(self.texts, locale) or self.code

    def lift(self, locale: str | None = None) -> str | None:
        """What would lift it, as told to the applicant; None where nothing is said."""
        lift = self.definition.lift_texts if self.definition else None
        return choose(lift, locale) if lift else None

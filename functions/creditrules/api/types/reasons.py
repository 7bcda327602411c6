"""Why a product is answered as it is: the reasons, those that counted most, and the versions that they rest on."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Final

from creditrules.api.engine.plans.keeping import Keeping, Standing
from creditrules.api.types.answer_nodes import AnswerNodes
from creditrules.api.types.arguments import Locale
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.beside import Party, party_of
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import BasisCategory, Category, Intervention, LiftKind, Origin
from creditrules.api.types.facts import (
    RegBReason,
    reg_b_of,
)
from creditrules.api.types.lifts import LiftCondition, lift_condition_of, lift_kind_of
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field, told
from creditrules.api.types.rule_sets import RuleSet
from creditrules.api.types.settled import kept, settled, settled_attributes
from creditrules.api.types.statements import Basis
from creditrules.api.types.versions import RuleVersion
from creditrules.auth import Action
from creditrules.desk import (
    View,
    rule_since,
)
from creditrules.eligibility import AppliedVersion as DomainApplied
from creditrules.eligibility import PrincipalReason as DomainPrincipal
from creditrules.eligibility import Reason as DomainReason
from creditrules.rules import LiftForm

__all__ = [
    "KEPT_REASONS",
    "KEPT_VERSIONS",
    "AppliedVersion",
    "PrincipalReason",
    "Reason",
    "cause_parts",
    "finding_parts",
    "principal_told",
]


@settled_attributes()
@strawberry.type(description="A version of a rule set that a decision rests on.", directives=needs(Action.ASK))
class AppliedVersion:
    applied: Private[DomainApplied]
    nodes: Private[AnswerNodes]
    rule_set: str = strawberry.field(description="Slug of the rule set.")
    category: Category = strawberry.field(description="Why the rule set exists.")
    number: int = strawberry.field(description="Number of the version.")
    digest: str = strawberry.field(description="SHA-256 of its canonical form.")
    valid_from: datetime | None = strawberry.field(description="Since when it is in force; null when pinned.")
    recorded_at: datetime | None = strawberry.field(description="When that was recorded; null when pinned.")
    pinned: bool = strawberry.field(description="Whether the caller chose it in place of the version in force.")

    @field
    @at_hand
    @settled
    def version(self) -> RuleVersion:
        """The version itself: its facts, reasons and change statement."""
        return self.nodes.version(self.applied)


def _applied_version(nodes: AnswerNodes, applied: DomainApplied) -> AppliedVersion:
    """A version that was applied, as clients see it."""
    return told(AppliedVersion, applied, applied=applied, nodes=nodes, number=applied.version)


@settled_attributes()
@strawberry.type(
    description="Why: what one fired rule found, or that no usable answer was there.", directives=needs(Action.ASK)
)
class Reason:
    reason: Private[DomainReason]
    view: Private[View]
    nodes: Private[AnswerNodes]
    code: str = strawberry.field(
        description="Of the rule set's reason catalogue; the origin's name where no rule answered."
    )
    intervention: Intervention = strawberry.field(description="The step of the ladder that it brings about.")
    category: Category = strawberry.field(
        description="Of its rule set: a risk interception, the product, or regulation."
    )
    origin: Origin = strawberry.field(description="Whether a rule fired or no usable answer was there.")
    detail: str | None = strawberry.field(
        description="What stood in the way, where the rule set could not be evaluated."
    )
    row: int | None = strawberry.field(
        description="The row of the decision table that fired, counted from 1.", directives=needs(Action.SEE_POLICY)
    )
    rule_id: str | None = strawberry.field(
        description="The id its author gave that row.", directives=needs(Action.SEE_POLICY)
    )
    until: datetime | None = strawberry.field(
        description="When the intervention ends, that moment excluded; null when no end is set."
    )
    limit: Decimal | None = strawberry.field(description="The limit that this rule sets, in the product's currency.")
    rate: Decimal | None = strawberry.field(
        description="The highest all-in cost a year that this rule sets, as a fraction."
    )
    restricted_features: list[str] = strawberry.field(description="Features that this rule restricts.")
    exposure_limit: Decimal | None = strawberry.field(
        description="The highest that this rule lets all products of the subject come to."
    )

    @field
    def party(self) -> Party | None:
        """Of whose facts it was found; null for the applicant's."""
        return party_of(self.reason.party)

    @field
    @at_hand
    @settled
    def message(self, locale: Locale = None) -> str:
        """What the applicant is told."""
        return self.view.text(self.reason.texts, locale) or self.code

    @field
    @settled
    def lift(self, locale: Locale = None) -> str | None:
        """What would lift it, as told to the applicant; null where nothing is said."""
        lift = self.reason.definition.lift_texts if self.reason.definition else None
        return self.view.text(lift, locale) if lift else None

    @field
    @settled
    def lift_kind(self) -> LiftKind | None:
        """Whether `lift` is words alone, or says a condition that is worked out; null where nothing is said."""
        return lift_kind_of(self.reason.definition)

    @field
    def lift_condition(self) -> LiftCondition | None:
        """The condition that would lift it, solved and proved; null where there is none."""
        return lift_condition_of(self.view, self.reason)

    @field
    @settled
    def reg_b(self) -> RegBReason | None:
        """The reason of Regulation B's form C-1 that it is mapped to; null where it is to none."""
        return reg_b_of(self.reason.definition)

    @field
    @settled
    def basis(self) -> Basis | None:
        """What it rests on: the reason's own citation, else that of the version; null when there is no version."""
        definition, applied = self.reason.definition, self.reason.applied
        if definition and definition.basis:
            return told(Basis, definition.basis, category=BasisCategory(self.reason.category.value))
        if applied is None:
            return None
        version = self.nodes.version(applied)
        return told(Basis, version.ref.read().statement.basis)

    @field
    @settled
    def valid_from(self) -> datetime | None:
        """Since when this very rule has been in force without a break, through all versions that carry it unchanged.

        Null when the version is pinned or no rule fired.
        """
        return rule_since(self.view, self.reason)

    @field
    @settled
    def rule_set(self) -> RuleSet | None:
        """The rule set that gives it; null of one that the product names and that was never made."""
        return self.nodes.rule_set(self.reason.rule_set)

    @field
    @at_hand
    @settled
    def version(self) -> RuleVersion | None:
        """The version of the rule set that gives it; null when none was in force."""
        return self.nodes.version(self.reason.applied) if self.reason.applied else None


def _reason_told(view: View, nodes: AnswerNodes, reason: DomainReason) -> Reason:
    """A reason as clients see it; view: at the answer's times."""
    finding, features = reason.finding, sorted(reason.finding.restricted_features)
    plain = {"code": reason.code, "category": reason.category, "detail": finding.detail or None}
    return told(Reason, finding, reason=reason, view=view, nodes=nodes, restricted_features=features, **plain)


def _stands(_of: object, reason: DomainReason) -> Standing | None:
    """What a reason hangs on, but for its amounts and its party; None of a rule set without a version."""
    cause = reason.cause
    if cause.applied is None:
        return None
    return (cause.rule_set, cause.finding.row), (*cause_parts(cause), *finding_parts(cause.finding))


cause_parts: Final = attrgetter("definition", "applied")
"""All of a cause with a version, but for its finding."""
finding_parts: Final = attrgetter(
    "intervention", "reason", "restricted_features", "until", "rule_id", "origin", "detail", "exposure_limit"
)
"""All of a finding, but for the row and the amounts."""


def _has_condition(reason: DomainReason) -> bool:
    """Whether what would lift it is worked out of the applicant's facts."""
    return reason.definition is not None and isinstance(reason.definition.lift, LiftForm)


KEPT_REASONS: Final = Keeping(
    tell=lambda of, reason: _reason_told(of.view, of.nodes, reason),
    stands=_stands,
    fragments=lambda of: of.nodes.fragments,
    unless={"liftCondition": _has_condition, "party": lambda reason: reason.party is not None},
    open={"limit": attrgetter("cause.finding.limit"), "rate": attrgetter("cause.finding.rate")},
)
"""Limits and rates are what rules work out for each applicant more often than they look it up."""
KEPT_VERSIONS: Final = Keeping(
    tell=lambda of, applied: _applied_version(of.nodes, applied),
    stands=lambda _, applied: (applied.rule_set, (applied,)),
    fragments=lambda of: of.nodes.fragments,
)


@settled_attributes(but=("distance",))
@strawberry.type(description="One of the reasons that counted most.", directives=needs(Action.ASK))
class PrincipalReason:
    principal: Private[DomainPrincipal]
    view: Private[View]
    nodes: Private[AnswerNodes]
    rank: int = strawberry.field(description="Its place among them, counted from 1.")
    distance: Decimal | None = strawberry.field(
        description=(
            "How far the applicant is from where its row would not fire any more, 0 to 1, as a part of the values that "
            "the fact may have; null where that cannot be measured."
        ),
        directives=needs(Action.SEE_POLICY),
    )

    @field
    @at_hand
    @kept(Reason, KEPT_REASONS)
    def reason(self) -> DomainReason:
        """The reason."""
        return self.principal.reason


def principal_told(view: View, nodes: AnswerNodes, principal: DomainPrincipal) -> PrincipalReason:
    """One of the reasons that counted most, as clients see it."""
    return told(PrincipalReason, principal, principal=principal, view=view, nodes=nodes)

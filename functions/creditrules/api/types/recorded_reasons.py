"""Reasons of decisions on record as clients see them, those that counted most, and what would have lifted them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from creditrules.api.types.arguments import Locale
from creditrules.api.types.beside import Party
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import Category, Intervention, LiftKind, Origin, PartyRole
from creditrules.api.types.facts import RegBReason, reg_b_of
from creditrules.api.types.lifts import LiftCondition, lift_condition_in, lift_kind_of
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field
from creditrules.auth import Action
from creditrules.desk import View, recorded_lift
from creditrules.eligibility import SILENCE, PlainAnswer, ToldLift, lifts_in, principal_in
from creditrules.rules import LiftForm, ReasonForm, Texts

__all__ = ["RecordedPrincipalReason", "RecordedReason", "principal_of_record", "reasons_of_record"]


@strawberry.type(description="Why: what one rule found, as it was recorded.", directives=needs(Action.ASK))
class RecordedReason:
    view: Private[View]
    digest: Private[str | None]
    silence: Private[Texts]
    told_lift: Private[ToldLift | None]
    code: str = strawberry.field(description="Of the rule set's reason catalogue; the origin's name otherwise.")
    rule_set: str = strawberry.field(description="Slug of the rule set.")
    category: Category = strawberry.field(description="Why the rule set exists.")
    intervention: Intervention = strawberry.field(description="The step of the ladder that it brings about.")
    origin: Origin = strawberry.field(description="Whether a rule fired or no usable answer was there.")
    row: int | None = strawberry.field(
        description="The row of the decision table that fired, counted from 1.", directives=needs(Action.SEE_POLICY)
    )
    rule_id: str | None = strawberry.field(
        description="The id its author gave that row.", directives=needs(Action.SEE_POLICY)
    )
    limit: Decimal | None = strawberry.field(description="The limit it sets; null once the facts are gone.")
    rate: Decimal | None = strawberry.field(
        description="The highest all-in cost a year it sets; null once the facts are gone."
    )
    restricted_features: list[str] = strawberry.field(
        description="Features it restricts; empty once the facts are gone."
    )
    until: datetime | None = strawberry.field(
        description="When the intervention ends, that moment excluded; null once the facts are gone."
    )
    detail: str | None = strawberry.field(
        description="What stood in the way, where the rule set could not be evaluated; masked as facts are."
    )
    party: Party | None = strawberry.field(
        description="Of whose facts it was found; null for the applicant's, and once the facts are gone."
    )

    @field
    def message(self, locale: Locale = None) -> str:
        """What the applicant is told, in the words of the version applied."""
        definition = self._definition()
        return self.view.text(definition.message if definition else self.silence, locale) or self.code

    @field
    def lift(self, locale: Locale = None) -> str | None:
        """What would lift it, in the words of the version applied; null where it says nothing."""
        definition = self._definition()
        return self.view.text(definition.lift_texts, locale) if definition and definition.lift_texts else None

    @field
    def lift_kind(self) -> LiftKind | None:
        """Whether `lift` is words alone, or says a condition that was worked out; null where nothing is said."""
        return lift_kind_of(self._definition())

    @field
    def lift_condition(self) -> LiftCondition | None:
        """The condition that would lift it, as it was solved and proved when the decision was made.

        Null where there is none, where it was not recorded (before that was done, and beyond the 20 of an answer or
        the 100 of a decision), and once the facts are gone. Numbers are left out where a fact is masked.
        """
        definition, lift = self._definition(), self.told_lift
        if lift is None or self.digest is None or definition is None or not isinstance(definition.lift, LiftForm):
            return None
        return lift_condition_in(recorded_lift(self.view, self.digest, definition.lift, lift), self.view)

    @field
    def reg_b(self) -> RegBReason | None:
        """The reason of Regulation B's form C-1 that the version applied maps it to; null where it is to none."""
        return reg_b_of(self._definition())

    def _definition(self) -> ReasonForm | None:
        rule_set = self.view.rule_set(self.digest).rule_set if self.digest else None
        return rule_set.form.reasons.get(self.code) if rule_set else None


@strawberry.type(description="One of the reasons that counted most, as it was recorded.", directives=needs(Action.ASK))
class RecordedPrincipalReason:
    rank: int = strawberry.field(description="Its place among them, counted from 1.")
    reason: RecordedReason = strawberry.field(description="The reason.")
    distance: Decimal | None = strawberry.field(
        description=(
            "How far the applicant was from where its row would not fire any more; null where that could not be "
            "measured, and where a fact is masked."
        ),
        directives=needs(Action.SEE_POLICY),
    )


def reasons_of_record(view: View, answer: PlainAnswer) -> list[RecordedReason]:
    """The reasons of a recorded answer."""
    digests = {row["ruleSet"]: row["digest"] for row in answer["versions"]}
    lifts = lifts_in(answer)
    return [_reason(view, row, digests, lifts.get(place)) for place, row in enumerate(answer["reasons"])]


def principal_of_record(answer: PlainAnswer, reasons: list[RecordedReason]) -> list[RecordedPrincipalReason] | None:
    """The principal reasons of a recorded answer, of its `reasons`; None where they are not there."""
    found = principal_in(answer)
    if found is None:
        return None
    return [
        RecordedPrincipalReason(rank=rank, reason=reasons[each.place], distance=each.distance)
        for rank, each in enumerate(found, start=1)
    ]


def _reason(view: View, reason: Mapping[str, Any], digests: Mapping[str, str], lift: ToldLift | None) -> RecordedReason:
    return RecordedReason(
        view=view,
        digest=digests.get(reason["ruleSet"]),
        silence=SILENCE.get(Origin(reason["origin"]), {}),
        told_lift=lift,
        code=reason["code"],
        rule_set=reason["ruleSet"],
        category=Category(reason["category"]),
        intervention=Intervention(reason["intervention"]),
        origin=Origin(reason["origin"]),
        row=reason["row"],
        rule_id=reason["ruleId"],
        party=_party(reason.get("party")),
        limit=reason.get("limit"),
        rate=reason.get("rate"),
        restricted_features=list(reason.get("restrictedFeatures", [])),
        until=_moment(reason.get("until")),
        detail=reason.get("detail") or None,
    )


def _party(party: Mapping[str, Any] | None) -> Party | None:
    return None if party is None else Party(name=party["name"], role=PartyRole(party["role"]))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

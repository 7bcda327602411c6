"""What would lift a reason, worked out: when, with which facts, and whether that was proved."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.arguments import Locale
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import LiftDoubt, LiftKind, LiftState, Outcome
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import field
from creditrules.api.types.told_enums import ComparisonOperator
from creditrules.auth import Action
from creditrules.desk import SeenLift, View, seen_lift
from creditrules.eligibility import Reason, ToldChange, in_words
from creditrules.rules import LiftForm, ReasonForm, Texts

__all__ = ["FactChange", "LiftCondition", "lift_condition_in", "lift_condition_of", "lift_kind_of"]


@strawberry.type(description="What a fact would have to be.", directives=needs(Action.ASK))
class FactChange:
    label_texts: Private[Texts]
    view: Private[View]
    fact: str = strawberry.field(description="Name of the fact.")
    higher: bool | None = strawberry.field(description="Whether higher than it is, or lower; null where neither.")
    operator: ComparisonOperator | None = strawberry.field(
        description="How it would have to stand to `threshold`; null where that is not published."
    )
    threshold: str | None = strawberry.field(
        description='The value of the condition, as in "600", "P30D" or "true"; null where it is not published.'
    )

    @field
    @at_hand
    def label(self, locale: Locale = None) -> str:
        """The fact's name for people."""
        return self.view.text(self.label_texts, locale) or self.fact


@strawberry.type(
    description=(
        "The condition that would lift a reason, solved: the earliest moment, or the facts, for which it holds, and "
        "what the rule set then comes to, evaluated again."
    ),
    directives=needs(Action.ASK),
)
class LiftCondition:
    lift: Private[SeenLift]
    view: Private[View]
    state: LiftState = strawberry.field(description="Whether it was proved by evaluating the rule set again.")
    doubt: LiftDoubt | None = strawberry.field(description="Why it is not proved, or not computed; null when proved.")
    waits: bool = strawberry.field(description="Whether time has to pass before it holds.")
    valid_from: datetime | None = strawberry.field(
        description=(
            "The earliest moment from which it holds, all else as it is; null where facts have to change only, and "
            "where the lender does not publish its thresholds, which a moment would tell: that is told only as the "
            "reason's own `until`."
        )
    )
    outcome: Outcome | None = strawberry.field(
        description="What the rule set alone then comes to; null where it was not computed."
    )
    condition: str | None = strawberry.field(
        description="The condition in FEEL; null where the lender does not publish its thresholds."
    )
    thresholds_published: bool = strawberry.field(
        description="Whether the lender tells users the values and moments needed."
    )
    changes: list[FactChange] = strawberry.field(description="Facts that would have to be otherwise.")

    @field
    def sentence(self, locale: Locale = None) -> str | None:
        """The same in a sentence, in English, Chinese, German or Spanish; null where it was not computed."""
        return self.lift.stated(locale or next(iter(self.view.languages), None)) or None


def lift_kind_of(definition: ReasonForm | None) -> LiftKind | None:
    """Whether what lifts a reason is told in words alone, or is a condition."""
    lift = definition.lift if definition else None
    if not lift:
        return None
    return LiftKind.CONDITION if isinstance(lift, LiftForm) else LiftKind.TEXT


def lift_condition_of(view: View, reason: Reason) -> LiftCondition | None:
    """The condition that lifts a reason, as its reader may see it."""
    seen = seen_lift(view, reason)
    return lift_condition_in(seen, view) if seen else None


def lift_condition_in(seen: SeenLift, view: View) -> LiftCondition:
    """A lift that was worked out, be it now or when a decision was recorded."""
    lift = seen.lift
    return LiftCondition(
        lift=seen,
        view=view,
        state=lift.state,
        doubt=lift.doubt,
        waits=lift.waits,
        valid_from=lift.start,
        outcome=lift.outcome,
        condition=seen.form.condition if seen.thresholds else None,
        thresholds_published=seen.published,
        changes=[_change(seen, view, change) for change in lift.changes],
    )


def _change(seen: SeenLift, view: View, change: ToldChange) -> FactChange:
    return FactChange(
        label_texts=seen.label(change.fact),
        view=view,
        fact=change.fact,
        higher=change.higher,
        operator=ComparisonOperator(change.operator) if change.operator else None,
        threshold=in_words(change.threshold) if change.operator else None,
    )

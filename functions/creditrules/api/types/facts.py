"""What rule sets ask for and what they may answer: facts and the reason catalogue."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache

from creditrules.api.types.arguments import Locale
from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import Intervention
from creditrules.api.types.permissions import needs
from creditrules.api.types.proof_enums import Better, Direction
from creditrules.api.types.resolved import field, told
from creditrules.api.types.scalars import JSON
from creditrules.api.types.settled import settled_attributes
from creditrules.api.types.statements import LocalText
from creditrules.auth import Action
from creditrules.desk import View
from creditrules.dmn import Changeable as DomainChangeable
from creditrules.dmn import Fact
from creditrules.eligibility import RetiredFact as DomainRetired
from creditrules.eligibility import in_words
from creditrules.rules import FORM_C1, LiftForm, ReasonForm, RuleSet, interventions_by_reason

__all__ = [
    "Changeable",
    "FactDefinition",
    "ReasonDefinition",
    "RegBReason",
    "RetiredFact",
    "fact_definitions",
    "reason_definitions",
    "reg_b_of",
    "retired_facts",
]


@strawberry.type(description="How an applicant could change a fact.", directives=needs(Action.ASK))
class Changeable:
    direction: Direction = strawberry.field(description="In which direction.")
    step: str | None = strawberry.field(
        description="By how much at a time; null for any size. What is null for partners are the lender's own bounds."
    )
    minimum: str | None = strawberry.field(description="The lowest value that can be reached; null for no bound.")
    maximum: str | None = strawberry.field(description="The highest value that can be reached; null for no bound.")
    cost: Decimal | None = strawberry.field(
        description="What one step costs; without a step one unit, day, month, or place in the list of allowed values."
    )


@strawberry.type(description="A fact about an applicant that rules ask for.", directives=needs(Action.ASK))
class FactDefinition:
    fact: Private[Fact]
    view: Private[View]
    name: str = strawberry.field(description="The name to give it under in `facts`.")
    type: str = strawberry.field(description='Its FEEL type, as in "number", "string", "date" or "list<string>".')
    nullable: bool = strawberry.field(description="Whether null is a value of it; otherwise null counts as missing.")
    unit: str | None = strawberry.field(description="What a number counts, if it says.")
    sensitive: bool = strawberry.field(
        description="Whether its values are kept out of messages, and masked in recorded decisions."
    )
    better: Better | None = strawberry.field(
        description="Which of its values speak for the applicant; null where the rule set does not say."
    )
    protected: bool = strawberry.field(
        description="Whether it is a protected characteristic: asked for to be tested, and no outcome may rest on it."
    )
    allowed_values: str | None = strawberry.field(
        description="FEEL unary tests that its values must meet, if there are any."
    )
    rule_sets: list[str] = strawberry.field(description="Slugs of the rule sets at hand that ask for it.")

    @field
    @at_hand
    def definition(self) -> JSON:
        """The schema of its values: entries of contexts and items of lists included."""
        return JSON(self.fact.definition)

    @field
    def changeable(self) -> Changeable | None:
        """How an applicant could change it; null where it cannot be changed."""
        return _changeable(self.fact.changeable, bounds=self.view.sees_policy) if self.fact.changeable else None

    @field(needs=Action.SEE_POLICY)
    def ask_cost(self) -> Decimal:
        """What it costs to ask for it, 1 where nothing is said; refused to partners."""
        return self.fact.ask_cost

    @field
    @at_hand
    def label(self, locale: Locale = None) -> str:
        """Its name for people; its plain name where no label is given."""
        return self.view.text(self.fact.label, locale) or self.fact.name

    @field
    def description(self) -> str | None:
        """What it means; null where nothing is said."""
        return self.fact.description or None


def fact_definitions(view: View, facts: Iterable[tuple[Fact, Sequence[str]]]) -> list[FactDefinition]:
    """Facts as clients see them, each with the slugs of the rule sets that ask for it."""
    return [_fact_definition(view, fact, slugs) for fact, slugs in facts]


def _fact_definition(view: View, fact: Fact, slugs: Sequence[str]) -> FactDefinition:
    plain = {"type": str(fact.type), "unit": fact.unit or None, "allowed_values": fact.allowed_values or None}
    return told(FactDefinition, fact, fact=fact, view=view, rule_sets=slugs, **plain)


def _changeable(change: DomainChangeable, *, bounds: bool) -> Changeable:
    if not bounds:
        return Changeable(direction=change.direction, step=None, minimum=None, maximum=None, cost=None)
    step, minimum, maximum = (
        None if value is None else in_words(value) for value in (change.step, change.minimum, change.maximum)
    )
    return Changeable(direction=change.direction, step=step, minimum=minimum, maximum=maximum, cost=change.cost)


@strawberry.type(
    description="A fact that was given and that no rule asks for any more; it is still accepted.",
    directives=needs(Action.ASK),
)
class RetiredFact:
    name: str = strawberry.field(description="Its name.")
    retired_since: datetime = strawberry.field(description="Since when no rule asks for it.")
    accepted_until: datetime = strawberry.field(
        description="When questions with it begin to be refused; the lender sets the notice period."
    )


def retired_facts(facts: Iterable[DomainRetired]) -> list[RetiredFact]:
    """Facts that are no longer asked for, as clients see them."""
    return [told(RetiredFact, fact, retired_since=fact.since) for fact in facts]


@settled_attributes()
@strawberry.type(
    description="A principal reason of Regulation B's sample form C-1 (12 CFR 1002, appendix C).",
    directives=needs(Action.ASK),
)
class RegBReason:
    code: str = strawberry.field(description='Made of the form\'s words, as in "C1-INCOME-INSUFFICIENT".')
    text: str = strawberry.field(description="As the form words it, in English.")


def reg_b_of(form: ReasonForm | None) -> RegBReason | None:
    """The reason of form C-1 that an entry of a catalogue is mapped to."""
    code = form.reg_b if form else None
    return RegBReason(code=code, text=FORM_C1.get(code, "")) if code else None


@strawberry.type(description="An entry of a rule set's reason catalogue.", directives=needs(Action.ASK))
class ReasonDefinition:
    form: Private[ReasonForm]
    view: Private[View]
    given: Private[Callable[[], Mapping[str, Sequence[Intervention]]]]
    code: str = strawberry.field(description="Stable; decisions carry it.")
    lift_expression: str | None = strawberry.field(
        description="The condition in FEEL that lifts it; null where there is none, or it is not published."
    )

    @field
    @at_hand
    def message(self, locale: Locale = None) -> str:
        """What the applicant is told."""
        return self.view.text(self.form.message, locale)

    @field
    @at_hand
    def messages(self) -> list[LocalText]:
        """What the applicant is told, in every language there is."""
        return [LocalText(language=tag, text=text) for tag, text in self.form.message.items()]

    @field
    def lift(self, locale: Locale = None) -> str | None:
        """What would lift it; null where nothing is said."""
        return self.view.text(self.form.lift_texts, locale) if self.form.lift_texts else None

    @field
    @at_hand
    def interventions(self) -> list[Intervention]:
        """With which interventions it may be given, mildest first, as far as rules say both outright."""
        return [*self.given().get(self.code, ())]

    @field
    def reg_b(self) -> RegBReason | None:
        """The reason of Regulation B's form C-1 that it is mapped to; null where it is to none."""
        return reg_b_of(self.form)


def reason_definitions(view: View, rule_set: RuleSet) -> list[ReasonDefinition]:
    """A reason catalogue as clients see it."""

    @cache
    def given() -> Mapping[str, Sequence[Intervention]]:
        return interventions_by_reason(rule_set)

    return [
        ReasonDefinition(form=form, view=view, given=given, code=code, lift_expression=_condition(view, rule_set, form))
        for code, form in rule_set.form.reasons.items()
    ]


def _condition(view: View, rule_set: RuleSet, reason: ReasonForm) -> str | None:
    if not isinstance(reason.lift, LiftForm):
        return None
    return reason.lift.condition if view.sees_policy or rule_set.form.tells_thresholds(reason.lift) else None

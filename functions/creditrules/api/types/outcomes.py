"""For which applicants two versions answer otherwise, as clients see it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.enums import Outcome
from creditrules.api.types.flaws import SampleValue
from creditrules.api.types.permissions import needs
from creditrules.api.types.proof_enums import OutcomePart, OutcomeVerdict
from creditrules.api.types.resolved import field, paged
from creditrules.api.types.scalars import JSON
from creditrules.auth import Action
from creditrules.desk import View, differences_page, figures_of_part
from creditrules.rules import ComputedPart
from creditrules.rules.ports import Asked

__all__ = ["OutcomeComparison", "OutcomeImpact", "outcome_comparison", "outcome_impact"]

_MOST_UNTOLD: Final = 100

_Plain = Mapping[str, Any]


@strawberry.type(description="One part of the answers that is another.", directives=needs(Action.SEE_POLICY))
class OutcomeChange:
    part: OutcomePart = strawberry.field(description="Which.")
    before: str | None = strawberry.field(description="As it was, amounts as FEEL over facts; null where it was not.")
    after: str | None = strawberry.field(description="As it is, amounts as FEEL over facts; null where it is not.")


@strawberry.type(description="A reason that an answer gives.", directives=needs(Action.SEE_POLICY))
class OutcomeReason:
    rule_set: str = strawberry.field(description="Slug of the rule set that gives it.")
    reason: str = strawberry.field(description="Its code, or the origin's name where no rule answered.")


@strawberry.type(
    description="What the sample of a difference is answered by one of the two.", directives=needs(Action.SEE_POLICY)
)
class OutcomeAnswer:
    outcome: Outcome = strawberry.field(description="The outcome.")
    limit: Decimal | None = strawberry.field(description="The highest amount, where one is set.")
    rate: Decimal | None = strawberry.field(description="The highest all-in cost a year as a fraction, where one is.")
    exposure_limit: Decimal | None = strawberry.field(description="The highest that all may come to, where it is set.")
    restricted_features: list[str] = strawberry.field(description="Features that are restricted.")
    until: datetime | None = strawberry.field(description="When the intervention ends; null where no end is set.")
    reasons: list[OutcomeReason] = strawberry.field(description="The reasons.")
    offer: JSON | None = strawberry.field(description="What is offered, where the sample asks for something.")


@strawberry.type(
    description="A region of applicants who are answered otherwise, all in the same parts.",
    directives=needs(Action.SEE_POLICY),
)
class OutcomeDifference:
    changed: list[OutcomeChange] = strawberry.field(description="In what the answers differ.")
    where: str = strawberry.field(description="The region as FEEL by fact; empty where search alone found somebody.")
    sample: list[SampleValue] = strawberry.field(description="An applicant of it, made up to show the difference.")
    before: OutcomeAnswer = strawberry.field(description="What that applicant was answered.")
    after: OutcomeAnswer = strawberry.field(description="What that applicant is answered.")
    proved: bool = strawberry.field(
        description="Whether all in the region are certainly answered so; otherwise the sample is, and others may be."
    )


@strawberry.type(
    description="For which applicants two versions answer otherwise, and how.", directives=needs(Action.SEE_POLICY)
)
class OutcomeComparison:
    view: Private[View]
    found: Private[_Plain]
    verdict: OutcomeVerdict = strawberry.field(description="Whether they answer alike.")
    sentences: list[str] = strawberry.field(description="What matters most: whether any answer differs, and how.")
    complete: bool = strawberry.field(description="Whether there are certainly no other differences than these.")
    not_analysed: list[str] = strawberry.field(
        description=f"Where there may be more, each with why; the first {_MOST_UNTOLD}."
    )

    @field
    @paged
    def differences(self, asked: Asked) -> Connection[OutcomeDifference]:
        """The regions in which the answers differ. Those that differ in the same parts may overlap."""
        return connect(self.view, differences_page(self.view, self.found, asked), _difference)


@strawberry.type(
    description="What a change does to the answers on one product, as it was computed.",
    directives=needs(Action.SEE_POLICY),
)
class OutcomeImpact:
    part: Private[ComputedPart]
    view: Private[View]
    product: str = strawberry.field(description="The product's slug.")
    digest: str = strawberry.field(description="SHA-256 of the comparison; part of what an approval is bound to.")
    sentences: list[str] = strawberry.field(description="What matters most: whether any answer differs, and how.")

    @field
    def comparison(self) -> OutcomeComparison:
        """All of it."""
        return outcome_comparison(self.view, figures_of_part(self.view, self.part), self.part.sentences)


def outcome_impact(view: View, part: ComputedPart) -> OutcomeImpact:
    """A computed part of an impact as those see it who may see the policy."""
    return OutcomeImpact(part=part, view=view, product=part.name, digest=part.digest, sentences=list(part.sentences))


def outcome_comparison(view: View, found: _Plain, sentences: Sequence[str]) -> OutcomeComparison:
    """A comparison in plain data, as clients see it."""
    return OutcomeComparison(
        view=view,
        found=found,
        verdict=OutcomeVerdict(found["verdict"]),
        sentences=list(sentences),
        complete=found["complete"],
        not_analysed=list(found["notAnalysed"][:_MOST_UNTOLD]),
    )


def _difference(_view: View, plain: _Plain) -> OutcomeDifference:
    return OutcomeDifference(
        changed=[_change(each) for each in plain["changed"]],
        where=plain["where"],
        sample=[SampleValue(name=name, value=value) for name, value in sorted(plain["literals"].items())],
        before=_answer(plain["before"]),
        after=_answer(plain["after"]),
        proved=plain["proof"] == "PROVED",
    )


def _change(plain: _Plain) -> OutcomeChange:
    before, after = plain["before"] or None, plain["after"] or None
    return OutcomeChange(part=OutcomePart(plain["part"]), before=before, after=after)


def _answer(plain: _Plain) -> OutcomeAnswer:
    return OutcomeAnswer(
        outcome=Outcome(plain["outcome"]),
        limit=plain.get("limit"),
        rate=plain.get("rate"),
        exposure_limit=plain.get("exposureLimit"),
        restricted_features=list(plain.get("restrictedFeatures", ())),
        until=datetime.fromisoformat(plain["until"]) if "until" in plain else None,
        reasons=[OutcomeReason(rule_set=each["ruleSet"], reason=each["reason"]) for each in plain["reasons"]],
        offer=JSON(plain["offer"]) if "offer" in plain else None,
    )

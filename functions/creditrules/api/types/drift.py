"""Drift between two periods of recorded decisions, as clients see it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from decimal import Decimal

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.auth import Action
from creditrules.desk import Drifts
from creditrules.eligibility import Drift

__all__ = ["DecisionDrift", "drift_of"]


@strawberry.type(
    description="How many of each period fall into a bin; of facts, five or more, or none.",
    directives=needs(Action.READ_DECISIONS),
)
class DriftBin:
    name: str = strawberry.field(description="What falls into it: an outcome, a value, or numbers from a bound on.")
    before: int = strawberry.field(description="Of the first period.")
    after: int = strawberry.field(description="Of the second.")


@strawberry.type(
    description=(
        "The population stability index: the sum over all bins of (a - b) × ln(a / b), b and a the shares before and "
        "after, half a count added to each bin. 0 is no drift; customary bounds are 0.1 and 0.25."
    ),
    directives=needs(Action.READ_DECISIONS),
)
class Stability:
    psi: Decimal = strawberry.field(description="The index, to four digits.")
    by_chance: Decimal = strawberry.field(
        description="What it exceeds without any drift once in twenty times: below it, it says nothing."
    )
    bins: list[DriftBin] = strawberry.field(description="What it was taken of.")


@strawberry.type(description="How far the outcomes of a product differ.", directives=needs(Action.READ_DECISIONS))
class OutcomeStability:
    product: str = strawberry.field(description="Slug of the product.")
    drift: Stability = strawberry.field(description="The index over all its answers.")


@strawberry.type(description="How far the values of a fact differ.", directives=needs(Action.READ_DECISIONS))
class FactStability:
    fact: str = strawberry.field(description="Its name.")
    drift: Stability = strawberry.field(description="The index over the samples.")
    margin: Decimal = strawberry.field(
        description="How far the index over all decisions may lie from it, 19 times in 20; 0 where all were looked at."
    )


@strawberry.type(
    description="How far two periods of recorded decisions differ; most drift first.",
    directives=needs(Action.READ_DECISIONS),
)
class DecisionDrift:
    outcomes: list[OutcomeStability] = strawberry.field(description="By product, over all answers of the periods.")
    facts: list[FactStability] = strawberry.field(
        description="By fact, over samples of decisions whose facts are kept."
    )
    sampled_before: int = strawberry.field(description="How many decisions of the first period were looked at.")
    sampled_after: int = strawberry.field(description="How many of the second.")
    decisions_before: int = strawberry.field(
        description="How many decisions the first period has, of which those were sampled: all where both are the same."
    )
    decisions_after: int = strawberry.field(description="How many the second has.")
    too_few: list[str] = strawberry.field(description="Facts that are not told, as the samples are too small.")
    hidden: list[str] = strawberry.field(description="Sensitive facts, which you may not see.")


def drift_of(found: Drifts) -> DecisionDrift:
    """What was found, as clients see it."""
    return DecisionDrift(
        outcomes=[OutcomeStability(product=each.product, drift=_stability(each.drift)) for each in found.outcomes],
        facts=[FactStability(fact=each.fact, drift=_stability(each.drift), margin=each.margin) for each in found.facts],
        sampled_before=found.sampled[0],
        sampled_after=found.sampled[1],
        decisions_before=found.decisions[0],
        decisions_after=found.decisions[1],
        too_few=list(found.too_few),
        hidden=list(found.hidden),
    )


def _stability(drift: Drift) -> Stability:
    return told(Stability, drift, bins=[told(DriftBin, each) for each in drift.bins])

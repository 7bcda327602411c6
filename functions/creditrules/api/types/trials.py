"""What experiments came to, and what a decision met of them."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import Intervention, Outcome
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.api.types.trial_enums import Arm, Metric, ShadowState, TrialMode
from creditrules.api.types.versions import ExperimentGuard
from creditrules.auth import Action
from creditrules.desk import ExperimentResults as DomainResults
from creditrules.desk import Met, MetricDifference, View
from creditrules.eligibility import PlainAnswer
from creditrules.eligibility.trials import OTHERS, ArmTally, Shadow, wilson

__all__ = [
    "DecisionExperiment",
    "DecisionShadow",
    "ExperimentProof",
    "ExperimentResults",
    "met_of",
    "results_of",
    "shadow_of",
]

_PLACES = Decimal("0.000001")


@strawberry.type(description="An experiment that a decision met.", directives=needs(Action.ASK))
class DecisionExperiment:
    experiment: str = strawberry.field(description="Slug of the experiment.")
    name: str = strawberry.field(description="Its name for people.")
    rule_set: str = strawberry.field(description="Slug of the rule set of which a version was tried.")
    mode: TrialMode = strawberry.field(description="How it was tried.")
    arm: Arm = strawberry.field(description="Whose answer was given.")
    stage: int = strawberry.field(description="Sequence of the experiment's activation that was in force.")
    drawn: bool = strawberry.field(
        description="Whether the arm is that of a subject; false where none was named, whom the champion answers."
    )


@strawberry.type(description="A reason that a shadow gives.", directives=needs(Action.SEE_POLICY))
class ShadowReason:
    rule_set: str = strawberry.field(description="Slug of the rule set.")
    code: str = strawberry.field(description="Of the rule set's reason catalogue.")
    intervention: Intervention = strawberry.field(description="The step of the ladder that it brings about.")


@strawberry.type(description="What a shadow says of one product.", directives=needs(Action.SEE_POLICY))
class ShadowAnswer:
    product: str = strawberry.field(description="Slug of the product.")
    outcome: Outcome = strawberry.field(description="The severest intervention, or UNDETERMINED.")
    limit: Decimal | None = strawberry.field(description="The highest amount; null when no rule sets one.")
    reasons: list[ShadowReason] = strawberry.field(description="Why, the severest first: at most ten.")


@strawberry.type(
    description="What a shadow came to beside a decision, which was never answered.",
    directives=needs(Action.SEE_POLICY),
)
class DecisionShadow:
    experiment: str = strawberry.field(description="Slug of the experiment.")
    stage: int = strawberry.field(description="Sequence of the experiment's activation that was in force.")
    version: int = strawberry.field(description="Number of the version that was evaluated.")
    digest: str = strawberry.field(description="SHA-256 of its canonical form; empty unless it answered.")
    state: ShadowState = strawberry.field(description="Whether it answered.")
    answers: list[ShadowAnswer] = strawberry.field(description="What it says; of at most 40 products.")


@strawberry.type(
    description="A share of the decisions of one arm, with Wilson's interval of 95 %.",
    directives=needs(Action.READ_DECISIONS),
)
class ArmRate:
    metric: Metric = strawberry.field(description="Of what: a share of each decision's answers.")
    rate: Decimal | None = strawberry.field(description="The mean over the decisions; null while there are none.")
    low: Decimal = strawberry.field(description="Where the interval begins.")
    high: Decimal = strawberry.field(description="Where it ends.")


@strawberry.type(description="How many answers of a product had an outcome.", directives=needs(Action.READ_DECISIONS))
class OutcomeCount:
    product: str = strawberry.field(description="Slug of the product; `*` for all beyond the first 40.")
    outcome: Outcome = strawberry.field(description="The outcome.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(
    description="The limits that the answers for a product state.", directives=needs(Action.READ_DECISIONS)
)
class LimitMean:
    product: str = strawberry.field(description="Slug of the product; `*` for all beyond the first 40.")
    count: int = strawberry.field(description="How many answers state one.")
    mean: Decimal = strawberry.field(description="Their mean, in the product's currency.")


@strawberry.type(description="What one arm of an experiment answered.", directives=needs(Action.READ_DECISIONS))
class ArmResults:
    arm: Arm = strawberry.field(description="Which.")
    decisions: int = strawberry.field(description="How many decisions were counted.")
    rates: list[ArmRate] = strawberry.field(description="Each metric's.")
    outcomes: list[OutcomeCount] = strawberry.field(description="By product and outcome.")
    limits: list[LimitMean] = strawberry.field(description="By product.")


@strawberry.type(description="Challenger less champion.", directives=needs(Action.READ_DECISIONS))
class ArmDifference:
    metric: Metric = strawberry.field(description="Of what.")
    difference: Decimal | None = strawberry.field(description="Null while an arm has no decision.")
    low: Decimal | None = strawberry.field(
        description="Where Newcombe's interval of 95 % begins; null of a shadow, whose arms are the same decisions."
    )
    high: Decimal | None = strawberry.field(description="Where it ends.")
    guard: ExperimentGuard | None = strawberry.field(description="The guard that watches it; null where none does.")
    certain_low: Decimal | None = strawberry.field(
        description="Where the guard's confidence sequence begins, which holds however often it is looked at."
    )
    certain_high: Decimal | None = strawberry.field(description="Where it ends.")


@strawberry.type(
    description="How many answers of a product were one thing and another by the shadow.",
    directives=needs(Action.READ_DECISIONS),
)
class OutcomeTransition:
    product: str = strawberry.field(description="Slug of the product; `*` for all beyond the first 40.")
    returned: Outcome = strawberry.field(description="What was answered.")
    shadow: Outcome = strawberry.field(description="What the shadow says of the same facts.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="How many shadows came to what.", directives=needs(Action.READ_DECISIONS))
class ShadowCount:
    state: ShadowState = strawberry.field(description="What became of them.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(
    description="What a stage of an experiment came to so far. A new version of it begins a new stage.",
    directives=needs(Action.READ_DECISIONS),
)
class ExperimentResults:
    stage: int = strawberry.field(description="Sequence of the activation that began it.")
    mode: TrialMode = strawberry.field(description="How the version is tried.")
    arms: list[ArmResults] = strawberry.field(
        description="Both; of a shadow CHAMPION is what was answered, CHALLENGER what the shadow says of the same."
    )
    differences: list[ArmDifference] = strawberry.field(description="Each metric's.")
    transitions: list[OutcomeTransition] = strawberry.field(description="Of a shadow; otherwise none.")
    shadows: list[ShadowCount] = strawberry.field(description="Of a shadow; otherwise none.")


@strawberry.type(
    description="Counts of an experiment's stage held against the chains of decisions.",
    directives=needs(Action.READ_DECISIONS),
)
class ExperimentProof:
    holds: bool = strawberry.field(description="Whether nothing differs.")
    links: int = strawberry.field(description="How many links of all chains were walked and verified.")
    subjects: int = strawberry.field(description="How many subjects are counted: each by its first decision.")
    gone: int = strawberry.field(
        description="How many shadows went with the facts of their decisions, so that their counts stand unproved."
    )
    differences: list[str] = strawberry.field(
        description="What differs, in sentences. Means of limits, which chains do not tell, are not looked at."
    )


def met_of(view: View, met: Met, *, drawn: bool = True) -> DecisionExperiment:
    """An experiment that a decision met."""
    trial = met.trial
    return DecisionExperiment(
        experiment=trial.slug,
        name=view.text(trial.form.name) or trial.slug,
        rule_set=trial.form.of,
        mode=trial.form.mode,
        arm=met.arm,
        stage=trial.stage,
        drawn=drawn,
    )


def shadow_of(shadow: Shadow) -> DecisionShadow:
    """What a shadow came to."""
    return told(DecisionShadow, shadow, answers=[_shadow_answer(each) for each in shadow.answers])


def _shadow_answer(answer: PlainAnswer) -> ShadowAnswer:
    reasons = [
        ShadowReason(rule_set=each["ruleSet"], code=each["code"], intervention=Intervention(each["intervention"]))
        for each in answer["reasons"]
    ]
    outcome = Outcome(answer["outcome"])
    return ShadowAnswer(product=answer["product"], outcome=outcome, limit=answer["limit"], reasons=reasons)


def results_of(found: DomainResults) -> ExperimentResults:
    """What a stage came to, as clients are told."""
    tally = found.tally
    return ExperimentResults(
        stage=found.stage,
        mode=found.form.mode,
        arms=[_arm(Arm.CHAMPION, tally.champion), _arm(Arm.CHALLENGER, tally.challenger)],
        differences=[_difference(each) for each in found.differences()],
        transitions=list(_transitions(tally.transitions)),
        shadows=[ShadowCount(state=ShadowState(state), count=count) for state, count in sorted(tally.states.items())],
    )


def _arm(arm: Arm, tally: ArmTally) -> ArmResults:
    limits = [
        LimitMean(product=product, count=each.count, mean=(each.total / each.count).quantize(_PLACES))
        for product, each in sorted(tally.limits.items(), key=_by_product)
    ]
    outcomes = [
        OutcomeCount(product=product, outcome=Outcome(outcome), count=count)
        for product, counts in sorted(tally.outcomes.items(), key=_by_product)
        for outcome, count in counts.items()
    ]
    return ArmResults(arm=arm, decisions=tally.decisions, rates=list(_rates(tally)), outcomes=outcomes, limits=limits)


def _rates(tally: ArmTally) -> Iterator[ArmRate]:
    for metric in Metric:
        total, count = tally.of(metric)
        interval = wilson(total, count)
        rate = _decimal(total / count) if count else None
        yield ArmRate(metric=metric, rate=rate, low=_decimal(interval.low), high=_decimal(interval.high))


def _difference(found: MetricDifference) -> ArmDifference:
    interval, standing = found.interval, found.standing
    certain = standing.certain if standing else None
    return ArmDifference(
        metric=found.metric,
        difference=None if found.difference is None else _decimal(found.difference),
        low=_decimal(interval.low) if interval else None,
        high=_decimal(interval.high) if interval else None,
        guard=told(ExperimentGuard, standing.guard) if standing else None,
        certain_low=_decimal(certain.low) if certain else None,
        certain_high=_decimal(certain.high) if certain else None,
    )


def _transitions(found: Mapping[str, Mapping[str, int]]) -> Iterator[OutcomeTransition]:
    for product, moves in sorted(found.items(), key=_by_product):
        for move, count in moves.items():
            returned, shadow = (Outcome(each) for each in move.split(">"))
            yield OutcomeTransition(product=product, returned=returned, shadow=shadow, count=count)


def _by_product(item: tuple[str, object]) -> tuple[bool, str]:
    return item[0] == OTHERS, item[0]


def _decimal(number: float) -> Decimal:
    return Decimal(number).quantize(_PLACES)

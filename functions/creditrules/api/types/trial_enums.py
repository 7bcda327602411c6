"""Enumerations of experiments, as clients see them."""

from __future__ import annotations

from creditrules.api.types.described import describe
from creditrules.eligibility.trials import Arm, ShadowState
from creditrules.rules import Metric, TrialMode

__all__ = ["Arm", "Metric", "ShadowState", "TrialMode"]


describe(
    TrialMode,
    "How a version is tried.",
    SHADOW="Evaluated beside the one in force and recorded, never answered.",
    CHALLENGER="Answers a declared share of the subjects.",
)
describe(
    Arm,
    "A side of an experiment.",
    name="ExperimentArm",
    CHAMPION="The version in force.",
    CHALLENGER="The version that is tried.",
)
describe(
    ShadowState,
    "What became of a shadow beside a decision.",
    ANSWERED="It answered.",
    FAILED="It could not be evaluated.",
    SLOW="It took longer than an answer waits for it.",
    BUSY="As many others were being evaluated as may be at a time.",
)
describe(
    Metric,
    "What a guard watches: a share of each decision's answers.",
    name="GuardMetric",
    APPROVAL_RATE="Those that leave the product open: ALLOW, WARN, STEP_UP and LIMIT.",
    SEVERE_RATE="Those that are PAUSE, REFER or DECLINE.",
    NOT_EVALUABLE_RATE="Those of which a rule set could not be evaluated.",
)

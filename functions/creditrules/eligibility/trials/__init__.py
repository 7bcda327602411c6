"""Experiments in numbers: who is in which arm, what the arms came to, and when one ends by itself; pure."""

from creditrules.eligibility.trials.assignment import BUCKETS, Arm, arm_of, bucket_of
from creditrules.eligibility.trials.guard import Overstepped, Standing, overstepped, standing_of
from creditrules.eligibility.trials.intervals import (
    CONFIDENCE,
    Interval,
    certain_difference,
    certain_share,
    newcombe,
    wilson,
)
from creditrules.eligibility.trials.noted import (
    Counted,
    Noted,
    Shadow,
    plain_shadow,
    read_shadow,
    shadow_answer,
)
from creditrules.eligibility.trials.proof import Proof, tallies_differ
from creditrules.eligibility.trials.tallies import (
    OTHERS,
    ArmTally,
    LimitTally,
    ShadowState,
    Tally,
    governed,
    plain_tally,
    read_tally,
    seen_in,
)

__all__ = [
    "BUCKETS",
    "CONFIDENCE",
    "OTHERS",
    "Arm",
    "ArmTally",
    "Counted",
    "Interval",
    "LimitTally",
    "Noted",
    "Overstepped",
    "Proof",
    "Shadow",
    "ShadowState",
    "Standing",
    "Tally",
    "arm_of",
    "bucket_of",
    "certain_difference",
    "certain_share",
    "governed",
    "newcombe",
    "overstepped",
    "plain_shadow",
    "plain_tally",
    "read_shadow",
    "read_tally",
    "seen_in",
    "shadow_answer",
    "standing_of",
    "tallies_differ",
    "wilson",
]

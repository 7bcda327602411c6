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
    "Interval",
    "LimitTally",
    "Overstepped",
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
    "plain_tally",
    "read_tally",
    "seen_in",
    "standing_of",
    "wilson",
]

"""Versions and activations in two times: which one is in force when, as known when, and what may be scheduled.

    entry = in_force(head, valid_at, known_at)                  # None: no version was
    for start, entry in stretches_back(head, valid_at, known_at): ...

The rules stand at the top of `creditrules.rules`. `head_after…`, `entry_of` and `cancelled` say what a store writes
once an activation is recorded; `start_of_activation` and `refuse_…` what it must not record.
"""

from creditrules.rules.time.history import (
    BeyondHead,
    cancelled,
    entry_of,
    head_after,
    head_after_cancellation,
    in_force,
    latest_start,
)
from creditrules.rules.time.schedule import refuse_overlap, refuse_stale_base, start_of_activation
from creditrules.rules.time.standings import Standing, standing
from creditrules.rules.time.timeline import stretches_back

__all__ = [
    "BeyondHead",
    "Standing",
    "cancelled",
    "entry_of",
    "head_after",
    "head_after_cancellation",
    "in_force",
    "latest_start",
    "refuse_overlap",
    "refuse_stale_base",
    "standing",
    "start_of_activation",
    "stretches_back",
]

"""Versions and activations in two times: which one is in force when, as known when, and what may be scheduled.

    entry = deciding(head, valid_at, known_at)                  # what decides: a version, or a retirement
    for start, entry in stretches_back(head, valid_at, known_at): ...
    value_starts(key, stretches(entries, known_at), …)          # when dated values of a parameter come into force
    last_use_ended(head, fact, valid_at, known_at)              # since when no version in force asks for a fact

The rules stand at the top of `creditrules.rules`. `head_after…`, `entry_of` and `cancelled` say what a store writes
once an activation is recorded; `start_of_activation` and `refuse_…` what it must not record.
"""

from creditrules.rules.time.declared import NO_FACTS, DeclaredFact, FactNames
from creditrules.rules.time.history import (
    BeyondHead,
    cancelled,
    deciding,
    entry_of,
    head_after,
    head_after_cancellation,
    latest_start,
)
from creditrules.rules.time.schedule import refuse_overlap, refuse_stale_base, start_of_activation
from creditrules.rules.time.standings import Standing, standing
from creditrules.rules.time.timeline import stretches_back
from creditrules.rules.time.uses import in_force_or_to_come, last_use_ended
from creditrules.rules.time.values import Stretch, ValueStart, stretches, value_starts

__all__ = [
    "NO_FACTS",
    "BeyondHead",
    "DeclaredFact",
    "FactNames",
    "Standing",
    "Stretch",
    "ValueStart",
    "cancelled",
    "deciding",
    "entry_of",
    "head_after",
    "head_after_cancellation",
    "in_force_or_to_come",
    "last_use_ended",
    "latest_start",
    "refuse_overlap",
    "refuse_stale_base",
    "standing",
    "start_of_activation",
    "stretches",
    "stretches_back",
    "value_starts",
]

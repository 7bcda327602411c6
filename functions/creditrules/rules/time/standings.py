"""Where an activation stands at two times: the last part of a version's life, after it was published."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from creditrules.rules.time.history import Activation, ActivationKind, Entry, Head, entry_of, latest_start

__all__ = ["Standing", "standing"]


class Standing(StrEnum):
    """SCHEDULED until it starts, then IN_FORCE until another decides or its end has come; or CANCELLED before."""

    SCHEDULED = "SCHEDULED"
    IN_FORCE = "IN_FORCE"
    SUPERSEDED = "SUPERSEDED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


def standing(head: Head, activation: Activation, valid_at: datetime, known_at: datetime) -> Standing | None:
    """Where it stands; None when it had not been recorded by `known_at`. Beyond the head's window it is superseded."""
    if activation.recorded_at > known_at:
        return None
    if activation.kind is ActivationKind.CANCELLATION:
        return Standing.CANCELLED
    entry = _entry(head, activation)
    if not entry.known(known_at):
        return Standing.CANCELLED
    if entry.valid_from > valid_at:
        return Standing.SCHEDULED
    if not entry.covers(valid_at, known_at):
        return Standing.EXPIRED
    decides = latest_start(each for each in head.entries if each.covers(valid_at, known_at))
    return Standing.IN_FORCE if decides == entry else Standing.SUPERSEDED


def _entry(head: Head, activation: Activation) -> Entry:
    found = next((each for each in head.entries if each.sequence == activation.sequence), None)
    return found or entry_of(activation)

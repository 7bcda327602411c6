"""When activations may start and end, and how they may lie to each other; pure."""

from __future__ import annotations

from datetime import UTC, datetime

from creditrules.errors import Kind, Refusal
from creditrules.rules.time.history import ActivationKind, Entry, Head

__all__ = ["refuse_overlap", "refuse_schedule_ahead", "refuse_stale_base", "start_of_activation"]


def start_of_activation(
    kind: ActivationKind, valid_from: datetime | None, valid_until: datetime | None, recorded_at: datetime
) -> datetime:
    """When it starts: `recorded_at` unless said.

    Raises Refusal INVALID "STARTS_IN_PAST" (no correction, and before `recorded_at`), "NOT_IN_PAST" (a correction that
    is not), "EMPTY_PERIOD".
    """
    start = recorded_at if valid_from is None else valid_from
    if kind is not ActivationKind.CORRECTION and start < recorded_at:
        raise Refusal(
            Kind.INVALID,
            "STARTS_IN_PAST",
            f"The version would start at {_text(start)}, before the moment of recording, {_text(recorded_at)}.",
            ("validFrom",),
            "Leave the start out to begin at once, or declare a correction.",
        )
    if kind is ActivationKind.CORRECTION and start >= recorded_at:
        raise Refusal(
            Kind.INVALID,
            "NOT_IN_PAST",
            f"A correction has to start in the past, and this one starts at {_text(start)}.",
            ("validFrom",),
            "Publish it as it is, without declaring a correction, or give the start that it corrects.",
        )
    if valid_until is not None and valid_until <= start:
        raise Refusal(
            Kind.INVALID,
            "EMPTY_PERIOD",
            f"The period ends at {_text(valid_until)}, not after it starts at {_text(start)}.",
            ("validUntil",),
            "Give an end after the start, or none.",
        )
    return start


def refuse_stale_base(head: Head, based_on: int) -> None:
    """Raises Refusal CONFLICT "STALE_BASE" unless `based_on` is the latest version."""
    if based_on != head.latest_version:
        raise Refusal(
            Kind.CONFLICT,
            "STALE_BASE",
            f'This was written against version {based_on} of "{head.key.slug}"; the latest is {head.latest_version}.',
            ("basedOn",),
            "Look at what changed since, and write against the latest version; rebaseProposal merges a proposal.",
        )


def refuse_overlap(head: Head, start: datetime, until: datetime | None, recorded_at: datetime) -> None:
    """Raises Refusal CONFLICT "OVERLAPPING_SCHEDULE" where two schedules contradict each other.

    Schedules are activations that have not started. One may follow another or lie within it, after which the outer one
    returns. Two contradict each other when they start together, or when one cuts off the end of the other.
    """
    if start <= recorded_at:
        return
    for entry in head.entries:
        if entry.cancelled_at is None and entry.valid_from > recorded_at and _contradict(entry, start, until):
            until_text = "" if entry.valid_until is None else f" until {_text(entry.valid_until)}"
            raise Refusal(
                Kind.CONFLICT,
                "OVERLAPPING_SCHEDULE",
                f"Activation {entry.sequence} is scheduled from {_text(entry.valid_from)}{until_text} and overlaps.",
                ("validFrom",),
                "Cancel it first, or choose a period that follows it or lies within it.",
            )


def _contradict(entry: Entry, start: datetime, until: datetime | None) -> bool:
    if entry.valid_from == start:
        return True
    (first_end, second_start, second_end) = (
        (entry.valid_until, start, until) if entry.valid_from < start else (until, entry.valid_from, entry.valid_until)
    )
    within = second_end is not None and first_end is not None and second_end <= first_end
    return first_end is not None and second_start < first_end and not within


def refuse_schedule_ahead(head: Head, start: datetime, recorded_at: datetime) -> None:
    """Raises Refusal CONFLICT "SCHEDULE_AHEAD" where something is to come into force after `start`."""
    for entry in head.entries:
        if entry.cancelled_at is None and entry.valid_from > max(start, recorded_at):
            raise Refusal(
                Kind.CONFLICT,
                "SCHEDULE_AHEAD",
                f"Activation {entry.sequence} is scheduled from {_text(entry.valid_from)}, after the retirement.",
                ("validFrom",),
                "Cancel it first.",
            )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

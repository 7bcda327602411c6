"""The two times of a question: fixed once, refused when they make no sense, echoed in every answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from creditrules.eligibility import EARLIEST, LATEST
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass

__all__ = ["EARLIEST", "LATEST", "NOTHING_SAID", "Moments", "Said", "fix_moments", "language_tag", "start_said"]

_TAG = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*", re.ASCII)
LONGEST_TAG = 35
"""What RFC 5646, 4.4.1, advises to make room for."""


@dataclass(frozen=True, slots=True)
class Moments:
    """valid_at: when the rules were in force. known_at: what had been recorded by then. Both in UTC."""

    valid_at: datetime
    known_at: datetime
    forecast: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a view was asked for in so many words; None where it was left to the moment and to the reader's habits.

    Both times in UTC; language: as `language_tag` gives it.
    """

    valid_at: datetime | None = None
    known_at: datetime | None = None
    language: str | None = None


NOTHING_SAID = Said()


def language_tag(text: str | None) -> str | None:
    """A language tag in its one spelling, as in "zh-hans"; None where it is none, or longer than 35 characters."""
    if text is None or len(text) > LONGEST_TAG:
        return None
    tag = text.replace("_", "-").lower()
    return tag if _TAG.fullmatch(tag) else None


def fix_moments(now: datetime, valid_at: datetime | None = None, known_at: datetime | None = None) -> Moments:
    """Both times, `now` (the store's clock) where left out.

    A valid time ahead of `now` is a forecast. Raises Refusal INVALID: "TIME_OUT_OF_RANGE" before 1900 or from 9999 on,
    "KNOWN_AT_IN_FUTURE", "NAIVE_TIME".
    """
    valid = _checked(valid_at, "validAt") or now
    known = _checked(known_at, "knownAt") or now
    if known > now:
        message = f"knownAt {known.isoformat()} lies ahead of the service's clock, {now.isoformat()}."
        raise Refusal(Kind.INVALID, "KNOWN_AT_IN_FUTURE", message, ("knownAt",), "Leave it out, or ask for the past.")
    return Moments(valid, known, valid > now)


def start_said(valid_from: datetime | None) -> datetime | None:
    """When something is to be in force, None for now. Raises Refusal INVALID: "TIME_OUT_OF_RANGE", "NAIVE_TIME"."""
    return _checked(valid_from, "validFrom")


def _checked(moment: datetime | None, field: str) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        hint = "Add the offset, as in 2025-10-01T00:00:00+08:00."
        raise Refusal(Kind.INVALID, "NAIVE_TIME", f"{field} {moment.isoformat()} has no zone.", (field,), hint)
    if not EARLIEST <= moment < LATEST:
        message = f"{field} {moment.isoformat()} is outside the years 1900 to 9998."
        raise Refusal(Kind.INVALID, "TIME_OUT_OF_RANGE", message, (field,))
    return moment.astimezone(UTC)

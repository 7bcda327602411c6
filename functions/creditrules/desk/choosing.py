"""Whose rules a question asks for: those in force and known now, or others of the caller's own choice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from creditrules.desk.moments import Moments
from creditrules.eligibility import Pins
from creditrules.eligibility.recording import RuleChoice
from creditrules.errors import Kind, Refusal

__all__ = ["CLOCKS_APART", "chosen_by", "not_yours_to_choose"]

CLOCKS_APART: Final = timedelta(minutes=1)
"""A time this close to the service's clock is the present, told by another clock or a moment ago."""


def chosen_by(now: datetime, moments: Moments, pins: Pins) -> tuple[str, ...]:
    """By which of "pins", "validAt" and "knownAt" the rules are chosen; none where they are those of `now`."""
    chosen = {
        RuleChoice.PINS: bool(pins),
        RuleChoice.VALID_AT: abs(moments.valid_at - now) > CLOCKS_APART,
        RuleChoice.KNOWN_AT: now - moments.known_at > CLOCKS_APART,
    }
    return tuple(choice.value for choice, is_chosen in chosen.items() if is_chosen)


def not_yours_to_choose(chosen: tuple[str, ...]) -> Refusal:
    """The refusal of a caller without the right to choose."""
    message = f"A decision is recorded under the rules in force now; {' and '.join(chosen)} would choose others."
    hint = (
        "Leave that out, or ask `eligibility`, which answers what would be. To have such decisions recorded, ask the "
        "lender for a token with the role of chooser beside partner."
    )
    return Refusal(Kind.FORBIDDEN, "RULES_NOT_YOURS_TO_CHOOSE", message, (chosen[0],), hint)

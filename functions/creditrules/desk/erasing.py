"""The erasure of what was recorded about a subject, of one partner or of all, as it is said and never by silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from creditrules.auth import Action, Principal, require
from creditrules.desk.deciding import LONGEST_STATEMENT, Recording, recording_of
from creditrules.desk.submitting import checked_once
from creditrules.eligibility.recording import Erased, Erasure, ErasureReach
from creditrules.errors import Kind, Refusal
from creditrules.once import Once

__all__ = ["ErasureGiven", "erase_subject"]

LONGEST_PARTNER: Final = 256


@dataclass(frozen=True, slots=True)
class ErasureGiven:
    """Whose facts are to go, how far that reaches, and on what ground. partner: the author that recorded them."""

    subject: str
    reach: ErasureReach
    statement: str
    partner: str | None = None


def erase_subject(
    recording: Recording | None, principal: Principal, given: ErasureGiven, once: Once | None = None
) -> Erased:
    """Make a subject's facts unreadable.

    Raises Refusal FORBIDDEN; INVALID "STATEMENT_MISSING", "BAD_ERASURE", "BAD_IDEMPOTENCY_KEY"; NOT_FOUND
    "UNKNOWN_SUBJECT"; CONFLICT "KEY_REUSED"; UNAVAILABLE.
    """
    require(principal, Action.ERASE_SUBJECT)
    once, records = checked_once(once), recording_of(recording).records
    if not 0 < len(given.statement.strip()) <= LONGEST_STATEMENT:
        message = f"The comment has 1 to {LONGEST_STATEMENT} characters."
        hint = "Say on what ground the facts go, without naming the subject: the statement stays."
        raise Refusal(Kind.INVALID, "STATEMENT_MISSING", message, ("comment",), hint)
    _refuse_unsaid(given)
    erasure = Erasure(given.subject, principal.subject, given.statement, given.reach, given.partner)
    return records.erase(principal.tenant, erasure, once)


def _refuse_unsaid(given: ErasureGiven) -> None:
    if given.reach is not ErasureReach.PARTNER:
        if given.partner is not None:
            message = f"The reach {given.reach} is not of one partner."
            hint = "Leave `partner` out, or take the reach PARTNER."
            raise Refusal(Kind.INVALID, "BAD_ERASURE", message, ("partner",), hint)
    elif given.partner is None or not 1 <= len(given.partner) <= LONGEST_PARTNER:
        message = "With the reach PARTNER it has to be said whose records are meant."
        hint = "`partner` is the `author` of its decisions."
        raise Refusal(Kind.INVALID, "BAD_ERASURE", message, ("partner",), hint)

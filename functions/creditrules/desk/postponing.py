"""What is recorded as of a time that has not come: a clock was ahead when its document was changed before."""

from __future__ import annotations

from datetime import datetime

from creditrules.clock import MOST_APART
from creditrules.errors import Diagnostic, Severity

__all__ = ["postponed"]

_HINT = (
    "Have the clocks looked at: this service's is behind, or one was ahead when the document was changed last. Nothing "
    "that is recorded of this document is known before then; what must hold sooner can be a new document."
)


def postponed(recorded_at: datetime, now: datetime) -> tuple[Diagnostic, ...]:
    """The warning that an act is recorded as of a later time than it was done at, where that is so.

    An act bears a later time than what it follows. One clock that was ahead by a day thus postpones all acts on a
    document by a day, "from now on" among them, and whoever publishes in a hurry has to know it.
    """
    if recorded_at - now <= MOST_APART:
        return ()
    at = recorded_at.isoformat(timespec="seconds")
    message = f"It is recorded as of {at}, which has not come by the service's clock, and does not hold before then."
    return (Diagnostic("clock.ahead", message, _HINT, severity=Severity.WARNING),)

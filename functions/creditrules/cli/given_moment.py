"""The moment that a command is given with `--valid-at`."""

from __future__ import annotations

from datetime import datetime

from creditrules.cli.screen import give_up
from creditrules.clock import utc_now

__all__ = ["given_moment"]


def given_moment(text: str | None) -> datetime:
    """The moment that was written, now where none was; ends the command where it is none with an offset."""
    if text is None:
        return utc_now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        give_up(f"--valid-at {text!r} is not a moment with an offset.", "Write it as 2026-03-20T12:00:00+08:00.")
    return moment

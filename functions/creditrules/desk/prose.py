"""What people write into the record: refused where it would seem another text than it is."""

from __future__ import annotations

from creditrules.errors import Kind, Refusal
from creditrules.quoting import clean_prose

__all__ = ["refuse_hidden"]


def refuse_hidden(text: str, *field: str) -> None:
    """Raises Refusal INVALID "HIDDEN_CHARACTERS". Lines, tabs and joiners stay allowed; see `clean_prose`."""
    if not clean_prose(text):
        message = "The text holds a control character, or one that turns or hides others."
        raise Refusal(Kind.INVALID, "HIDDEN_CHARACTERS", message, field, "Leave it out.")

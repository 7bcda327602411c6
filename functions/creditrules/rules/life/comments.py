"""What people say of a proposal, or of one place in it: recorded once, never edited, and bound to nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass

__all__ = ["Comment", "refuse_comment"]

LONGEST_COMMENT: Final = 4000
LONGEST_PLACE: Final = 400
MOST_COMMENTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. number: counts from 1 within the proposal. place: the part that is meant; empty for the whole.

    binding: what the proposal said then; approvals are of that as well, but no comment moves it.
    """

    number: int
    by: str
    said_at: datetime
    place: str
    text: str
    binding: str


def refuse_comment(text: str, place: str, earlier: int) -> None:
    """Raises Refusal INVALID "COMMENT_MISSING", "COMMENT_TOO_LONG", "BAD_PLACE"; TOO_LARGE "TOO_MANY_COMMENTS"."""
    if not text.strip():
        raise Refusal(Kind.INVALID, "COMMENT_MISSING", "The comment is empty.", ("comment",), "Say something.")
    if len(text) > LONGEST_COMMENT:
        message = f"A comment has at most {LONGEST_COMMENT} characters."
        raise Refusal(Kind.INVALID, "COMMENT_TOO_LONG", message, ("comment",), "Shorten it, or write several.")
    if len(place) > LONGEST_PLACE or not place.isprintable():
        message = f"A place has at most {LONGEST_PLACE} printable characters."
        raise Refusal(Kind.INVALID, "BAD_PLACE", message, ("place",), "Name it as a diff or a diagnostic does.")
    if earlier >= MOST_COMMENTS:
        message = f"The proposal has {earlier} comments; there may be {MOST_COMMENTS}."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_COMMENTS", message, ("proposal",), "Draft a new proposal.")

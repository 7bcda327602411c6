"""Comments on proposals: what people say of them, recorded once."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.diagnostics import UserError
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.auth import Action
from creditrules.desk import View
from creditrules.rules.life import Comment

__all__ = ["CommentPayload", "ProposalComment", "comment_node"]


@strawberry.type(
    description="What somebody said of a proposal, or of one place in it; never edited.",
    directives=needs(Action.SEE_POLICY),
)
class ProposalComment:
    number: int = strawberry.field(description="Counts from 1 within the proposal.")
    author: str = strawberry.field(description="Who said it.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    place: str | None = strawberry.field(
        description='The part that is meant, as in "decisions.Findings.table.rules[3]" or "late-line"; null: all of it.'
    )
    comment: str = strawberry.field(description="What was said.")
    binding: str = strawberry.field(description="What the proposal said then; a comment does not change it.")


@strawberry.type(description="What came of commentOnProposal.", directives=needs(Action.ASK))
class CommentPayload:
    comment: ProposalComment | None = strawberry.field(
        default=None, description="The comment as it was recorded; null when refused."
    )
    replayed: bool = strawberry.field(
        default=False, description="Whether this is the answer to an earlier sending of the same."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was recorded."
    )


def comment_node(_view: View, comment: Comment) -> ProposalComment:
    """A comment as those who see the policy see it."""
    return told(
        ProposalComment,
        comment,
        author=comment.by,
        recorded_at=comment.said_at,
        comment=comment.text,
        place=comment.place or None,
    )

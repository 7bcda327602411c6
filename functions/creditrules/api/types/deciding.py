"""What clients send to have a decision recorded or a subject's facts erased, and what they get back."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

import strawberry

from creditrules.api.types.diagnostics import Diagnostic, UserError
from creditrules.api.types.inputs import EligibilityInput
from creditrules.api.types.recorded import RecordedDecision

__all__ = ["DecideInput", "DecidePayload", "EraseSubjectInput", "EraseSubjectPayload"]


@strawberry.input(description="A question about one applicant whose answer is to be recorded.")
class DecideInput(EligibilityInput):
    idempotency_key: str = strawberry.field(
        description="Chosen by you, one a decision: the same sent again with the same key gets the first answer."
    )
    subject: str = strawberry.field(
        description=(
            "Whom the facts are about: the name by which their erasure would be asked for, such as a customer number. "
            "It is not stored; facts are encrypted under a key of this subject's own."
        )
    )
    retention_days: int | None = strawberry.field(
        default=None,
        description="For how many days the facts are kept: 1 to 3653, the lender's default unless said.",
    )


@strawberry.input(description="A subject whose facts are to be made unreadable for good.")
class EraseSubjectInput:
    subject: str = strawberry.field(description="The name it was given in `decide`.")
    statement: str = strawberry.field(
        description="On what ground, for the audit chain, where it stays: do not name the subject."
    )


@strawberry.type(description="What came of decide.")
class DecidePayload:
    decision: RecordedDecision | None = strawberry.field(
        default=None, description="The decision on record; null when refused."
    )
    replayed: bool = strawberry.field(
        default=False, description="Whether this is the answer to an earlier sending of the same."
    )
    diagnostics: list[Diagnostic] = strawberry.field(
        default_factory=list, description="Everything wrong with the facts, where they are why it was refused."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was recorded."
    )


@strawberry.type(description="What came of eraseSubject.")
class EraseSubjectPayload:
    erased_at: datetime | None = strawberry.field(
        default=None, description="When the facts became unreadable; null when refused."
    )
    already_erased: bool = strawberry.field(
        default=False, description="Whether that was before this request; nothing was changed then."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when the facts are gone."
    )

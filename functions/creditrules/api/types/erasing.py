"""What clients send to have a subject's facts erased, and what went."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.described import describe
from creditrules.api.types.once import idempotency_key
from creditrules.api.types.permissions import needs
from creditrules.auth import Action
from creditrules.desk import ErasureGiven
from creditrules.eligibility.recording import Erased, ErasureReach

__all__ = ["EraseSubjectInput", "ErasedRecords", "erased_records"]

describe(
    ErasureReach,
    "What of all that is recorded under the name of a subject is erased.",
    PARTNER="What one partner had recorded as its own.",
    SHARED="What is recorded under the name for all partners together: it goes for every one of them.",
    ALL="Whatever is recorded under the name, of every partner and shared, be it about one person or several.",
)


@strawberry.input(description="A subject whose facts are to be made unreadable for good.")
class EraseSubjectInput:
    subject: str = strawberry.field(description="The name it was given in `decide`.")
    reach: ErasureReach = strawberry.field(description="How far it goes. Nothing is taken that is not said.")
    partner: str | None = strawberry.field(
        default=None,
        description="With the reach PARTNER: whose subject it is, as `author` of its decisions. With others: left out.",
    )
    comment: str = strawberry.field(
        description="On what ground, for the audit chain, where it stays: do not name the subject."
    )
    idempotency_key: str | None = idempotency_key()

    def given(self) -> ErasureGiven:
        """The erasure."""
        return ErasureGiven(self.subject, self.reach, self.comment, self.partner)


@strawberry.type(description="Records of one subject that an erasure was about.", directives=needs(Action.ASK))
class ErasedRecords:
    partner: str | None = strawberry.field(description="Whose own they were; null for those that partners share.")
    recorded_at: datetime = strawberry.field(description="When they became unreadable.")
    already_erased: bool = strawberry.field(description="Whether that was before; how many they were is not known.")
    decisions: int | None = strawberry.field(description="How many decisions lost their facts.")
    exact: bool = strawberry.field(description="False where there were more than the newest 1,000, which were counted.")
    partners: list[str] = strawberry.field(
        description="Whose decisions they were, by `author`; of shared ones every partner's, at most 1,000.",
    )


def erased_records(erased: Erased) -> list[ErasedRecords]:
    """What an erasure was about, as clients see it."""
    return [
        ErasedRecords(
            partner=each.partner,
            recorded_at=each.erased_at,
            already_erased=each.already,
            decisions=each.decisions,
            exact=each.exact,
            partners=list(each.partners),
        )
        for each in erased.records
    ]

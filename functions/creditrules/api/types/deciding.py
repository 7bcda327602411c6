"""What clients send to have a decision recorded."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.inputs import EligibilityInput
from creditrules.desk import Deciding

__all__ = ["DecideInput"]


@strawberry.input(
    description=(
        "A question about one applicant whose answer is to be recorded. It is answered under the rules in force now: "
        "pins, and times that lie more than a minute from now, are for partners whom the lender lets choose (the role "
        "CHOOSER) and refused to others."
    )
)
class DecideInput(EligibilityInput):
    idempotency_key: str = strawberry.field(
        description="Chosen by you, one a decision: the same sent again with the same key gets the first answer."
    )
    subject: str = strawberry.field(
        description=(
            "Whom the facts are about: the name by which their erasure would be asked for, such as a customer number. "
            "It is not stored; facts are encrypted under a key of this subject's own. Other partners mean another "
            "person by the same name, unless the lender has them share names."
        )
    )
    retention_days: int | None = strawberry.field(
        default=None,
        description="For how many days the facts are kept: 1 to 3653, the lender's default unless said.",
    )

    def deciding(self) -> Deciding:
        """What is asked, and how it is to be recorded. Raises Refusal as `question` does."""
        return Deciding(self.question(), self.idempotency_key, self.subject, self.retention_days)

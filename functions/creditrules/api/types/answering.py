"""A product on an occasion, as clients say which is meant."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.global_ids import read_node
from creditrules.desk import AnsweringProduct
from creditrules.errors import Kind, Refusal

__all__ = ["AnsweringProductInput", "CompareOutcomesInput"]


@strawberry.input(
    description="A product with all rules in force at a time, or as they would be once a proposal is published."
)
class AnsweringProductInput:
    product: str = strawberry.field(description="Its slug.")
    valid_at: datetime | None = strawberry.field(
        default=None, description="When the rules are in force: now, or when the proposal would begin, unless said."
    )
    known_at: datetime | None = strawberry.field(
        default=None, description="What had been recorded by then; now unless said. Not with a proposal."
    )
    proposal: strawberry.ID | None = strawberry.field(
        default=None, description="An open proposal, taken as published with all else as it is."
    )

    def answering(self, place: str) -> AnsweringProduct:
        """The product on that occasion. Raises Refusal NOT_FOUND "UNKNOWN_PROPOSAL"."""
        named = None if self.proposal is None else read_node(self.proposal, "Proposal")
        if self.proposal is not None and named is None:
            hint = "Pass an id as it was given."
            raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PROPOSAL", "There is no such proposal.", (place, "proposal"), hint)
        return AnsweringProduct(self.product, self.valid_at, self.known_at, named)


@strawberry.input(description="Two products, or one on two occasions, whose answers are to be compared.")
class CompareOutcomesInput:
    before: AnsweringProductInput = strawberry.field(description="The one.")
    after: AnsweringProductInput = strawberry.field(description="The other.")

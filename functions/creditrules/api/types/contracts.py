"""Contract queries: what callers rely on, as they register and read it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import strawberry
from strawberry import Private

from creditrules.api.types.diagnostics import UserError
from creditrules.api.types.enums import BreachKind, Outcome, TermName
from creditrules.api.types.resolved import field, told
from creditrules.api.types.scalars import JSON
from creditrules.desk import ContractGiven, View, kept_now
from creditrules.eligibility import Breach
from creditrules.errors import Kind, Refusal
from creditrules.rules import Contract as DomainContract
from creditrules.rules import ExpectedAnswer as DomainExpected

__all__ = [
    "Contract",
    "ContractBreach",
    "RegisterContractInput",
    "RegisterContractPayload",
    "RemoveContractInput",
    "RemoveContractPayload",
    "breach_of",
    "contract_of",
]


@strawberry.type(description="What one product is relied on to answer.")
class ExpectedAnswer:
    product: str = strawberry.field(description="Slug of the product.")
    outcomes: list[Outcome] = strawberry.field(description="One of these; any but UNDETERMINED where there are none.")
    terms: list[TermName] = strawberry.field(description="Terms that are stated.")


@strawberry.type(description="One thing that is, or would be, not as a contract query expects it.")
class ContractBreach:
    author: str = strawberry.field(description="Who relies on it.")
    contract: str = strawberry.field(description="The contract's name.")
    product: str | None = strawberry.field(description="Slug of the product; null where the question is refused.")
    kind: BreachKind = strawberry.field(description="In what it differs.")
    message: str = strawberry.field(description="One sentence, without values of facts.")


@strawberry.type(description="A question that its author asks, with what it relies on in the answers.")
class Contract:
    contract: Private[DomainContract]
    view: Private[View]
    name: str = strawberry.field(description="Its name, unique to the author.")
    author: str = strawberry.field(description="Who relies on it.")
    products: list[str] = strawberry.field(description="Slugs of the products asked about.")
    registered_at: datetime = strawberry.field(description="When it was registered last.")

    @field
    def facts(self) -> JSON:
        """What it asks with."""
        return JSON(self.contract.facts)

    @field
    def expect(self) -> list[ExpectedAnswer]:
        """What is relied on beyond an answer that is not UNDETERMINED and rests on facts that can be read."""
        return [
            ExpectedAnswer(
                product=each.product,
                outcomes=[Outcome(name) for name in each.outcomes],
                terms=list(each.terms),
            )
            for each in self.contract.expected
        ]

    @field
    def breaches(self) -> list[ContractBreach]:
        """In what it does not hold now; empty where it does."""
        return [breach_of(each) for each in kept_now(self.view.documents, self.contract)]


def contract_of(view: View, contract: DomainContract) -> Contract:
    """A contract as clients see it."""
    return told(Contract, contract, contract=contract, view=view)


def breach_of(breach: Breach) -> ContractBreach:
    """A breach as clients see it."""
    return told(ContractBreach, breach, author=breach.contract.author, contract=breach.contract.name)


@strawberry.input(description="What one product is relied on to answer.")
class ExpectedAnswerInput:
    product: str = strawberry.field(description="Slug of one of the contract's products.")
    outcomes: list[Outcome] = strawberry.field(
        default_factory=list, description="One of these; any but UNDETERMINED where left out."
    )
    terms: list[TermName] = strawberry.field(default_factory=list, description="Terms that have to be stated.")

    def expected(self) -> DomainExpected:
        """What is relied on."""
        outcomes = tuple(dict.fromkeys(outcome.value for outcome in self.outcomes))
        return DomainExpected(self.product, outcomes, tuple(dict.fromkeys(self.terms)))


@strawberry.input(description="A question, with what is relied on in its answers. Facts are kept as they are sent.")
class RegisterContractInput:
    name: str = strawberry.field(description="Its name, in place of your own of that name: lower-case, as a slug.")
    facts: JSON = strawberry.field(description="Of an invented applicant, never a real one; at most 16 KiB.")
    products: list[str] = strawberry.field(description="Slugs of 1 to 20 products.")
    expect: list[ExpectedAnswerInput] = strawberry.field(
        default_factory=list,
        description="What is relied on of single products; of the others that they answer, and not UNDETERMINED.",
    )

    def given(self) -> ContractGiven:
        """What was sent. Raises Refusal INVALID "INVALID_FACT"."""
        if not isinstance(self.facts, Mapping):
            raise Refusal(Kind.INVALID, "INVALID_FACT", "`facts` is an object of values by fact name.", ("facts",))
        expected = tuple(each.expected() for each in self.expect)
        return ContractGiven(self.name, self.facts, tuple(self.products), expected)


@strawberry.type(description="What came of registerContract.")
class RegisterContractPayload:
    contract: Contract | None = strawberry.field(default=None, description="As it is kept; null when refused.")
    breaches: list[ContractBreach] = strawberry.field(
        default_factory=list, description="In what it does not hold already: changes are not told of these."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it is kept."
    )


@strawberry.input(description="A contract query that is no longer relied on.")
class RemoveContractInput:
    name: str = strawberry.field(description="Its name.")
    author: str | None = strawberry.field(
        default=None, description="Whose; your own unless said. Another's is for those who write the rules."
    )


@strawberry.type(description="What came of removeContract.")
class RemoveContractPayload:
    removed: str | None = strawberry.field(default=None, description="The name; null when refused.")
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it is removed."
    )

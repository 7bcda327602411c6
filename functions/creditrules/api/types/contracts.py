"""Contract queries: what callers rely on, as they register and read it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from creditrules.api.types.at_hand import at_hand
from creditrules.api.types.beside import ApplicantInput
from creditrules.api.types.bounded import MOST_FEW, MOST_NAMED, at_most
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.diagnostics import UserError
from creditrules.api.types.enums import BreachKind, Outcome, TermName
from creditrules.api.types.once import idempotency_key, replayed
from creditrules.api.types.permissions import needs
from creditrules.api.types.requests import ProductRequestInput, RequestInput, requests_of
from creditrules.api.types.resolved import field, told
from creditrules.api.types.scalars import JSON
from creditrules.auth import Action
from creditrules.desk import ContractGiven, KnownContract, View
from creditrules.document import given_out
from creditrules.eligibility import Breach
from creditrules.rules import ExpectedAnswer as DomainExpected
from creditrules.rules import ExpectedOffer as DomainOffer

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


@strawberry.type(description="That there is an offer, and within which bounds.", directives=needs(Action.ASK))
class ExpectedOffer:
    amount_at_least: Decimal | None = strawberry.field(description="The amount is at least this.")
    rate_at_most: Decimal | None = strawberry.field(description="The nominal rate a year is at most this, a fraction.")
    apr_at_most: Decimal | None = strawberry.field(
        description="The annual percentage rate is told, and at most this, a fraction."
    )
    instalment_at_most: Decimal | None = strawberry.field(description="The offer's `instalment` is at most this.")
    total_cost_at_most: Decimal | None = strawberry.field(description="Interest and fees are at most this.")


@strawberry.type(description="What one product is relied on to answer.", directives=needs(Action.ASK))
class ExpectedAnswer:
    product: str = strawberry.field(description="Slug of the product.")
    outcomes: list[Outcome] = strawberry.field(description="One of these; any but UNDETERMINED where there are none.")
    terms: list[TermName] = strawberry.field(description="Terms that are stated.")
    limit_at_least: Decimal | None = strawberry.field(description="The terms set no limit below this.")
    rate_at_most: Decimal | None = strawberry.field(description="The terms bound the cost a year by this, or lower.")
    offer: ExpectedOffer | None = strawberry.field(description="That there is an offer; null where none is relied on.")
    reasons: list[str] = strawberry.field(description="Codes that are all among the reasons.")
    reasons_among: list[str] = strawberry.field(description="Codes besides which there is none; any where empty.")
    parties: list[str] = strawberry.field(description="Parties of whose facts there is a reason.")


@strawberry.type(
    description="One thing that is, or would be, not as a contract query expects it.", directives=needs(Action.ASK)
)
class ContractBreach:
    author: str = strawberry.field(description="Who relies on it.")
    contract: str = strawberry.field(description="The contract's name.")
    product: str | None = strawberry.field(description="Slug of the product; null where the question is refused.")
    kind: BreachKind = strawberry.field(description="In what it differs.")
    message: str = strawberry.field(description="One sentence, without values of facts.")
    valid_from: datetime | None = strawberry.field(
        description="When it begins, where that is later: something that is scheduled changes, too. Null: at once."
    )


@strawberry.type(
    description="A question that its author asks, with what it relies on in the answers.", directives=needs(Action.ASK)
)
class Contract:
    known: Private[KnownContract]
    name: str = strawberry.field(description="Its name, unique to the author.")
    author: str = strawberry.field(description="Who relies on it.")
    products: list[str] = strawberry.field(description="Slugs of the products asked about; all in force where empty.")
    locale: str | None = strawberry.field(description="Language of the texts; null where none is relied on.")
    recorded_at: datetime = strawberry.field(description="When it was registered last.")
    masked_facts: list[str] = strawberry.field(
        description="Facts that you may not see, with *** for their values; its author sees all."
    )

    @field
    @at_hand
    def facts(self) -> JSON:
        """What it asks with; parties, exposures and sources are among them."""
        return JSON(self.known.facts)

    @field
    def requests(self) -> JSON | None:
        """What it asks for, by product, `*` for all others; null where that is nothing, or you may not see it."""
        requests = self.known.requests
        return None if requests is None else JSON(given_out(requests))

    @field
    @at_hand
    def expect(self) -> list[ExpectedAnswer]:
        """What is relied on beyond an answer that is not UNDETERMINED and rests on facts that can be read."""
        return [_expected_of(each) for each in self.known.expected]

    @field
    def breaches(self) -> list[ContractBreach]:
        """In what it does not hold, now or when what is scheduled comes; empty where it does."""
        return [breach_of(each) for each in self.known.breaches()]


def contract_of(_view: View, known: KnownContract) -> Contract:
    """A contract as clients see it."""
    return told(
        Contract,
        known.contract,
        known=known,
        recorded_at=known.contract.registered_at,
        masked_facts=sorted(known.masked),
    )


def _expected_of(expected: DomainExpected) -> ExpectedAnswer:
    offer = expected.offer
    return told(
        ExpectedAnswer,
        expected,
        outcomes=[Outcome(name) for name in expected.outcomes],
        terms=list(expected.terms),
        offer=None if offer is None else told(ExpectedOffer, offer),
    )


def breach_of(breach: Breach) -> ContractBreach:
    """A breach as clients see it."""
    return told(
        ContractBreach,
        breach,
        author=breach.contract.author,
        contract=breach.contract.name,
        valid_from=breach.since,
    )


@strawberry.input(description="That there is an offer, within these bounds; a bound that is left out is none.")
class ExpectedOfferInput:
    amount_at_least: Decimal | None = strawberry.field(default=None, description="The least amount, in the currency.")
    rate_at_most: Decimal | None = strawberry.field(
        default=None, description="The highest nominal rate a year, a fraction."
    )
    apr_at_most: Decimal | None = strawberry.field(
        default=None, description="The highest annual percentage rate, a fraction; the offer has to tell it."
    )
    instalment_at_most: Decimal | None = strawberry.field(default=None, description="The highest `instalment`.")
    total_cost_at_most: Decimal | None = strawberry.field(default=None, description="The highest interest and fees.")

    def expected(self) -> DomainOffer:
        """What is relied on."""
        return DomainOffer(
            self.amount_at_least, self.rate_at_most, self.apr_at_most, self.instalment_at_most, self.total_cost_at_most
        )


@strawberry.input(description="What one product is relied on to answer; nothing is held against what is left out.")
class ExpectedAnswerInput:
    product: str = strawberry.field(description="Slug of one of the contract's products.")
    outcomes: list[Outcome] = strawberry.field(
        default_factory=list,
        description="One of these; any but UNDETERMINED where left out.",
        metadata=at_most(MOST_FEW),
    )
    terms: list[TermName] = strawberry.field(
        default_factory=list, description="Terms that have to be stated.", metadata=at_most(MOST_FEW)
    )
    limit_at_least: Decimal | None = strawberry.field(default=None, description="No term limits it to less.")
    rate_at_most: Decimal | None = strawberry.field(
        default=None, description="The terms bound the cost a year by this, a fraction, or lower."
    )
    offer: ExpectedOfferInput | None = strawberry.field(
        default=None, description="That there is an offer, `{}` for any; ask with a `request`."
    )
    reasons: list[str] = strawberry.field(
        default_factory=list, description="Codes that are all among the reasons.", metadata=at_most(MOST_NAMED)
    )
    reasons_among: list[str] = strawberry.field(
        default_factory=list,
        description="The codes that you know: any other among the reasons breaks it.",
        metadata=at_most(MOST_NAMED),
    )
    parties: list[str] = strawberry.field(
        default_factory=list,
        description="Names of parties of whose facts there has to be a reason.",
        metadata=at_most(MOST_FEW),
    )

    def expected(self) -> DomainExpected:
        """What is relied on."""
        return DomainExpected(
            product=self.product,
            outcomes=tuple(dict.fromkeys(outcome.value for outcome in self.outcomes)),
            terms=tuple(dict.fromkeys(self.terms)),
            limit_at_least=self.limit_at_least,
            rate_at_most=self.rate_at_most,
            offer=self.offer.expected() if self.offer else None,
            reasons=tuple(dict.fromkeys(self.reasons)),
            reasons_among=tuple(dict.fromkeys(self.reasons_among)),
            parties=tuple(dict.fromkeys(self.parties)),
        )


@strawberry.input(
    description=(
        "A question, with what is relied on in its answers: all that `eligibility` takes but pins and times. What it "
        "asks with is kept encrypted, at most 16 KiB; let it be of an invented applicant all the same."
    )
)
class RegisterContractInput(ApplicantInput):
    name: str = strawberry.field(description="Its name, in place of your own of that name: lower-case, as a slug.")
    products: list[str] | None = strawberry.field(
        default=None,
        description="Slugs of the products; all that are in force where left out or empty.",
        metadata=at_most(MOST_FEW),
    )
    request: RequestInput | None = strawberry.field(
        default=None, description="What is asked for, of every product. Leave the start date out: days pass."
    )
    requests: list[ProductRequestInput] = strawberry.field(
        default_factory=list,
        description="What is asked of single products, in place of `request`.",
        metadata=at_most(MOST_FEW),
    )
    locale: str | None = strawberry.field(
        default=None, description="Language in which every reason has to have a text."
    )
    expect: list[ExpectedAnswerInput] = strawberry.field(
        default_factory=list,
        description=(
            "What is relied on of single products; of others that are named that they answer, and not UNDETERMINED."
        ),
        metadata=at_most(MOST_NAMED),
    )
    idempotency_key: str | None = idempotency_key()

    def given(self) -> ContractGiven:
        """What was sent. Raises Refusal INVALID "INVALID_FACT", and as `requests_of` does."""
        return ContractGiven(
            self.name,
            self.said(),
            tuple(self.products or ()),
            tuple(each.expected() for each in self.expect),
            requests_of(self.request, self.requests),
            self.locale,
        )


@strawberry.type(description="What came of registerContract.", directives=needs(Action.ASK))
class RegisterContractPayload:
    contract: Contract | None = strawberry.field(default=None, description="As it is kept; null when refused.")
    breaches: list[ContractBreach] = strawberry.field(
        default_factory=list,
        description="In what it does not hold, now or when what is scheduled comes: changes are not told of these.",
    )
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it is kept."
    )


@strawberry.input(description="A contract query that is no longer relied on.")
class RemoveContractInput:
    name: str = strawberry.field(description="Its name.")
    author: str | None = strawberry.field(
        default=None, description="Whose; your own unless said. Another's is for those who write the rules."
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.type(description="What came of removeContract.", directives=needs(Action.ASK))
class RemoveContractPayload:
    removed: str | None = strawberry.field(default=None, description="The name; null when refused.")
    replayed: bool = replayed()
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it is removed."
    )

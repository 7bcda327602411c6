"""What a question says beside the applicant's own facts: other parties, what is owed already, where facts come from."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from creditrules.api.types.bounded import MOST_FEW, at_most
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.enums import PartyRole
from creditrules.api.types.permissions import needs
from creditrules.api.types.scalars import JSON
from creditrules.auth import Action
from creditrules.eligibility import RestsOn as DomainRestsOn
from creditrules.errors import Kind, Refusal
from creditrules.rules import Party as DomainParty

__all__ = ["ApplicantInput", "Party", "RestsOn", "facts_of", "party_of", "rests_on_in", "rests_on_of"]


@strawberry.input(description="Somebody else who is party to the application, with facts of their own.")
class PartyInput:
    name: str = strawberry.field(
        description="By which the answer speaks of them: letters, digits, - and _, at most 64; each its own."
    )
    role: PartyRole = strawberry.field(description="What they are to the application.")
    facts: JSON = strawberry.field(description="What is known about them: an object of values by fact name.")


@strawberry.input(description="What the subject owes, or may draw, of a product already.")
class ExposureInput:
    product: str = strawberry.field(description="Slug of the product, or a name for one that is elsewhere.")
    amount: Decimal = strawberry.field(description="How much, in `currency`.")
    currency: str | None = strawberry.field(
        default=None,
        description="ISO 4217; that of the products asked about where left out. Products convert others at rates.",
    )


@strawberry.input(description="Where a fact comes from and how sure it is.")
class FactSourceInput:
    fact: str = strawberry.field(description="The fact, which has to be among `facts`.")
    source: str | None = strawberry.field(default=None, description='Who says so, as in "bureau" or "applicant".')
    purpose: str | None = strawberry.field(default=None, description="For what it may be used.")
    confidence: Decimal | None = strawberry.field(
        default=None, description="How sure it is, from 0 to 1; below 1 it is a soft fact, and the answer says so."
    )


@strawberry.input
class ApplicantInput:
    facts: JSON = strawberry.field(
        description="What is known about the applicant: an object of values by fact name. Leave out what is not known."
    )
    parties: list[PartyInput] | None = strawberry.field(
        default=None,
        description="Joint applicants and guarantors; rule sets that apply to their role are asked.",
        metadata=at_most(MOST_FEW),
    )
    exposures: list[ExposureInput] | None = strawberry.field(
        default=None,
        description="What is owed already, for limits across products; an empty list where that is nothing.",
        metadata=at_most(500),
    )
    sources: list[FactSourceInput] | None = strawberry.field(
        default=None,
        description="Where facts come from; an answer that rests on soft ones is a pre-qualification.",
        metadata=at_most(500),
    )

    def said(self) -> Mapping[str, object]:
        """The facts with what is said besides, as they go on record. Raises Refusal INVALID "INVALID_FACT"."""
        return {**facts_of(self.facts), **self._besides()}

    def _besides(self) -> Mapping[str, object]:
        found: dict[str, object] = {}
        if self.parties is not None:
            found["parties"] = [
                {"name": each.name, "role": each.role.value, "facts": each.facts} for each in self.parties
            ]
        if self.exposures is not None:
            found["exposures"] = [_exposure(each) for each in self.exposures]
        if self.sources is not None:
            found["sources"] = {each.fact: _source(each) for each in self.sources}
        return found


def _exposure(given: ExposureInput) -> Mapping[str, object]:
    said = {} if given.currency is None else {"currency": given.currency}
    return {"product": given.product, "amount": given.amount, **said}


def _source(given: FactSourceInput) -> Mapping[str, object]:
    parts: dict[str, Any] = {"source": given.source, "purpose": given.purpose, "confidence": given.confidence}
    return {name: part for name, part in parts.items() if part is not None}


def facts_of(given: object) -> Mapping[str, object]:
    """Values by fact name. Raises Refusal INVALID "INVALID_FACT" for anything but an object."""
    if not isinstance(given, Mapping):
        raise Refusal(Kind.INVALID, "INVALID_FACT", "`facts` is an object of values by fact name.", ("facts",))
    return given


@strawberry.type(description="Somebody of whose facts something was found.", directives=needs(Action.ASK))
class Party:
    name: str = strawberry.field(description="As the question calls them.")
    role: PartyRole = strawberry.field(description="What they are to the application.")


def party_of(party: DomainParty | None) -> Party | None:
    """A party; None for the applicant."""
    return None if party is None else Party(name=party.name, role=party.role)


@strawberry.type(
    description="A fact that the answer rests on, of which the question told the source.", directives=needs(Action.ASK)
)
class RestsOn:
    fact: str = strawberry.field(description="The fact.")
    source: str | None = strawberry.field(description="Who says so.")
    purpose: str | None = strawberry.field(description="For what it may be used.")
    confidence: Decimal | None = strawberry.field(description="How sure it is, from 0 to 1.")
    soft: bool = strawberry.field(description="Whether it is less than certain.")
    decisive: bool | None = strawberry.field(
        description="Whether outcome or terms would be others without it; null of facts that are not soft."
    )


def rests_on_of(each: DomainRestsOn) -> RestsOn:
    """A fact that an answer rests on."""
    said = each.source
    return RestsOn(
        fact=each.fact,
        source=said.source,
        purpose=said.purpose,
        confidence=said.confidence,
        soft=each.is_soft,
        decisive=each.decisive,
    )


def rests_on_in(each: Mapping[str, Any]) -> RestsOn:
    """The same as it is on record."""
    confidence = each.get("confidence")
    return RestsOn(
        fact=each["fact"],
        source=each.get("source"),
        purpose=each.get("purpose"),
        confidence=confidence,
        soft=confidence is not None and confidence < 1,
        decisive=each["decisive"],
    )

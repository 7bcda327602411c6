"""What verification finds in the tables of a rule set."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.permissions import needs
from creditrules.api.types.proof_enums import ClaimKind, ClaimStanding, FlawProof
from creditrules.api.types.resolved import told
from creditrules.auth import Action
from creditrules.dmn import Flaw as DomainFlaw
from creditrules.eligibility import ClaimFound
from creditrules.feel import Value, literal

__all__ = ["FactClaim", "Flaw", "FlawCount", "SampleValue", "claims_as_told", "flaws_of"]

LONGEST_VALUE = 400


@strawberry.type(description="How many flaws of one code there are.", directives=needs(Action.SEE_POLICY))
class FlawCount:
    flaw: str = strawberry.field(description='The code, as in "table.gap".')
    count: int = strawberry.field(description="How many.")


@strawberry.type(
    description="The value that a sample has for one thing that a table tests.", directives=needs(Action.SEE_POLICY)
)
class SampleValue:
    name: str = strawberry.field(description="The fact, or what else a column tests, as the column says it.")
    value: str = strawberry.field(description="The value, as FEEL writes it.")


@strawberry.type(
    description="One flaw that verification found in the decision tables of a rule set.",
    directives=needs(Action.SEE_POLICY),
)
class Flaw:
    code: str = strawberry.field(description='Stable, as in "table.gap".')
    place: str = strawberry.field(description='Path in the content, as in "decisions.Findings.rules[3]".')
    message: str = strawberry.field(description="One sentence.")
    hint: str | None = strawberry.field(description="What to do next, where anything honest can be advised.")
    proof: FlawProof = strawberry.field(description="How it is known.")
    rows: list[int] = strawberry.field(description="The rows concerned, from 1.")
    columns: list[int] = strawberry.field(description="The columns concerned, from 1.")
    region: str | None = strawberry.field(
        description="Where it is so, as a FEEL condition over what the columns test; null where it is so everywhere."
    )
    sample: list[SampleValue] = strawberry.field(
        description="Values that show it, confirmed by evaluating the table; none where it is about no values."
    )
    beside: list[SampleValue] = strawberry.field(
        description="A second such sample, where it takes two who differ in one fact to show it."
    )


@strawberry.type(
    description="How something that a fact declares stands, held against the rules.",
    directives=needs(Action.SEE_POLICY),
)
class FactClaim:
    fact: str = strawberry.field(description="The fact.")
    claim: ClaimKind = strawberry.field(description="What is claimed of it.")
    standing: ClaimStanding = strawberry.field(description="Whether it holds.")
    why: str | None = strawberry.field(description="What kept it from being proved, where anything did.")


def claims_as_told(claims: tuple[ClaimFound, ...]) -> list[FactClaim]:
    """The claims as clients see them."""
    return [told(FactClaim, claim, why=claim.why or None) for claim in claims]


def flaws_of(flaws: tuple[DomainFlaw, ...]) -> list[Flaw]:
    """The flaws as clients see them."""
    return [_flaw_of(flaw) for flaw in flaws]


def _flaw_of(flaw: DomainFlaw) -> Flaw:
    sample, beside = _values(flaw.sample), _values(flaw.beside)
    lists = {"rows": list(flaw.rows), "columns": list(flaw.columns)}
    return told(Flaw, flaw, hint=flaw.hint or None, region=flaw.region or None, sample=sample, beside=beside, **lists)


def _values(sample: Mapping[str, Value]) -> list[SampleValue]:
    return [SampleValue(name=name, value=literal(value, LONGEST_VALUE) or "…") for name, value in sample.items()]

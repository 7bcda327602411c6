"""What verification found in a rule set as it was when it was proposed or published, as clients see it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Private, strawberry
from creditrules.api.types.flaws import FactClaim, Flaw, SampleValue
from creditrules.api.types.permissions import needs
from creditrules.api.types.proof_enums import ClaimKind, ClaimStanding, FlawProof
from creditrules.api.types.resolved import field, paged
from creditrules.auth import Action
from creditrules.desk import View, figures_of_part, kept_flaws_page
from creditrules.rules import ComputedPart
from creditrules.rules.ports import Asked

__all__ = ["Verification", "verification"]


@strawberry.type(
    description="What verification found in a rule set as it was computed, never again since.",
    directives=needs(Action.SEE_POLICY),
)
class Verification:
    view: Private[View]
    found: Private[Mapping[str, Any]]
    digest: str = strawberry.field(description="SHA-256 of all of it; part of what an approval is bound to.")
    engine: str = strawberry.field(description="The release of the engine that found it.")
    valid_at: datetime = strawberry.field(
        description="The moment that it was verified for: parameters had the values of then."
    )
    claims: list[FactClaim] = strawberry.field(description="How what facts declare stood.")

    @field
    @paged
    def flaws(self, asked: Asked) -> Connection[Flaw]:
        """The flaws as the settings of then weighed them, the worst first; 1,000 are kept."""
        return connect(self.view, kept_flaws_page(self.view, self.found, asked), _flaw)


def verification(view: View, part: ComputedPart) -> Verification:
    """A computed part of an impact as those see it who may see the policy."""
    found = figures_of_part(view, part)
    return Verification(
        view=view,
        found=found,
        digest=part.digest,
        engine=found["engine"],
        valid_at=datetime.fromisoformat(found["at"]),
        claims=[
            FactClaim(
                fact=each["fact"],
                claim=ClaimKind(each["claim"]),
                standing=ClaimStanding(each["standing"]),
                why=each["why"] or None,
            )
            for each in found["claims"]
        ],
    )


def _flaw(_view: View, plain: Mapping[str, Any]) -> Flaw:
    return Flaw(
        code=plain["code"],
        place=plain["place"],
        message=plain["message"],
        hint=plain["hint"] or None,
        proof=FlawProof(plain["proof"]),
        rows=[int(row) for row in plain["rows"]],
        columns=[int(column) for column in plain["columns"]],
        region=plain["region"] or None,
        sample=_values(plain["sample"]),
        beside=_values(plain["beside"]),
    )


def _values(sample: Mapping[str, str]) -> list[SampleValue]:
    return [SampleValue(name=name, value=value) for name, value in sample.items()]

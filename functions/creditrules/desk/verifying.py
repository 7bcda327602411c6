"""What verification finds in a rule set, weighed as the lender wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from creditrules.desk.catalogue import Catalogue
from creditrules.dmn import Flaw, Verification, Weight
from creditrules.eligibility import ClaimFound, CompiledRuleSet, ParametersAt, VerifiedRuleSet, verify_compiled
from creditrules.errors import Diagnostic
from creditrules.rules import FlawCount, Impact

__all__ = ["Verified", "verified_for"]


@dataclass(frozen=True, slots=True)
class Verified:
    """A verification and how much each code matters to the lender."""

    found: VerifiedRuleSet
    weights: Mapping[str, Weight]

    @property
    def verification(self) -> Verification:
        """All that was found."""
        return self.found.verification

    @property
    def claims(self) -> tuple[ClaimFound, ...]:
        """How what is declared of facts stands."""
        return self.found.claims

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """The flaws that are to be told."""
        return tuple(flaw for flaw in self.verification.flaws if flaw.weighed(self.weights) is not Weight.OFF)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The same as diagnostics; an error stops publishing."""
        return tuple(self.verification.told(self.weights))

    def within(self, impact: Impact) -> Impact:
        """The impact with what was found."""
        counts = tuple(FlawCount(code, count) for code, count in self.verification.counts(self.weights).items())
        return replace(impact, flaws=counts, proved=self.verification.proved)


def verified_for(
    catalogue: Catalogue, tenant: str, compiled: CompiledRuleSet, moment: datetime, parameters: ParametersAt
) -> Verified:
    """A rule set verified at a moment, weighed by the lender's settings of now."""
    weights = catalogue.settings_now(tenant).verification.weights
    return Verified(verify_compiled(compiled, moment, parameters), weights)

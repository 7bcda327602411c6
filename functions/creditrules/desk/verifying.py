"""What verification finds in a rule set, weighed as the lender wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from creditrules.desk.catalogue import Catalogue
from creditrules.dmn import Flaw, Verification, Weight
from creditrules.errors import Diagnostic
from creditrules.rules import CheckedRuleSet, FlawCount, Impact, verify_rule_set

__all__ = ["Verified", "verified_for"]


@dataclass(frozen=True, slots=True)
class Verified:
    """A verification and how much each code matters to the lender."""

    verification: Verification
    weights: Mapping[str, Weight]

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


def verified_for(catalogue: Catalogue, tenant: str, checked: CheckedRuleSet) -> Verified:
    """A rule set that checks, verified under the lender's settings of now."""
    return Verified(verify_rule_set(checked), catalogue.settings_now(tenant).verification.weights)

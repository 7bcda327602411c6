"""Many applicants under the same rule sets, product and time, through the code that answers partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from creditrules.dmn import Fact
from creditrules.eligibility import (
    Applicant,
    AppliedVersion,
    CompiledRuleSet,
    Decision,
    GoverningRuleSet,
    decide,
)
from creditrules.errors import Diagnostic
from creditrules.rules import ProductForm, Segment
from creditrules.suggestions import suggestion

__all__ = ["Assessor", "stand_in_product"]


class Assessor:
    """Decides one product for one applicant after another. Immutable; nothing is kept between applicants."""

    def __init__(
        self, product: ProductForm, product_digest: str, rule_sets: Sequence[CompiledRuleSet], now: datetime
    ) -> None:
        self._product = product
        self._digest = product_digest
        self._governing = tuple(GoverningRuleSet(compiled, _applied(compiled)) for compiled in rule_sets)
        self._now = now
        self.facts: Mapping[str, Fact] = {fact.name: fact for c in rule_sets for fact in c.facts}

    def assess(self, facts: Mapping[str, object]) -> Decision | tuple[Diagnostic, ...]:
        """The decision, or everything that is wrong with the facts."""
        applicant = Applicant(facts)
        unknown = [self._unknown(name) for name in applicant.facts if name not in self.facts]
        invalid = (d for governing in self._governing for d in applicant.read(governing.compiled).diagnostics)
        problems = tuple(dict.fromkeys((*unknown, *invalid)))
        return problems or decide(self._product, self._digest, self._governing, applicant, self._now)

    def _unknown(self, name: str) -> Diagnostic:
        close = suggestion(name, self.facts)
        hint = close or "The rule sets declare: " + ", ".join(sorted(self.facts)) + "."
        return Diagnostic("facts.unknown", f"No rule set declares a fact '{name}'.", hint, name)


def stand_in_product(rule_sets: Sequence[CompiledRuleSet], currency: str = "XXX") -> ProductForm:
    """A product for rule sets that are evaluated on their own; XXX is ISO 4217's code for no currency."""
    slugs = tuple(compiled.rule_set.form.rule_set for compiled in rule_sets)
    return ProductForm.model_validate(
        {
            "product": "unnamed",
            "name": {"en": "Unnamed product"},
            "kind": "UNNAMED",
            "segment": Segment.CONSUMER,
            "currency": currency,
            "ruleSets": slugs,
        }
    )


def _applied(compiled: CompiledRuleSet) -> AppliedVersion:
    form = compiled.rule_set.form
    return AppliedVersion(form.rule_set, form.category, 0, compiled.rule_set.digest, None, None, None, pinned=True)

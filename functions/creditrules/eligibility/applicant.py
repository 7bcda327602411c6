"""Who asks: the facts as the caller gave them, and what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from creditrules.dmn import FactsRead, spelt_facts
from creditrules.eligibility.asked import EVERY_PRODUCT, Requests
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.rules import Request

__all__ = ["Applicant"]


@dataclass(slots=True)
class Applicant:
    """Facts by the names that rules know, read once for each rule set.

    requests: what is asked for, by product; under EVERY_PRODUCT of all products that are not named.
    """

    facts: Mapping[str, object]
    requests: Requests = field(default_factory=dict)
    _reads: dict[str, FactsRead] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = spelt_facts(self.facts)

    def read(self, compiled: CompiledRuleSet) -> FactsRead:
        """The facts that this rule set declares, as typed values, with everything wrong about them."""
        key = compiled.rule_set.digest
        if key not in self._reads:
            declared = {fact.name: self.facts[fact.name] for fact in compiled.facts if fact.name in self.facts}
            self._reads[key] = compiled.model.read_facts(declared)
        return self._reads[key]

    def request_for(self, product: str) -> Request | None:
        """What is asked of one product."""
        return self.requests.get(product) or self.requests.get(EVERY_PRODUCT)

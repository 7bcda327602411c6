"""A version of the rules as its contents: what travels to another process, and is compiled there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from creditrules.eligibility import ParametersGiven, compile_rule_set
from creditrules.population.assessor import Assessor
from creditrules.rules import Parameter, ProductForm, RuleSet, check_rule_set

__all__ = ["Contents"]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an `Assessor` is made of; unlike it, this can be pickled. The rule sets have no faults.

    parameters: in force at any time. now: what `now()` and `today()` answer.
    """

    product: ProductForm
    product_digest: str
    rule_sets: tuple[RuleSet, ...]
    parameters: tuple[Parameter, ...]
    now: datetime

    def assessor(self) -> Assessor:
        """The version ready to answer."""
        given = ParametersGiven(self.parameters)
        compiled = [compile_rule_set(check_rule_set(each, given.known)) for each in self.rule_sets]
        return Assessor(self.product, self.product_digest, compiled, self.now, given.at)

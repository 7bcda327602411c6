"""A rule set ready to answer: its compiled model and the time zone its dates are meant in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from creditrules.dmn import CompiledModel, Fact, compile_model
from creditrules.errors import Diagnostic
from creditrules.rules import PRODUCT_FACT, CheckedRuleSet, ProductForm, RuleSet

__all__ = ["CompiledRuleSet", "compile_rule_set", "product_facts"]


@dataclass(frozen=True, slots=True)
class CompiledRuleSet:
    """What the process keeps by content digest; immutable, so it is never out of date."""

    rule_set: RuleSet
    model: CompiledModel
    zone: ZoneInfo
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that callers may give; the reserved fact `product` is the service's own."""
        return tuple(fact for fact in self.model.facts if fact.name != PRODUCT_FACT)


def compile_rule_set(checked: CheckedRuleSet) -> CompiledRuleSet:
    """Compile a rule set that was checked without errors."""
    rule_set = checked.rule_set
    return CompiledRuleSet(
        rule_set, compile_model(checked.model), ZoneInfo(rule_set.form.time_zone), checked.diagnostics
    )


def product_facts(product: ProductForm) -> Mapping[str, object]:
    """What rules read as `product.…`."""
    return {
        "slug": product.product,
        "kind": product.kind,
        "segment": product.segment.value,
        "scenario": product.scenario.value,
        "currency": product.currency,
        "lenderType": product.lender_type,
        "features": list(product.features),
    }

"""What is compared by its answers: files or contents that were read and checked, as one side."""

from __future__ import annotations

from creditrules.eligibility.outcomes import ProductSide, RuleSetSide, Side
from creditrules.population import Assessor

__all__ = ["side_of"]


def side_of(asked: Assessor, *, alone: bool) -> Side:
    """A rule set alone is compared for products of every kind; otherwise it is the product that answers."""
    if alone and len(asked.rule_sets) == 1:
        return RuleSetSide(asked.rule_sets[0], asked.now, asked.parameters)
    return ProductSide(asked.product, asked.product_digest, asked.governing, asked.now, asked.parameters, asked.absent)

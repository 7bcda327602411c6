"""A document of any kind by its key, as the type of the schema that it is."""

from __future__ import annotations

from creditrules.api.types.experiments import experiment_at
from creditrules.api.types.node import Document
from creditrules.api.types.parameters import parameter_at
from creditrules.api.types.products import product_at
from creditrules.api.types.rule_sets import rule_set_at
from creditrules.desk import View
from creditrules.rules import DocumentKey, DocumentKind

__all__ = ["document_at"]


def document_at(view: View, key: DocumentKey) -> Document:
    """A rule set, a product, a parameter or an experiment. Raises Refusal NOT_FOUND."""
    if key.kind is DocumentKind.PRODUCT:
        return product_at(view, key)
    if key.kind is DocumentKind.EXPERIMENT:
        return experiment_at(view, key)
    return parameter_at(view, key) if key.kind is DocumentKind.PARAMETER else rule_set_at(view, key)

"""What stored contents say, read and compiled: whoever evaluates by digests comes in here."""

from __future__ import annotations

from creditrules.collecting import uncollected
from creditrules.document import read_json
from creditrules.eligibility.compiled import CompiledRuleSet, compile_rule_set
from creditrules.errors import Kind, Refusal
from creditrules.rules import (
    ExperimentForm,
    Parameter,
    ProductForm,
    check_stored_rule_set,
    read_experiment,
    read_parameter,
    read_product,
    read_rule_set,
)

__all__ = ["stored_experiment", "stored_parameter", "stored_product", "stored_rule_set"]


def stored_product(content: bytes) -> ProductForm:
    """The product of a canonical form. Raises Refusal UNAVAILABLE "CONTENT_UNREADABLE"."""
    product = read_product(read_json(content)).product
    if product is None:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "A stored product cannot be read by this release.")
    return product


def stored_parameter(content: bytes) -> Parameter:
    """The parameter of a canonical form. Raises Refusal UNAVAILABLE "CONTENT_UNREADABLE"."""
    parameter = read_parameter(read_json(content)).parameter
    if parameter is None:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "A stored parameter cannot be read by this release.")
    return parameter


def stored_experiment(content: bytes) -> ExperimentForm:
    """The experiment of a canonical form. Raises Refusal UNAVAILABLE "CONTENT_UNREADABLE"."""
    form = read_experiment(read_json(content)).form
    if form is None:
        raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "A stored experiment cannot be read by this release.")
    return form


def stored_rule_set(content: bytes) -> CompiledRuleSet:
    """The rule set of a canonical form, compiled. Raises Refusal UNAVAILABLE "CONTENT_UNREADABLE"."""
    with uncollected():
        read = read_rule_set(read_json(content))
        checked = check_stored_rule_set(read.rule_set) if read.rule_set else None
        if checked is not None and checked.ok:
            return compile_rule_set(checked)
    raise Refusal(Kind.UNAVAILABLE, "CONTENT_UNREADABLE", "A stored rule set cannot be compiled by this release.")

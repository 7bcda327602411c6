"""Outcomes as functions of all facts: of a rule set, and of a product with all that governs it.

    outcome = outcome_of_product(product, governing, now, parameters)
    for box in few(paths(outcome.outcomes(), outcome.algebra.budget)):     # of `creditrules.dmn.analysis`
        print(box_text(box), box.value)                                    # "age: < 18" DECLINE

A rule set's `findings` are tuples of `Told`, read as `evaluate_rule_set` reads rows: nothing that fired, what cannot be
evaluated and a row that is no finding are REFER there as well. Outcomes that share an algebra can be compared.
"""

from creditrules.eligibility.outcomes.findings import NOT_EVALUABLE, NOTHING_FIRED, UNTOLD, Told
from creditrules.eligibility.outcomes.products import Combined, ProductOutcome, ReasonTold, combined, outcome_of_product
from creditrules.eligibility.outcomes.rule_sets import RuleSetOutcome, outcome_of_rule_set

__all__ = [
    "NOTHING_FIRED",
    "NOT_EVALUABLE",
    "UNTOLD",
    "Combined",
    "ProductOutcome",
    "ReasonTold",
    "RuleSetOutcome",
    "Told",
    "combined",
    "outcome_of_product",
    "outcome_of_rule_set",
]

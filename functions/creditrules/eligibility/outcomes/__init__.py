"""Outcomes as functions of all facts: of a rule set, and of a product with all that governs it.

    outcome = outcome_of_product(product, governing, now, parameters)
    for box in few(paths(outcome.outcomes(), outcome.algebra.budget)):     # of `creditrules.dmn.analysis`
        print(box_text(box), box.value)                                    # "age: < 18" DECLINE

A rule set's `findings` are tuples of `Told`, read as `evaluate_rule_set` reads rows: nothing that fired, what cannot be
evaluated and a row that is no finding are REFER there as well. Outcomes that share an algebra can be compared.
"""

from creditrules.eligibility.compared import OutcomePart
from creditrules.eligibility.outcomes.changed import ChangedPart, parts_of_answers
from creditrules.eligibility.outcomes.comparison import compare_outcomes
from creditrules.eligibility.outcomes.differences import OutcomeComparison, OutcomeDifference, Verdict
from creditrules.eligibility.outcomes.findings import (
    NOT_EVALUABLE,
    NOT_IN_FORCE,
    NOTHING_FIRED,
    SOME_REASON,
    UNTOLD,
    Told,
)
from creditrules.eligibility.outcomes.plain import headlines, plain_comparison
from creditrules.eligibility.outcomes.products import Combined, ProductOutcome, ReasonTold, combined, outcome_of_product
from creditrules.eligibility.outcomes.rule_sets import RuleSetOutcome, outcome_of_rule_set
from creditrules.eligibility.outcomes.sides import Answered, ProductSide, RuleSetSide, Side

__all__ = [
    "NOTHING_FIRED",
    "NOT_EVALUABLE",
    "NOT_IN_FORCE",
    "SOME_REASON",
    "UNTOLD",
    "Answered",
    "ChangedPart",
    "Combined",
    "OutcomeComparison",
    "OutcomeDifference",
    "OutcomePart",
    "ProductOutcome",
    "ProductSide",
    "ReasonTold",
    "RuleSetOutcome",
    "RuleSetSide",
    "Side",
    "Told",
    "Verdict",
    "combined",
    "compare_outcomes",
    "headlines",
    "outcome_of_product",
    "outcome_of_rule_set",
    "parts_of_answers",
    "plain_comparison",
]

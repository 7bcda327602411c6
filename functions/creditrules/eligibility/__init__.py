"""One decision: facts → findings → outcome, terms, reasons, what is missing, alternatives; pure.

    decision = decide(product, digest, governing, Applicant(facts), now)

What is kept of a decision, and the store that keeps it, have a door of their own: `creditrules.eligibility.recording`.
"""

from creditrules.eligibility.cases import changed_cases, run_cases
from creditrules.eligibility.compiled import CompiledRuleSet, compile_rule_set
from creditrules.eligibility.decide import AbsentRuleSet, Applicant, GoverningRuleSet, decide, with_alternatives
from creditrules.eligibility.decision import (
    SILENCE,
    AppliedVersion,
    Decision,
    Finding,
    Origin,
    Outcome,
    Reason,
    Terms,
)
from creditrules.eligibility.trace import Aspect, Difference, Trace, applied_in, differences, summary_of, trace_of

__all__ = [
    "SILENCE",
    "AbsentRuleSet",
    "Applicant",
    "AppliedVersion",
    "Aspect",
    "CompiledRuleSet",
    "Decision",
    "Difference",
    "Finding",
    "GoverningRuleSet",
    "Origin",
    "Outcome",
    "Reason",
    "Terms",
    "Trace",
    "applied_in",
    "changed_cases",
    "compile_rule_set",
    "decide",
    "differences",
    "run_cases",
    "summary_of",
    "trace_of",
    "with_alternatives",
]

"""One decision: facts → findings → outcome, terms, reasons, what is missing, alternatives; pure."""

from creditrules.eligibility.cases import CaseAnswer, answer_case, changed_cases, run_cases
from creditrules.eligibility.compiled import CompiledRuleSet, compile_rule_set, product_facts
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
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.recording import (
    Answered,
    DecisionRecords,
    DecisionRequest,
    Erased,
    Erasure,
    FactsState,
    Receipt,
    Recorded,
    RecordedDecision,
    SealedPart,
)
from creditrules.eligibility.trace import Aspect, Difference, Trace, applied_in, differences, summary_of, trace_of
from creditrules.eligibility.verdict import Verdict

__all__ = [
    "SILENCE",
    "AbsentRuleSet",
    "Answered",
    "Applicant",
    "AppliedVersion",
    "Aspect",
    "CaseAnswer",
    "CompiledRuleSet",
    "Decision",
    "DecisionRecords",
    "DecisionRequest",
    "Difference",
    "Erased",
    "Erasure",
    "FactsState",
    "Finding",
    "GoverningRuleSet",
    "Origin",
    "Outcome",
    "Reason",
    "Receipt",
    "Recorded",
    "RecordedDecision",
    "SealedPart",
    "Terms",
    "Trace",
    "Verdict",
    "answer_case",
    "applied_in",
    "changed_cases",
    "compile_rule_set",
    "decide",
    "differences",
    "evaluate_rule_set",
    "product_facts",
    "run_cases",
    "summary_of",
    "trace_of",
    "with_alternatives",
]

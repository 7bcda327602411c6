"""One decision: facts → findings → outcome, terms, reasons, what is missing, alternatives; pure."""

from creditrules.eligibility.cases import CaseAnswer, answer_case, changed_cases, run_cases
from creditrules.eligibility.compiled import CompiledRuleSet, compile_rule_set, product_facts
from creditrules.eligibility.decide import AbsentRuleSet, Applicant, GoverningRuleSet, decide, with_alternatives
from creditrules.eligibility.decision import AppliedVersion, Decision, Finding, Origin, Outcome, Reason, Terms
from creditrules.eligibility.findings import evaluate_rule_set
from creditrules.eligibility.verdict import Verdict

__all__ = [
    "AbsentRuleSet",
    "Applicant",
    "AppliedVersion",
    "CaseAnswer",
    "CompiledRuleSet",
    "Decision",
    "Finding",
    "GoverningRuleSet",
    "Origin",
    "Outcome",
    "Reason",
    "Terms",
    "Verdict",
    "answer_case",
    "changed_cases",
    "compile_rule_set",
    "decide",
    "evaluate_rule_set",
    "product_facts",
    "run_cases",
    "with_alternatives",
]

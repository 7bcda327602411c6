"""Evidence of one recorded decision: a file that proves itself to whoever has the lender's public key.

core = evidence_core(decision, contents, end, made_at, linked=False)   # one line
signature = signer.sign(statement_of(core))                            # whoever that is
line = signature_line(key, signature)                                  # the second line; then links, where linked
checked = check_evidence(lines, genuine)                               # raises Refusal at the first mistake
evaluated = evaluate_evidence(checked)                                 # Evaluated, or NotEvaluated and why

docs/evidence.md says what stands where, for who writes a verifier of their own.
"""

from creditrules.eligibility.evidence.checking import Checked, Genuine, check_evidence
from creditrules.eligibility.evidence.evaluating import Evaluated, NotEvaluated, WhyNot, evaluate_evidence
from creditrules.eligibility.evidence.form import (
    LONGEST_CORE,
    LONGEST_LINE,
    digests_in,
    evidence_core,
    signature_line,
    statement_of,
)

__all__ = [
    "LONGEST_CORE",
    "LONGEST_LINE",
    "Checked",
    "Evaluated",
    "Genuine",
    "NotEvaluated",
    "WhyNot",
    "check_evidence",
    "digests_in",
    "evaluate_evidence",
    "evidence_core",
    "signature_line",
    "statement_of",
]

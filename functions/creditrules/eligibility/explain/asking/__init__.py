"""The next question: what is still possible with partial facts, and what to ask for next."""

from creditrules.eligibility.explain.asking.analysed import Analysed
from creditrules.eligibility.explain.asking.inquiry import Inquiry, Standing
from creditrules.eligibility.explain.asking.narrowing import Narrowing, analysed_for_narrowing, stands_on
from creditrules.eligibility.explain.asking.told import told_question
from creditrules.eligibility.questions import Deciding, NextQuestion, Question

__all__ = [
    "Analysed",
    "Deciding",
    "Inquiry",
    "Narrowing",
    "NextQuestion",
    "Question",
    "Standing",
    "analysed_for_narrowing",
    "stands_on",
    "told_question",
]

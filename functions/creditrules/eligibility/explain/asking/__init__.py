"""The next question: what is still possible with partial facts, and what to ask for next."""

from creditrules.eligibility.explain.asking.inquiry import Inquiry, Standing
from creditrules.eligibility.explain.asking.narrowing import Narrowing, stands_on
from creditrules.eligibility.explain.asking.told import told_question
from creditrules.eligibility.questions import Deciding, NextQuestion, Question

__all__ = [
    "Deciding",
    "Inquiry",
    "Narrowing",
    "NextQuestion",
    "Question",
    "Standing",
    "stands_on",
    "told_question",
]

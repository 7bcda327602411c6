"""The next question: what is still possible with partial facts, and what to ask for next."""

from creditrules.eligibility.explain.asking.inquiry import Deciding, Inquiry, Question, Standing
from creditrules.eligibility.explain.asking.narrowing import Narrowing, stands_on

__all__ = ["Deciding", "Inquiry", "Narrowing", "Question", "Standing", "stands_on"]

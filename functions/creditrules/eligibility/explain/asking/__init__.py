"""The next question: what is still possible with partial facts, and what to ask for next."""

from creditrules.eligibility.explain.asking.inquiry import Deciding, Inquiry, Question, Standing

__all__ = ["Deciding", "Inquiry", "Question", "Standing"]

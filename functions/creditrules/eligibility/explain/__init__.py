"""Answers explained: what is asked next."""

from creditrules.eligibility.explain.asking import Deciding, Inquiry, Question, Standing

__all__ = ["Deciding", "Inquiry", "Question", "Standing"]

"""Answers explained: what is asked next."""

from creditrules.eligibility.explain.asking import Deciding, Inquiry, Question, Standing

__all__ = ["Deciding", "Inquiry", "Question", "Standing"]
"""Why not, and what then: the smallest changes of facts that reach a better outcome.

found = what_helps(decision)                       # of `decide`; None for ALLOW, and while facts are missing
for each in found.cheapest(3):                     # all were confirmed by deciding again
    print(each.outcome, [(change.fact.name, change.value) for change in each.changes], found.proof)
"""

from creditrules.eligibility.explain.changes import Help, NeededChange, WhatHelps, what_helps
from creditrules.eligibility.explain.told import ToldHelp, ToldNeed, told_helps

__all__ = ["Help", "NeededChange", "ToldHelp", "ToldNeed", "WhatHelps", "told_helps", "what_helps"]

"""Answers explained: what would help and from when the same facts pass, and what is asked next.

found = what_helps(decision)         # of `decide`; None for ALLOW, and while facts are missing
for each in found.cheapest(3):       # all were confirmed by deciding again
print(each.outcome, each.changes, found.proof)
passes_from(decision, agenda)        # when the same facts pass, with what is scheduled
"""

from creditrules.eligibility.explain.asking import (
    Analysed,
    Deciding,
    Inquiry,
    Narrowing,
    NextQuestion,
    Question,
    Standing,
    analysed_for_narrowing,
    stands_on,
    told_question,
)
from creditrules.eligibility.explain.changes import Help, NeededChange, WhatHelps, what_helps
from creditrules.eligibility.explain.passing import NOTHING_SCHEDULED, Agenda, Passing, Scheduled, passes_from
from creditrules.eligibility.explain.told import ToldHelp, ToldNeed, ToldPassing, told_helps, told_passing

__all__ = [
    "NOTHING_SCHEDULED",
    "Agenda",
    "Analysed",
    "Deciding",
    "Help",
    "Inquiry",
    "Narrowing",
    "NeededChange",
    "NextQuestion",
    "Passing",
    "Question",
    "Scheduled",
    "Standing",
    "ToldHelp",
    "ToldNeed",
    "ToldPassing",
    "WhatHelps",
    "analysed_for_narrowing",
    "passes_from",
    "stands_on",
    "told_helps",
    "told_passing",
    "told_question",
    "what_helps",
]

"""What would lift a reason: its condition solved in time and facts, and proved by evaluating the rule set again.

Simple and exact rather than general. In time a condition is solved where each comparison that asks for `now()` or
`today()` goes one way as time goes on, so that its one turning point is found by halving; in facts where a comparison
is of one fact with a value. Whatever is neither is said not to have been computed.
"""

from creditrules.eligibility.lifting.facts import FactChange
from creditrules.eligibility.lifting.proof import Doubt, Lifted, LiftState, lifted
from creditrules.eligibility.lifting.told import (
    ComparisonOperator,
    ToldChange,
    ToldLift,
    as_published,
    plain_lift,
    publishes,
    read_lift,
    told_lift,
)
from creditrules.eligibility.lifting.values import in_words
from creditrules.eligibility.lifting.words import stated

__all__ = [
    "ComparisonOperator",
    "Doubt",
    "FactChange",
    "LiftState",
    "Lifted",
    "ToldChange",
    "ToldLift",
    "as_published",
    "in_words",
    "lifted",
    "plain_lift",
    "publishes",
    "read_lift",
    "stated",
    "told_lift",
]

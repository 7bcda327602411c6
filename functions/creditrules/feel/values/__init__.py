"""Values: their kinds, and what every part of the language does with them (compare, take apart, test the type of)."""

from __future__ import annotations

from creditrules.feel.values.comparison import Identities, compare, equal, includes, same
from creditrules.feel.values.display import brief, kind, literal
from creditrules.feel.values.instances import conforms, is_instance
from creditrules.feel.values.kinds import Function, Range, Unknown, Value
from creditrules.feel.values.parts import make_range, path

__all__ = [
    "Function",
    "Identities",
    "Range",
    "Unknown",
    "Value",
    "brief",
    "compare",
    "conforms",
    "equal",
    "includes",
    "is_instance",
    "kind",
    "literal",
    "make_range",
    "path",
    "same",
]

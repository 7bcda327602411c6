"""The built-in functions of FEEL (DMN 1.5, clause 10.3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from creditrules.feel.builtins.aggregates import AGGREGATES
from creditrules.feel.builtins.calendar import CALENDAR
from creditrules.feel.builtins.contexts import CONTEXTS
from creditrules.feel.builtins.conversion import CONVERSION
from creditrules.feel.builtins.intervals import INTERVALS
from creditrules.feel.builtins.lists import LISTS
from creditrules.feel.builtins.logic import LOGIC
from creditrules.feel.builtins.numeric import NUMERIC
from creditrules.feel.builtins.patterns import PATTERNS
from creditrules.feel.builtins.signature import Builtin, Implementation, Parameter, ResultOf, Signature
from creditrules.feel.builtins.strings import STRINGS

__all__ = ["BUILTINS", "Builtin", "Implementation", "Parameter", "ResultOf", "Signature"]

BUILTINS: Mapping[str, Builtin] = MappingProxyType(
    {
        function.name: function
        for family in (
            CONVERSION,
            LOGIC,
            STRINGS,
            PATTERNS,
            LISTS,
            AGGREGATES,
            NUMERIC,
            CALENDAR,
            CONTEXTS,
            INTERVALS,
        )
        for function in family
    }
)
"""Every built-in by its name, blanks as the specification writes them."""

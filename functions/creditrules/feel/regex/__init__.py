"""Regular expressions as `matches`, `replace` and `split` mean them: those of XPath, in bounded time."""

from __future__ import annotations

from creditrules.feel.regex.machine import Budget, RegexStepsError
from creditrules.feel.regex.matching import Match, Native, Regex, compile_pattern
from creditrules.feel.regex.pattern import PatternError
from creditrules.feel.regex.replacement import expand

__all__ = ["Budget", "Match", "Native", "PatternError", "Regex", "RegexStepsError", "compile_pattern", "expand"]

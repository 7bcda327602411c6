"""Functions of regular expressions (DMN 1.5, clause 10.3.4.3): matches, replace, split."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from creditrules.feel import limits
from creditrules.feel.builtins.arguments import bounded_list, bounded_text, builtin, strict
from creditrules.feel.builtins.signature import Builtin, Parameter, Signature
from creditrules.feel.regex import Budget, Match, PatternError, Regex, RegexStepsError, compile_pattern, expand
from creditrules.feel.run.evaluation import Run
from creditrules.feel.types import BOOLEAN, STRING, ListType
from creditrules.feel.values.display import brief
from creditrules.feel.values.kinds import Value

__all__ = ["COST_OF_A_PATTERN", "PATTERNS", "REGEX_STEPS_A_STEP"]

REGEX_STEPS_A_STEP = 4
_CHARACTERS_A_STEP = 8
_PIECES_A_STEP = 4
"""Characters of a replacement that are read, and pieces of it that are put in for each match."""
COST_OF_A_PATTERN = 15
"""Steps that reading any pattern costs besides its size, whether it was read before or not."""
_COST_OF_AN_ERROR = 500
"""Steps: the pattern may have been almost ready when it turned out to be none."""


def _with_pattern(
    run: Run, name: str, pattern: str, flags: str | None, work: Callable[[Regex, Budget], Value]
) -> Value:
    """What `work` makes of the pattern; null where that is none, or takes too long. Its steps are paid for."""
    regex = compile_pattern(pattern, flags or "", captures=name == "replace")
    if isinstance(regex, PatternError):
        run.spend(_COST_OF_AN_ERROR)
        return run.null("feel.pattern", f"{name}() cannot use the pattern {brief(pattern)}: {regex}.")
    run.spend(COST_OF_A_PATTERN + len(regex.program))
    budget = Budget(max(1, min(limits.REGEX_STEPS, run.left * REGEX_STEPS_A_STEP)))
    granted = budget.steps
    try:
        return work(regex, budget)
    except PatternError as error:
        return run.null("feel.pattern", f"{name}() failed: {error}.")
    except RegexStepsError:
        return run.null("feel.pattern-steps", f"{name}() gave up: the pattern {brief(pattern)} takes too many steps.")
    finally:
        run.spend((granted - budget.steps) // REGEX_STEPS_A_STEP)


def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    return _with_pattern(run, "matches", pattern, flags, lambda regex, budget: regex.found_in(text, budget))


def _found(regex: Regex, text: str, budget: Budget) -> Iterator[Match]:
    if regex.matches_nothing(budget):
        raise PatternError("the pattern matches the empty string, so it matches everywhere")
    return regex.matches(text, budget)


def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    def work(regex: Regex, budget: Budget) -> Value:
        run.spend(len(replacement) // _CHARACTERS_A_STEP)
        template = expand(replacement, regex)
        cost = 1 + len(template) // _PIECES_A_STEP
        pieces: list[str] = []
        length = place = 0
        for match in _found(regex, text, budget):
            run.spend(cost)
            start, end = match.ends[:2]
            new = "".join(piece if isinstance(piece, str) else match.group(piece) for piece in template)
            pieces += [text[place:start], new]
            length += start - place + len(new)
            if length > limits.STRING_LENGTH:
                break
            place = end
        return bounded_text(run, "replace", "".join((*pieces, text[place:])))

    return _with_pattern(run, "replace", pattern, flags, work)


def _split(run: Run, text: str, delimiter: str) -> Value:
    def work(regex: Regex, budget: Budget) -> Value:
        parts: list[Value] = []
        place = 0
        for match in _found(regex, text, budget):
            run.spend()
            start, end = match.ends[:2]
            parts.append(text[place:start])
            place = end
        parts.append(text[place:])
        return bounded_list(run, "split", parts)

    return _with_pattern(run, "split", delimiter, None, work)


def _patterns() -> Iterator[Builtin]:
    text, pattern = Parameter("input", STRING), Parameter("pattern", STRING)
    flags = Parameter("flags", STRING, optional=True)
    matches = text, pattern, flags
    yield builtin("matches", strict("matches", _matches, *matches), Signature(matches, BOOLEAN))
    replace = text, pattern, Parameter("replacement", STRING), flags
    yield builtin("replace", strict("replace", _replace, *replace), Signature(replace, STRING))
    split = Parameter("string", STRING), Parameter("delimiter", STRING)
    yield builtin("split", strict("split", _split, *split), Signature(split, ListType(STRING)))


PATTERNS = tuple(_patterns())

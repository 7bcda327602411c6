"""Allowed values (DMN 1.5, clause 7.3.3): unary tests about a value, compiled when a first value is asked about."""

from __future__ import annotations

from decimal import Decimal

from creditrules.dmn.domains.constants import NOWHEN
from creditrules.feel import Checked, Run, TestCode, Value, ast, compile_unary_tests

__all__ = ["Allowed"]

_STEPS = 100_000


class Allowed:
    """What a value may be.

    text: as it is written. tests: checked texts, all of which a value must meet. listed: the constants that they list,
    in order, where they do nothing else. words: by hash, where all that is allowed are these texts. bounded: whether it
    is one interval of numbers, of which a number is told without a step.
    """

    __slots__ = ("_programs", "bounded", "listed", "tests", "text", "words")

    def __init__(self, text: str, tests: tuple[Checked, ...], listed: tuple[Value, ...] | None = None) -> None:
        self.text, self.tests, self.listed = text, tests, listed
        self._programs: tuple[TestCode, ...] | None = None
        self.words = _words(listed) if len(tests) == 1 else None
        self.bounded = len(tests) == 1 and _is_interval(tests[0])

    def admits(self, value: Value, run: Run | None = None) -> bool:
        """Whether `value` is allowed; compiling twice in two threads does no harm. run: of which it is a part."""
        if run is None and self.words is not None and type(value) is str:
            return value in self.words
        if self._programs is None:
            self._programs = tuple(compile_unary_tests(each).code for each in self.tests)
        if run is not None:
            if self.bounded and type(value) is Decimal and _goes_on(run):
                run.pay_beside(1)
                return self._programs[0](run, {}, value) is True
            return all(_held_within(run, program, value) for program in self._programs)
        return all(program(Run(NOWHEN, _STEPS), {}, value) is True for program in self._programs)

    def narrowed(self, other: Allowed) -> Allowed:
        """What both allow; the order of the values is the other's."""
        return Allowed(f"{self.text} and {other.text}", (*self.tests, *other.tests), other.listed)


def _words(listed: tuple[Value, ...] | None) -> frozenset[str] | None:
    """The values by hash, where all of them are texts."""
    texts = [each for each in listed or () if type(each) is str]
    return frozenset(texts) if listed and len(texts) == len(listed) else None


def _is_interval(checked: Checked) -> bool:
    match checked.expr:
        case ast.UnaryTests(
            tests=(ast.Interval(low=ast.Literal(value=low), high=ast.Literal(value=high)),), negated=False
        ):
            return type(low) is Decimal and type(high) is Decimal and low <= high
        case _:
            return False


def _goes_on(run: Run) -> bool:
    """Whether the request's budget has something left, by all but its clock, which the evaluation itself looks at."""
    budget = run.budget
    return budget is None or (budget.steps > 0 and budget.memory >= 0 and not budget.spent)


def _held_within(run: Run, program: TestCode, value: Value) -> bool:
    """Whether the test holds, within the steps that are left to the run that pays for it."""
    most = max(0, min(_STEPS, run.left))
    own = Run(NOWHEN, most)
    if run.budget is not None:
        own.under(run.budget)
    held = program(own, {}, value) is True
    run.pay(1 + most - own.left, own)
    return held

"""Allowed values (DMN 1.5, clause 7.3.3): unary tests about a value, compiled when a first value is asked about."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Any

from creditrules.dmn.domains.constants import NOWHEN
from creditrules.feel import Checked, Run, TestCode, Value, ast, compile_unary_tests

__all__ = ["Allowed"]

_STEPS = 100_000

AtOnce = tuple[Callable[[Any], bool], Hashable]


class Allowed:
    """What a value may be.

    text: as it is written. tests: checked texts, all of which a value must meet. listed: the constants that they list,
    in order, where they do nothing else. words: by hash, where all that is allowed are these texts. bounded: whether it
    is one interval of numbers, of which a number is told without a step. at_once: where constants alone say what is
    allowed, whether a value is, and what tells it from others: values of the type that it is of.
    """

    __slots__ = ("_programs", "at_once", "bounded", "listed", "tests", "text", "words")

    def __init__(self, text: str, tests: tuple[Checked, ...], listed: tuple[Value, ...] | None = None) -> None:
        self.text, self.tests, self.listed = text, tests, listed
        self._programs: tuple[TestCode, ...] | None = None
        self.words = _words(listed) if len(tests) == 1 else None
        interval = _interval(tests[0]) if len(tests) == 1 else None
        self.bounded = interval is not None
        self.at_once: AtOnce | None = interval or (_listed(listed) if len(tests) == 1 else None)

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


def _interval(checked: Checked) -> AtOnce | None:
    """Of one interval of numbers whether a number is in it."""
    match checked.expr:
        case ast.UnaryTests(tests=(ast.Interval() as test,), negated=False):
            low, high = _number(test.low), _number(test.high)
            if low is None or high is None or low > high:
                return None
            within = _within(low, high, from_low=test.low_closed, to_high=test.high_closed)
            return within, (low, high, test.low_closed, test.high_closed)
        case _:
            return None


def _number(end: ast.Expr) -> Decimal | None:
    return end.value if isinstance(end, ast.Literal) and type(end.value) is Decimal else None


def _within(low: Decimal, high: Decimal, *, from_low: bool, to_high: bool) -> Callable[[Any], bool]:
    if from_low:
        return (lambda number: low <= number <= high) if to_high else (lambda number: low <= number < high)
    return (lambda number: low < number <= high) if to_high else (lambda number: low < number < high)


def _listed(listed: tuple[Value, ...] | None) -> AtOnce | None:
    """Of texts, numbers or booleans, all of one kind, whether one is among them."""
    classes = {type(each) for each in listed or ()}
    if len(classes) != 1 or not classes <= {str, Decimal, bool}:
        return None
    known = frozenset(listed or ())
    return known.__contains__, known


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

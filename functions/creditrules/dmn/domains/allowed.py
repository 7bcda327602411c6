"""Allowed values (DMN 1.5, clause 7.3.3): unary tests about a value, compiled when a first value is asked about."""

from __future__ import annotations

from creditrules.dmn.domains.constants import NOWHEN
from creditrules.feel import Checked, Run, TestCode, Value, compile_unary_tests

__all__ = ["Allowed"]

_STEPS = 100_000


class Allowed:
    """What a value may be.

    text: as it is written. tests: checked texts, all of which a value must meet. listed: the constants that they list,
    in order, where they do nothing else.
    """

    __slots__ = ("_programs", "listed", "tests", "text")

    def __init__(self, text: str, tests: tuple[Checked, ...], listed: tuple[Value, ...] | None = None) -> None:
        self.text, self.tests, self.listed = text, tests, listed
        self._programs: tuple[TestCode, ...] | None = None

    def admits(self, value: Value) -> bool:
        """Whether `value` is allowed; compiling twice in two threads does no harm."""
        if self._programs is None:
            self._programs = tuple(compile_unary_tests(each).code for each in self.tests)
        return all(program(Run(NOWHEN, _STEPS), {}, value) is True for program in self._programs)

    def narrowed(self, other: Allowed) -> Allowed:
        """What both allow; the order of the values is the other's."""
        return Allowed(f"{self.text} and {other.text}", (*self.tests, *other.tests), other.listed)

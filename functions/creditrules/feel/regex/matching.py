"""A pattern ready to run: whether it is found in a text, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from creditrules.feel.regex.machine import Budget, Machine
from creditrules.feel.regex.native import is_held, native
from creditrules.feel.regex.pattern import One, Pattern, PatternError, Sequence, read
from creditrules.feel.regex.program import Instruction, Op, assemble
from creditrules.records import dataclass

__all__ = ["Match", "Native", "Regex", "compile_pattern"]


@dataclass(frozen=True, slots=True)
class Match:
    """Where the pattern and its groups matched: ends of group n at 2n and 2n+1, -1 where it took no part."""

    text: str
    ends: tuple[int, ...]

    def group(self, number: int) -> str:
        """What the group matched; empty where it took no part or does not exist."""
        if 2 * number >= len(self.ends) or self.ends[2 * number + 1] < 0:
            return ""
        return self.text[self.ends[2 * number] : self.ends[2 * number + 1]]


class Native(NamedTuple):
    """The pattern in Python's own `re`, see `native`. steps: what the machine would take at most for each character."""

    find: Callable[[str], object | None]
    steps: int


@dataclass(frozen=True, slots=True)
class Regex:
    """A pattern ready to run. literal: the text it is, where it is nothing but characters. native: where it has one."""

    pattern: Pattern
    program: tuple[Instruction, ...]
    literal: str | None
    native: Native | None = None

    def found_in(self, text: str, budget: Budget) -> bool:
        """Whether the pattern matches anywhere in the text.

        `re` answers only where the machine could not have given up; each character then is a step.
        """
        if self.literal is not None:
            return self.literal in text
        if self.native is not None and self.native.steps * (len(text) + 1) <= budget.steps:
            budget.steps -= len(text)
            return self.native.find(text) is not None
        machine = Machine(self.program, self.pattern, text, budget)
        return machine.search(0) is not None

    def matches_nothing(self, budget: Budget) -> bool:
        """Whether the pattern matches the empty string."""
        return self.found_in("", budget)

    def matches(self, text: str, budget: Budget) -> Iterator[Match]:
        """The matches from left to right, none overlapping another; the pattern must not match the empty string."""
        machine = Machine(self.program, self.pattern, text, budget)
        place = 0
        while place <= len(text):
            machine.forget()
            ends = machine.search(place)
            if ends is None:
                return
            yield Match(text, ends)
            place = max(ends[1], place + 1)


@lru_cache(maxsize=512)
def compile_pattern(text: str, flags: str, *, captures: bool = True) -> Regex | PatternError:
    """The pattern ready to run, or what is wrong with it (returned, so that it is remembered as well).

    captures: whether it matters what the groups match; it does in any case where the pattern itself refers to them.
    """
    try:
        pattern = read(text, flags)
        program = assemble(pattern, captures=captures or pattern.remembers)
    except PatternError as error:
        return error
    return Regex(pattern, program, _literal(pattern), _native(pattern, program))


def _native(pattern: Pattern, program: tuple[Instruction, ...]) -> Native | None:
    """Each fork is entered once at each place, and from there to the next ones no instruction is met twice."""
    found = native(pattern)
    if found is None:
        return None
    forks = sum(instruction.op is Op.SPLIT for instruction in program)
    whole = sum(1 + (instruction.other if instruction.op is Op.RUN else 0) for instruction in program)
    return Native(found.match if is_held(pattern.tree) else found.search, 2 * whole * (forks + 1))


def _literal(pattern: Pattern) -> str | None:
    items = pattern.tree.items if isinstance(pattern.tree, Sequence) else (pattern.tree,)
    characters = [item.literal for item in items if isinstance(item, One) and item.literal is not None]
    return "".join(characters) if len(characters) == len(items) else None

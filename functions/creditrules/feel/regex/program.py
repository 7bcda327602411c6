"""From the tree of a regular expression to the instructions of the machine that matches it."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from creditrules.feel import limits
from creditrules.feel.regex.pattern import (
    Back,
    Choice,
    Edge,
    Group,
    One,
    Pattern,
    PatternError,
    Piece,
    Repeat,
    Sequence,
)

__all__ = ["Instruction", "Op", "assemble"]

_LONGEST = 4 * limits.PATTERN_LENGTH
"""Instructions; counted repetitions are written out."""


class Op(Enum):
    """What an instruction does."""

    ONE = "one character of the set"
    RUN = "so many characters of the set"
    SPLIT = "go on at the first place, and should that fail at the second"
    JUMP = "go on at the place"
    SAVE = "remember the place in the text as an end of a group"
    MARK = "remember the place in the text where a turn of a loop began"
    PROGRESS = "fail unless the turn has matched something"
    BACK = "what the group matched, again"
    START = "the start of the text or line"
    END = "the end of the text or line"
    MATCH = "done"


class Instruction(NamedTuple):
    """One step; `one` is a set of characters, a place in the program, or the number of a group or slot.

    `other` is the second place of a fork, or how many characters a run has.
    """

    op: Op
    one: Any = 0
    other: int = 0


def assemble(pattern: Pattern, *, captures: bool) -> tuple[Instruction, ...]:
    """The program; raises PatternError where counts make it too long."""
    assembler = _Assembler(pattern, captures=captures)
    assembler.add(pattern.tree)
    assembler.emit(Op.MATCH)
    return tuple(assembler.program)


class _Assembler:
    def __init__(self, pattern: Pattern, *, captures: bool) -> None:
        self.program: list[Instruction] = []
        self._captures = captures
        self._guards_loops = pattern.remembers
        self._next_slot = 2 * (pattern.groups + 1)

    def emit(self, op: Op, one: object = 0, other: int = 0) -> int:
        if len(self.program) >= _LONGEST:
            raise PatternError(f"its repetitions add up to more than {_LONGEST} steps")
        self.program.append(Instruction(op, one, other))
        return len(self.program) - 1

    def _branch(self, at: int, preferred: int, other: int, *, lazy: bool = False) -> None:
        first, second = (other, preferred) if lazy else (preferred, other)
        self.program[at] = Instruction(Op.SPLIT, first, second)

    def add(self, node: Piece) -> None:
        match node:
            case One(characters):
                self.emit(Op.ONE, characters)
            case Edge(start):
                self.emit(Op.START if start else Op.END)
            case Back(group):
                self.emit(Op.BACK, group)
            case Sequence(items):
                for item in items:
                    self.add(item)
            case Choice(options):
                self._choice(options)
            case Group(inner, number):
                self._group(inner, number)
            case Repeat():
                self._repeat(node)

    def _group(self, inner: Piece, number: int) -> None:
        if not self._captures:
            self.add(inner)
            return
        self.emit(Op.SAVE, 2 * number)
        self.add(inner)
        self.emit(Op.SAVE, 2 * number + 1)

    def _choice(self, options: tuple[Piece, ...]) -> None:
        ends: list[int] = []
        for option in options[:-1]:
            fork = self.emit(Op.SPLIT)
            self.add(option)
            ends.append(self.emit(Op.JUMP))
            self._branch(fork, fork + 1, len(self.program))
        self.add(options[-1])
        for end in ends:
            self.program[end] = Instruction(Op.JUMP, len(self.program))

    def _repeat(self, node: Repeat) -> None:
        inner, least, most = node.inner, node.least, node.most
        if isinstance(inner, One) and least > 1:
            self.emit(Op.RUN, inner.characters, least)
            least, most = 0, None if most is None else most - least
        for _ in range(least):
            self.emit(Op.JUMP, len(self.program) + 1)  # counts towards the length even where `inner` is empty
            self.add(inner)
        if most is None:
            self._loop(node)
            return
        forks: list[int] = []
        for _ in range(most - least):
            forks.append(self.emit(Op.SPLIT))
            self.add(inner)
        for fork in forks:
            self._branch(fork, fork + 1, len(self.program), lazy=node.lazy)

    def _loop(self, node: Repeat) -> None:
        fork = self.emit(Op.SPLIT)
        slot = self._next_slot
        if self._guards_loops:
            self._next_slot += 1
            self.emit(Op.MARK, slot)
        self.add(node.inner)
        if self._guards_loops:
            self.emit(Op.PROGRESS, slot)
        self.emit(Op.JUMP, fork)
        self._branch(fork, fork + 1, len(self.program), lazy=node.lazy)

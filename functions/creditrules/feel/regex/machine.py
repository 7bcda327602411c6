"""The machine that matches regular expressions: it goes back and tries again, but never the same thing twice.

A state (instruction, place in the text) that failed once fails always unless the pattern refers back to a group; so
each is entered once, and the time is at most the product of both lengths. Patterns that do refer back have only the
bound on steps.
"""

from __future__ import annotations

from creditrules.feel import limits
from creditrules.feel.regex.pattern import Pattern
from creditrules.feel.regex.program import Instruction, Op
from creditrules.records import dataclass

__all__ = ["Budget", "Machine", "RegexStepsError"]


_OPS = Op.ONE, Op.RUN, Op.SPLIT, Op.JUMP, Op.SAVE, Op.MARK, Op.MATCH, Op.BACK


class RegexStepsError(Exception):
    """Matching took more steps than it may."""


@dataclass(slots=True)
class Budget:
    """Steps that matching may still take."""

    steps: int = limits.REGEX_STEPS


class Machine:
    """One pattern over one text."""

    def __init__(self, program: tuple[Instruction, ...], pattern: Pattern, text: str, budget: Budget) -> None:
        self._program = program
        self._text = text
        self._budget = budget
        self._multiline = pattern.multiline
        self._visited: set[int] | None = None if pattern.remembers else set()
        self._slots = 2 * (pattern.groups + 1) + sum(1 for op, *_ in program if op is Op.MARK)
        self._groups = 2 * (pattern.groups + 1)
        first = program[0]
        self._first = first[1] if first[0] in (Op.ONE, Op.RUN) else None
        self._anchored = first[0] is Op.START and not pattern.multiline
        self._fold = pattern.fold

    def forget(self) -> None:
        """Before a search that goes on after a match: a state that led to a match may do so again."""
        if self._visited:
            self._visited = set()

    def search(self, place: int) -> tuple[int, ...] | None:
        """The ends of the first match that starts at `place` or later."""
        text, first = self._text, self._first
        if self._anchored:
            return self._match(0) if place == 0 else None
        for start in range(place, len(text) + 1):
            if first is not None and (start == len(text) or not first[text[start]]):
                self._budget.steps -= 1
                continue
            ends = self._match(start)
            if ends is not None:
                return ends
        return None

    def _match(self, start: int) -> tuple[int, ...] | None:  # noqa: C901, PLR0912, PLR0915 - one loop without calls, for speed
        """The ends of the match that starts right at `start`."""
        program, text, visited, size = self._program, self._text, self._visited, len(self._text)
        one_op, run, split, jump, save, mark, done, back = _OPS
        slots = [-1] * self._slots
        pending: list[tuple[int, int, int]] = [(0, start, 0)]
        steps = self._budget.steps
        while pending:
            at, place, old = pending.pop()
            if at < 0:
                slots[~at] = old
                continue
            while True:
                steps -= 1
                op, one, other = program[at]
                if op is one_op:
                    if place == size or not one[text[place]]:
                        break
                    place += 1
                    at += 1
                elif op is run:
                    end = place + other
                    steps -= other if end <= size else 0
                    if end > size or not all(map(one.__getitem__, text[place:end])):
                        break
                    place = end
                    at += 1
                elif op is split:
                    if visited is not None:
                        state = at * (size + 1) + place
                        if state in visited:
                            break
                        visited.add(state)
                    pending.append((other, place, 0))
                    at = one
                elif op is jump:
                    at = one
                elif op is save or op is mark:
                    pending.append((~one, 0, slots[one]))
                    slots[one] = place
                    at += 1
                elif op is done:
                    self._budget.steps = steps
                    return (start, place, *slots[2 : self._groups])
                else:
                    steps -= slots[2 * one + 1] - slots[2 * one] if op is back else 0
                    place = self._test(op, one, place, slots)
                    if place < 0:
                        break
                    at += 1
            if steps < 0:
                self._budget.steps = steps
                raise RegexStepsError
        self._budget.steps = steps
        return None

    def _test(self, op: Op, one: int, place: int, slots: list[int]) -> int:
        """Where an instruction without branches leads to; -1 where it fails."""
        text = self._text
        match op:
            case Op.START:
                after_break = self._multiline and 0 < place < len(text) and text[place - 1] == "\n"
                return place if place == 0 or after_break else -1
            case Op.END:
                before_break = self._multiline and text[place : place + 1] == "\n"
                return place if place == len(text) or before_break else -1
            case Op.PROGRESS:
                return place if place > slots[one] else -1
            case _:
                return self._again(text[slots[2 * one] : slots[2 * one + 1]], place, one, slots)

    def _again(self, earlier: str, place: int, one: int, slots: list[int]) -> int:
        if slots[2 * one + 1] < 0:
            return place
        found = self._text[place : place + len(earlier)]
        return place + len(earlier) if self._alike(found, earlier) else -1

    def _alike(self, found: str, earlier: str) -> bool:
        if not self._fold:
            return found == earlier
        return found.lower() == earlier.lower() or found.upper() == earlier.upper()

"""From the columns of a table to the rows that match: down the columns, within the confines of what is asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import prod
from random import Random
from typing import Final, NamedTuple

from creditrules.dmn.analysis.reading.columns import Admitted
from creditrules.dmn.analysis.space.confines import Confines
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Diagrams, Leaf, apart, terminals
from creditrules.dmn.analysis.values.terms import Term

__all__ = ["NOT_ASKED", "Descent", "Matching", "Meeting", "is_quiet", "narrowed", "only", "rows_within"]


class Matching(NamedTuple):
    """Rows that match, as bits (row 1 the highest), and rows that do if cells of theirs hold.

    to_run: by column the rows and the tested value. sound: whether all tested values may stand in their columns.
    asked: false where nobody asks.
    """

    rows: int
    to_run: tuple[tuple[int, int, Term], ...] = ()
    warned: bool = False
    sound: bool = True
    asked: bool = True


_WAYS: Final = 1_000
"""Ways down the columns from which it is told how much all of them take."""

NOT_ASKED: Final = Matching(0, asked=False)


class Meeting(NamedTuple):
    """How rows that match so far meet those of one more column.

    first_only: whether only the first that matches counts.
    """

    first_only: bool

    def met(self, at: int, free: int, found: Matching, column: Admitted) -> Matching:
        """The rows of both. free: those that no later column can take away."""
        warned, sound = found.warned or column.warned, found.sound and column.sound
        if not sound:
            return Matching(0, warned=True, sound=False)
        rows = found.rows & column.rows
        to_run = found.to_run
        if column.to_run & rows and column.value is not None:
            to_run = tuple(sorted((*to_run, (at, column.to_run, column.value)), key=lambda each: each[0]))
        if not to_run:
            return Matching(self._counting(rows, rows & free), (), warned)
        return self.cut(Matching(rows, to_run, warned), free)

    def cut(self, found: Matching, free: int) -> Matching:
        """Without rows that cannot count any more: of a first-hit table those after one that is sure to match."""
        sure = found.rows & free
        for _, pending, _ in found.to_run:
            sure &= ~pending
        rows = self._counting(found.rows, sure)
        if not found.to_run and rows == found.rows:
            return found
        return Matching(rows, _pending(found, rows), found.warned)

    def _counting(self, rows: int, sure: int) -> int:
        """Of rows those that count: of a first-hit table none after the first that is sure, its highest bit."""
        return rows & -1 << sure.bit_length() - 1 if sure and self.first_only else rows


def _pending(found: Matching, rows: int) -> tuple[tuple[int, int, Term], ...]:
    return tuple((at, pending & rows, value) for at, pending, value in found.to_run if pending & rows)


def narrowed(column: Admitted, rows: int) -> Admitted:
    """What a column admits of some rows only."""
    left = column.to_run & rows
    return column._replace(rows=column.rows & rows, to_run=left, value=column.value if left else None)


def rows_within(confines: Confines, column: Diagram, every: int, inside: Diagram | None = None) -> int:
    """The rows that a column may admit of those who are inside."""
    rows = 0
    for admitted in confines.reached(column, inside):
        rows |= admitted.rows
        if rows == every:
            break
    return rows & every


class Descent:
    """Columns with an axis each, in the order of the axes: from the first to the last, equal sets of rows once.

    free: by number of columns that are behind, the rows that no other can take away.
    """

    def __init__(
        self,
        diagrams: Diagrams,
        meeting: Meeting,
        columns: Sequence[tuple[int, Diagram]],
        free: Sequence[int],
        confines: Confines,
    ) -> None:
        self.diagrams, self.meeting, self.columns, self.free, self.confines = diagrams, meeting, columns, free, confines
        quiet = [is_quiet(column) for _, column in columns]
        self._quiet = [all(quiet[number:]) for number in range(len(columns) + 1)]
        self._memo: dict[tuple[object, ...], Diagram] = {}
        self._every = 0
        self._wholes: dict[int, Diagram] = {}
        self._narrowed: dict[tuple[int, Diagram, int], tuple[int, Diagram]] = {}

    def of(self, every: int) -> Diagram:
        """The rows of these that match, as `Matching`. Raises TooLarge, at once where that is foreseen."""
        budget = self.diagrams.budget
        self._every = every
        if prod(len(column.children) for _, column in self.columns if isinstance(column, Branch)) > budget.steps:
            budget.expect(self._foreseen(every))
        return self._down(0, self._start(every), self.confines.inside, every)

    def _start(self, every: int) -> Matching:
        return self.meeting.cut(Matching(every), self.free[0])

    def _foreseen(self, every: int) -> int:
        """About how many steps it takes, sooner too few.

        Some ways down are taken by chance. How many sets of rows there are beside those they come to is told by how
        many of these were come to once and twice (Chao 1984). Where those that were come to take too many by
        themselves, no more ways are taken.
        """
        chance = Random(every.bit_count())  # noqa: S311 - the same estimate every time
        met: list[Counter[tuple[Matching, Diagram]]] = [Counter() for _ in self.columns]
        parts = [0] * len(self.columns)
        sure = 0
        for _ in range(_WAYS):
            if sure > self.diagrams.budget.steps:
                return sure
            for number, found, inside, wide in self._way(every, chance):
                times = met[number].get((found, inside), 0)
                sure += 0 if times else wide
                met[number][found, inside] = times + 1
                parts[number] += wide
        return sum(_different(each) * wide // max(1, each.total()) for each, wide in zip(met, parts, strict=True))

    def _way(self, every: int, chance: Random) -> Iterator[tuple[int, Matching, Diagram, int]]:
        """One way down: by column the rows so far, who is inside, and into how many parts the column is taken."""
        number, found, inside, rows = 0, self._start(every), self.confines.inside, every
        while number < len(self.columns) and (found.rows or not self._quiet[number]):
            if rows == every and isinstance(inside, Leaf):
                column = self._whole(number, rows)
            else:
                rows, column = self._left(number, inside, rows)
                found = only(found, rows)
            admitted: Diagram = column
            if isinstance(column, Branch) and isinstance(inside, Leaf):
                yield number, found, inside, len(column.children)
                admitted = chance.choice(column.children)
            elif isinstance(column, Branch):
                _, _, parts = apart((column, inside))
                yield number, found, inside, len(parts)
                admitted, inside = chance.choice(parts)
                if isinstance(inside, Leaf) and not inside.value:
                    return
            if isinstance(admitted, Leaf):
                found = self.meeting.met(self.columns[number][0], self.free[number + 1], found, admitted.value)
                number += 1

    def _down(self, number: int, found: Matching, inside: Diagram, rows: int) -> Diagram:
        """rows: those that anybody inside may match, as far as the columns before tell."""
        if isinstance(inside, Leaf) and not inside.value:
            return self.diagrams.leaf(NOT_ASKED)
        if number == len(self.columns) or (not found.rows and self._quiet[number]):
            return self.diagrams.leaf(found)
        key: tuple[object, ...]
        if rows == self._every and isinstance(inside, Leaf):
            column, key = self._whole(number, rows), (number, found)
        else:
            rows, column = self._left(number, inside, rows)
            found = only(found, rows)
            key = (number, found, inside, rows)
        known = self._memo.get(key)
        if known is None:
            known = self._memo[key] = self._along(number, found, inside, rows, column)
        return known

    def _along(self, number: int, found: Matching, inside: Diagram, rows: int, column: Diagram) -> Diagram:
        at, free = self.columns[number][0], self.free[number + 1]
        if isinstance(column, Leaf):
            return self._down(number + 1, self.meeting.met(at, free, found, column.value), inside, rows)
        if isinstance(inside, Leaf):
            return self._along_all(number, found, inside, rows, column)
        axis, cuts, parts = apart((column, inside))
        self.diagrams.budget.spend(len(parts))
        made: dict[tuple[Diagram, ...], Diagram] = {}
        for part in parts:
            admitted, left = part
            if part in made:
                continue
            if isinstance(admitted, Leaf):
                met = self.meeting.met(at, free, found, admitted.value)
                made[part] = self._down(number + 1, met, left, rows)
            else:
                made[part] = self._down(number, found, left, rows)
        return self.diagrams.branch(axis, cuts, [made[part] for part in parts])

    def _along_all(self, number: int, found: Matching, inside: Leaf, rows: int, column: Branch) -> Diagram:
        """The same where all are inside."""
        at, free = self.columns[number][0], self.free[number + 1]
        self.diagrams.budget.spend(len(column.children))
        made: dict[Diagram, Diagram] = {}
        for admitted in column.children:
            if admitted in made:
                continue
            if isinstance(admitted, Leaf):
                met = self.meeting.met(at, free, found, admitted.value)
                made[admitted] = self._down(number + 1, met, inside, rows)
            else:
                made[admitted] = self._down(number, found, inside, rows)
        return self.diagrams.branch(column.axis, column.cuts, [made[admitted] for admitted in column.children])

    def _whole(self, number: int, every: int) -> Diagram:
        """A column as it admits the rows that there are at the start, of which those so far are some."""
        found = self._wholes.get(number)
        if found is None:
            found = self._wholes[number] = self._narrow(self.columns[number][1], every)
        return found

    def _left(self, number: int, inside: Diagram, rows: int) -> tuple[int, Diagram]:
        """Of these rows those that anybody inside may still match, and the next column as it admits them."""
        key = (number, inside, rows)
        found = self._narrowed.get(key)
        if found is None:
            if isinstance(inside, Branch):
                for _, column in self.columns[number:]:
                    self.diagrams.budget.spend()
                    rows = rows_within(self.confines, column, rows, inside)
            found = self._narrowed[key] = rows, self._narrow(self.columns[number][1], rows)
        return found

    def _narrow(self, column: Diagram, rows: int) -> Diagram:
        return self.diagrams.map(lambda admitted: narrowed(admitted, rows), column)


def _different(seen: Counter[tuple[Matching, Diagram]]) -> int:
    """How many there are at least, by how often some were seen."""
    once, twice = (sum(each == times for each in seen.values()) for times in (1, 2))
    return len(seen) + once * (once - 1) // (2 * (twice + 1))


def only(found: Matching, rows: int) -> Matching:
    """Some of the rows."""
    if found.rows & ~rows == 0:
        return found
    return found._replace(rows=found.rows & rows, to_run=_pending(found, rows))


def is_quiet(column: Diagram) -> bool:
    """Whether a column never warns."""
    return all(each.sound and not each.warned for each in terminals(column))

"""Rows that never count: they can match nothing, or others that go before them match wherever they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from creditrules.dmn.analysis.tables.axes import Ranges
from creditrules.dmn.analysis.tables.budget import TooLargeError
from creditrules.dmn.analysis.tables.meeting import Meetings
from creditrules.dmn.analysis.tables.overlaps import named
from creditrules.dmn.analysis.tables.points import Points
from creditrules.dmn.analysis.tables.results import ranks_of
from creditrules.dmn.analysis.tables.space import Space
from creditrules.dmn.analysis.tables.subject import Subject
from creditrules.dmn.analysis.tables.told import cut
from creditrules.dmn.flaws import Flaw
from creditrules.dmn.limits import TABLE_FLAWS
from creditrules.dmn.model.boxed import HitPolicy
from creditrules.dmn.table.rows import bit

__all__ = ["find_dead", "find_impossible"]

_FIRST_ROWS: Final = 1_024
_MORE_ROWS: Final = 4
_MANY: Final = 16
"""Rows from which on a point is looked for before their regions are gone through."""


def find_impossible(subject: Subject) -> Iterator[Flaw]:
    """Rows that match nothing that there can be."""
    outside, against = list[Flaw](), list[Flaw]()
    some = range(1, subject.count + 1) if any(not all(axis.rows) for axis in subject.axes) else ()
    for row in some:
        axis = next((axis for axis in subject.axes if not axis.rows[row - 1]), None)
        if axis is None:
            continue
        cells = [subject.table.rules[row - 1].when[column - 1].strip() for column in axis.columns]
        place = f"{subject.row_place(row)}.inputs[{axis.columns[0]}]"
        if axis.is_contradiction(row - 1):
            both = " and ".join(cell for cell in cells if cell not in {"", "-"})
            message = f"Row {row} never matches: nothing is {both}, as {axis.name} would have to be."
            hint = "Correct the ends, or remove the row."
            against.append(Flaw("table.contradiction", place, message, hint, rows=(row,), columns=axis.columns))
        else:
            message = f"Row {row} never matches: {axis.name} is never {cells[0]}."
            hint = "Correct the value, or allow it."
            outside.append(Flaw("table.never-matches", place, message, hint, rows=(row,), columns=axis.columns))
    yield from cut(against)
    yield from cut(outside)


def find_dead(subject: Subject) -> Iterator[Flaw]:
    """Rows of a first-hit or priority table that another row always goes before. Raises TooLargeError.

    It looks no further where it has found more of both kinds than are told.
    """
    if subject.table.hit_policy not in {HitPolicy.FIRST, HitPolicy.PRIORITY}:
        return
    dead, masked = list[Flaw](), list[Flaw]()
    tight: TooLargeError | None = None
    try:
        search = _Search(subject)
        for row in search.possible():
            all_masked, all_dead = len(masked) > TABLE_FLAWS, len(dead) > TABLE_FLAWS
            if all_masked and (all_dead or search.is_free(row)):
                if all_dead:
                    break
                continue
            others = search.others(row)
            if others and search.is_covered(row, others):
                dead.append(_told(subject, row, others, covered=True))
            elif others and not all_masked:
                masked.append(_told(subject, row, others, covered=False))
    except TooLargeError as error:
        tight = error
    yield from cut(dead)
    yield from cut(masked)
    if tight is not None:
        raise tight


class _Search:
    """What the rows that go before a row leave of it; those that are vague leave all.

    Of a first-hit table it begins with few rows, as nothing after a row matters to it, and often enough is found there.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject, self._before = subject, _going_before(subject)
        self._count = 0

    def possible(self) -> Iterator[int]:
        """The rows that can match anything."""
        never = {row for axis in self._subject.axes if not all(axis.rows) for row in self._empty(axis.rows)}
        return (row for row in range(1, self._subject.count + 1) if row not in never)

    @staticmethod
    def _empty(rows: Sequence[Ranges]) -> Iterator[int]:
        return (row for row, ranges in enumerate(rows, 1) if not ranges)

    def is_free(self, row: int) -> bool:
        """Whether a point shows at once that a row is not covered."""
        self._reach(row)
        return not self._before(row, self._points.least(row, self._clear) << self._beyond)

    def others(self, row: int) -> int:
        """Those before the row that have a point in common with it. Raises TooLargeError."""
        self._reach(row)
        return self._before(row, (self._meetings.of(row) & self._clear) << self._beyond)

    def is_covered(self, row: int, others: int) -> bool:
        """Whether the others admit all that the row does. Raises TooLargeError."""
        within = others >> self._beyond
        if not self._points.least(row, within):
            return False
        if within.bit_count() >= _MANY and not self._points.fewest(row, within):
            return False
        subject = self._subject
        space = Space(subject.axes, subject.count, subject.row_box(row), subject.budget, first_only=True)
        return space.is_covered(others)

    def _reach(self, row: int) -> None:
        """Have the rows to this one at hand, and some more."""
        if row <= self._count:
            return
        subject, first = self._subject, self._subject.table.hit_policy is HitPolicy.FIRST
        self._count = min(max(_FIRST_ROWS, _MORE_ROWS * self._count), subject.count) if first else subject.count
        self._beyond = subject.count - self._count
        self._clear = (subject.every & ~subject.vague) >> self._beyond
        rows = [axis.rows[: self._count] for axis in subject.axes]
        self._meetings = Meetings(rows, self._count, subject.budget)
        self._points = Points(subject.axes, rows, subject.budget)


def _going_before(subject: Subject) -> Callable[[int, int], int]:
    """For a row and some rows, those of them that win where both match."""
    count = subject.count
    if subject.table.hit_policy is HitPolicy.FIRST:
        return lambda row, rows: rows >> (count - row + 1) << (count - row + 1)
    ranks = ranks_of(subject.checked)
    better: dict[tuple[int, ...], int] = {}
    for row, rank in enumerate(ranks, 1):
        if rank is not None:
            better[rank] = better.get(rank, 0) | bit(row, count)
    above, seen = dict[tuple[int, ...], int](), 0
    for rank in sorted(better):
        above[rank] = seen
        seen |= better[rank]

    def before(row: int, rows: int) -> int:
        rank = ranks[row - 1]
        return 0 if rank is None else rows & (above[rank] | (better[rank] & ~((bit(row, count) << 1) - 1)))

    return before


def _told(subject: Subject, row: int, others: int, *, covered: bool) -> Flaw:
    rows = tuple(subject.rows(others))
    place = subject.row_place(row)
    region = subject.region(subject.row_box(row))
    if not covered:
        message = f"Where row {row} matches, {named(rows).lower()} may go before it."
        return Flaw("table.masked-row", place, message, "", rows=(row, *rows), region=region)
    rows = _enough(subject, row, rows)
    go = "matches wherever it does, and goes" if len(rows) == 1 else "match wherever it does, and go"
    message = f"Row {row} never counts: {named(rows).lower()} {go} before it."
    hint = "Remove it, move it up, or narrow what goes before it."
    return Flaw("table.dead-row", place, message, hint, rows=(row, *rows), region=region)


def _enough(subject: Subject, row: int, rows: tuple[int, ...]) -> tuple[int, ...]:
    """One row that is enough to cover it, else all that meet it."""
    box = subject.row_box(row)
    alone = (other for other in rows if subject.within(box, subject.row_box(other)) == box)
    one = next(alone, None)
    return rows if one is None else (one,)

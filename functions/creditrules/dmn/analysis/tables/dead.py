"""Rows that never count: they can match nothing, or others that go before them match wherever they do."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.dmn.analysis.tables.budget import TooLargeError
from creditrules.dmn.analysis.tables.meeting import meetings
from creditrules.dmn.analysis.tables.overlaps import named
from creditrules.dmn.analysis.tables.results import ranks_of
from creditrules.dmn.analysis.tables.space import Space
from creditrules.dmn.analysis.tables.subject import Subject
from creditrules.dmn.analysis.tables.told import cut
from creditrules.dmn.flaws import Flaw
from creditrules.dmn.model.boxed import HitPolicy
from creditrules.dmn.table.rows import bit

__all__ = ["find_dead", "find_impossible"]


def find_impossible(subject: Subject) -> Iterator[Flaw]:
    """Rows that match nothing that there can be."""
    outside, against = list[Flaw](), list[Flaw]()
    for row in range(1, subject.count + 1):
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
    """Rows of a first-hit or priority table that another row always goes before. Raises TooLargeError."""
    if subject.table.hit_policy not in {HitPolicy.FIRST, HitPolicy.PRIORITY}:
        return
    before = _going_before(subject)
    dead, masked = list[Flaw](), list[Flaw]()
    tight = False
    for row, met in meetings([axis.rows for axis in subject.axes], subject.count, subject.budget):
        others = met & before[row - 1] & ~subject.vague
        if not others or not met & bit(row, subject.count):
            continue
        space = Space(subject.axes, subject.count, subject.row_box(row), subject.budget, first_only=True)
        try:
            covered = space.is_covered(others)
        except TooLargeError:
            tight = True
            break
        (dead if covered else masked).append(_told(subject, row, others, covered=covered))
    yield from cut(dead)
    yield from cut(masked)
    if tight:
        raise TooLargeError


def _going_before(subject: Subject) -> list[int]:
    """For each row those that win where both match."""
    count = subject.count
    if subject.table.hit_policy is HitPolicy.FIRST:
        return [~((bit(row, count) << 1) - 1) & subject.every for row in range(1, count + 1)]
    ranks = ranks_of(subject.checked)
    better: dict[tuple[int, ...], int] = {}
    for row, rank in enumerate(ranks, 1):
        if rank is not None:
            better[rank] = better.get(rank, 0) | bit(row, count)
    above, seen = dict[tuple[int, ...], int](), 0
    for rank in sorted(better):
        above[rank] = seen
        seen |= better[rank]
    return [
        0 if rank is None else above[rank] | (better[rank] & ~((bit(row, count) << 1) - 1))
        for row, rank in enumerate(ranks, 1)
    ]


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

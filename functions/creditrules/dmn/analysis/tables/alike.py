"""Rows that differ in nothing or in one column only, columns that say nothing, and results that no row gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from operator import sub

from creditrules.dmn.analysis.tables.axes import Axis, Ranges
from creditrules.dmn.analysis.tables.line import is_point
from creditrules.dmn.analysis.tables.overlaps import named
from creditrules.dmn.analysis.tables.results import results_of
from creditrules.dmn.analysis.tables.space import common, joined
from creditrules.dmn.analysis.tables.subject import Subject
from creditrules.dmn.analysis.tables.told import cut
from creditrules.dmn.check.texts import condition_text
from creditrules.dmn.domains.constants import constant_value
from creditrules.dmn.flaws import Flaw
from creditrules.dmn.model.boxed import HitPolicy
from creditrules.feel import NOT_CONSTANT, brief, equal

__all__ = ["find_alike", "find_unused"]

_Marks = Sequence[int]
"""By row a number that is the same for what is the same."""


def find_alike(subject: Subject) -> Iterator[Flaw]:
    """Duplicate rows, where the hit policy makes nothing else of them, and rows that one row could stand for."""
    marks = [_marks(subject, axis) for axis in subject.axes]
    results = _numbered(results_of(subject.checked))
    subject.budget.spend(subject.count * len(marks))
    shares, every = _whole_marks([*marks, results])
    duplicates = list(_grouped(every))
    if subject.table.hit_policy not in {HitPolicy.FIRST, HitPolicy.PRIORITY, HitPolicy.UNIQUE}:
        yield from cut([_same(subject, rows) for rows in duplicates])
    double = frozenset(row for rows in duplicates for row in rows[1:])
    yield from cut(list(_mergeable(subject, shares, every, results, double)))


def _marks(subject: Subject, axis: Axis) -> _Marks:
    """What stands for the cells of each row in an axis: what they admit, or their texts."""
    if not axis.vague:
        return axis.codes
    found: list[Hashable] = list(axis.codes)
    for row in axis.vague:
        when = subject.table.rules[row].when
        found[row] = tuple(condition_text(when[column - 1]).strip() for column in axis.columns)
    return _numbered(found)


def _numbered(marks: Sequence[Hashable]) -> _Marks:
    numbers = {mark: number for number, mark in enumerate(dict.fromkeys(marks))}
    return [numbers[mark] for mark in marks]


def _whole_marks(parts: Sequence[_Marks]) -> tuple[list[_Marks], _Marks]:
    """One number for all that is said of a row, and the share of each part in it: without it, it stands for the rest.

    They are digits of a number, each of as many values as the part has.
    """
    shares, radix = list[_Marks](), 1
    for part in parts:
        shares.append([mark * radix for mark in part])
        radix *= max(part, default=0) + 1
    return shares, list(map(sum, zip(*shares, strict=True)))


def _grouped(keys: _Marks) -> Iterator[tuple[int, ...]]:
    """The rows of the same key, where there are several, in the order of their first."""
    counts = Counter(keys)
    together: dict[int, list[int]] = {}
    for row, key in enumerate(keys, 1) if len(counts) < len(keys) else ():
        if counts[key] > 1:
            together.setdefault(key, []).append(row)
    return map(tuple, together.values())


def _same(subject: Subject, rows: tuple[int, ...]) -> Flaw:
    message = f"{named(rows)} differ in nothing."
    return Flaw("table.duplicate-row", subject.row_place(rows[1]), message, "Remove all but one.", rows=rows)


def _mergeable(
    subject: Subject, shares: Sequence[_Marks], every: _Marks, results: _Marks, double: frozenset[int]
) -> Iterator[Flaw]:
    taken = set(double)
    for axis, share in zip(subject.axes, shares, strict=False):
        subject.budget.spend(subject.count * len(subject.axes) // 4)
        for rows in _grouped(list(map(sub, every, share))):
            whole = _one_cell(axis, tuple(row for row in rows if row not in taken))
            if len(whole) > 1 and _may_move(subject, whole, results):
                taken.update(whole)
                column = axis.columns[0]
                message = f"{named(whole)} differ only in {axis.name} and could be one row."
                place = f"{subject.row_place(whole[0])}.inputs[{column}]"
                yield Flaw("table.mergeable", place, message, "", rows=whole, columns=axis.columns)


def _one_cell(axis: Axis, rows: tuple[int, ...]) -> tuple[int, ...]:
    """Those of the rows whose cells one range or one list of values says; none may admit what another does."""
    if len(axis.columns) > 1 or any(row - 1 in axis.vague for row in rows):
        return ()
    found: list[int] = []
    union: Ranges = ()
    for row in sorted(rows, key=lambda row: axis.rows[row - 1]):
        own = axis.rows[row - 1]
        if common(union, own) or not own:
            return ()
        union = joined((*union, *own))
        found.append(row)
    listed = all(
        at < len(axis.stretches) and is_point(axis.stretches[at]) for low, high in union for at in range(low, high)
    )
    return tuple(sorted(found)) if listed or len(union) == 1 else ()


def _may_move(subject: Subject, rows: tuple[int, ...], results: _Marks) -> bool:
    """Whether the rows could stand where the first of them does: none between says something else of the same case."""
    if subject.table.hit_policy is not HitPolicy.FIRST:
        return True
    between = range(rows[0] + 1, rows[-1])
    subject.budget.spend(len(between))
    last = [subject.row_box(row) for row in rows[1:]]
    return not any(
        results[other - 1] != results[rows[0] - 1]
        and any(all(subject.within(box, subject.row_box(other))) for box in last)
        for other in between
    )


def find_unused(subject: Subject) -> Iterator[Flaw]:
    """Columns that no row asks anything of, but for tables that ask nothing at all; and allowed results never given."""
    columns = range(len(subject.table.inputs))
    asked = [any(rule.when[at].strip() not in {"", "-"} for rule in subject.table.rules) for at in columns]
    for column, clause in enumerate(subject.table.inputs, 1):
        if any(asked) and not asked[column - 1]:
            message = f"No row asks anything of {clause.expression}."
            place = f"{subject.place}.inputs[{column}]"
            yield Flaw("table.unused-column", place, message, "Remove the column.", columns=(column,))
    for at, part in enumerate(subject.checked.outputs, 1):
        allowed = part.domain.allowed
        if allowed is None or allowed.listed is None:
            continue
        given = [value for _, value in part.cells.constants()]
        given += [constant_value(part.default)] if part.default else []
        if any(value is NOT_CONSTANT for value in given):
            continue
        for value in allowed.listed:
            if value is not None and not any(equal(value, other) is True for other in given):
                message = f"{part.name or 'The output'} may be {brief(value)}, but no row says so."
                place = f"{subject.place}.outputs[{at}]"
                yield Flaw("table.unused-output", place, message, "Add a row, or take it out of what is allowed.")

"""Rows of which only one may match, or which must say the same, and that have points in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from creditrules.dmn.analysis.tables.axes import Ranges
from creditrules.dmn.analysis.tables.meeting import Meetings
from creditrules.dmn.analysis.tables.results import results_of
from creditrules.dmn.analysis.tables.space import Box, common
from creditrules.dmn.analysis.tables.subject import Subject, told_sample
from creditrules.dmn.analysis.tables.told import cut
from creditrules.dmn.flaws import Flaw, FlawProof
from creditrules.dmn.model.boxed import HitPolicy
from creditrules.dmn.table.rows import bit

__all__ = ["find_overlaps"]

_NAMED = 5
_MOST = 2_000


def find_overlaps(subject: Subject) -> Iterator[Flaw]:
    """The overlaps that the hit policy forbids, as groups of rows that have a point in common. Raises TooLargeError."""
    policy = subject.table.hit_policy
    if policy not in {HitPolicy.UNIQUE, HitPolicy.ANY}:
        return
    meetings = Meetings(_sure_rows(subject), subject.count, subject.budget)
    alike = _alike(subject) if policy is HitPolicy.ANY else [0] * subject.count
    found: list[Flaw] = []
    doubtful = False
    told: dict[int, int] = {}
    for row in range(1, subject.count + 1):
        later = meetings.of(row) & (bit(row, subject.count) - 1) & ~alike[row - 1]
        for group, box in _groups(subject, row, later & ~told.get(row, 0)):
            for at, one in enumerate(group):
                told[one] = told.get(one, 0) | sum(bit(other, subject.count) for other in group[at + 1 :])
            flaw = _told(subject, group, box, policy)
            doubtful = doubtful or flaw is None
            found += [flaw] if flaw is not None else []
        if len(found) > _MOST:
            break
    yield from cut(found)
    if doubtful and subject.vague:
        yield subject.not_analysed("Whether rows overlap", "")


def _sure_rows(subject: Subject) -> list[list[Ranges]]:
    """By axis what each row takes of what certainly may be."""
    found = []
    for axis, sure in zip(subject.axes, subject.sure, strict=True):
        known = {ranges: common(ranges, sure) for ranges in set(axis.rows)}
        found.append([known[ranges] for ranges in axis.rows])
    return found


def _alike(subject: Subject) -> Sequence[int]:
    """For each row those with the same results; of a result that is worked out nobody knows."""
    by_result: dict[object, int] = {}
    results = results_of(subject.checked)
    for row, result in enumerate(results, 1):
        by_result[result] = by_result.get(result, 0) | bit(row, subject.count)
    return [by_result[result] for result in results]


def _groups(subject: Subject, row: int, others: int) -> Iterator[tuple[tuple[int, ...], Box]]:
    """The row with as many of the others as have a point in common, until each of them was in one.

    Where a row is vague it is looked at with one other at a time: nothing is lost where a sample does not show it.
    """
    own = subject.within(subject.row_box(row), subject.sure)
    while others:
        group, box, left = [row], own, others
        for other in subject.rows(others):
            subject.budget.spend(1)
            if len(group) > 1 and subject.vague & sum(bit(each, subject.count) for each in (*group, other)):
                continue
            narrower = subject.within(box, subject.row_box(other))
            if all(narrower):
                group.append(other)
                box = narrower
                left ^= bit(other, subject.count)
        yield tuple(group), box
        others = left


def _told(subject: Subject, group: tuple[int, ...], box: Box, policy: HitPolicy) -> Flaw | None:
    """The overlap with a sample at which the evaluator has all rows match; None where it has not."""
    values = subject.sample(box)
    standing = subject.matching(values)
    rows = sum(bit(row, subject.count) for row in group)
    if standing is None or standing[0] & rows != rows:
        return None
    region, sample = subject.region(box), subject.named(values)
    vague = bool(rows & subject.vague)
    region = "" if vague else region
    where = f" where {region}" if region else " somewhere" if vague else ""
    if policy is HitPolicy.UNIQUE:
        code, message = "table.overlap", f"{named(group)} overlap{where}, but the table is UNIQUE."
        hint = "Make their conditions exclude one another, or let the first row count with the hit policy FIRST."
    else:
        code, message = "table.conflict", f"{named(group)} match together{where} with different results."
        hint = "In an ANY table rows that match together say the same: correct one of them."
    return Flaw(
        code,
        subject.row_place(group[-1]),
        message,
        f"Such as {told_sample(sample)}. {hint}" if sample else hint,
        FlawProof.SEARCHED if vague else subject.proof(box),
        rows=group,
        region=region,
        sample=sample,
    )


def named(rows: Sequence[int]) -> str:
    """Rows for people."""
    shown = [str(row) for row in rows[:_NAMED]] + ([f"{len(rows) - _NAMED} more"] if len(rows) > _NAMED else [])
    return f"Rows {', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else f"Row {shown[0]}"

"""What no row matches: few regions, each as large as can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from creditrules.dmn.analysis.tables.axes import Axis, Ranges
from creditrules.dmn.analysis.tables.space import Box, Space, common, joined
from creditrules.dmn.analysis.tables.subject import Subject, told_sample
from creditrules.dmn.analysis.tables.told import cut
from creditrules.dmn.flaws import Flaw, FlawProof
from creditrules.dmn.limits import TABLE_FLAWS

__all__ = ["find_gaps"]

_TRIED = 50
_SEEN = 2_000


def find_gaps(subject: Subject) -> Iterator[Flaw]:
    """The gaps of a table that has no default result. Raises TooLargeError."""
    if any(output.default.strip() for output in subject.table.outputs) or subject.has_free_row:
        return
    space = Space(subject.axes, subject.count, subject.sure, subject.budget)
    left = space.uncovered(subject.every)
    regions = _few(subject, left)
    found = [told for seed, box in regions if (told := _told(subject, seed, box, subject.proof(box)))]
    yield from cut(found, more=len(regions) > TABLE_FLAWS or not space.complete)
    if subject.vague:
        yield from _doubts(subject, [region for _, region in regions])


def _doubts(subject: Subject, regions: list[Box]) -> Iterator[Flaw]:
    """What rows with cells that are no sets of constants may leave uncovered: a gap where a sample shows it."""
    space = Space(subject.axes, subject.count, subject.sure, subject.budget)
    left = space.uncovered(subject.every & ~subject.vague)
    open_to = [box for box in left if not _is_within(box, regions)]
    yield from cut([told for box in open_to[:_TRIED] if (told := _told(subject, box, box, FlawProof.SEARCHED))])
    if open_to:
        yield subject.not_analysed("Whether every case has a row", subject.region(open_to[0]))


def _few(subject: Subject, left: list[Box]) -> list[tuple[Box, Box]]:
    """Boxes as large as can be that cover what is left, one more than is told, each with where it was first seen."""
    found: list[tuple[Box, Box]] = []
    grow = _Growth(subject)
    for seed in islice((piece for box in left for piece in _pieces(subject, box)), _SEEN):
        if not _is_within(seed, [box for _, box in found]):
            found.append((seed, grow.grown(seed)))
            if len(found) > TABLE_FLAWS:
                break
    return found


def _pieces(subject: Subject, box: Box) -> Iterator[Box]:
    """A box cut where it has a hole on an axis whose values are ordered for people."""
    parts = [
        [(each,) for each in ranges] if _is_ordered(axis) else [ranges]
        for axis, ranges in zip(subject.axes, box, strict=True)
    ]
    return product(*parts)


def _is_ordered(axis: Axis) -> bool:
    return axis.kind is not None and axis.kind[0] not in {str, bool}


def _is_within(box: Box, others: Iterable[Box]) -> bool:
    """Whether one of the others has all of the box."""
    return any(all(map(_holds, other, box)) for other in others)


def _holds(whole: Ranges, part: Ranges) -> bool:
    return all(any(first <= low and high <= last for first, last in whole) for low, high in part)


class _Growth:
    """Makes a box that no row meets as large as can be: on each axis by all that the rows it meets on the others leave.

    On an axis whose values are ordered for people it stays one range.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._known: dict[tuple[int, Ranges], int] = {}

    def grown(self, seed: Box) -> Box:
        """The box that grows from a seed, axis after axis."""
        box = list(seed)
        meets = [self._meeting(at, ranges) for at, ranges in enumerate(box)]
        for at in range(len(box)):
            others = self._subject.every
            for other, met in enumerate(meets):
                others &= met if other != at else self._subject.every
            box[at] = self._free(at, others, box[at])
            meets[at] = self._meeting(at, box[at])
        return tuple(box)

    def _free(self, at: int, rows: int, seed: Ranges) -> Ranges:
        axis = self._subject.axes[at]
        taken = [each for row in self._subject.rows(rows) for each in axis.rows[row - 1]]
        self._subject.budget.spend(len(taken))
        free = _without(self._subject.sure[at], taken)
        return tuple(each for each in free if _holds((each,), seed)) if _is_ordered(axis) else free

    def _meeting(self, at: int, ranges: Ranges) -> int:
        """The rows that take anything of some ranges of an axis."""
        found = self._known.get((at, ranges))
        if found is None:
            self._subject.budget.spend(self._subject.count)
            met = {own: bool(common(own, ranges)) for own in set(self._subject.axes[at].rows)}
            bits = "".join("1" if met[own] else "0" for own in self._subject.axes[at].rows)
            found = self._known[at, ranges] = int(bits, 2)
        return found


def _without(whole: Ranges, taken: list[tuple[int, int]]) -> Ranges:
    """What is left of some ranges."""
    free: list[tuple[int, int]] = []
    cover = _union(taken)
    for low, high in whole:
        for first, last in cover:
            if last <= low or first >= high:
                continue
            if first > low:
                free.append((low, first))
            low = last  # noqa: PLW2901  (what is left of the range)
        if low < high:
            free.append((low, high))
    return joined(free)


def _union(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _told(subject: Subject, seed: Box, box: Box, proof: FlawProof) -> Flaw | None:
    """The gap with a sample that the evaluator confirms; None where a value that is not allowed had been taken."""
    values = subject.sample(seed)
    standing = subject.matching(values)
    if standing is None or standing[1]:
        return None
    region, sample = subject.region(box), subject.named(values)
    where = f" where {region}" if region else ", whatever is tested"
    if proof is FlawProof.SEARCHED:
        region, where = "", " somewhere"
    columns = tuple(column for axis in subject.axes for column in axis.columns)
    return Flaw(
        "table.gap",
        subject.place,
        f"No row matches{where}.",
        f"Such as {told_sample(sample)}: add a row or a default output." if sample else "Add a row.",
        proof,
        columns=columns,
        region=region,
        sample=sample,
    )

"""Versions asked about whole columns at once; needs the extra `population`, and is imported where that is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from creditrules.eligibility import BESIDE, Decision
from creditrules.errors import Diagnostic
from creditrules.population.assessor import Assessor
from creditrules.population.columnar import Assessed, Column, ColumnarAssessor
from creditrules.population.impact.answers import Judged, Rows, answer_of
from creditrules.population.impact.coded import Coded
from creditrules.population.impact.kinds import Kinds
from creditrules.population.mapping import MappingForm

__all__ = ["ColumnJury", "kinds_by_columns"]

_MOST_KEYS: Final = 1 << 62
_MOST_SEEN: Final = 200_000


class ColumnJury:
    """Versions that are asked about all rows of a batch at once.

    mappings: for each version how columns become the facts that it asks for; all None where columns bear facts' names.
    """

    def __init__(self, versions: Sequence[Assessor], mappings: Sequence[MappingForm | None]) -> None:
        alike = all(version.facts.keys() == versions[0].facts.keys() for version in versions)
        together = [versions] if alike else [[version] for version in versions]
        self._assessors = [ColumnarAssessor(some, mappings[place]) for place, some in enumerate(together)]
        self._seen: dict[int, tuple[object, Judged]] = {}

    def judge(self, rows: Rows) -> Sequence[Coded[Judged]]:
        """See `Jury`."""
        return self._told(each.assess_rows(_known(each, rows)) for each in self._assessors)

    def judge_columns(self, columns: Mapping[str, Column], rows: int, whole: Rows = ()) -> Sequence[Coded[Judged]]:
        """The same for columns that were read already; see `ColumnarAssessor.assess_columns`."""
        return self._told(
            each.assess_columns(_named(each, columns), rows, _known(each, whole)) for each in self._assessors
        )

    def _told(self, found: Iterable[Sequence[Assessed]]) -> Sequence[Coded[Judged]]:
        if len(self._seen) > _MOST_SEEN:
            self._seen.clear()
        every = (each for some in found for each in some)
        return [Coded(each.codes.data, [self._one(one) for one in each.classes]) for each in every]

    def _one(self, answer: Decision | tuple[Diagnostic, ...]) -> Judged:
        """What is told of an answer, worked out once; the answer is kept, so that its id stays its own."""
        kept = self._seen.get(id(answer))
        if kept is None:
            kept = self._seen[id(answer)] = answer, answer_of(answer) if isinstance(answer, Decision) else answer
        return kept[1]


def kinds_by_columns(columns: Sequence[Coded[object]]) -> Kinds:
    """As `kinds_of`, and quicker."""
    keys, size = np.zeros(len(columns[0].codes), np.int64), 1
    for column in columns:
        wide = max(1, len(column.values))
        if size * wide > _MOST_KEYS:
            each, keys = np.unique(keys, return_inverse=True)
            size = len(each)
        keys = keys * wide + np.asarray(column.codes)
        size *= wide
    _, first, of, times = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(first)
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return Kinds(places[of].tolist(), first[order].tolist(), times[order].tolist())


def _known(assessor: ColumnarAssessor, rows: Rows) -> Rows:
    """Rows that name facts, without those that a version does not ask for."""
    if assessor.mapping is not None:
        return rows
    facts = {*assessor.versions[0].facts, *BESIDE}
    return [{name: value for name, value in row.items() if name in facts} for row in rows]


def _named(assessor: ColumnarAssessor, columns: Mapping[str, Column]) -> Mapping[str, Column]:
    """Columns that bear facts' names, without others."""
    if assessor.mapping is not None:
        return columns
    facts = assessor.versions[0].facts
    return {name: column for name, column in columns.items() if name in facts}

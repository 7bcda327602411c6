"""All versions asked about a batch of rows: by columns where numpy and pyarrow are there, else row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final, Protocol

from creditrules.eligibility import BESIDE, Decision
from creditrules.errors import Diagnostic
from creditrules.population.assessor import Assessor
from creditrules.population.impact.answers import Answer, answer_of
from creditrules.population.impact.coded import Coded, coded
from creditrules.population.mapping import MappingForm

__all__ = ["Judged", "Jury", "RowJury", "jury_of"]

Judged = Answer | tuple[Diagnostic, ...]
"""An answer, or all that is wrong with a row."""
_MOST_SEEN: Final = 200_000
Rows = Sequence[Mapping[str, Any]]


class Jury(Protocol):
    """Several versions, asked about the same applicants."""

    def judge(self, rows: Rows) -> Sequence[Coded[Judged]]:
        """What each version answers to rows as a file has them; facts that it does not ask for are left aside."""


class RowJury:
    """Versions that are asked about one applicant after another."""

    def __init__(self, versions: Sequence[Assessor], mapping: MappingForm | None) -> None:
        self._versions = tuple(versions)
        self._mapping = mapping

    def judge(self, rows: Rows) -> Sequence[Coded[Judged]]:
        """See `Jury`."""
        facts = [self._facts(row) for row in rows]
        return [coded(_judged(version, each) for each in facts) for version in self._versions]

    def _facts(self, row: Mapping[str, Any]) -> Mapping[str, Any] | tuple[Diagnostic, ...]:
        if self._mapping is None:
            return row
        mapped = self._mapping.apply(row)
        return mapped.faults or mapped.facts


class ColumnJury:
    """Versions that are asked about all rows of a batch at once; they ask for the same facts."""

    def __init__(self, versions: Sequence[Assessor], mapping: MappingForm | None) -> None:
        from creditrules.population.columnar import ColumnarAssessor  # noqa: PLC0415  (it takes an extra)

        self._assessor = ColumnarAssessor(versions, mapping)
        self._facts = {*versions[0].facts, *BESIDE} if mapping is None else None
        self._seen: dict[int, tuple[object, Judged]] = {}

    def judge(self, rows: Rows) -> Sequence[Coded[Judged]]:
        """See `Jury`."""
        if self._facts is not None:
            rows = [{name: value for name, value in row.items() if name in self._facts} for row in rows]
        found = self._assessor.assess_rows(rows)
        if len(self._seen) > _MOST_SEEN:
            self._seen.clear()
        return [Coded(each.codes.tolist(), [self._told(one) for one in each.classes]) for each in found]

    def _told(self, answer: Decision | tuple[Diagnostic, ...]) -> Judged:
        """What is told of an answer, worked out once; the answer is kept, so that its id stays its own."""
        kept = self._seen.get(id(answer))
        if kept is None:
            kept = self._seen[id(answer)] = answer, answer_of(answer) if isinstance(answer, Decision) else answer
        return kept[1]


def jury_of(versions: Sequence[Assessor], mapping: MappingForm | None) -> Jury:
    """The quickest there is: by columns where the extra `population` is installed and all versions ask for the same."""
    alike = all(version.facts.keys() == versions[0].facts.keys() and not version.absent for version in versions)
    by_columns = alike and all(find_spec(name) is not None for name in ("numpy", "pyarrow"))
    return (ColumnJury if by_columns else RowJury)(versions, mapping)


def _judged(version: Assessor, facts: Mapping[str, Any] | tuple[Diagnostic, ...]) -> Judged:
    if not isinstance(facts, Mapping):
        return facts
    asked = {name: value for name, value in facts.items() if name in version.facts or name in BESIDE}
    found = version.assess(asked)
    return answer_of(found) if isinstance(found, Decision) else found

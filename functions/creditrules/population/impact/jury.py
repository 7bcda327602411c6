"""All versions asked about a batch of rows: by columns where numpy and pyarrow are there, else row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from creditrules.eligibility import BESIDE, Decision
from creditrules.errors import Diagnostic
from creditrules.feel import RequestBudget
from creditrules.population.assessor import Assessor
from creditrules.population.impact.answers import Judged, Rows, answer_of
from creditrules.population.impact.coded import Coded, coded
from creditrules.population.mapping import MappingForm

__all__ = ["InTime", "Judged", "Jury", "NoTimeLeft", "RowJury", "jury_of"]


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


class NoTimeLeft(Exception):
    """The budget of those who ask was spent before a batch was answered."""


class InTime:
    """A jury whose versions take from a budget. Raises NoTimeLeft where that ends: what was answered is no answer."""

    def __init__(self, jury: Jury, budget: RequestBudget | None) -> None:
        self._jury, self._budget = jury, budget

    def judge(self, rows: Rows) -> Sequence[Coded[Judged]]:
        """See `Jury`."""
        found = self._jury.judge(rows)
        if self._budget is not None and not self._budget.allows():
            raise NoTimeLeft
        return found


def jury_of(versions: Sequence[Assessor], mapping: MappingForm | None) -> Jury:
    """The quickest there is: by columns where the extra `population` is installed, else row by row.

    Row by row too where a rule set has no version, or a column gives facts of which a version asks only for some.
    """
    if any(version.absent for version in versions) or not all(map(find_spec, ("numpy", "pyarrow"))):
        return RowJury(versions, mapping)
    from creditrules.population.impact.by_columns import ColumnJury  # noqa: PLC0415  (it takes an extra)

    if mapping is None:
        return ColumnJury(versions, [None] * len(versions))
    mappings = [_of_version(mapping, version) for version in versions]
    whole = [each for each in mappings if each is not None]
    return ColumnJury(versions, whole) if len(whole) == len(mappings) else RowJury(versions, mapping)


def _of_version(mapping: MappingForm, version: Assessor) -> MappingForm | None:
    """What of a mapping gives facts that a version asks for; None where a column gives such facts and others."""
    facts = version.facts.keys()
    asked = {name: column for name, column in mapping.columns.items() if column.facts() & facts}
    if not all(column.facts() <= facts for column in asked.values()):
        return None
    constants = {name: value for name, value in mapping.constants.items() if name in facts}
    return MappingForm(columns=asked, constants=constants)


def _judged(version: Assessor, facts: Mapping[str, Any] | tuple[Diagnostic, ...]) -> Judged:
    if not isinstance(facts, Mapping):
        return facts
    asked = {name: value for name, value in facts.items() if name in version.facts or name in BESIDE}
    found = version.assess(asked)
    return answer_of(found) if isinstance(found, Decision) else found

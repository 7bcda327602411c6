"""Many applicants by columns, under one version of the rules or several at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from creditrules.errors import Diagnostic
from creditrules.population.assessor import Assessor, DecisionOrFaults
from creditrules.population.columnar.codes import Codes, Labels, Pairs, first_rows
from creditrules.population.columnar.columns import Column, columns_of_batch, columns_of_rows
from creditrules.population.columnar.facts import FactsOfBatch, FactsOfColumns
from creditrules.population.columnar.version import VersionOfColumns
from creditrules.population.mapping import MappingForm

__all__ = ["Assessed", "ColumnarAssessor"]

_MOST_REMEMBERED: Final = 600_000
"""Values and tuples of values, with what follows from each; they take a few hundred bytes each."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """The answers to a batch: that of row i (from 0) is `classes[codes[i]]`; each class has at least one row.

    A class is a decision, or all that is wrong with the row. Its reasons are without their ground. Batches answered
    alike share the very objects, as long as the assessor remembers them.
    """

    codes: Codes
    classes: Sequence[DecisionOrFaults]

    def __len__(self) -> int:
        return len(self.codes)

    def beside(self, refused: Mapping[int, tuple[Diagnostic, ...]]) -> Assessed:
        """The same among rows that were not asked about: by place (from 0) in the whole, what is wrong with each."""
        if not refused:
            return self
        at = np.fromiter(refused, np.intp, len(refused))
        asked = np.ones(len(self) + len(refused), np.bool_)
        asked[at] = False
        codes = np.empty(len(asked), np.int32)
        codes[asked] = self.codes
        kinds = {faults: len(self.classes) + kind for kind, faults in enumerate(dict.fromkeys(refused.values()))}
        codes[at] = [kinds[faults] for faults in refused.values()]
        return Assessed(codes, [*self.classes, *kinds])


class ColumnarAssessor:
    """Decides batch after batch, exactly as `Assessor` decides their rows one by one.

    What was worked out for one batch serves the next ones, until more is remembered than a bound; so memory stays flat.
    Not for use by several threads at once.
    """

    def __init__(self, versions: Sequence[Assessor], mapping: MappingForm | None = None) -> None:
        """versions: of the rules; each row is decided under all of them. mapping: without it columns are facts."""
        self.versions = tuple(versions)
        self.mapping = mapping
        self._forget()

    def assess(self, batch: pa.RecordBatch) -> tuple[Assessed, ...]:
        """The answers to the rows of a record batch, for each version.

        Texts stay as they are, floats count by their shortest text. Columns that are not mapped are not looked at; a
        mapped one that is not there counts as blank.
        """
        names = None if self.mapping is None else self.mapping.columns
        return self.assess_columns(columns_of_batch(batch, names), batch.num_rows)

    def assess_columns(
        self, columns: Mapping[str, Column], rows: int, whole: Sequence[Mapping[str, Any]] = ()
    ) -> tuple[Assessed, ...]:
        """The same for columns that were read already; those that are not mapped are not looked at.

        whole: the rows themselves; without a mapping they say in which order each has its facts.
        """
        if self.mapping is None:
            return self._assessed(columns, rows, whole.__getitem__ if whole else None)
        return self._assessed({name: columns[name] for name in self.mapping.columns if name in columns}, rows)

    def assess_rows(self, rows: Sequence[Mapping[str, Any]]) -> tuple[Assessed, ...]:
        """The same for rows as a file's reader gives them."""
        names = None if self.mapping is None else self.mapping.columns
        return self.assess_columns(columns_of_rows(rows, names), len(rows), rows)

    def _forget(self) -> None:
        self._facts = FactsOfColumns(self.mapping)
        self._sorted = [VersionOfColumns(assessor) for assessor in self.versions]
        self._faults: list[DecisionOrFaults] = []
        self._fault_pairs: dict[str, Pairs] = {}
        self._batch = FactsOfBatch(0, {}, None)
        self._fault_labels = Labels(lambda rows: map(self._fault, rows.tolist()))

    def _assessed(
        self, columns: Mapping[str, Column], rows: int, whole: Callable[[int], Mapping[str, Any]] | None = None
    ) -> tuple[Assessed, ...]:
        if self._facts.size + sum(version.size for version in self._sorted) > _MOST_REMEMBERED:
            self._forget()
        batch = self._batch = self._facts.read(columns, rows)
        usable = np.ones(rows, np.bool_) if batch.faults is None else batch.faults == 0
        stated = whole or (lambda row: self._facts.stated(batch, row))
        faults = self._fault_codes(batch)
        found = []
        for version in self._sorted:
            codes = version.codes(self._facts.facts, stated, usable)
            if faults is not None:
                codes = np.where(usable, codes, len(version.answers) + faults)
            found.append(_compact(codes, [*version.answers, *self._faults] if faults is not None else version.answers))
        return tuple(found)

    def _fault_codes(self, batch: FactsOfBatch) -> Codes | None:
        """For rows with cells that fit nothing the code of what is wrong; anything for others."""
        if batch.faults is None:
            return None
        at = np.flatnonzero(batch.faults)
        codes = np.zeros(len(at), np.int32)
        for name, cells in batch.cells.items():
            faulty = self._facts.faulty(name)
            if faulty.any():
                told = np.where(faulty[cells[at]], cells[at] + np.int32(1), np.int32(0))
                codes = self._fault_pairs.setdefault(name, Pairs()).of(codes, told)
        self._rows = at
        found = np.zeros(batch.rows, np.int32)
        found[at] = self._fault_labels.of(codes)
        return found

    def _fault(self, row: int) -> int:
        self._faults.append(self._facts.faults(self._batch, int(self._rows[row])))
        return len(self._faults) - 1


def _compact(codes: Codes, answers: Sequence[DecisionOrFaults]) -> Assessed:
    """Codes from 0 without gaps, in the order in which the answers first occur."""
    if not len(codes):
        return Assessed(codes, ())
    used, _ = first_rows(codes, np.arange(len(codes)))
    place = np.zeros(len(answers), np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return Assessed(place[codes], [answers[code] for code in used.tolist()])

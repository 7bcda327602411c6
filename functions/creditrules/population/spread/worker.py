"""One machine's work: record batches in, a tally or answers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyarrow as pa

from creditrules.eligibility import Decision
from creditrules.population.assessor import DecisionOrFaults
from creditrules.population.columnar import Assessed, ColumnarAssessor, columns_of_batch, count_batch
from creditrules.population.record import decision_record, fault_record, flat_record
from creditrules.population.spread.job import Job
from creditrules.population.spread.tallies import tally_of_part
from creditrules.population.tally import Tally

__all__ = ["ANSWER_COLUMNS", "Worker"]

_UNNUMBERED: Final = 0
_BLANK: Final = flat_record(fault_record(_UNNUMBERED, ()))
_PARTS: Final = tuple(name for name in _BLANK if name != "row")
ANSWER_COLUMNS: Final = tuple(f"decision_{name.replace('.', '_')}" for name in _PARTS)
"""What stands beside a row's own columns once it is decided; texts, empty where there is nothing to say."""


class Worker:
    """Does its part of a job, batch after batch. Not for several threads at once."""

    def __init__(self, job: Job) -> None:
        """Raises BadJob."""
        self._by = job.by
        self._columnar = ColumnarAssessor([job.assessor()], job.columns())

    def tally(self, batches: Iterable[pa.RecordBatch]) -> Tally:
        """What the answers come to; examples of faults bear the row's number in the part."""
        tally = tally_of_part()
        for batch in batches:
            self._assessed(batch, tally)
        return tally

    def answered(self, batches: Iterable[pa.RecordBatch], tally: Tally) -> Iterator[pa.RecordBatch]:
        """The batches with the columns ANSWER_COLUMNS beside their own; they are counted in the tally on the way."""
        for batch in batches:
            assessed = self._assessed(batch, tally)
            records = [_flat(answer) for answer in assessed.classes]
            columns = [_taken(records, part, assessed) for part in _PARTS]
            yield pa.RecordBatch.from_arrays([*batch.columns, *columns], [*batch.schema.names, *ANSWER_COLUMNS])

    def _assessed(self, batch: pa.RecordBatch, tally: Tally) -> Assessed:
        [assessed] = self._columnar.assess(batch)
        groups = None if self._by is None else columns_of_batch(batch, [self._by])[self._by]
        tally.merge(count_batch(assessed, groups))
        return assessed


def _flat(answer: DecisionOrFaults) -> dict[str, str]:
    if isinstance(answer, Decision):
        return flat_record(decision_record(_UNNUMBERED, answer))
    return flat_record(fault_record(_UNNUMBERED, answer))


def _taken(records: list[dict[str, str]], part: str, assessed: Assessed) -> pa.Array:
    values = [record[part] for record in records]
    return pa.array(values, pa.string()).take(pa.array(assessed.codes))

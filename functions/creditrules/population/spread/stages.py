"""A worker as what engines call: an iterator of record batches in, one out (Spark's `mapInArrow`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from creditrules.population.spread.job import Job
from creditrules.population.spread.tallies import plain_tally, tally_of_part
from creditrules.population.spread.worker import Worker
from creditrules.records import dataclass

__all__ = ["TALLY_COLUMN", "AnswerStage", "TallyStage"]

TALLY_COLUMN: Final = "tally"


@dataclass(frozen=True, slots=True)
class TallyStage:
    """One row for each part: its tally as JSON, in the column TALLY_COLUMN."""

    job: Job

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Compiles the rules once a part, which takes milliseconds."""
        told = json.dumps(plain_tally(Worker(self.job).tally(batches)))
        yield pa.RecordBatch.from_arrays([pa.array([told])], [TALLY_COLUMN])


@dataclass(frozen=True, slots=True)
class AnswerStage:
    """Every row with its answer beside it."""

    job: Job

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batches as `Worker.answered` gives them."""
        yield from Worker(self.job).answered(batches, tally_of_part())

"""Parts of a population in a store of objects: each decided where it is called for, then added up."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from creditrules.population.spread.job import BadJob, read_job
from creditrules.population.spread.tallies import added, plain_tally, read_tally, tally_of_part
from creditrules.population.spread.worker import Worker

__all__ = ["Objects", "Parts"]

_ROWS_OF_A_BATCH: Final = 50_000
_REMEMBERED: Final = 4


class Objects(Protocol):
    """Where parts, jobs and results are kept."""

    def read(self, key: str) -> bytes:
        """What is under a key."""

    def write(self, key: str, data: bytes) -> None:
        """Put it there, whatever was there before."""

    def keys(self, prefix: str) -> list[str]:
        """All keys that begin so, sorted."""


class Parts:
    """Decides and adds up. A call that is repeated writes the same to the same keys.

    Workers are kept by what their job says, so that what one part has taught serves the next.
    """

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._workers: dict[bytes, Worker] = {}

    def decide(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """Decide one part. asked: the keys of `job` and `part` (Parquet), and the prefix of `results`.

        Writes the part's rows with their answers, and its tally. Raises BadJob, and what `Objects` raises.
        """
        part = asked["part"]
        if part.endswith("/"):  # a folder, as consoles make them
            return {"part": part, "rows": 0}
        worker, tally, written = self._worker(self._objects.read(asked["job"])), tally_of_part(), io.BytesIO()
        try:
            file = pq.ParquetFile(pa.BufferReader(self._objects.read(part)))
        except pa.ArrowInvalid:
            raise BadJob(f"The part '{part}' is no Parquet file.") from None
        writer: Any = None
        for batch in worker.answered(file.iter_batches(_ROWS_OF_A_BATCH), tally):
            writer = writer or pq.ParquetWriter(written, batch.schema)
            writer.write_batch(batch)
        if writer is not None:
            writer.close()
            self._objects.write(f"{asked['results']}answers/{part}", written.getvalue())
        self._objects.write(f"{asked['results']}tallies/{part}.json", json.dumps(plain_tally(tally)).encode())
        return {"part": part, "rows": tally.rows}

    def add(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """Add up all tallies under `results`, and write the sum beside them."""
        keys = self._objects.keys(f"{asked['results']}tallies/")
        whole = plain_tally(added(read_tally(json.loads(self._objects.read(key))) for key in keys))
        place = f"{asked['results']}tally.json"
        self._objects.write(place, json.dumps(whole, ensure_ascii=False).encode())
        counts = {name: whole[name] for name in ("rows", "evaluated", "refused", "outcomes")}
        return {"parts": len(keys), "tally": place, **counts}

    def _worker(self, job: bytes) -> Worker:
        worker = self._workers.get(job)
        if worker is None:
            worker = Worker(read_job(job))
            if len(self._workers) >= _REMEMBERED:
                self._workers.clear()
            self._workers[job] = worker
        return worker

"""Decisions written to a file, one a line: JSON lines or CSV, also with gzip."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from creditrules.cli.evaluate.population_file import BadFile
from creditrules.eligibility import Decision
from creditrules.errors import Diagnostic
from creditrules.population import decision_record, fault_record, flat_record

__all__ = ["DecisionWriter", "open_decisions"]


class DecisionWriter:
    """Writes records in the order they come."""

    def __init__(self, text: IO[str], *, as_csv: bool) -> None:
        self._text = text
        self._csv = csv.writer(text) if as_csv else None
        self._header_written = False

    def decision(self, row: int, decision: Decision) -> None:
        """The decision on row `row`."""
        self._write(decision_record(row, decision))

    def faults(self, row: int, faults: Sequence[Diagnostic]) -> None:
        """A row that was not evaluated."""
        self._write(fault_record(row, faults))

    def _write(self, record: dict[str, Any]) -> None:
        if self._csv is None:
            self._text.write(json.dumps(record, ensure_ascii=False) + "\n")
            return
        flat = flat_record(record)
        if not self._header_written:
            self._csv.writerow(flat)
            self._header_written = True
        self._csv.writerow(flat.values())


@contextmanager
def open_decisions(path: Path) -> Iterator[DecisionWriter]:
    """Open `path` for writing. Raises BadFile."""
    kind = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    if kind not in {"csv", "jsonl", "ndjson"}:
        raise BadFile(f"{path}: --out must end in .jsonl or .csv, with or without .gz.")
    try:
        with (
            gzip.open(path, "wt", encoding="utf-8", newline="", compresslevel=6)
            if path.name.lower().endswith(".gz")
            else path.open("w", encoding="utf-8", newline="")
        ) as text:
            yield DecisionWriter(text, as_csv=kind == "csv")
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}.") from None

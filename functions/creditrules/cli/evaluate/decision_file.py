"""Decisions written to a file, one a line: JSON lines or CSV, also with gzip."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from creditrules.cli.evaluate.population_file import BadFile
from creditrules.eligibility import Decision
from creditrules.population import DecisionOrFaults, decision_record, fault_record, flat_record

__all__ = ["DecisionWriter", "open_decisions", "text_after_row"]

_ROW: Final = '{"row": '


class DecisionWriter:
    """Writes records in the order they come."""

    def __init__(self, text: IO[str], *, as_csv: bool) -> None:
        self.as_csv = as_csv
        self._text = text
        self._csv = csv.writer(text) if as_csv else None
        self._header_written = False

    def answer(self, row: int, answer: DecisionOrFaults) -> None:
        """The decision on row `row`, or why it was not evaluated."""
        record = _record(row, answer)
        if self._csv is None:
            self._text.write(json.dumps(record, ensure_ascii=False) + "\n")
            return
        flat = flat_record(record)
        self._header(flat)
        self._csv.writerow(flat.values())

    def answers(self, first: int, codes: Sequence[int], texts: Sequence[str]) -> None:
        """The rows from `first` on. codes: for each the place among `texts` of what `text_after_row` gave."""
        start = "" if self.as_csv else _ROW
        if codes:
            self._header(flat_record(fault_record(1, ())))
        self._text.writelines(f"{start}{row}{texts[code]}" for row, code in enumerate(codes, first))

    def _header(self, flat: Mapping[str, str]) -> None:
        if self._csv is not None and not self._header_written:
            self._csv.writerow(flat)
            self._header_written = True


def text_after_row(answer: DecisionOrFaults, *, as_csv: bool) -> str:
    """What is written of an answer after the number of its row, to the end of the line."""
    record = _record(0, answer)
    if not as_csv:
        return json.dumps(record, ensure_ascii=False).removeprefix(f"{_ROW}0") + "\n"
    line = io.StringIO(newline="")
    csv.writer(line).writerow(flat_record(record).values())
    return line.getvalue().removeprefix("0")


def _record(row: int, answer: DecisionOrFaults) -> dict[str, Any]:
    return decision_record(row, answer) if isinstance(answer, Decision) else fault_record(row, answer)


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

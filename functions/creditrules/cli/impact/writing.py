"""What an impact is written to: every changed row, and whole texts."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from creditrules.cli.evaluate.population_file import BadFile
from creditrules.cli.screen import give_up
from creditrules.document import canonical
from creditrules.population.impact import ChangedRow, changed_record

__all__ = ["changed_file", "write_text"]


@contextmanager
def changed_file(path: Path) -> Iterator[Callable[[Iterable[ChangedRow]], None]]:
    """A file that takes changed rows, one a line. Raises BadFile."""
    if path.name.lower().removesuffix(".gz").rpartition(".")[2] not in {"jsonl", "ndjson"}:
        raise BadFile(f"{path}: --changes must end in .jsonl, with or without .gz.")
    try:
        with gzip.open(path, "wb", compresslevel=6) if path.name.endswith(".gz") else path.open("wb") as out:
            yield lambda rows: out.writelines(canonical(changed_record(row)) + b"\n" for row in rows)
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}.") from None


def write_text(path: Path, text: str) -> None:
    """Write a file; ends the command where that fails."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        give_up(f"{path}: {error.strerror or error}.")

"""Populations in files, part by part, for evaluation by columns: CSV and Parquet quickly, JSON as row by row.

A part of a CSV file in which nothing is quoted is read by pyarrow, which then has no choice; any other is read by what
reads rows, so that both always see the same cells.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pyarrow.types as kinds

from creditrules.cli.evaluate.parquet_bounds import refuse_unbounded
from creditrules.cli.evaluate.population_file import (
    BadFile,
    CsvReader,
    Row,
    csv_header,
    csv_rows,
    named_once,
    open_population,
    reason,
)
from creditrules.population.columnar import Column, columns_of_batch, columns_of_rows

__all__ = ["Columns", "Part", "Parts", "open_parts"]

Names = Collection[str] | None
BinaryStream = BinaryIO | gzip.GzipFile

_BLOCK: Final = 1 << 21
_NEWLINE: Final = 10
_ROWS: Final = 1 << 16
_LONGEST_LINE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Columns:
    """A part as columns. rows: those that can be used, in order. problems: by place (from 0), why others cannot be.

    broken: why the file cannot be read on after these rows; "" where it can. whole: the rows themselves, where no
    columns were named.
    """

    columns: Mapping[str, Column]
    rows: int
    problems: Mapping[int, str] = field(default_factory=dict)
    broken: str = ""
    whole: Sequence[Mapping[str, Any]] = ()


class Part(Protocol):
    """Some rows of a file; can be pickled, and be read in another process."""

    def read(self) -> Columns:
        """The wanted columns."""


@dataclass(frozen=True, slots=True)
class Parts:
    """An open file.

    header: the columns, None for JSON. size: of the file, in bytes. typed: whether its columns have types.
    position: how far the file has been read. of: the parts in order, with the named columns or all.
    """

    name: str
    header: tuple[str, ...] | None
    size: int
    typed: bool
    position: Callable[[], int]
    of: Callable[[Names], Iterator[Part]]


@contextmanager
def open_parts(path: Path) -> Iterator[Parts]:
    """Open a file as `open_population` does, or a Parquet file (.parquet). Raises BadFile, also from the parts."""
    kind = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    opened = {"csv": _csv, "parquet": _parquet}.get(kind, _by_rows)
    try:
        with opened(path) as parts:
            yield parts
    except (OSError, EOFError, UnicodeDecodeError, pa.ArrowException) as error:
        raise BadFile(f"{path.name}: {reason(error)}") from None


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that were read one by one."""

    rows: list[Row]
    names: Names
    broken: str = ""

    def read(self) -> Columns:
        """The columns of those that can be used."""
        good = [row.values for row in self.rows if not row.problem]
        problems = {at: row.problem for at, row in enumerate(self.rows) if row.problem}
        whole = good if self.names is None else []
        return Columns(columns_of_rows(good, self.names), len(good), problems, self.broken, whole)


def _in_parts(rows: Iterator[Row], names: Names, most: int = _ROWS) -> Iterator[Part]:
    """The rows, so many at a time; those before an error first."""
    some: list[Row] = []
    try:
        for row in rows:
            some.append(row)
            if len(some) == most:
                yield _Rows(some, names)
                some = []
    except BadFile:
        yield _Rows(some, names)
        raise
    except (csv.Error, UnicodeDecodeError, OSError, EOFError) as error:
        yield _Rows(some, names, reason(error))
        return
    if some:
        yield _Rows(some, names)


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch of a Parquet file."""

    batch: pa.RecordBatch

    def read(self) -> Columns:
        return Columns(columns_of_batch(self.batch), self.batch.num_rows)


@contextmanager
def _parquet(path: Path) -> Iterator[Parts]:
    with path.open("rb") as raw, pq.ParquetFile(raw) as plain:
        header = named_once(path.name, plain.schema_arrow.names)
        refuse_unbounded(path.name, plain.metadata)
        texts = [field.name for field in plain.schema_arrow if kinds.is_string(field.type)]
        # Texts by their dictionary: a long one that all rows share is then there once.
        with pq.ParquetFile(raw, metadata=plain.metadata, read_dictionary=texts) as file:

            def parts(names: Names) -> Iterator[Part]:
                chosen = [name for name in header if names is None or name in names]
                return (_Batch(batch) for batch in file.iter_batches(_ROWS, columns=chosen))

            yield Parts(path.name, header, path.stat().st_size, True, raw.tell, parts)


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines of a CSV file."""

    data: bytes
    header: tuple[str, ...]
    names: Collection[str]

    def read(self) -> Columns:
        """By pyarrow where each line has its cells, else line by line."""
        chosen = [name for name in self.header if name in self.names] or [self.header[0]]
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(self.data),
                arrow_csv.ReadOptions(column_names=self.header, block_size=len(self.data) + 1, use_threads=False),
                arrow_csv.ParseOptions(quote_char=False),
                arrow_csv.ConvertOptions(
                    include_columns=chosen,
                    column_types=dict.fromkeys(chosen, pa.dictionary(pa.int32(), pa.string())),
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid:
            return self._by_rows()
        (batch,) = table.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]
        return Columns(columns_of_batch(batch), batch.num_rows)

    def _by_rows(self) -> Columns:
        text = io.TextIOWrapper(io.BytesIO(self.data), encoding="utf-8", newline="")
        (part,) = list(_in_parts(csv_rows(self.header, CsvReader(text)), self.names, most=len(self.data)))
        return part.read()


@contextmanager
def _csv(path: Path) -> Iterator[Parts]:
    with path.open("rb") as raw:
        plain = gzip.GzipFile(fileobj=raw) if path.name.lower().endswith(".gz") else raw
        first = plain.read(_BLOCK).removeprefix(codecs.BOM_UTF8)
        line, end, rest = first.partition(b"\n")
        if end and not _is_odd(line + end):
            header = csv_header(path.name, csv.reader([line.decode()], strict=True))
            parts = partial(_csv_parts, rest, plain, header)
            yield Parts(path.name, header, path.stat().st_size, False, raw.tell, parts)
            return
    with _by_rows(path) as read:
        yield read


@contextmanager
def _by_rows(path: Path) -> Iterator[Parts]:
    with open_population(path) as population:
        parts = partial(_in_parts, population.rows)
        yield Parts(path.name, population.header, population.size, False, population.position, parts)


def _csv_parts(rest: bytes, stream: BinaryStream, header: tuple[str, ...], names: Names) -> Iterator[Part]:
    """Blocks of whole lines; from the first one on in which lines are not all, the rows."""
    more, rest = rest or stream.read(_BLOCK), b""
    while more:
        rest += more
        more = stream.read(_BLOCK)
        cut = rest.rfind(b"\n") + 1 if more else len(rest)
        block = rest[:cut]
        if _is_odd(block) or len(rest) - cut > _LONGEST_LINE:
            text = io.TextIOWrapper(io.BufferedReader(_After(rest + more, stream)), encoding="utf-8", newline="")
            yield from _in_parts(csv_rows(header, CsvReader(text)), names)
            return
        if block:
            yield _Block(block, header, header if names is None else names)
        rest = rest[cut:]


class _After(io.RawIOBase):
    """What was read already, and then the rest of a stream."""

    def __init__(self, read: bytes, stream: BinaryStream) -> None:
        self._read = read
        self._stream = stream

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As every raw stream."""
        chunk = self._read[: len(buffer)] if self._read else self._stream.read(len(buffer))
        self._read = self._read[len(buffer) :]
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _is_odd(block: bytes) -> bool:
    """Whether lines may not be rows, or are longer than a row's reader takes."""
    if b'"' in block or b"\0" in block or block.count(b"\r") != block.count(b"\r\n"):
        return True
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == _NEWLINE)
    return bool(np.diff(ends, prepend=-1, append=len(block)).max() > _LONGEST_LINE)

"""Populations in files, row by row: CSV, JSON lists and JSON lines, each also with gzip; memory stays bounded."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, BinaryIO

__all__ = [
    "BadFile",
    "CsvReader",
    "Population",
    "Row",
    "csv_header",
    "csv_rows",
    "named_once",
    "open_population",
    "reason",
]

_CHUNK = 1 << 16
_LONGEST_OBJECT = 1 << 20
_LONGEST_ROW = 1 << 20
_BLANK = re.compile(r"[ \t\r\n]*")


class BadFile(Exception):
    """A file that cannot be read on; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Row:
    """One applicant as the file has it. number: from 1, without the header. problem: why the row cannot be used."""

    number: int
    values: dict[str, Any]
    problem: str = ""


@dataclass(slots=True)
class Population:
    """The rows of an open file. header: the columns of a CSV file, None for JSON. size: in bytes of the file."""

    rows: Iterator[Row]
    header: tuple[str, ...] | None
    size: int
    _raw: BinaryIO = field(repr=False)

    def position(self) -> int:
        """How far the file has been read."""
        return self._raw.tell()


@contextmanager
def open_population(path: Path) -> Iterator[Population]:
    """Open a file by the ending of its name: .csv, .json, .jsonl or .ndjson, each also with .gz.

    Raises BadFile, also from the rows while they are read.
    """
    kind = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    if kind not in {"csv", "json", "jsonl", "ndjson"}:
        raise BadFile(f"{path.name}: the name must end in .csv, .json, .jsonl or .ndjson, with or without .gz.")
    try:
        with path.open("rb") as raw, _text(path, raw) as text:
            size = path.stat().st_size
            if kind == "csv":
                header, rows = _csv(path.name, text)
                yield Population(rows, header, size, raw)
            else:
                yield Population(_told(path.name, _JsonObjects(path.name, text).rows()), None, size, raw)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadFile(f"{path.name}: {reason(error)}") from None


def _text(path: Path, raw: BinaryIO) -> IO[str]:
    plain: Any = gzip.GzipFile(fileobj=raw) if path.name.lower().endswith(".gz") else raw
    return io.TextIOWrapper(plain, encoding="utf-8-sig", newline="")


def reason(error: Exception) -> str:
    """Why a file cannot be read, as a sentence."""
    if isinstance(error, UnicodeDecodeError):
        return "the text is not UTF-8."
    return f"{error.strerror if isinstance(error, OSError) and error.strerror else error}."


def _csv(name: str, text: IO[str]) -> tuple[tuple[str, ...], Iterator[Row]]:
    reader = CsvReader(text)
    header = csv_header(name, reader)
    return header, _told(name, csv_rows(header, reader))


class CsvReader:
    """The cells of each row of a text. One that is too long is refused before all of it is held, with csv.Error."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._held = 0
        self._cells = csv.reader(self._lines(), strict=True)

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        self._held = 0
        return next(self._cells)

    def _lines(self) -> Iterator[str]:
        """The lines; those of one row have no more characters than that in all."""
        while line := self._text.readline(_LONGEST_ROW + 1):
            self._held += len(line)
            if self._held > _LONGEST_ROW:
                raise csv.Error(f"a row has more than {_LONGEST_ROW:,} characters")
            yield line


def csv_header(name: str, reader: Iterator[list[str]]) -> tuple[str, ...]:
    """The columns that the first line names. Raises BadFile."""
    try:
        header = tuple(next(reader, ()))
    except csv.Error as error:
        raise BadFile(f"{name}: the header cannot be read: {error}.") from None
    if not header:
        raise BadFile(f"{name}: the file is empty; the first line must name the columns.")
    return named_once(name, header)


def named_once(name: str, header: Sequence[str]) -> tuple[str, ...]:
    """The columns of a file. Raises BadFile where two bear one name."""
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise BadFile(f"{name}: the header names '{twice[0]}' more than once.")
    return tuple(header)


def csv_rows(header: tuple[str, ...], reader: Iterator[list[str]]) -> Iterator[Row]:
    """The lines that follow; blank ones are none."""
    for number, cells in enumerate((cells for cells in reader if cells), 1):
        if len(cells) == len(header):
            yield Row(number, dict(zip(header, cells, strict=True)))
        else:
            yield Row(number, {}, f"The row has {len(cells)} cells where the header has {len(header)}.")


def _told(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows; an error of the reader becomes a BadFile that says after which row."""
    number = 0
    try:
        for row in rows:
            number = row.number
            yield row
    except (csv.Error, UnicodeDecodeError, OSError, EOFError) as error:
        raise BadFile(f"{name}: after row {number}: {reason(error)}") from None


class _RefusedValue(ValueError):
    """JSON by its grammar, but nothing that can be read exactly."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedValue("an object names the same field twice")
    return value


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        raise _RefusedValue(f"the number {text[:20]}… is too large") from None


def _constant(name: str) -> Any:
    raise _RefusedValue(f"{name} is not a number of JSON")


_DECODER = json.JSONDecoder(parse_float=_number, parse_int=_number, parse_constant=_constant, object_pairs_hook=_object)


class _JsonObjects:
    """Objects in one list, or one after another (JSON lines, or a single one); each may stretch over lines."""

    def __init__(self, name: str, text: IO[str]) -> None:
        self._name = name
        self._text = text
        self._buffer = ""
        self._at = 0

    def rows(self) -> Iterator[Row]:
        in_list = self._next_char() == "["
        if not self._buffer:
            raise BadFile(f"{self._name}: the file is empty.")
        self._at += in_list
        number = 0
        while self._more(number, in_list=in_list):
            number += 1
            yield Row(number, self._object(f"{self._name}: object {number}"))

    def _more(self, number: int, *, in_list: bool) -> bool:
        """Whether another object follows; steps over what stands between."""
        char = self._next_char()
        if not in_list:
            return bool(char)
        if char == "]":
            self._at += 1
            if self._next_char():
                raise BadFile(f"{self._name}: there is text after the list.")
            return False
        if number and char != ",":
            raise BadFile(f"{self._name}: the list goes on without ',' or ends without ']' after object {number}.")
        self._at += bool(number)
        return True

    def _object(self, where: str) -> dict[str, Any]:
        if self._next_char() != "{":
            raise BadFile(f"{where}: each applicant is an object in braces; found {self._buffer[self._at :][:20]!r}.")
        while True:
            try:
                value, self._at = _DECODER.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                # Not complete yet and not JSON at all look the same here, so read on up to the longest object.
                if len(self._buffer) - self._at > _LONGEST_OBJECT or not self._fill():
                    raise BadFile(f"{where} is not JSON: {error.msg}.") from None
            except (_RefusedValue, RecursionError) as error:
                raise BadFile(f"{where} cannot be read: {error}.") from None
            else:
                return dict(value)

    def _next_char(self) -> str:
        """The next character that is not blank, "" at the end."""
        while True:
            blank = _BLANK.match(self._buffer, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._fill():
                return ""

    def _fill(self) -> bool:
        more = self._text.read(_CHUNK)
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
        return bool(more)

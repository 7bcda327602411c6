"""A population as a text: CSV with a header, or JSON lines; read strictly and exactly, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from creditrules.document import DocumentLimits, read_json
from creditrules.records import dataclass

__all__ = ["PopulationForm", "TextRow", "cell_text", "header_of", "rows_of"]

_LINE: Final = DocumentLimits(size=1 << 20, depth=16, nodes=20_000)


class PopulationForm(StrEnum):
    """How a population is written."""

    CSV = "CSV"
    JSON_LINES = "JSON_LINES"


@dataclass(frozen=True, slots=True)
class TextRow:
    """One applicant as the text has it. number: from 1, without the header. problem: why the row cannot be used."""

    number: int
    values: Mapping[str, Any]
    problem: str = ""


def header_of(text: str, form: PopulationForm) -> tuple[str, ...] | None:
    """The columns of CSV; None for JSON lines, of which each names its own."""
    if form is PopulationForm.JSON_LINES:
        return None
    return tuple(next(csv.reader(text.splitlines()[:1]), ()))


def rows_of(text: str, form: PopulationForm) -> Iterator[TextRow]:
    """The rows; what cannot be read is a row with a problem, and ends CSV, as nothing after it can be told apart."""
    return _csv(text) if form is PopulationForm.CSV else _json(text)


def cell_text(value: object) -> str:
    """A cell as CSV would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _csv(text: str) -> Iterator[TextRow]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    number = 0
    try:
        header = next(reader, [])
        for cells in filter(None, reader):
            number += 1
            problem = "" if len(cells) == len(header) else _cells(len(cells), len(header))
            yield TextRow(number, {} if problem else dict(zip(header, cells, strict=True)), problem)
    except csv.Error as error:
        yield TextRow(number + 1, {}, f"The row cannot be read: {error}.")


def _cells(there: int, wanted: int) -> str:
    return f"The row has {there} cells where the header has {wanted}."


def _json(text: str) -> Iterator[TextRow]:
    for number, line in enumerate(filter(str.strip, text.split("\n")), 1):
        read = read_json(line, _LINE)
        if isinstance(read.value, dict):
            yield TextRow(number, read.value)
        else:
            yield TextRow(number, {}, read.diagnostics[0].message if read.diagnostics else "The line is no object.")

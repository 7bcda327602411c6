"""Columns of a batch as codes of their distinct values, plain as a row's reader would give them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.types as kinds

from creditrules.population.columnar.codes import Codes

__all__ = ["ABSENT", "Column", "columns_of_batch", "columns_of_rows", "plain", "value_key"]


class _Absent:
    """What a row has where it has not even the column."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Column:
    """codes: one for each row, of `values`, which need not be distinct."""

    codes: Codes
    values: Sequence[Any]


def columns_of_batch(batch: pa.RecordBatch, names: Iterable[str] | None = None) -> dict[str, Column]:
    """The named columns of a record batch, or all; those that it does not have are left out."""
    present = batch.schema.names
    wanted = present if names is None else [name for name in names if name in present]
    return {name: _column(batch.column(name)) for name in wanted}


def columns_of_rows(rows: Sequence[Mapping[str, Any]], names: Iterable[str] | None = None) -> dict[str, Column]:
    """The named columns of rows, or all that any row has."""
    wanted = dict.fromkeys(name for row in rows for name in row) if names is None else names
    return {name: _coded([row.get(name, ABSENT) for row in rows]) for name in wanted}


def _coded(cells: Sequence[Any]) -> Column:
    known: dict[Hashable, int] = {}
    values: list[Any] = []
    codes = np.empty(len(cells), np.int32)
    for at, cell in enumerate(cells):
        code = known.setdefault(value_key(cell), len(values))
        if code == len(values):
            values.append(cell)
        codes[at] = code
    return Column(codes, values)


def _column(array: pa.Array) -> Column:
    kind = array.type
    if kinds.is_dictionary(kind):
        pass
    elif kinds.is_nested(kind):
        return _coded([plain(value) for value in array.to_pylist()])
    else:
        array = array.dictionary_encode()
    values = array.dictionary.to_pylist()
    if not (kinds.is_string(array.dictionary.type) or kinds.is_large_string(array.dictionary.type)):
        values = [plain(value) for value in values]
    indices = array.indices
    if indices.null_count:
        indices = indices.cast(pa.int32()).fill_null(len(values))
        values.append(None)
    return Column(_codes(indices), values)


def _codes(indices: pa.Array) -> Codes:
    """Whole numbers without nulls, from their buffer: pyarrow's own way to numpy loads pandas, where it is there."""
    width = np.dtype(f"i{indices.type.bit_width // 8}")
    found = np.frombuffer(indices.buffers()[1], width, len(indices), indices.offset * width.itemsize)
    return found.astype(np.int32, copy=False)


def plain(value: Any) -> Any:
    """A value of a typed column as JSON would give it: numbers exact, floats by their shortest text, dates as text."""
    match value:
        case None | bool() | str() | Decimal():
            return value
        case int():
            return Decimal(value)
        case float():
            return Decimal(repr(value)) if value - value == 0 else repr(value)
        case datetime() | date() | time():
            return value.isoformat()
        case list() | tuple():
            return [plain(part) for part in value]
        case dict():
            return {name: plain(part) for name, part in value.items()}
        case bytes():
            return value.decode(errors="replace")
    return str(value)


def value_key(value: Any) -> Hashable:
    """Equal only for plain values that are written alike: `1.0` and `1.00` differ, and so do 1 and true."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is Decimal:
        return (Decimal, str(value))
    if kind is list or kind is tuple:
        return (list, *map(value_key, value))
    if isinstance(value, Mapping):
        return (dict, *value, *map(value_key, value.values()))
    return (kind, value)

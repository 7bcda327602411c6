"""Values in the order of rows, each distinct one once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import compress
from typing import Any, Generic, TypeVar

from creditrules.records import dataclass

__all__ = ["Coded", "coded", "counted", "kept", "recoded"]

Value = TypeVar("Value", bound=Hashable)
Value_co = TypeVar("Value_co", covariant=True)
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Coded(Generic[Value_co]):
    """The value of row i (from 0) is `values[codes[i]]`."""

    codes: Sequence[int]
    values: Sequence[Value_co]


def coded(values: Iterable[Value]) -> Coded[Value]:
    """Values one by one, coded in the order in which they first occur."""
    places: dict[Value, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return Coded(codes, list(places))


def recoded(values: Coded[Other], told: Callable[[Other], Value]) -> Coded[Value]:
    """What is told of each value; asked once for each distinct one."""
    found = coded(told(value) for value in values.values)
    places = found.codes
    return Coded([places[code] for code in values.codes], found.values)


def kept(values: Coded[Other], usable: Iterable[bool]) -> Coded[Other]:
    """The values of some rows, without those that no row has any more."""
    codes = list(compress(values.codes, usable))
    places = {code: place for place, code in enumerate(dict.fromkeys(codes))}
    return Coded([places[code] for code in codes], [values.values[code] for code in places])


def counted(times: Iterable[int], *columns: Coded[Any]) -> Iterator[tuple[Any, ...]]:
    """The distinct combinations of values, each followed by how many rows have it. times: of each place in a column."""
    found: Counter[tuple[int, ...]] = Counter()
    for codes, rows in zip(zip(*(column.codes for column in columns), strict=True), times, strict=True):
        found[codes] += rows
    for codes, rows in found.items():
        yield (*(column.values[code] for column, code in zip(columns, codes, strict=True)), rows)

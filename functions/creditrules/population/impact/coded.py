"""Values in the order of rows, each distinct one once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from creditrules.records import dataclass

__all__ = ["Coded", "coded"]

Value = TypeVar("Value", bound=Hashable)
Value_co = TypeVar("Value_co", covariant=True)


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

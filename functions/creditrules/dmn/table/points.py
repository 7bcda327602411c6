"""Very many keys of a column in little memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, overload

from creditrules.dmn.table.region import Key
from creditrules.feel import exact

__all__ = ["packed"]

_DIGITS: Final = 18
"""Digits that a number of eight bytes holds, whichever they are."""


def packed(points: Sequence[Key]) -> Sequence[Key]:
    """The same keys; numbers of a few digits as whole ones of eight bytes, which are made numbers again one by one."""
    if not all(type(point) is Decimal for point in points):
        return points
    places = max((-int(point.as_tuple().exponent) for point in points), default=0)
    whole = [point.scaleb(max(0, places)) for point in points]
    if any(number.adjusted() >= _DIGITS or exact(number) is None for number in whole):
        return points
    return _Packed(array("q", map(int, whole)), max(0, places))


class _Packed(Sequence[Decimal]):
    """Numbers with as many decimal places each."""

    __slots__ = ("_places", "_whole")

    def __init__(self, whole: array[int], places: int) -> None:
        self._whole, self._places = whole, places

    def __len__(self) -> int:
        return len(self._whole)

    @overload
    def __getitem__(self, index: int) -> Decimal: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Decimal]: ...

    def __getitem__(self, index: int | slice) -> Decimal | Sequence[Decimal]:
        if isinstance(index, slice):
            return _Packed(self._whole[index], self._places)
        return Decimal(self._whole[index]).scaleb(-self._places)

    def __iter__(self) -> Iterator[Decimal]:
        return (Decimal(number).scaleb(-self._places) for number in self._whole)

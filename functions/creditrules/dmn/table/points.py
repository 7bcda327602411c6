"""Very many keys of a column in little memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Final, overload

from creditrules.dmn.table.region import Key

__all__ = ["packed"]

_EXACT: Final = Context(prec=18, Emin=-999, Emax=999, traps=[Inexact, InvalidOperation, Overflow])
"""Of as many digits as a number of eight bytes holds, whichever they are."""

_MOST_PLACES: Final = 9


def packed(points: Sequence[Key]) -> Sequence[Key]:
    """The same keys; numbers of a few digits as whole ones of eight bytes, which are made numbers again one by one."""
    if not all(type(point) is Decimal for point in points):
        return points
    whole, scaled = _EXACT.to_integral_exact, _EXACT.scaleb
    for places in range(_MOST_PLACES + 1):
        try:
            return _Packed(array("q", [int(whole(scaled(point, places))) for point in points]), places)
        except ArithmeticError:
            continue
    return points


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

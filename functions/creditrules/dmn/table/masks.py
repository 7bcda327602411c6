"""The row sets of a column, one for each stretch of its values: kept all, or some of them with what changes between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from creditrules.dmn.limits import INDEX_BYTES
from creditrules.dmn.table.region import Cut, Key, Region

__all__ = ["Masks", "sweep"]

_FEW = 8


class Masks(Protocol):
    """Row sets by number: 2i below the i-th point, 2i + 1 at it."""

    def __getitem__(self, index: int, /) -> int:
        """The row set."""


class _SparseMasks:
    """Every `stride`-th row set, and for each the rows that come or go since the one before it."""

    __slots__ = ("_changed", "_inside", "_kept", "_size", "_stride")

    def __init__(
        self, kept: Sequence[int], changed: Sequence[tuple[int, ...]], inside: bytes, stride: int, size: int
    ) -> None:
        self._kept, self._changed, self._inside, self._stride, self._size = kept, changed, inside, stride, size

    def __getitem__(self, index: int) -> int:
        if not self._inside[index]:
            return 0
        behind = index % self._stride
        mask = self._kept[index // self._stride]
        if not behind:
            return mask
        bits = [bit for changed in self._changed[index - behind + 1 : index + 1] for bit in changed]
        if len(bits) <= _FEW:
            for bit in bits:
                mask ^= 1 << bit
            return mask
        return mask ^ int.from_bytes(_flipped(bytearray(self._size), bits), "little")


def _flipped(rows: bytearray, bits: Iterable[int]) -> bytearray:
    for bit in bits:
        rows[bit >> 3] ^= 1 << (bit & 7)
    return rows


def sweep(
    base: Iterable[int],
    changes: Mapping[Cut, Sequence[int]],
    points: Sequence[Key],
    limit: Region | None,
    count: int,
    budget: int = INDEX_BYTES,
) -> Masks:
    """The row sets from the smallest value to the largest; none outside `limit`.

    base: bits of the rows that admit the smallest values. changes: bits of the rows that come or go at each cut.
    """
    size = count // 8 + 1
    stride = 1 + len(changes) * size // budget
    limits = set(limit.cuts) if limit else set()
    inside = limit.starts if limit else True
    rows = _flipped(bytearray(size), base)
    current = int.from_bytes(rows, "little")
    kept, flags = [current], bytearray([inside])
    steps: list[tuple[int, ...]] = [()]
    stale = False
    for number, cut in enumerate(((key, after) for key in points for after in (False, True)), 1):
        bits = changes.get(cut, ())
        if bits:
            _flipped(rows, bits)
            stale = True
        inside ^= cut in limits
        flags.append(inside)
        if stride > 1:
            steps.append(tuple(bits))
        if number % stride == 0:
            if stale:
                current = int.from_bytes(rows, "little")
                stale = False
            kept.append(current)
    if stride > 1:
        return _SparseMasks(kept, steps, bytes(flags), stride, size)
    return tuple(mask if flag else 0 for mask, flag in zip(kept, flags, strict=True))

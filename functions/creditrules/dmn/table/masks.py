"""The row sets of a column, one for each stretch of its values: kept all, or some of them with what changes between."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from creditrules.dmn.table.region import Key

__all__ = ["ByKey", "Masks", "Turns", "flipped", "masks_by_key", "masks_of"]

_FEW = 16
"""Rows that are turned one by one; more of them all at once."""


class Masks(Protocol):
    """Row sets by the number of their stretch."""

    def __getitem__(self, index: int, /) -> int:
        """The row set."""


class ByKey(Protocol):
    """Row sets of single values."""

    def get(self, key: Key, gap: int, /) -> int:
        """The row set of a value; `gap` where it has none of its own."""


class Turns:
    """The rows that come or go at each cut, in order: the n-th cut lies between the stretches n and n + 1.

    base: the rows of the first stretch. bits: of all cuts in turn. ends: bits[ends[n]:ends[n + 1]] are those of the
    n-th. inside: by stretch whether its values are allowed at all; None where all are.
    """

    __slots__ = ("base", "bits", "ends", "inside", "size")

    def __init__(self, base: int, bits: array[int], ends: array[int], inside: bytes | None, count: int) -> None:
        self.base, self.bits, self.ends, self.inside = base, bits, ends, inside
        self.size = count // 8 + 1

    def __len__(self) -> int:
        return len(self.ends)

    def between(self, one: int, other: int) -> Sequence[int]:
        """The bits that differ between two stretches, those that come and go again twice."""
        return self.bits[self.ends[min(one, other)] : self.ends[max(one, other)]]

    def turned(self, rows: int, bits: Sequence[int]) -> int:
        """The rows with these turned."""
        if len(bits) <= _FEW:
            for bit in bits:
                rows ^= 1 << bit
            return rows
        return int.from_bytes(flipped(bytearray(rows.to_bytes(self.size, "little")), bits), "little")


class _SomeMasks:
    """Row sets of which only some are kept: each stretch is worked out from the one that is kept near it."""

    __slots__ = ("_anchors", "_kept", "_near", "_turns")

    def __init__(self, turns: Turns, anchors: Sequence[int], near: Sequence[int]) -> None:
        """anchors: the stretches whose row sets are kept. near: for each stretch the number of its anchor."""
        self._turns, self._anchors, self._near = turns, anchors, near
        self._kept = _each(turns, anchors)

    def __getitem__(self, index: int) -> int:
        turns = self._turns
        if turns.inside is not None and not turns.inside[index]:
            return 0
        number = self._near[index]
        anchor = self._anchors[number]
        if index == anchor:
            return self._kept[number]
        return turns.turned(self._kept[number], turns.between(index, anchor))


class _SomeByKey:
    """Row sets of single values, each worked out from that of all others."""

    __slots__ = ("_numbers", "_turns")

    def __init__(self, turns: Turns, numbers: Mapping[Key, int]) -> None:
        self._turns, self._numbers = turns, numbers

    def get(self, key: Key, gap: int) -> int:
        number = self._numbers.get(key)
        return gap if number is None else _alone(self._turns, number)


def masks_of(turns: Turns, budget: int) -> Masks:
    """The row sets of all stretches in about `budget` bytes."""
    most = max(1, budget // turns.size)
    if len(turns) <= most or not turns.bits:
        masks = _each(turns, range(len(turns)))
        if turns.inside is None:
            return masks
        return tuple(mask if inside else 0 for mask, inside in zip(masks, turns.inside, strict=True))
    anchors, near = _anchored(turns.ends, max(1, len(turns.bits) // most))
    return _SomeMasks(turns, anchors, near)


def masks_by_key(points: Sequence[Key], turns: Turns, budget: int) -> ByKey | None:
    """The row sets at the points, where all those between the points are alike; else None.

    turns: with a stretch below each point, one at it, and one above all.
    """
    bits, ends, inside = turns.bits, turns.ends, turns.inside
    if inside is not None and len(set(inside[0::2])) > 1:
        return None
    for at in range(0, len(ends) - 1, 2):
        start, middle, end = ends[at], ends[at + 1], ends[at + 2]
        if middle - start != end - middle or (bits[start:middle] != bits[middle:end] and not _no_change(turns, at)):
            return None
    if len(points) * turns.size <= budget:
        return {key: _alone(turns, 2 * at + 1) for at, key in enumerate(points)}
    return _SomeByKey(turns, {key: 2 * at + 1 for at, key in enumerate(points)})


def _no_change(turns: Turns, at: int) -> bool:
    return sorted(turns.between(at, at + 1)) == sorted(turns.between(at + 1, at + 2))


def _alone(turns: Turns, number: int) -> int:
    """The row set of a single point, where all those between points are alike."""
    if turns.inside is not None and not turns.inside[number]:
        return 0
    return turns.turned(turns.base, turns.between(number - 1, number))


def _each(turns: Turns, stretches: Sequence[int]) -> tuple[int, ...]:
    """The row sets of some stretches, in order."""
    rows = bytearray(turns.base.to_bytes(turns.size, "little"))
    kept: list[int] = []
    before, current = 0, turns.base
    for stretch in stretches:
        bits = turns.between(before, stretch)
        if bits:
            flipped(rows, bits)
            current = int.from_bytes(rows, "little")
        kept.append(current)
        before = stretch
    return tuple(kept)


def _anchored(ends: Sequence[int], most: int) -> tuple[array[int], array[int]]:
    """Stretches parted where more than `most` rows have turned, each part with one of its middle as its anchor."""
    anchors, near = array("I"), array("I")
    start = middle = 0
    for stretch, turned in enumerate(ends):
        if turned - ends[start] > most:
            anchors.append(middle)
            start = middle = stretch
        elif 2 * (turned - ends[start]) <= most:
            middle = stretch
        near.append(len(anchors))
    anchors.append(middle)
    return anchors, near


def flipped(rows: bytearray, bits: Iterable[int]) -> bytearray:
    """The same bytes, with these bits turned."""
    for bit in bits:
        rows[bit >> 3] ^= 1 << (bit & 7)
    return rows

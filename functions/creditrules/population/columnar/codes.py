"""Codes: small whole numbers in place of values, tuples of values and whatever follows from them, over many batches.

Equal codes stand for the same thing in every batch. Nothing here knows what that is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Codebook", "Codes", "Labels", "Pairs", "Rows", "combined", "first_rows"]

Codes: TypeAlias = NDArray[np.int32]
Rows: TypeAlias = NDArray[np.intp]
Thing = TypeVar("Thing")

_LARGEST_TABLE = 1 << 21
_DENSE = 8


class Codebook(Generic[Thing]):
    """Things by their code, which is found by a key; what has no key gets a code of its own each time."""

    def __init__(self) -> None:
        self.things: list[Thing] = []
        self._codes: dict[Hashable, int] = {}

    def __len__(self) -> int:
        return len(self.things)

    def code(self, key: Hashable | None, thing: Thing) -> int:
        """The code of a thing."""
        code = self._codes.get(key) if key is not None else None
        if code is None:
            code = len(self.things)
            self.things.append(thing)
            if key is not None:
                self._codes[key] = code
        return code

    def known(self, keys: Iterable[Hashable]) -> list[int | None]:
        """The codes of keys; None where there is none yet."""
        return list(map(self._codes.get, keys))


class Labels:
    """What follows from a code, itself a code; worked out when a code is first met, from a row that has it.

    worked_out: for how many codes.
    """

    def __init__(self, work_out: Callable[[Rows], Iterable[int]]) -> None:
        """work_out: for rows of the present batch, in order, what follows from the code that each has."""
        self.worked_out = 0
        self._work_out = work_out
        self._labels = np.empty(0, np.int32)

    def of(self, codes: Codes) -> Codes:
        """What follows from each."""
        if not len(codes):
            return codes
        self._labels = _grown(self._labels, int(codes.max()) + 1)
        found = self._labels[codes]
        missing = np.flatnonzero(found < 0)
        if not len(missing):
            return found
        new, rows = first_rows(codes, missing)
        self.worked_out += len(new)
        self._labels[new] = np.fromiter(self._work_out(rows), np.int32, len(rows))
        return self._labels[codes]


class Pairs:
    """Codes of pairs of codes. While the second is always 0, the first serves as it is."""

    def __init__(self, count: int = 0) -> None:
        """count: of first codes that were met before, each with 0."""
        self._one = np.empty(0, np.int32)
        self._other = np.empty(0, np.int32)
        self._count = count
        self._table: NDArray[np.int32] | None = None
        self._known: dict[int, int] | None = None

    def of(self, one: Codes, other: Codes) -> Codes:
        """The code of each row's pair."""
        if not len(one):
            return one
        if self._table is None and self._known is None:
            if not other.any():
                self._count = max(self._count, int(one.max()) + 1)
                return one
            self._keep(np.arange(self._count, dtype=np.int32), np.zeros(self._count, np.int32))
        if self._known is None:
            found = self._in_table(one, other)
            if found is not None:
                return found
        return self._in_dictionary(one, other)

    def _keep(self, one: Codes, other: Codes) -> None:
        self._one, self._other = np.concatenate((self._one, one)), np.concatenate((self._other, other))
        self._count = len(self._one)

    def _in_table(self, one: Codes, other: Codes) -> Codes | None:
        """By a table of all pairs; None where that would be too large."""
        table = self._table
        high, wide = int(one.max()), int(other.max())
        if table is None or high >= table.shape[0] or wide >= table.shape[1]:
            table = self._table = self._new_table(high, wide)
            if table is None:
                return None
        keys = one.astype(np.int64) * table.shape[1] + other
        flat: NDArray[np.int32] = table.reshape(-1)
        found: Codes = flat[keys]
        missing = np.flatnonzero(found < 0)
        if len(missing):
            new, rows = first_rows(keys, missing)
            flat[new] = np.arange(self._count, self._count + len(new), dtype=np.int32)
            self._keep(one[rows], other[rows])
            found = flat[keys]
        return found

    def _new_table(self, high: int, wide: int) -> NDArray[np.int32] | None:
        top = int(self._one.max()) if len(self._one) else 0
        right = int(self._other.max()) if len(self._other) else 0
        shape = (1 << max(high, top).bit_length(), 1 << max(wide, right).bit_length())
        if shape[0] * shape[1] > _LARGEST_TABLE:
            return None
        table = np.full(shape, -1, np.int32)
        table[self._one, self._other] = np.arange(self._count, dtype=np.int32)
        return table

    def _in_dictionary(self, one: Codes, other: Codes) -> Codes:
        known = self._known
        if known is None:
            keys = (self._one.astype(np.int64) << 32) | self._other
            known = self._known = {key: code for code, key in enumerate(keys.tolist())}
            self._table = None
        each, inverse = np.unique((one.astype(np.int64) << 32) | other, return_inverse=True)
        found = [known.setdefault(key, len(known)) for key in each.tolist()]
        return np.array(found, np.int32)[inverse]


def combined(pairs: Sequence[Pairs], codes: Sequence[Codes], rows: int) -> Codes:
    """One code for what all of several say of a row; `pairs` has one for each but the first."""
    if not codes:
        return np.zeros(rows, np.int32)
    found = codes[0]
    for pair, other in zip(pairs, codes[1:], strict=True):
        found = pair.of(found, other)
    return found


def first_rows(keys: NDArray[np.integer], among: Rows) -> tuple[NDArray[np.integer], Rows]:
    """The distinct keys of some rows, each with the first row that has it, in the order of these rows."""
    some = keys[among]
    high = int(some.max()) + 1
    if high > _DENSE * len(some):
        new, first = np.unique(some, return_index=True)
    else:
        # Backwards, so that of rows with the same key the first one is written last.
        places = np.full(high, -1, np.intp)
        places[some[::-1]] = np.arange(len(some) - 1, -1, -1)
        new = np.flatnonzero(places >= 0)
        first = places[new]
    order = np.argsort(first)
    return new[order], among[first[order]]


def _grown(labels: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    if size <= len(labels):
        return labels
    grown = np.full(max(size, 2 * len(labels)), -1, np.int32)
    grown[: len(labels)] = labels
    return grown

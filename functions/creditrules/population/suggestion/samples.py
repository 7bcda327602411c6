"""Applicants with outcomes as columns: each its distinct values and, by row, which of them; nothing is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["Codes", "Column", "Kind", "Level", "Rows", "Sample", "sample_of"]

Level = Decimal | str | bool
Codes = NDArray[np.int32]
Rows = NDArray[np.bool_]
MISSING = -1


class Kind(StrEnum):
    """What a column holds, by FEEL's names; MIXED where its values are of several kinds or of none of these."""

    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Column:
    """levels: the distinct values, numbers ascending. codes: by row the place among them, -1 where it is missing."""

    name: str
    kind: Kind
    levels: tuple[Level, ...]
    codes: Codes

    @property
    def has_missing(self) -> bool:
        """Whether some row lacks it."""
        return bool((self.codes == MISSING).any())

    def value(self, row: int) -> Level | None:
        """What a row holds; None where it is missing."""
        code = int(self.codes[row])
        return None if code == MISSING else self.levels[code]


@dataclass(frozen=True, slots=True)
class Sample:
    """bad: by row whether it turned out badly. moments: by row when it was; None where that is not known."""

    columns: Mapping[str, Column]
    bad: Rows
    moments: Column | None = None

    @property
    def rows(self) -> int:
        """How many applicants there are."""
        return len(self.bad)

    def facts(self, row: int, names: Iterable[str]) -> dict[str, Level | None]:
        """Some columns of one row as facts."""
        return {name: self.columns[name].value(row) for name in names}


def sample_of(
    facts: Sequence[Mapping[str, object]], bad: Sequence[bool], moments: Sequence[object] | None = None
) -> Sample:
    """The sample that rows of facts make; a fact that a row does not have, or has as null, is missing there.

    moments: of every row, numbers or texts that sort as time does.
    """
    names = dict.fromkeys(name for row in facts for name in row)
    columns = {name: _column(name, [row.get(name) for row in facts]) for name in names}
    return Sample(columns, np.array(bad, dtype=np.bool_), None if moments is None else _column("", moments))


def _column(name: str, values: Sequence[object]) -> Column:
    kind = _kind({type(value) for value in values if value is not None})
    if kind is Kind.MIXED:
        return Column(name, kind, (), np.full(len(values), MISSING, dtype=np.int32))
    levels = sorted({value for value in values if value is not None})  # type: ignore[type-var]  # all of one kind
    places: dict[object, int] = {None: MISSING, **{level: place for place, level in enumerate(levels)}}
    codes = np.array([places[value] for value in values], dtype=np.int32)
    return Column(name, kind, tuple(level for level in levels if isinstance(level, Level)), codes)


def _kind(types: set[type]) -> Kind:
    if types == {Decimal}:
        return Kind.NUMBER
    if types == {str}:
        return Kind.STRING
    return Kind.BOOLEAN if types == {bool} else Kind.MIXED

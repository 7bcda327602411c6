"""What is to be told of an impact: by which columns, with which outcomes, how sure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.population.fairness import Interval, wilson
from creditrules.records import dataclass, field

__all__ = ["BLANK", "Bands", "ImpactPlan", "KnownOutcome", "number_in", "read_bands"]

BLANK: Final = "(blank)"
NO_NUMBER: Final = "(no number)"
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_MOST_DIGITS: Final = 34


def number_in(text: str) -> Decimal | None:
    """A plain decimal number as a cell has it; None where it holds none, or one of more than 34 digits."""
    stripped = text.strip()
    return Decimal(stripped) if _NUMBER.fullmatch(stripped) and len(stripped) <= _MOST_DIGITS else None


@dataclass(frozen=True, slots=True)
class Bands:
    """A column by which people are grouped: by its values as they stand, or by bands between `cuts`, lowest first."""

    column: str
    cuts: tuple[Decimal, ...] = ()

    def group(self, text: str) -> str:
        """The group of a cell. A cut belongs to the band above it: with 25 and 62, 62 is in "62 and more"."""
        if not text.strip():
            return BLANK
        if not self.cuts:
            return text.strip()
        number = number_in(text)
        if number is None:
            return NO_NUMBER
        return self.bands[bisect_right(self.cuts, number)]

    @property
    def bands(self) -> tuple[str, ...]:
        """The names of the bands, lowest first; none without cuts."""
        if not self.cuts:
            return ()
        between = (f"{low} to below {high}" for low, high in pairwise(self.cuts))
        return (f"below {self.cuts[0]}", *between, f"{self.cuts[-1]} and more")

    def place(self, group: str) -> int:
        """Where a group stands among others: bands as they rise, all else after them."""
        return self.bands.index(group) if group in self.bands else len(self.bands)


def read_bands(text: str) -> Bands:
    """A column, perhaps with cuts: `sex`, `age:25,62`. Raises Refusal INVALID "BAD_COLUMN"."""
    column, colon, rest = text.rpartition(":")
    cuts = [number_in(part) for part in rest.split(",")]
    if not colon or any(cut is None for cut in cuts):
        if not text.strip():
            raise Refusal(Kind.INVALID, "BAD_COLUMN", "A column has a name.", ("column",), "Write sex, or age:25,62.")
        return Bands(text)
    found = tuple(cut for cut in cuts if cut is not None)
    if not column or list(found) != sorted(set(found)):
        hint = "Write them rising, as in age:25,62."
        raise Refusal(Kind.INVALID, "BAD_COLUMN", "The cuts of a column do not rise.", ("column",), hint)
    return Bands(column, found)


@dataclass(frozen=True, slots=True)
class KnownOutcome:
    """The column that says how it went. bad, good: its values; without `good` all that is neither bad nor blank is."""

    column: str
    bad: frozenset[str]
    good: frozenset[str] = frozenset()

    def label(self, text: str) -> bool | None:
        """Whether it went badly; None where that is not known."""
        value = text.strip()
        if value in self.bad:
            return True
        return False if (value in self.good if self.good else value) else None


@dataclass(frozen=True, slots=True)
class ImpactPlan:
    """What is told.

    segments, protected: columns by which it is told; neither needs to be a fact. references: by protected column, the
    group that the others are held against; the one with the highest rate unless named. exposure: a column of amounts,
    for losses in money. scores: columns of numbers whose means are compared between protected groups. confidence: of
    all intervals. sample: how many changed rows are kept, the first.
    """

    segments: tuple[Bands, ...] = ()
    protected: tuple[Bands, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    outcome: KnownOutcome | None = None
    exposure: str | None = None
    scores: tuple[str, ...] = ()
    confidence: float = 0.95
    sample: int = 100

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it reads, once."""
        bands = (each.column for each in (*self.segments, *self.protected))
        single = (self.outcome.column if self.outcome else None, self.exposure)
        return tuple(dict.fromkeys((*bands, *(name for name in single if name), *self.scores)))

    def wilson(self, found: int, of: int) -> Interval | None:
        """The interval of a rate at the plan's confidence."""
        return wilson(found, of, self.confidence)

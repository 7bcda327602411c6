"""Bins of one column: which values are treated alike, and what each bin is worth as evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from creditrules.population.suggestion.samples import MISSING, Codes, Kind, Level

__all__ = ["Bin", "Binned"]


@dataclass(frozen=True, slots=True)
class Bin:
    """Values that are treated alike, with the rows of the training part that have them.

    low, high: of numbers, closed below and open above; None where it has no end. values: of texts and booleans, by
    name. other: whether all texts that are named nowhere belong here. missing: whether it is the one without a value.
    evidence: the weight of evidence, the logarithm of (its part of all good) / (its part of all bad).
    """

    rows: int
    bad: int
    evidence: float
    low: Decimal | None = None
    high: Decimal | None = None
    values: tuple[Level, ...] = ()
    other: bool = False
    missing: bool = False

    @property
    def bad_share(self) -> float:
        """The part that turned out badly; 0 where there are no rows."""
        return self.bad / self.rows if self.rows else 0.0

    def holds(self, number: Decimal) -> bool:
        """Whether a number lies between its ends."""
        return (self.low is None or self.low <= number) and (self.high is None or number < self.high)


@dataclass(frozen=True, slots=True)
class Binned:
    """A column in bins. by_level: for each of the column's values the place of its bin.

    missing: the place of the bin without a value, None where the column always has one. information: the information
    value, the sum over bins of (part of all good - part of all bad) x evidence.
    """

    column: str
    kind: Kind
    bins: tuple[Bin, ...]
    by_level: Codes
    missing: int | None
    information: float

    def places(self, codes: Codes) -> Codes:
        """For each row the place of its bin."""
        nothing = len(self.bins) if self.missing is None else self.missing
        return np.append(self.by_level, np.int32(nothing))[np.where(codes == MISSING, len(self.by_level), codes)]

    def evidence(self, codes: Codes) -> NDArray[np.float64]:
        """For each row the weight of evidence of its bin."""
        return np.array([each.evidence for each in self.bins])[self.places(codes)]

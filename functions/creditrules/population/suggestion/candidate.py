"""What a scorecard and a tree have in common."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from creditrules.population.suggestion.bins import Binned
from creditrules.population.suggestion.samples import Sample

__all__ = ["Candidate"]


class Candidate(Protocol):
    """Scores applicants from the bins of a few columns; more is better."""

    @property
    def bins(self) -> tuple[Binned, ...]:
        """The columns that it uses."""
        ...

    def scores(self, sample: Sample) -> NDArray[np.float64]:
        """By row the score, a whole number."""
        ...

    def against(self, sample: Sample, row: int) -> list[str]:
        """The columns that stand against a row, the one that counts most first."""
        ...

"""From scores to interventions: which score is allowed, which a person looks at, which is declined."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from creditrules.rules import Intervention

__all__ = ["Ladder", "Rung", "ladder_for"]


@dataclass(frozen=True, slots=True)
class Rung:
    """low: the least score of it, None for the lowest rung. high: the first score above it, None for the highest."""

    intervention: Intervention
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs, from the best scores to the worst."""

    rungs: tuple[Rung, ...]

    def places(self, scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """For each score the place of its rung."""
        lows = [float(rung.low) for rung in self.rungs if rung.low is not None]
        return np.asarray(len(lows) - np.searchsorted(sorted(lows), scores, "right"))

    def interventions(self, scores: NDArray[np.float64]) -> list[Intervention]:
        """For each score what the ladder says."""
        return [self.rungs[place].intervention for place in self.places(scores)]


def ladder_for(scores: NDArray[np.float64], accept: float, refer: float) -> Ladder:
    """The ladder that allows about the part `accept` of these scores, and refers about the part `refer`."""
    allowed = _score_at(scores, accept)
    referred = _score_at(scores, accept + refer)
    if accept + refer >= 1:
        return Ladder((Rung(Intervention.ALLOW, allowed, None), Rung(Intervention.REFER, None, allowed)))
    if referred >= allowed:
        return Ladder((Rung(Intervention.ALLOW, allowed, None), Rung(Intervention.DECLINE, None, allowed)))
    between = Rung(Intervention.REFER, referred, allowed)
    return Ladder((Rung(Intervention.ALLOW, allowed, None), between, Rung(Intervention.DECLINE, None, referred)))


def _score_at(scores: NDArray[np.float64], share: float) -> Decimal:
    """The score which, of all there are, the nearest part to `share` reaches or passes."""
    values, counts = np.unique(scores, return_counts=True)
    reaching = counts[::-1].cumsum()[::-1] / len(scores)
    return Decimal(int(values[np.abs(reaching - share).argmin()]))

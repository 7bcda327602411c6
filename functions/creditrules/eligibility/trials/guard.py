"""When an experiment ends by itself: once a guarded difference lies outside its bounds beyond doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from creditrules.eligibility.trials.intervals import CONFIDENCE, Interval, certain_difference
from creditrules.eligibility.trials.tallies import Tally
from creditrules.records import dataclass
from creditrules.rules import GuardForm

__all__ = ["Overstepped", "Standing", "overstepped", "standing_of"]

_ALPHA: Final = 1 - CONFIDENCE


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a guard stands: the difference, challenger less champion, None while an arm has no decision yet.

    certain: the confidence sequence of it, see `intervals`. begun: whether both arms have enough decisions.
    """

    guard: GuardForm
    difference: float | None
    certain: Interval
    begun: bool

    @property
    def oversteps(self) -> bool:
        """Whether the whole sequence lies below or above what the guard allows."""
        low, high = float(self.guard.low), float(self.guard.high)
        return self.begun and (self.certain.high < low or self.certain.low > high)


@dataclass(frozen=True, slots=True)
class Overstepped:
    """The guard that ends an experiment, with the numbers of decisions that it was found at."""

    standing: Standing
    champion: int
    challenger: int

    @property
    def told(self) -> str:
        """One sentence for the change statement."""
        guard, certain = self.standing.guard, self.standing.certain
        return (
            f"The guard of {guard.metric} ended the experiment: challenger less champion lies between "
            f"{certain.low:.4f} and {certain.high:.4f}, outside of {guard.low} to {guard.high}, after "
            f"{self.champion} decisions of the champion and {self.challenger} of the challenger."
        )


def standing_of(guards: Sequence[GuardForm], tally: Tally) -> tuple[Standing, ...]:
    """Each guard on the numbers so far; together they are wrong of an experiment at most once in twenty."""
    return tuple(_standing(guard, tally, _ALPHA / len(guards)) for guard in guards)


def overstepped(guards: Sequence[GuardForm], tally: Tally) -> Overstepped | None:
    """The first guard that ends it; looked at after every decision, however often that is."""
    alpha = _ALPHA / max(len(guards), 1)
    looked_at = (_standing(guard, tally, alpha) for guard in guards if _lies_outside(guard, tally))
    found = next((each for each in looked_at if each.oversteps), None)
    return None if found is None else Overstepped(found, tally.champion.decisions, tally.challenger.decisions)


def _lies_outside(guard: GuardForm, tally: Tally) -> bool:
    """Whether what was observed lies outside: the sequence holds that, and need not be reckoned where it does not."""
    one, two = tally.champion.of(guard.metric), tally.challenger.of(guard.metric)
    if min(one[1], two[1]) < guard.decisions:
        return False
    return not float(guard.low) <= two[0] / two[1] - one[0] / one[1] <= float(guard.high)


def _standing(guard: GuardForm, tally: Tally, alpha: float) -> Standing:
    one, two = tally.champion.of(guard.metric), tally.challenger.of(guard.metric)
    difference = two[0] / two[1] - one[0] / one[1] if one[1] and two[1] else None
    begun = min(one[1], two[1]) >= guard.decisions
    return Standing(guard, difference, certain_difference(one, two, alpha), begun)

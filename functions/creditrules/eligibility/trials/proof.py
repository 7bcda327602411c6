"""Whether what was counted of a stage is what its recorded decisions come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from creditrules.eligibility.trials.tallies import OTHERS, ArmTally, Tally

__all__ = ["Proof", "tallies_differ"]

_NOTHING: Final[Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class Proof:
    """A stage held against the chains of decisions. links: that were walked; subjects: that are counted.

    gone: shadows that went with their facts, so that they prove nothing. differences: one sentence each; none where the
    counts are those of the decisions on record. Limits, which chains do not tell, are not held against anything.
    """

    links: int
    subjects: int
    gone: int
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def tallies_differ(stored: Tally, reckoned: Tally, gone: int) -> Iterator[str]:
    """In what the stored counts are not those reckoned from the decisions that are kept; gone: see `Proof`."""
    for arm, one, two in (
        ("champion", stored.champion, reckoned.champion),
        ("challenger", stored.challenger, reckoned.challenger),
    ):
        if not reckoned.states and not gone and _comparable(one) != _comparable(two):
            yield f"The {arm} is counted with {one.decisions} decisions, and has {two.decisions} on record."
    if _exceeds(stored.states, reckoned.states, gone):
        yield "The shadows are counted otherwise than they are on record."
    for product, moves in reckoned.transitions.items():
        if OTHERS not in stored.transitions and _exceeds(stored.transitions.get(product, _NOTHING), moves, gone):
            yield f"What shadows say of the product '{product}' is counted otherwise than it is on record."


def _comparable(arm: ArmTally) -> ArmTally:
    """Without limits, and without products where not all are kept apart."""
    return replace(arm, limits={}, outcomes={} if OTHERS in arm.outcomes else arm.outcomes)


def _exceeds(stored: Mapping[str, int], reckoned: Mapping[str, int], gone: int) -> bool:
    """Whether more is on record than is counted, or more is counted than what is gone can account for."""
    missing = {name: count - stored.get(name, 0) for name, count in reckoned.items()}
    return max(missing.values(), default=0) > 0 or sum(stored.values()) - sum(reckoned.values()) > gone

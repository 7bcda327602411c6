"""How likely facts are thought to be before they are asked for: by stretch of an axis, each axis by itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import log2

from creditrules.dmn.analysis import Axis, Branch, Diagram, Diagrams, Facts, Witness, nodes, parts_between, region_text
from creditrules.records import dataclass

__all__ = ["Chances", "Stretch"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values of an axis between which no answer changes.

    text: as unary tests. position: one of them. share: how likely they are, of 1.
    """

    text: str
    position: tuple[object, ...]
    share: float


class Chances:
    """Every stretch of an axis is as likely as the others; with people, also as many of them as are there.

    Axes count as independent. Entropies are in bits.
    """

    def __init__(self, diagrams: Diagrams, diagram: Diagram, people: Sequence[Facts] = ()) -> None:
        self._diagrams = diagrams
        self._people = [Witness(facts) for facts in people]
        cuts: dict[Axis, set[tuple[object, ...]]] = {}
        for part in nodes(diagram):
            if isinstance(part, Branch):
                cuts.setdefault(part.axis, set()).update(part.cuts)
        self.stretches = {axis: self._stretches(axis, sorted(found)) for axis, found in cuts.items()}
        self._spread: dict[Diagram, dict[Diagram, float]] = {}

    def _stretches(self, axis: Axis, cuts: Sequence[tuple[object, ...]]) -> tuple[Stretch, ...]:
        counts = [1.0] * (len(cuts) + 1)
        for witness in self._people:
            counts[bisect_right(cuts, witness.position(axis))] += 1
        parts = [(part, where, counts[bisect_right(cuts, where)]) for part, where in parts_between(axis, cuts)]
        total = sum(count for *_, count in parts)
        return tuple(Stretch(region_text(axis, part), where, count / total) for part, where, count in parts)

    def learnt(self, diagram: Diagram, axis: Axis) -> dict[Diagram, float]:
        """What is left of a diagram when it is known where an axis stands, each with how likely that is."""
        found: dict[Diagram, float] = {}
        for stretch in self.stretches[axis]:
            rest = self._diagrams.fixed(diagram, {axis: stretch.position})
            found[rest] = found.get(rest, 0.0) + stretch.share
        return found

    def doubt(self, diagram: Diagram) -> float:
        """The entropy of the answer."""
        return -sum(share * log2(share) for share in self._answers(diagram).values() if share)

    def _answers(self, part: Diagram) -> dict[Diagram, float]:
        found = self._spread.get(part)
        if found is None:
            found = self._spread[part] = {}
            for child, share in self._children(part):
                for answer, chance in self._answers(child).items():
                    found[answer] = found.get(answer, 0.0) + chance * share
            if not isinstance(part, Branch):
                found[part] = 1.0
        return found

    def _children(self, part: Diagram) -> list[tuple[Diagram, float]]:
        if not isinstance(part, Branch):
            return []
        return [
            (part.children[bisect_right(part.cuts, each.position)], each.share) for each in self.stretches[part.axis]
        ]

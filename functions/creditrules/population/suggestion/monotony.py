"""Whether no better applicant scores worse, looked at in what was made, not in how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise, product

from creditrules.population.suggestion.samples import Kind
from creditrules.population.suggestion.scorecard import Scorecard
from creditrules.population.suggestion.tree import Leaf, Tree
from creditrules.population.suggestion.wishes import Better

__all__ = ["worse_for_better"]


def worse_for_better(candidate: Scorecard | Tree, better: Mapping[str, Better]) -> Iterator[str]:
    """The columns in which some better value scores less than a worse one, all else being the same.

    Texts have no order, and missing values are neither better nor worse. Every pair of neighbouring bins is looked at,
    and of a tree every pair of cases that differ in nothing else for somebody.
    """
    for number, binned in enumerate(candidate.bins):
        direction = better.get(binned.column)
        if direction is None or binned.kind is not Kind.NUMBER:
            continue
        places = [place for place, bin_ in enumerate(binned.bins) if not bin_.missing]
        rising = places if direction is Better.HIGHER else places[::-1]
        if isinstance(candidate, Scorecard):
            points = candidate.attributes[number].points
            wrong = any(points[second] < points[first] for first, second in pairwise(rising))
        else:
            wrong = any(_falls(candidate, number, first, second) for first, second in pairwise(rising))
        if wrong:
            yield binned.column


def _falls(tree: Tree, number: int, first: int, second: int) -> bool:
    """Whether somebody scores less in the second bin of a column than in the first."""
    return any(
        two.points < one.points
        for one, two in product(tree.leaves, tree.leaves)
        if first in one.places[number] and second in two.places[number] and _meet(one, two, number)
    )


def _meet(one: Leaf, two: Leaf, apart: int) -> bool:
    return all(
        place == apart or not set(ours).isdisjoint(theirs)
        for place, (ours, theirs) in enumerate(zip(one.places, two.places, strict=True))
    )

"""Whether no better applicant scores worse, looked at in what was made, not in how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from creditrules.population.suggestion.scorecard import Scorecard
from creditrules.population.suggestion.wishes import Better

__all__ = ["worse_for_better"]


def worse_for_better(card: Scorecard, better: Mapping[str, Better]) -> Iterator[str]:
    """The columns in which some better value has fewer points than a worse one. Missing values are neither."""
    for attribute in card.attributes:
        direction = better.get(attribute.binned.column)
        points = [each for each, bin_ in zip(attribute.points, attribute.binned.bins, strict=True) if not bin_.missing]
        rising = points if direction is Better.HIGHER else points[::-1]
        if direction is not None and any(second < first for first, second in pairwise(rising)):
            yield attribute.binned.column

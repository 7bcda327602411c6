"""A candidate beside what other rules said of the same applicants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditrules.eligibility import Outcome

__all__ = ["Beside", "Side", "compare"]


@dataclass(frozen=True, slots=True)
class Side:
    """name: of the rules. approved: applicants for whom the product is open. bad: of those, who turned out badly."""

    name: str
    rows: int
    approved: int
    bad: int


@dataclass(frozen=True, slots=True)
class Beside:
    """moves: applicants by the outcome of the other rules and that of the candidate."""

    other: Side
    candidate: Side
    moves: Mapping[tuple[Outcome, Outcome], int]


def compare(name: str, others: Sequence[Outcome], ours: Sequence[Outcome], bad: Sequence[bool]) -> Beside:
    """The same applicants, row by row. name: of the other rules."""
    moves = Counter(zip(others, ours, strict=True))
    return Beside(_side(name, others, bad), _side("candidate", ours, bad), moves)


def _side(name: str, said: Sequence[Outcome], bad: Sequence[bool]) -> Side:
    approved = [turned_out for outcome, turned_out in zip(said, bad, strict=True) if outcome.is_open]
    return Side(name, len(said), len(approved), sum(approved))

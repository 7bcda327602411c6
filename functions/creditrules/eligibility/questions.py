"""What to ask an applicant for: facts that still count, in order, and where they decide."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from creditrules.dmn import Fact
from creditrules.records import dataclass

__all__ = ["Deciding", "NextQuestion", "Question", "by_cost"]


@dataclass(frozen=True, slots=True)
class Deciding:
    """Where a fact decides.

    of: the fact, or what is worked out of it and of others. ranges: unary tests, ascending. facts: all that it is of.
    """

    of: str
    ranges: tuple[str, ...]
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that can change the answer or its terms. cost: of asking. decides: empty where that is not known."""

    fact: Fact
    cost: Decimal
    decides: tuple[Deciding, ...] = ()


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What to ask for. questions: the one to ask first, then the others from the cheapest.

    expected: how many questions are expected until nothing is left to ask, under the chances that were assumed; None
    where that is too much to find out. best: whether the first is proved to belong to a cheapest plan under them.
    """

    questions: tuple[Question, ...]
    expected: float | None = None
    best: bool = False


def by_cost(facts: Iterable[Fact]) -> tuple[Question, ...]:
    """Questions for facts of which no more is known, from the cheapest."""
    return tuple(Question(fact, fact.ask_cost) for fact in sorted(facts, key=lambda each: (each.ask_cost, each.name)))

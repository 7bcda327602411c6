"""A product's answer as a function of all facts, worked out once for all that stand on the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Final

from creditrules.dmn.analysis import Algebra, Budget, Diagram, TooLarge, declare
from creditrules.eligibility.explain.asking.answers import answers_of
from creditrules.eligibility.outcomes import ProductSide, outcome_of_product
from creditrules.feel import Value, from_datetime
from creditrules.records import replace
from creditrules.rules import PartyRole

__all__ = ["Analysed", "NotAnalysed", "is_of_rules_alone"]

_BUDGET: Final = (100_000, 1_000_000, 20_000)
"""Nodes, steps and boxes: somebody waits for the answer."""

_MOST_GROWN: Final = 3_000
"""Parts of diagrams that may be kept of applicants: three megabytes of each analysis."""

_ALONE: Final[Mapping[str, Value]] = {"party": {"name": None, "role": PartyRole.APPLICANT.value}, "parties": []}
"""What rules read of parties where there are no others."""

_OF_RULES: Final = frozenset({"param", "parties", "party", "results"})
"""Reserved facts that are the same for all products under the same rule sets."""


class NotAnalysed(Exception):
    """Why reasoning does not reach."""


class Analysed:
    """The analysis, or why there is none, with the algebra in which applicants are looked at.

    lock: for whoever looks, as products may share it. each: nodes and steps that each applicant may take. taken: the
    steps that the analysis took, stretches of columns among them.
    """

    def __init__(self, side: ProductSide, budget: Budget | None = None) -> None:
        self.lock = Lock()
        self.algebra = Algebra(from_datetime(side.now), budget or Budget(*_BUDGET))
        left = self.algebra.budget
        self.each = left.nodes, left.steps
        most = left.steps + (left.stretches or 0)
        self._answers: Diagram | None = None
        self._why = ""
        try:
            self._answers = _answers(self.algebra, side)
        except (NotAnalysed, TooLarge) as why:
            self._why = str(why)
        self.taken = most - max(0, left.steps) - max(0, left.stretches or 0)
        self._first = self._size

    @property
    def answers(self) -> Diagram:
        """The `Answer` wherever the facts are. Raises NotAnalysed."""
        if self._answers is None:
            raise NotAnalysed(self._why)
        return self._answers

    @property
    def is_worn(self) -> bool:
        """Whether so much was kept of applicants that it is better made anew."""
        return self._size > self._first + _MOST_GROWN

    @property
    def _size(self) -> int:
        return self.algebra.diagrams.kept + len(self.algebra.axes)


def is_of_rules_alone(side: ProductSide) -> bool:
    """Whether the analysis is the same for every product with these rule sets: they read nothing of it or a request."""
    return all(each.given <= _OF_RULES for each in side.models)


def _answers(algebra: Algebra, side: ProductSide) -> Diagram:
    asked = [each for each in side.models if PartyRole.APPLICANT in each.rule_set.form.applies_to]
    if not asked:
        raise NotAnalysed("No rule set is in force that is asked about the applicant.")
    if any(fact.name == "request" for each in side.models for fact in each.facts):
        raise NotAnalysed("A rule set has a fact of its own that is called request.")
    read = [each for each in asked if "offer" not in each.given]
    declare(algebra, [(each.model, each.asked) for each in read])
    product = outcome_of_product(side.product, read, side.now, side.parameters, given=_ALONE, algebra=algebra)
    silent = tuple(each.slug for each in side.absent if each.starts is None)
    return answers_of(replace(product, absent=silent), len(asked) - len(read))

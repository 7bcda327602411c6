"""What is asked for: the outcome with its terms, as a function of the facts that are not known yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Final

from creditrules.dmn.analysis import (
    Algebra,
    Diagram,
    Known,
    Leaf,
    Said,
    Term,
    axes_of,
    least,
    restricted,
    term_text,
)
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.explain.asking.names import names_of
from creditrules.eligibility.outcomes import UNTOLD, Combined, ProductOutcome, Told, combined
from creditrules.feel import Value
from creditrules.records import dataclass, replace
from creditrules.rules import Intervention

__all__ = ["Answer", "answers_of", "with_facts"]

_SEVEREST: Final = max(Intervention)
_DECLINED: Final = frozenset({Told(_SEVEREST)})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a product comes to; amounts may be told by facts.

    amounts: limit, rate and exposure limit. told: whether all that fires could be read.
    """

    outcome: Outcome
    amounts: tuple[Term | None, ...] = (None, None, None)
    restricted_features: frozenset[str] = frozenset()
    untils: frozenset[Term] = frozenset()
    told: bool = True

    @property
    def facts(self) -> frozenset[str]:
        """Those that have to be known to say its amounts."""
        terms = [term for term in (*self.amounts, *self.untils) if term is not None]
        return names_of(*(axis for term in terms for axis in axes_of(term)))

    @property
    def is_exposed(self) -> bool:
        """Whether a limit is bounded by what the subject owes in all."""
        return self.amounts[2] is not None


def answers_of(product: ProductOutcome, unread: int = 0) -> Diagram:
    """The `Answer` of a product, wherever the facts are. Raises TooLarge.

    unread: how many rule sets answer as well of which is not told what.
    """
    algebra = product.algebra
    diagrams, leaf = algebra.diagrams, algebra.diagrams.leaf
    found: Diagram = leaf(frozenset[Told]())
    for findings in (*(each for _, each in product.voices), *([leaf(UNTOLD)] * unread)):
        own = diagrams.map(_effects, findings)
        found = diagrams.combine(lambda one, other: leaf(_together(one | other)), found, own, early=_closed)
    lowest = cache(partial(_lowest, algebra))
    return diagrams.combine(lambda effects: _bounded(algebra, combined([("", tuple(effects))]), lowest), found)


def _effects(findings: Iterable[Told]) -> frozenset[Told]:
    """What findings bring about, whichever row says so and why."""
    return _together(replace(told, reason=None, row=None, rule_id=None) for told in findings)


def _together(effects: Iterable[Told]) -> frozenset[Told]:
    """Without those that others make meaningless: amounts and milder steps of a closed product."""
    found = frozenset(effects)
    step = max((told.intervention for told in found), default=Intervention.ALLOW)
    if step is _SEVEREST:
        return _DECLINED
    if step.is_open:
        return found
    ends = frozenset(Told(step, until=told.until) for told in found if told.intervention is step and told.origin)
    return ends | {told for told in found if told.origin is None}


def _closed(parts: tuple[Diagram, ...]) -> Diagram | None:
    """The answer where one rule set comes to the severest, whatever the others say."""
    return next((part for part in parts if isinstance(part, Leaf) and part.value == _DECLINED), None)


def _bounded(algebra: Algebra, whole: Combined, lowest_of: Callable[[frozenset[Term]], Diagram]) -> Diagram:
    """The answer with the lowest of each amount."""

    def together(*amounts: Said | None) -> Diagram:
        lowest = tuple(None if said is None else said.value for said in amounts)
        return algebra.diagrams.leaf(Answer(whole.outcome, lowest, whole.restricted_features, whole.untils, whole.told))

    bounds = (whole.limits, whole.rates, whole.exposure_limits)
    return algebra.diagrams.combine(together, *map(lowest_of, bounds))


def _lowest(algebra: Algebra, terms: frozenset[Term]) -> Diagram:
    return least(algebra, sorted(terms, key=term_text)) if terms else algebra.diagrams.leaf(None)


def with_facts(algebra: Algebra, answers: Diagram, facts: Mapping[str, Value]) -> Diagram:
    """The answers of those with these facts, amounts worked out as far as they can be; by the other facts alone."""

    def reckoned(term: Term) -> Term:
        if isinstance(term, Known):
            return term
        leaf = restricted(algebra, algebra.term(term), facts)
        return leaf.value.value if isinstance(leaf, Leaf) else term

    def answer(each: Answer) -> Answer:
        amounts = tuple(None if term is None else reckoned(term) for term in each.amounts)
        return replace(each, amounts=amounts, untils=frozenset(map(reckoned, each.untils)))

    return algebra.diagrams.map(answer, restricted(algebra, answers, facts))

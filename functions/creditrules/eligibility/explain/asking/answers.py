"""What is asked for: the outcome with its terms, as a function of the facts that are not known yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from creditrules.dmn.analysis import (
    Algebra,
    Diagram,
    Known,
    Leaf,
    Said,
    Term,
    axes_of,
    facts_of,
    least,
    restricted,
    term_text,
)
from creditrules.eligibility.decision import Outcome
from creditrules.eligibility.outcomes import Combined, ProductOutcome, Told, combined
from creditrules.feel import Value
from creditrules.records import dataclass, replace
from creditrules.rules import Intervention

__all__ = ["Answer", "answers_of", "with_facts"]

_SEVEREST: Final = max(Intervention)


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
        return facts_of(*(axis for term in terms for axis in axes_of(term)))


def answers_of(product: ProductOutcome) -> Diagram:
    """The `Answer` of a product, wherever the facts are. Raises TooLarge."""
    algebra = product.algebra
    diagrams = algebra.diagrams
    names = [slug for slug, _ in product.voices]
    effects = [diagrams.map(_effects, findings) for _, findings in product.voices]

    def together(*findings: tuple[Told, ...]) -> Diagram:
        return _bounded(algebra, combined(list(zip(names, findings, strict=True))))

    return diagrams.combine(together, *effects, early=lambda parts: _closed(algebra, parts))


def _effects(findings: Iterable[Told]) -> tuple[Told, ...]:
    """What findings bring about, whichever row says so and why."""
    return tuple(dict.fromkeys(replace(told, reason=None, row=None, rule_id=None) for told in findings))


def _closed(algebra: Algebra, parts: tuple[Diagram, ...]) -> Diagram | None:
    """The answer where one rule set comes to the severest, whatever the others say."""
    for part in parts:
        if isinstance(part, Leaf) and any(each.intervention is _SEVEREST for each in part.value):
            return algebra.diagrams.leaf(Answer(Outcome(_SEVEREST.value)))
    return None


def _bounded(algebra: Algebra, whole: Combined) -> Diagram:
    """The answer with the lowest of each amount."""

    def together(*amounts: Said | None) -> Diagram:
        lowest = tuple(None if said is None else said.value for said in amounts)
        return algebra.diagrams.leaf(Answer(whole.outcome, lowest, whole.restricted_features, whole.untils, whole.told))

    bounds = (whole.limits, whole.rates, whole.exposure_limits)
    return algebra.diagrams.combine(together, *(_lowest(algebra, each) for each in bounds))


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

"""What rows say, read as findings wherever the facts are; by the rules of `eligibility.findings`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from creditrules.dmn.analysis import (
    Algebra,
    Diagram,
    Hit,
    Hits,
    Items,
    Known,
    Line,
    Of,
    Record,
    Said,
    Term,
    calculate,
    compare,
    greatest,
    known,
    least,
    line_of_term,
    point,
    stretches,
)
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.reason import Origin
from creditrules.feel import to_datetime
from creditrules.records import dataclass
from creditrules.rules import Intervention

__all__ = ["NOTHING_FIRED", "NOT_EVALUABLE", "NOT_IN_FORCE", "SOME_REASON", "UNTOLD", "Told", "read_findings"]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding whose amounts may be told by the facts.

    origin: None where the analysis cannot tell what the row says.
    """

    intervention: Intervention
    reason: str | None = None
    limit: Term | None = None
    rate: Term | None = None
    restricted_features: frozenset[str] = frozenset()
    until: Term | None = None
    row: int | None = None
    rule_id: str | None = None
    origin: Origin | None = Origin.RULE
    exposure_limit: Term | None = None

    @property
    def code(self) -> str:
        """The reason code of the catalogue, or the origin's name where no rule answered."""
        return self.reason or (self.origin.value if self.origin else "")


NOTHING_FIRED: Final = (Told(Intervention.REFER, origin=Origin.NO_RULE_FIRED),)
NOT_EVALUABLE: Final = (Told(Intervention.REFER, origin=Origin.NOT_EVALUABLE),)
NOT_IN_FORCE: Final = (Told(Intervention.REFER, origin=Origin.NO_VERSION_IN_FORCE),)
SOME_REASON: Final = "?"
"""Of a coarse analysis: one of the catalogue's, it does not say which."""
_PARTS: Final = 7
UNTOLD: Final = (Told(Intervention.REFER, origin=None),)

_MOMENTS: Final = frozenset({Line.DATE, Line.MOMENT, Line.ZONED_MOMENT})


class _Reader:
    """Reads the rows of one rule set."""

    def __init__(self, algebra: Algebra, compiled: CompiledRuleSet, owed: Term | None) -> None:
        """owed: what the subject owes in all, where that is told."""
        self.algebra, self.compiled, self.owed = algebra, compiled, owed
        self._leaf = algebra.diagrams.leaf
        self._read: dict[int, tuple[Term, tuple[Diagram, ...]]] = {}

    def findings(self, hits: Hits) -> Diagram:
        """The findings of what a table, or a value as one, comes to."""
        if hits.warned:
            return self._leaf(NOT_EVALUABLE)
        if hits.hits is None:
            return self._leaf(UNTOLD)
        if not hits.hits:
            return self._leaf(NOTHING_FIRED)
        parts = [self._finding(hit) for hit in hits.hits]
        return self.algebra.diagrams.combine(lambda *found: self._leaf(_together(found)), *parts)

    def _finding(self, hit: Hit) -> Diagram:
        value, parts = self._read.get(id(hit.value), (None, ()))
        if value is not hit.value:
            parts = self._parts(hit.value)
            self._read[id(hit.value)] = hit.value, parts
        return self.algebra.diagrams.combine(lambda *found: self._leaf(self._told(hit, found)), *parts)

    def _parts(self, value: Term) -> tuple[Diagram, ...]:
        """What a row's result says, part by part, whichever row it is of; of one that is none, the same for each."""
        entries = _entries(value)
        if entries is None:
            untold = line_of_term(value) is Line.OTHER and not isinstance(value, Known | Items)
            return (self._leaf(UNTOLD if untold else NOT_EVALUABLE),) * _PARTS
        bound, limit = entries.get("exposureLimit"), entries.get("limit")
        return (
            self._word(entries.get("intervention"), Intervention.__members__),
            self._word(entries.get("reason"), self.compiled.rule_set.form.reasons, optional=True),
            self.algebra.diagrams.combine(self._amount_of, self._exposed(limit, bound)),
            self._amount(entries.get("rate")),
            self._amount(bound),
            self._features(entries.get("restrictedFeatures")),
            self._until(entries.get("until")),
        )

    def _told(self, hit: Hit, parts: Sequence[Any]) -> tuple[Told, ...]:
        for bad in (NOT_EVALUABLE, UNTOLD):
            if any(part is bad for part in parts):
                return bad
        step, reason, limit, rate, bound, features, until = parts
        intervention = Intervention(step)
        if reason is None and intervention is not Intervention.ALLOW:
            return NOT_EVALUABLE
        told = (intervention, reason, limit, rate, features, until, hit.row or None, hit.rule_id)
        return (Told(*told, exposure_limit=bound),)

    def _word(self, term: Term | None, among: Iterable[str], *, optional: bool = False) -> Diagram:
        """One of some words."""
        if term is None or (isinstance(term, Known) and term.value is None):
            return self._leaf(None if optional else NOT_EVALUABLE)
        if isinstance(term, Known):
            good = isinstance(term.value, str) and term.value in among
            return self._leaf(term.value if good else NOT_EVALUABLE)
        if line_of_term(term) is not Line.TEXT:
            return self._leaf(_unclear(term))
        if self.algebra.coarse and optional and isinstance(term, Of) and _is_among(term, among):
            return self._leaf(SOME_REASON)
        found: Diagram = self._leaf(NOT_EVALUABLE)
        for word in among:
            held = compare(self.algebra, "=", term, known(word))
            found = self.algebra.diagrams.combine(self._if(word), held, found)
        return found

    def _if(self, word: str) -> Callable[[Said, Any], Diagram]:
        return lambda held, other: self._leaf(word if _holds(held) else other)

    def _amount(self, term: Term | None) -> Diagram:
        """A number from 0 up, or none."""
        if term is None or (isinstance(term, Known) and term.value is None):
            return self._leaf(None)
        if line_of_term(term) is not Line.NUMBER:
            return self._leaf(_unclear(term))
        held = compare(self.algebra, ">=", term, known(Decimal(0)))
        return self.algebra.diagrams.map(lambda each: term if _holds(each) else NOT_EVALUABLE, held)

    def _amount_of(self, said: Said) -> Diagram:
        return self._amount(said.value)

    def _exposed(self, limit: Term | None, bound: Term | None) -> Diagram:
        """The limit that an exposure limit leaves."""
        own = limit if limit is not None else known(None)
        if bound is None or self.owed is None or line_of_term(bound) is not Line.NUMBER:
            return self.algebra.term(own)
        left = self.algebra.combine(
            lambda rest: greatest(self.algebra, (rest, known(Decimal(0)))),
            calculate(self.algebra, "-", bound, self.owed),
        )
        if line_of_term(own) is not Line.NUMBER:
            return left
        return self.algebra.combine(lambda rest: least(self.algebra, (own, rest)), left)

    def _features(self, term: Term | None) -> Diagram:
        if isinstance(term, Items) and all(isinstance(item, Known) for item in term.items):
            term = known([item.value for item in term.items if isinstance(item, Known)])
        if term is not None and not isinstance(term, Known):
            return self._leaf(UNTOLD)
        value = term.value if term is not None else None
        names = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(name, str) for name in names):
            return self._leaf(NOT_EVALUABLE)
        return self._leaf(frozenset(map(str, names)))

    def _until(self, term: Term | None) -> Diagram:
        if term is None or (isinstance(term, Known) and term.value is None):
            return self._leaf(None)
        if line_of_term(term) not in _MOMENTS:
            return self._leaf(_unclear(term))
        if isinstance(term, Known) and to_datetime(term.value, self.compiled.zone) is None:  # type: ignore[arg-type]
            return self._leaf(NOT_EVALUABLE)
        return self._leaf(term)


def _entries(value: Term) -> Mapping[str, Term] | None:
    """A row's entries; None where it is no context."""
    if isinstance(value, Record):
        return dict(value.entries)
    if isinstance(value, Known) and isinstance(value.value, Mapping):
        return {str(name): known(part) for name, part in value.value.items()}
    return {"intervention": value} if line_of_term(value) is Line.TEXT else None


def _unclear(term: Term) -> tuple[Told, ...]:
    """What a value of a wrong kind makes of a finding, or one whose kind is not known."""
    return UNTOLD if line_of_term(term) is Line.OTHER and not isinstance(term, Known) else NOT_EVALUABLE


def _is_among(term: Of, words: Iterable[str]) -> bool:
    """Whether what stands on an axis is one of some words, whoever is asked of."""
    left = term.axis.domain
    for word in words:
        left = left.intersection(point(word).complement())
    return not any(stretches(left))


def _holds(said: Said) -> bool:
    return isinstance(said.value, Known) and said.value.value is True


def _together(found: Sequence[tuple[Told, ...]]) -> tuple[Told, ...]:
    """All findings; one that is none makes the rule set not evaluable."""
    for bad in (NOT_EVALUABLE, UNTOLD):
        if any(each is bad for each in found):
            return bad
    return tuple(told for each in found for told in each)


def read_findings(algebra: Algebra, compiled: CompiledRuleSet, hits: Diagram, owed: Term | None) -> Diagram:
    """Tuples of findings, as `evaluate_rule_set` reads them. hits: of the decision that yields them.

    Of a coarse algebra a reason that is worked out, and surely one of the catalogue, is SOME_REASON.
    """
    return algebra.diagrams.combine(_Reader(algebra, compiled, owed).findings, hits)

"""What rule sets of a product read of those that are asked before them, wherever the facts are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Final, NamedTuple

from creditrules.dmn.analysis import Algebra, Diagram, Known, Line, Said, Term, known, line_of_term, lines_of_type
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.outcomes.findings import NOT_EVALUABLE, UNTOLD, Told
from creditrules.eligibility.outcomes.rule_sets import RuleSetOutcome
from creditrules.feel import ANY, Type, is_instance
from creditrules.records import dataclass, field
from creditrules.rules import PartyRole

__all__ = ["Results"]

_NULL: Final = Said(known(None))
_Findings = tuple[Told, ...]


class _Given(NamedTuple):
    """A value that was published, and the type of whatever decision gave it."""

    term: Term
    type: Type


@dataclass(frozen=True, slots=True)
class Results:
    """What was published until now, by the rules of `eligibility.stages`: the last that could be evaluated counts.

    published: by name a diagram of what was given; None where nothing was, UNTOLD where that cannot be told.
    """

    algebra: Algebra
    published: dict[str, Diagram] = field(default_factory=dict)

    def add(self, found: RuleSetOutcome) -> None:
        """What one more publishes, where it can be evaluated; what parties are asked is not published."""
        form = found.compiled.rule_set.form
        if PartyRole.APPLICANT not in form.applies_to:
            return
        for name, decision in form.publishes.items():
            given = self.algebra.diagrams.combine(
                self._after(found.compiled.published_type(name) or ANY),
                found.findings,
                found.analysis.diagram(decision),
                self._until_now(name),
            )
            self.published[name] = given

    def told(self) -> Mapping[str, Diagram]:
        """By name what was published until now, as `Said`; null where nothing was, None where that cannot be told."""
        return {name: self.algebra.diagrams.map(_told, given) for name, given in self.published.items()}

    def read_by(self, compiled: CompiledRuleSet) -> Mapping[str, Diagram]:
        """By name what a rule set reads, as `Said`; null where there is nothing."""
        diagrams = self.algebra.diagrams
        return {name: diagrams.map(_said, self._until_now(name)) for name, _ in compiled.reads}

    def faults(self, compiled: CompiledRuleSet) -> Diagram:
        """What a rule set finds where it cannot be asked, as nobody gave what it reads, or not of its type; else ()."""
        diagrams = self.algebra.diagrams
        faults = [diagrams.map(partial(_fault, wanted=type_), self._until_now(name)) for name, type_ in compiled.reads]
        return diagrams.combine(lambda *found: diagrams.leaf(_worst(found)), *faults) if faults else diagrams.leaf(())

    def _until_now(self, name: str) -> Diagram:
        return self.published.get(name, self.algebra.diagrams.leaf(None))

    def _after(self, type_: Type) -> Callable[[_Findings, Said, Hashable], Diagram]:
        leaf = self.algebra.diagrams.leaf

        def given(findings: _Findings, said: Said, before: Hashable) -> Diagram:
            if findings == NOT_EVALUABLE:
                return leaf(before)
            return leaf(UNTOLD if findings == UNTOLD else _Given(said.value, type_))

        return given


def _told(given: object) -> Said | None:
    return None if given == UNTOLD else _said(given)


def _said(given: object) -> Said:
    return Said(given.term) if isinstance(given, _Given) else _NULL


def _fault(given: object, wanted: Type) -> _Findings:
    if not isinstance(given, _Given):
        return NOT_EVALUABLE if given is None else UNTOLD
    fits = _fits(given, wanted)
    return UNTOLD if fits is None else () if fits else NOT_EVALUABLE


def _fits(given: _Given, wanted: Type) -> bool | None:
    """Whether a value is of the type as which it is read, as null always is; None where that cannot be told."""
    term = given.term
    if isinstance(term, Known):
        return term.value is None or is_instance(term.value, wanted)
    if wanted in {ANY, given.type}:
        return True
    line = line_of_term(term)
    return None if line is Line.OTHER else line in lines_of_type(wanted)


def _worst(faults: tuple[_Findings, ...]) -> _Findings:
    return next((bad for bad in (NOT_EVALUABLE, UNTOLD) if bad in faults), ())

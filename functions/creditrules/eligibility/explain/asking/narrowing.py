"""A decision that lacks facts, with the outcomes and the facts that are left once all is reckoned with."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import replace
from functools import partial
from typing import Final

from creditrules.dmn import Fact
from creditrules.dmn.analysis import Budget, TooLarge
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.asked import REQUEST_FACTS
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.explain.asking.analysed import Analysed, NotAnalysed, is_of_rules_alone
from creditrules.eligibility.explain.asking.inquiry import Inquiry
from creditrules.eligibility.explain.asking.prospects import Prospects
from creditrules.eligibility.outcomes import ProductSide
from creditrules.eligibility.questions import NextQuestion, by_cost

__all__ = ["Narrowing", "analysed_for_narrowing", "stands_on"]

_BUDGET: Final = (10_000, 100_000, 1_000)
"""Nodes, steps and boxes: every answer that lacks facts waits for it."""

_STRETCHES: Final = 10_000
"""Of columns of tables, in all rule sets of a product together: up to 0.5 s. With more nothing is looked at."""

_LARGER: Final = 4
"""By how much the budget is larger where an answer is on record that came about within the usual one."""

_STATES: Final = 200
"""Of a dialogue, up to which the best plan is worked out."""

_INSTANT: Final = re.compile(rb"\bnow\b")
_DAY: Final = re.compile(rb"\btoday\b")
"""Whatever contents say without these words says the same at any time, but for parameters."""


class Narrowing:
    """For all applicants of one product at one moment, or at all at which it stands on the same; threads take turns.

    analysed: of it, or of another product that stands on the same rules.
    """

    def __init__(self, side: ProductSide, analysed: Analysed | None = None) -> None:
        self._analysed = analysed or analysed_for_narrowing(side)
        self._lock = self._analysed.lock
        self.prospects = Prospects(side, analysed=self._analysed)
        self._inquiry = Inquiry(self.prospects, most=_STATES)

    @property
    def is_worn(self) -> bool:
        """Whether so much was kept of applicants that it is better made anew."""
        return self._analysed.is_worn

    def is_of(self, analysed: Analysed) -> bool:
        """Whether this is what it looks at."""
        return self._analysed is analysed

    def narrowed(self, decision: Decision, applicant: Applicant) -> Decision:
        """The decision about an applicant, as it was where reasoning does not reach."""
        with self._lock:
            try:
                return self._narrowed(decision, applicant)
            except (NotAnalysed, TooLarge):
                return decision

    def next_question(self, decision: Decision, applicant: Applicant) -> NextQuestion:
        """What to ask for next of an applicant whose narrowed decision this is."""
        with self._lock:
            try:
                return self._inquiry.next_question(self.prospects.of(applicant))
            except (NotAnalysed, TooLarge):
                return NextQuestion(by_cost(decision.missing_facts))

    def _narrowed(self, decision: Decision, applicant: Applicant) -> Decision:
        prospect = self.prospects.of(applicant)
        names = prospect.facts
        found = self.prospects.possible(prospect)
        certain = next(iter(found.values())) if len(found) == 1 and not names else None
        narrowed = replace(
            decision,
            outcome=certain.outcome if certain else Outcome.UNDETERMINED,
            possible_outcomes=tuple(found),
            terms=certain.terms if certain else None,
            missing_facts=self._missing(decision, names),
            narrowed=True,
        )
        return replace(narrowed, asks=partial(self.next_question, narrowed, applicant))

    def _missing(self, decision: Decision, names: frozenset[str]) -> tuple[Fact, ...]:
        """Definitions of the named facts, in the order of the decision's own."""
        told = [fact for fact in decision.missing_facts if fact.name in names]
        declared = {fact.name: fact for each in self.prospects.side.models for fact in each.facts}
        rest = names - {fact.name for fact in told}
        return (*told, *({**REQUEST_FACTS, **declared}[name] for name in sorted(rest)))


def analysed_for_narrowing(side: ProductSide, *, generous: bool = False) -> Analysed:
    """What a `Narrowing` looks at, within a budget for which answers can wait.

    generous: for an answer on record, which came out narrowed once, when columns had no bound of their own.
    """
    nodes, steps, boxes = (each * (_LARGER if generous else 1) for each in _BUDGET)
    return Analysed(side, Budget(nodes, steps, boxes, stretches=None if generous else _STRETCHES))


def stands_on(side: ProductSide) -> Hashable | None:
    """What tells the analysis of a product from others; products of which rules read nothing have the same.

    None where it is good for this one moment, as rules ask for the time.
    """
    clocks = [_clock(each) for each in side.models]
    if any(instant for instant, _ in clocks):
        return None
    dated = any(day for _, day in clocks)
    days = [side.now.astimezone(each.zone).date() for each in side.models] if dated else []
    parameters = sorted((name, each.applied.digest, repr(each.value)) for name, each in side.parameters.items())
    rule_sets = tuple(each.rule_set.digest for each in side.models)
    silent = tuple(each.slug for each in side.absent if each.starts is None)
    product = "" if is_of_rules_alone(side) else side.digest
    return product, rule_sets, tuple(parameters), silent, tuple(days)


def _speaks_of(word: bytes, pattern: re.Pattern[bytes], content: bytes) -> bool:
    """Whether the pattern, of this very word, is in the content; most have not even the letters, which is soon seen."""
    return word in content and pattern.search(content) is not None


def _clock(compiled: CompiledRuleSet) -> tuple[bool, bool]:
    """Whether a content may speak of now, and of today; looked for once, as it may be long."""
    found = compiled.kept.clock
    if found is None:
        content = compiled.rule_set.content
        found = compiled.kept.clock = (_speaks_of(b"now", _INSTANT, content), _speaks_of(b"today", _DAY, content))
    return found

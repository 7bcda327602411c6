"""The next question as somebody may be told it: without the ranges that would tell what is not published."""

from __future__ import annotations

from collections.abc import Iterable

from creditrules.eligibility.decision import Decision
from creditrules.eligibility.explain.told import publishes_thresholds
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.questions import NextQuestion, Question, by_cost
from creditrules.records import replace

__all__ = ["told_question"]

_TELLS = frozenset({"results", "offer", "parties"})
"""By these a rule set rests on facts that it does not declare."""


def told_question(decision: Decision, *, sees_policy: bool) -> NextQuestion:
    """What to ask for next. sees_policy: whether the reader may see all of the lender's rules.

    Works it out, which takes long.
    """
    found = decision.asks() if decision.asks else NextQuestion(by_cost(decision.missing_facts))
    if sees_policy:
        return found
    hidden = [ground for ground in decision.grounds if not publishes_thresholds(ground)]
    return replace(found, questions=tuple(_published(each, hidden) for each in found.questions))


def _published(question: Question, hidden: Iterable[Ground]) -> Question:
    """The question without ranges that a rule set may have made that does not publish its thresholds."""
    told = (each for each in question.decides if not any(_may_cut(ground, each.facts) for ground in hidden))
    return replace(question, decides=tuple(told))


def _may_cut(ground: Ground, facts: frozenset[str]) -> bool:
    """Whether a rule set may have made the cuts of these facts: its own cells, or its limit where another's is told."""
    compiled = ground.compiled
    if compiled.bounds or not _TELLS.isdisjoint(compiled.given):
        return True
    return any(compiled.asks_for(name) for name in facts)

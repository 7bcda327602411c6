"""Content that passed, and what it would become as a proposal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from creditrules.auth import Action, Principal, may
from creditrules.desk.submitting import Draft
from creditrules.eligibility import CompiledRuleSet
from creditrules.errors import Diagnostic, Severity
from creditrules.rules import ActivationKind, Category, Head, Impact, Texts
from creditrules.rules.life import Proposed
from creditrules.rules.time import NO_FACTS, FactNames

__all__ = ["Ready", "correction_warned", "proposed_of"]


@dataclass(frozen=True, slots=True)
class Ready:
    """Content that passed: what is to be stored, what it touches, and what to know about it all the same."""

    content: bytes
    digest: str
    name: Texts
    links: tuple[str, ...]
    impact: Impact
    diagnostics: tuple[Diagnostic, ...]
    compiled: CompiledRuleSet | None = None
    category: Category | None = None
    facts: FactNames = NO_FACTS


def proposed_of(head: Head, draft: Draft, ready: Ready) -> Proposed:
    """What a draft that passed proposes for the document."""
    change = draft.change
    return Proposed(
        digest=ready.digest,
        name=ready.name,
        links=ready.links,
        statement=replace(change.statement(), impact=ready.impact),
        kind=ActivationKind.CORRECTION if change.correction else ActivationKind.PUBLICATION,
        valid_from=change.valid_from,
        valid_until=change.valid_until,
        based_on=head.latest_version if draft.based_on is None else draft.based_on,
    )


def correction_warned(principal: Principal, draft: Draft) -> Iterable[Diagnostic]:
    """A warning where what is declared a correction has to be published by somebody else."""
    if draft.change.correction and not may(principal, Action.CORRECT):
        message = "It declares a correction, which only who may correct can publish."
        hint = "Ask a chief to publish it once it is approved, or give a start that is not in the past."
        yield Diagnostic("change.correction-by-others", message, hint, severity=Severity.WARNING)

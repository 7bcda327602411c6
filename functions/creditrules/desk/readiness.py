"""Content that passed, and what it would become as a proposal."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from creditrules.auth import Action, Principal, may
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.submitting import Draft
from creditrules.dmn import Flaw
from creditrules.eligibility import ClaimFound, CompiledRuleSet, Coverage, Generated
from creditrules.errors import Diagnostic, Severity
from creditrules.records import dataclass, replace
from creditrules.rules import ActivationKind, Category, Entry, Head, Impact, Texts
from creditrules.rules.life import Proposed
from creditrules.rules.time import NO_FACTS, FactNames

__all__ = ["Ready", "keep", "proposed_of", "same_in_force", "warned"]


@dataclass(frozen=True, slots=True)
class Ready:
    """Content that passed: what is to be stored, what it touches, and what to know about it all the same.

    reached: what a rule set's test cases reach of it. generated: at most so many cases for what they do not reach.
    flaws: of a rule set, those that the lender wants to be told of.
    claims: how what is declared of its facts stands. kept: what the statement refers to and is to be kept with it.
    """

    content: bytes
    digest: str
    name: Texts
    links: tuple[str, ...]
    impact: Impact
    diagnostics: tuple[Diagnostic, ...]
    compiled: CompiledRuleSet | None = None
    category: Category | None = None
    facts: FactNames = NO_FACTS
    reached: Callable[[], Coverage] | None = None
    flaws: tuple[Flaw, ...] = ()
    generated: Callable[[int], Generated] | None = None
    claims: tuple[ClaimFound, ...] = ()
    kept: tuple[bytes, ...] = ()


def keep(catalogue: Catalogue, tenant: str, ready: Ready) -> None:
    """Keep what the statement of what passed refers to, before it is recorded."""
    for content in ready.kept:
        catalogue.store.keep(tenant, content)


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


def same_in_force(catalogue: Catalogue, tenant: str, head: Head, draft: Draft, ready: Ready) -> Entry | None:
    """What is in force when the draft would begin, where it says the same and lasts as long: nothing would change."""
    now, end = catalogue.store.now(), draft.change.valid_until
    entry = catalogue.store.in_force(tenant, head, draft.change.valid_from or now, now)
    if entry is None or entry.digest != ready.digest:
        return None
    lasts = entry.valid_until is None or (end is not None and end <= entry.valid_until)
    return entry if lasts else None


def warned(
    catalogue: Catalogue, principal: Principal, head: Head | None, draft: Draft, ready: Ready
) -> Iterable[Diagnostic]:
    """A warning where the draft would change nothing, or else where a correction is to be published by others."""
    same = same_in_force(catalogue, principal.tenant, head, draft, ready) if head else None
    if same is not None:
        message = f"It says the same as version {same.version}, which is in force then: nothing would change."
        hint = "Leave it, or change what it says."
        yield Diagnostic("change.nothing", message, hint, severity=Severity.WARNING)
    elif draft.change.correction and not may(principal, Action.CORRECT):
        message = "It declares a correction, which only who may correct can publish."
        hint = "Ask a chief to publish it once it is approved, or give a start that is not in the past."
        yield Diagnostic("change.correction-by-others", message, hint, severity=Severity.WARNING)

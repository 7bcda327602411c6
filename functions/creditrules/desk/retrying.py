"""Retries of acts on documents: what was done is answered as it was, whatever has changed since.

An act that comes with an idempotency key is known by its receipt. Of one without, what it says tells: the same in the
same place is the same act.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from creditrules.auth import Principal
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.submitting import Numbered, Submission, by_nature
from creditrules.errors import Kind, Refusal
from creditrules.once import Once
from creditrules.records import replace
from creditrules.rules import Activation, ChangeStatement, DocumentKey, DocumentKind, Head, Impact
from creditrules.rules.ports import Activated, ProposalMoved, Published, RuleStore

__all__ = [
    "activated_before",
    "answered_before",
    "in_a_row",
    "moved_before",
    "plain_words",
    "published_before",
    "words_of",
]

STANDS = frozenset({Kind.FORBIDDEN, Kind.UNAUTHENTICATED, Kind.UNAVAILABLE})
"""Refusals that a retry is refused with as well: it is not answered to who may not act, nor while nothing is known."""
ODD = frozenset({"BAD_IDEMPOTENCY_KEY", "KEY_REUSED"})
"""Refusals of the key itself."""

Given = ParamSpec("Given")
Done = TypeVar("Done")
Outcome = TypeVar("Outcome")
Find = Callable[[str, DocumentKey, Once], Outcome | None]
UseCase = Callable[Concatenate[Catalogue, Principal, Given], Done]


def answered_before(
    find: Callable[[RuleStore], Find[Outcome]],
    told: Callable[[Outcome], Done],
    kind: DocumentKind | None = None,
) -> Callable[[UseCase[Given, Done]], UseCase[Given, Done]]:
    """A use case whose retry gets the first answer also where the act would be refused by now.

    find: what the act became. told: how the use case tells it, without warnings, which were of then. kind: of the
    document, where a submission names it by its slug alone.
    """

    def of(use_case: UseCase[Given, Done]) -> UseCase[Given, Done]:
        @wraps(use_case)
        def act(catalogue: Catalogue, principal: Principal, /, *given: Given.args, **named: Given.kwargs) -> Done:
            try:
                return use_case(catalogue, principal, *given, **named)
            except Refusal as refusal:
                key, once = _meant((*given, *named.values()), kind)
                if refusal.kind in STANDS or refusal.code in ODD or key is None or once is None:
                    raise
                before = find(catalogue.store)(principal.tenant, key, once)
                if before is None:
                    raise
                return told(before)

        return act

    return of


def published_before(store: RuleStore) -> Find[Published]:
    """What publications became."""
    return store.published_before


def activated_before(store: RuleStore) -> Find[Activated]:
    """What acts without new content became."""
    return store.activated_before


def moved_before(store: RuleStore) -> Find[ProposalMoved]:
    """What acts on proposals became."""
    return store.moved_before


def in_a_row(
    catalogue: Catalogue,
    principal: Principal,
    head: Head,
    said: Sequence[object],
    is_same: Callable[[Activation], bool],
) -> str:
    """A retry key for who sends none with an act that puts something in force, or takes it out.

    The same act sent twice in a row is one act; with another in between it is a new one. said: all of the act; is_same:
    whether an activation is what it becomes.
    """
    latest = catalogue.activation(principal.tenant, head.key, head.latest_sequence) if head.entries else None
    done = latest is not None and latest.author == principal.subject and is_same(latest)
    return by_nature(principal.subject, *said, head.latest_sequence - done)


def words_of(statement: ChangeStatement) -> ChangeStatement:
    """What its author said, without what was computed."""
    return replace(statement, impact=Impact(), notice=dict(statement.notice))


def plain_words(statement: ChangeStatement) -> list[object]:
    """The same as plain data."""
    basis = statement.basis
    return [basis.category.value, basis.citation, basis.link, statement.comment, dict(statement.notice)]


def _meant(given: Sequence[Any], kind: DocumentKind | None) -> tuple[DocumentKey | None, Once | None]:
    """The document that the arguments of a use case name, and the act."""
    key: DocumentKey | None = None
    once: Once | None = None
    for each in given:
        if isinstance(each, Once):
            once = each
        elif isinstance(each, Numbered):
            key = each.key
        elif isinstance(each, Submission):
            once = each.once
            key = key or (DocumentKey(kind, each.slug) if kind else None)
    return key, once

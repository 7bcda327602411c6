"""How schedules may lie to each other, and what a proposal that is published becomes; without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from creditrules.errors import Refusal
from creditrules.rules import (
    Activation,
    ActivationKind,
    Basis,
    BasisCategory,
    Category,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
    Head,
)
from creditrules.rules.life import NO_APPROVAL, Proposed, PublishedProposal, PublishProposal, next_proposal
from creditrules.rules.life.proposals import draft, submit
from creditrules.rules.time import head_after, refuse_overlap

KEY = DocumentKey(DocumentKind.RULE_SET, "line-cap")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
STATEMENT = ChangeStatement(Basis(BasisCategory.RISK, "committee 7"), "tightened", {"en": "Tightened."})


def day(number: int | None) -> datetime | None:
    return None if number is None else NOW + timedelta(days=number)


def scheduled(start: int, until: int | None) -> Head:
    """A head with one schedule, recorded now."""
    head = Head(KEY, {"en": "Line cap"}, Category.RISK, 1, 0, 0, NOW, "ada", NOW)
    valid_from = NOW + timedelta(days=start)
    activation = Activation(
        KEY, 1, 1, "digest", ActivationKind.PUBLICATION, valid_from, day(until), NOW, "ada", STATEMENT
    )
    return head_after(head, activation, name=head.name, links=())


def refused(head: Head, start: int, until: int | None) -> bool:
    try:
        refuse_overlap(head, NOW + timedelta(days=start), day(until), NOW)
    except Refusal as refusal:
        return refusal.code == "OVERLAPPING_SCHEDULE"
    return False


@pytest.mark.parametrize(
    ("there", "new", "contradict"),
    [
        ((5, None), (9, None), False),  # one follows the other
        ((9, None), (5, None), False),
        ((5, None), (5, None), True),  # both start together
        ((5, 9), (5, 7), True),
        ((5, 9), (9, None), False),  # one begins as the other ends
        ((9, None), (5, 9), False),
        ((9, 12), (5, 9), False),
        ((5, 9), (7, None), True),  # the end of the first would be cut off
        ((7, None), (5, 9), True),
        ((5, 9), (7, 10), True),
        ((7, 10), (5, 9), True),
        ((5, 9), (7, 8), False),  # one lies within the other
        ((7, 8), (5, 9), False),
        ((5, 9), (7, 9), False),  # and ends with it
        ((7, 9), (5, 9), False),
        ((5, None), (7, 8), False),
        ((7, 8), (5, None), False),
    ],
)
def test_two_schedules_contradict_each_other_where_one_cuts_off_the_other(
    there: tuple[int, int | None],
    new: tuple[int, int | None],
    contradict: bool,  # noqa: FBT001
) -> None:
    assert refused(scheduled(*there), *new) is contradict


def test_only_what_has_not_started_and_was_not_cancelled_counts() -> None:
    begun = scheduled(-1, 9)
    assert not refused(begun, 5, None)
    waiting = scheduled(5, 9)
    assert refused(waiting, 7, None)
    cancelled = replace(waiting, entries=tuple(replace(entry, cancelled_at=NOW) for entry in waiting.entries))
    assert not refused(cancelled, 7, None)
    assert not refused(waiting, 0, 7)  # what starts now is no schedule


def test_a_published_proposal_becomes_the_next_version_and_the_next_activation() -> None:
    head = replace(scheduled(5, None), latest_version=3, latest_sequence=7)
    proposed = Proposed(
        digest="d1",
        name={"en": "Cap"},
        links=(),
        statement=STATEMENT,
        kind=ActivationKind.PUBLICATION,
        valid_from=None,
        valid_until=None,
        based_on=3,
    )
    waiting = submit(draft(KEY, 1, proposed, "ana", NOW), NO_APPROVAL, NOW)
    published = next_proposal(PublishProposal(KEY, "bo", "p", 1, NO_APPROVAL), head, waiting, NOW)
    assert isinstance(published, PublishedProposal)
    assert (published.version, published.sequence, published.by) == (4, 8, "bo")

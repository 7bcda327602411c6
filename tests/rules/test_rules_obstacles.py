"""What stands between a proposal and its publication is told with the codes that publishing would give."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from creditrules.errors import Refusal
from creditrules.rules import (
    ActivationKind,
    Basis,
    BasisCategory,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
    Entry,
    Head,
)
from creditrules.rules.life import (
    ApprovalRule,
    ApproveProposal,
    CreateProposal,
    EditProposal,
    Proposal,
    Proposed,
    SubmitProposal,
    next_proposal,
    obstacles,
)

KEY = DocumentKey(DocumentKind.RULE_SET, "line-cap")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
RULE = ApprovalRule(1, ("APPROVER",))
SCHEDULED = Entry(1, 1, "d1", NOW + 5 * DAY, NOW + 9 * DAY, NOW - DAY)
HEAD = Head(KEY, {"en": "Cap"}, None, 3, 1, 1, NOW - 2 * DAY, "ana", NOW - DAY, (SCHEDULED,))
SOUND = Proposed(
    digest="d2",
    name={"en": "Cap"},
    links=(),
    statement=ChangeStatement(Basis(BasisCategory.RISK, "committee 7"), "tightened", {"en": "Tightened."}),
    kind=ActivationKind.PUBLICATION,
    valid_from=None,
    valid_until=None,
    based_on=1,
)
CORRECTION = ActivationKind.CORRECTION
DOOMED = {
    "STARTS_IN_PAST": replace(SOUND, valid_from=NOW - DAY),
    "NOT_IN_PAST": replace(SOUND, kind=CORRECTION, valid_from=NOW + DAY),
    "EMPTY_PERIOD": replace(SOUND, valid_until=NOW - DAY),
    "STALE_BASE": replace(SOUND, based_on=0),
    "OVERLAPPING_SCHEDULE": replace(SOUND, valid_from=NOW + 7 * DAY, valid_until=NOW + 12 * DAY),
}
LASTING = {"STARTS_IN_PAST", "EMPTY_PERIOD", "STALE_BASE"}


def create(proposed: Proposed) -> CreateProposal:
    return CreateProposal(KEY, "ana", "key", proposed, b"")


def drafted(proposed: Proposed) -> Proposal:
    """A draft as it may stand in a store, whatever has become of the document since."""
    return replace(next_proposal(create(SOUND), HEAD, None, NOW), proposed=proposed)


def code(act: object, proposal: Proposal | None = None) -> str:
    with pytest.raises(Refusal) as refused:
        next_proposal(act, HEAD, proposal, NOW)  # type: ignore[arg-type]
    return refused.value.code


def test_what_can_be_published_has_no_obstacle() -> None:
    assert obstacles(HEAD, SOUND, NOW) == ()
    assert obstacles(HEAD, replace(SOUND, kind=CORRECTION, valid_from=NOW - DAY), NOW) == ()
    assert obstacles(HEAD, replace(SOUND, valid_from=NOW + 6 * DAY, valid_until=NOW + 7 * DAY), NOW) == ()


@pytest.mark.parametrize("expected", DOOMED)
def test_what_could_not_be_published_is_refused_when_it_is_written_and_submitted(expected: str) -> None:
    proposed = DOOMED[expected]
    assert [each.code for each in obstacles(HEAD, proposed, NOW)] == [expected]
    assert code(create(proposed)) == expected
    assert code(EditProposal(KEY, "ana", "key", 1, proposed, b""), drafted(SOUND)) == expected
    assert code(SubmitProposal(KEY, "ana", "key", 1, RULE), drafted(proposed)) == expected


@pytest.mark.parametrize("expected", DOOMED)
def test_nobody_approves_what_only_an_edit_could_mend(expected: str) -> None:
    waiting = next_proposal(SubmitProposal(KEY, "ana", "key", 1, RULE), HEAD, drafted(SOUND), NOW)
    waiting = replace(waiting, proposed=DOOMED[expected])
    approve = ApproveProposal(KEY, "bo", "key", 1, RULE, waiting.proposed.binding, ("APPROVER",), "")
    if expected in LASTING:
        assert code(approve, waiting) == expected
    else:
        assert next_proposal(approve, HEAD, waiting, NOW).revision == waiting.revision + 1


def test_all_that_stands_in_the_way_is_told() -> None:
    worst = replace(SOUND, valid_from=NOW - DAY, based_on=0)
    assert [each.code for each in obstacles(HEAD, worst, NOW)] == ["STALE_BASE", "STARTS_IN_PAST"]
    assert all(each.message and each.hint for each in obstacles(HEAD, worst, NOW))


def test_a_proposal_may_become_doomed_by_the_passing_of_time() -> None:
    tomorrow = replace(SOUND, valid_from=NOW + DAY)
    assert obstacles(HEAD, tomorrow, NOW) == ()
    assert [each.code for each in obstacles(HEAD, tomorrow, NOW + 2 * DAY)] == ["STARTS_IN_PAST"]

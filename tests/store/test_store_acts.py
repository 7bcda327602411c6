"""Acts on proposals and activations: what they record, what they refuse, what a retry gets, and who wins a race."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from acts import ACTS, ONE, Acts  # type: ignore[import-not-found]
from backends import Backend, let_in  # type: ignore[import-not-found]

from creditrules.errors import Kind, Refusal
from creditrules.rules import ActivationKind, DocumentKey, DocumentKind
from creditrules.rules.life import (
    NO_APPROVAL,
    ApprovalRule,
    ApproveProposal,
    CancelActivation,
    DraftProposal,
    ProposalState,
    PublishProposal,
    RollBack,
    state_of,
)
from creditrules.rules.ports import Asked, ProposalMoved, Publication
from creditrules.store import RulesInTable, first_broken
from creditrules.store.keys import link_key
from creditrules.store.port import Delete

KEY = DocumentKey(DocumentKind.RULE_SET, "cap")
DAY = timedelta(days=1)


@pytest.fixture
def acts(store: RulesInTable, publication: Callable[..., Publication]) -> Acts:
    return Acts(store, KEY, publication)


def assert_chain_holds(store: RulesInTable) -> None:
    entries = store.audit("lender", KEY, Asked(100)).items
    assert first_broken(entries) is None
    assert len(entries) == store.heads("lender", [KEY])[KEY].revision


@pytest.mark.parametrize("act", [act for act in ACTS if act != "create"])
def test_a_retry_gets_the_first_answer_even_after_other_acts(acts: Acts, clock: list[datetime], act: str) -> None:
    acts.prepare(act)
    first = acts.do(act)
    kept = acts.wanted
    clock[0] += timedelta(hours=1)
    acts.wanted = None
    acts.do("publish", "another act", author="cy")
    after = acts.snapshot()
    acts.wanted = kept
    again = acts.do(act)
    assert again.replayed
    assert not first.replayed
    for part in ("version", "activation", "proposal"):
        assert getattr(again, part, None) == getattr(first, part, None)
    assert acts.snapshot() == after
    assert_chain_holds(acts.store)


@pytest.mark.parametrize("act", [act for act in ACTS if act != "create"])
def test_a_key_used_for_another_act_is_refused(acts: Acts, act: str) -> None:
    acts.prepare(act)
    first, whose = (
        "submit" if act == "withdraw" else "withdraw",
        "bo" if act in {"approve", "reject", "comment"} else "ana",
    )
    acts.do(first, "k", number=acts.do("draft", "d").proposal.number, author=whose)
    before = acts.snapshot()
    with pytest.raises(Refusal) as refused:
        acts.do(act, "k")
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "KEY_REUSED")
    assert acts.snapshot() == before


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_one_link_of_the_chain(acts: Acts, act: str) -> None:
    acts.prepare(act)
    before = len(acts.store.audit("lender", KEY, Asked(100)).items) if act != "create" else 0
    acts.do(act)
    entries = acts.store.audit("lender", KEY, Asked(100)).items
    assert len(entries) == before + 1
    told = entries[-1].fields
    names = {"schedule": "PUBLISH", "publish proposal": "PUBLISH"}
    assert told["act"] == names.get(act, act.upper().replace(" ", "_"))
    assert told["author"] in {"ana", "bo"}
    if before:
        assert told["before"] == entries[-2].fields["after"]
    assert_chain_holds(acts.store)


def test_a_proposal_goes_from_draft_to_a_version_in_force(acts: Acts) -> None:
    store = acts.store
    acts.prepare("draft")
    states = [acts.do(act, act).proposal for act in ("draft", "submit", "approve", "publish proposal")]
    assert [state_of(p) for p in states] == [
        ProposalState.DRAFT,
        ProposalState.SUBMITTED,
        ProposalState.APPROVED,
        ProposalState.PUBLISHED,
    ]
    head = store.heads("lender", [KEY])[KEY]
    entry = store.in_force("lender", head, store.now(), store.now())
    assert entry is not None
    assert (entry.version, entry.digest) == (2, states[0].proposed.digest)
    assert store.proposal("lender", KEY, 1) == states[-1]
    assert set(store.content("lender", [entry.digest])) == {entry.digest}
    told = [e.fields.get("proposal") for e in store.audit("lender", KEY, Asked(100)).items][2:]
    assert [(t["from"], t["to"]) for t in told if t] == [
        (None, "DRAFT"),
        ("DRAFT", "SUBMITTED"),
        ("SUBMITTED", "APPROVED"),
        ("APPROVED", "PUBLISHED"),
    ]
    assert {t["binding"] for t in told if t} == {states[0].proposed.binding}


def test_open_proposals_are_listed_until_they_are_closed(acts: Acts) -> None:
    acts.prepare("draft")
    for number in (1, 2, 3):
        acts.do("draft", f"draft {number}")
    store = acts.store
    assert [p.number for p in store.open_proposals("lender", Asked(100)).items] == [1, 2, 3]
    first = store.open_proposals("lender", Asked(1))
    assert first.has_next
    assert [p.number for p in store.open_proposals("lender", Asked(9, first.cursors[0])).items] == [2, 3]
    acts.do("withdraw", "w", number=2)
    assert [p.number for p in store.open_proposals("lender", Asked(100)).items] == [1, 3]
    assert [p.number for p in store.proposals("lender", KEY, Asked(100)).items] == [3, 2, 1]
    newest = store.proposals("lender", KEY, Asked(2))
    assert [p.number for p in store.proposals("lender", KEY, Asked(2, newest.cursors[-1])).items] == [1]
    assert store.open_proposals("other-lender", Asked(100)).items == ()


def test_approving_what_was_edited_since_is_refused(acts: Acts) -> None:
    acts.prepare("approve")
    binding = acts.store.proposal("lender", KEY, 1).proposed.binding
    acts.do("edit", "e")
    acts.do("submit", "s")
    given = ApproveProposal(KEY, "bo", "a", 1, ONE, binding, ("APPROVER",), "")
    with pytest.raises(Refusal) as refused:
        acts.store.move_proposal("lender", given)
    assert refused.value.code == "EDITED_SINCE"


def test_a_proposal_written_against_an_older_version_cannot_be_published(acts: Acts) -> None:
    acts.prepare("publish proposal")
    acts.wanted = None
    acts.do("publish", "a rival")
    with pytest.raises(Refusal) as refused:
        acts.do("publish proposal")
    assert refused.value.code == "STALE_BASE"
    assert state_of(acts.store.proposal("lender", KEY, 1)) is ProposalState.APPROVED


@pytest.mark.parametrize("number", [-1, 0, 2, 10**30])
def test_what_is_not_there_is_refused(acts: Acts, number: int) -> None:
    acts.prepare("submit")
    statement = acts.publication(KEY).statement
    tried: dict[str, Callable[[], object]] = {
        "UNKNOWN_PROPOSAL": lambda: acts.do("submit", "s", number=number),
        "UNKNOWN_VERSION": lambda: acts.store.activate("lender", RollBack(KEY, "ana", "r", number, statement)),
        "UNKNOWN_ACTIVATION": lambda: acts.store.activate(
            "lender", CancelActivation(KEY, "ana", "c", number, statement)
        ),
    }
    for code, act in tried.items():
        with pytest.raises(Refusal) as refused:
            act()
        assert (refused.value.kind, refused.value.code) == (Kind.NOT_FOUND, code)


def test_cancelling_what_has_started_or_was_cancelled_is_refused(acts: Acts, clock: list[datetime]) -> None:
    acts.prepare("cancel")
    statement = acts.publication(KEY).statement

    def cancel(sequence: int, key: str) -> object:
        return acts.store.activate("lender", CancelActivation(KEY, "ana", key, sequence, statement))

    for code, sequence in (("ALREADY_STARTED", 1), ("UNKNOWN_ACTIVATION", 3)):
        with pytest.raises(Refusal) as refused:
            cancel(sequence, "x")
        assert refused.value.code == code
    cancel(2, "y")
    for code, sequence in (("ALREADY_CANCELLED", 2), ("UNKNOWN_ACTIVATION", 3)):
        with pytest.raises(Refusal) as refused:
            cancel(sequence, "z")
        assert refused.value.code == code


def test_a_cancelled_schedule_is_still_what_had_been_known(acts: Acts, clock: list[datetime]) -> None:
    acts.prepare("cancel")
    store, known = acts.store, clock[0] + timedelta(minutes=5)
    clock[0] += timedelta(hours=1)
    acts.do("cancel")
    head, then = store.heads("lender", [KEY])[KEY], clock[0] + 2 * DAY
    as_known = store.in_force("lender", head, then, known)
    as_cancelled = store.in_force("lender", head, then, store.now())
    assert as_known is not None
    assert as_cancelled is not None
    assert (as_known.version, as_cancelled.version) == (2, 1)


def test_a_rollback_is_an_activation_and_no_version(acts: Acts) -> None:
    acts.prepare("publish")
    acts.do("publish", "p")
    done = acts.do("roll back")
    assert (done.activation.kind, done.activation.version, done.activation.sequence) == (ActivationKind.ROLLBACK, 1, 3)
    assert done.head.latest_version == 2
    entry = acts.store.in_force("lender", done.head, acts.store.now(), acts.store.now())
    assert entry is not None
    assert entry.version == 1
    assert acts.store.heads("lender", [KEY])[KEY] == done.head


def test_after_a_retirement_nothing_is_in_force_until_a_new_publication(acts: Acts, clock: list[datetime]) -> None:
    acts.prepare("retire")
    done = acts.do("retire")
    store = acts.store
    assert (done.activation.version, done.activation.digest) == (0, "")
    assert store.in_force("lender", done.head, store.now(), store.now()) is None
    before = done.activation.valid_from - timedelta(microseconds=1)
    assert store.in_force("lender", done.head, before, store.now()) is not None
    clock[0] += DAY
    head = acts.do("publish", "p").head
    entry = store.in_force("lender", head, store.now(), store.now())
    assert entry is not None
    assert entry.version == 2


def test_a_retirement_before_a_schedule_is_refused_until_that_is_cancelled(acts: Acts) -> None:
    acts.prepare("cancel")
    with pytest.raises(Refusal) as refused:
        acts.do("retire", "r")
    assert refused.value.code == "SCHEDULE_AHEAD"
    acts.do("cancel", "c")
    assert acts.do("retire", "r2").activation.kind is ActivationKind.RETIREMENT


@pytest.mark.parametrize(
    ("first", "second", "contradicts"),
    [
        ((5, None), (9, None), False),  # one follows the other
        ((5, None), (5, None), True),  # both start together
        ((5, 9), (9, None), False),
        ((5, 9), (7, None), True),  # the end of the first would be cut off
        ((5, 9), (7, 8), False),  # within
        ((5, 9), (7, 9), False),
        ((5, 9), (7, 10), True),
        ((7, None), (5, 9), True),
        ((7, 8), (5, 9), False),
        ((9, None), (5, 9), False),
        ((5, None), (7, 8), False),
    ],
)
def test_schedules_that_contradict_each_other_are_refused(
    acts: Acts,
    clock: list[datetime],
    first: tuple[int, int | None],
    second: tuple[int, int | None],
    contradicts: bool,  # noqa: FBT001
) -> None:
    acts.prepare("publish")
    for (start, end), refused_now in ((first, False), (second, contradicts)):
        until = None if end is None else clock[0] + end * DAY
        wanted = acts.publication(KEY, valid_from=clock[0] + start * DAY, valid_until=until, exclusive=True)
        if not refused_now:
            acts.store.publish("lender", wanted)
            continue
        with pytest.raises(Refusal) as refused:
            acts.store.publish("lender", wanted)
        assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "OVERLAPPING_SCHEDULE")


def test_a_stricter_policy_meets_what_was_approved_before_it(acts: Acts) -> None:
    acts.prepare("publish proposal")
    strict = PublishProposal(KEY, "ana", "p", 1, ApprovalRule(2, ("APPROVER",)))
    with pytest.raises(Refusal) as refused:
        acts.store.move_proposal("lender", strict)
    assert refused.value.code == "APPROVAL_REQUIRED"
    lenient = PublishProposal(KEY, "ana", "p", 1, NO_APPROVAL)
    assert acts.store.move_proposal("lender", lenient).published is not None


@pytest.mark.parametrize("act", ["approve", "cancel"])
def test_an_act_without_a_version_holds_only_for_the_revision_that_was_read(
    acts: Acts, backend: Backend, act: str
) -> None:
    """The rival's link is taken away, so that nothing but the head's revision tells that there was a rival."""
    acts.prepare(act)
    other = acts.do("draft", "another draft").proposal.number

    def rival() -> None:
        head = acts.do("withdraw", "a rival", number=other).head
        place = link_key("lender", KEY, head.revision)
        assert place in backend.table.read([place])
        assert backend.table.transact([Delete(place)]) is None

    before = acts.store.heads("lender", [KEY])[KEY]
    with let_in(backend, rival), pytest.raises(Refusal) as refused:
        acts.do(act)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "CHANGED_MEANWHILE")
    assert acts.store.heads("lender", [KEY])[KEY].revision == before.revision + 1


def test_the_loser_is_told_which_act_won(acts: Acts, backend: Backend) -> None:
    acts.prepare("approve")
    other = acts.do("draft", "another draft").proposal.number

    with let_in(backend, lambda: acts.do("withdraw", "a rival", number=other)), pytest.raises(Refusal) as refused:
        acts.do("approve")
    assert f'"withdraw" of proposal {other} by ana' in refused.value.message


def test_of_many_who_judge_one_proposal_at_once_one_wins(acts: Acts) -> None:
    acts.prepare("approve")

    def judge(number: int) -> object:
        try:
            return acts.do(("approve", "reject", "withdraw", "edit")[number % 4], f"judge {number}")
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(judge, range(16)))
    won = [each for each in outcomes if isinstance(each, ProposalMoved)]
    entries = acts.store.audit("lender", KEY, Asked(100)).items
    assert len(entries) == 4 + len(won)
    assert_chain_holds(acts.store)
    assert max(won, key=lambda each: each.head.revision).proposal == acts.store.proposal("lender", KEY, 1)
    assert not isinstance(acts.store.proposal("lender", KEY, 1), DraftProposal) or won


def test_the_approval_policy_is_a_document_that_no_user_is_told_of(
    store: RulesInTable, publish: Callable[..., Any], create: Callable[..., DocumentKey]
) -> None:
    key = create("approvals", kind=DocumentKind.POLICY)
    publish(key)
    assert store.changes("lender", None, Asked(100)).items == ()
    assert len(store.activations("lender", key, Asked(100)).items) == 1
    assert first_broken(store.audit("lender", key, Asked(100)).items) is None

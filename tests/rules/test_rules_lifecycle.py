"""Proposals: which act leads from which state to which; nothing is published that was not approved as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditrules.errors import Kind, Refusal
from creditrules.rules import (
    ActivationKind,
    Basis,
    BasisCategory,
    Category,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
    Impact,
)
from creditrules.rules.life import (
    NO_APPROVAL,
    Approval,
    ApprovalPolicy,
    ApprovalRule,
    PolicyScope,
    Proposal,
    ProposalState,
    Proposed,
    PublishedProposal,
    policy_scope,
    state_of,
)
from creditrules.rules.life.proposals import approve, draft, edit, publish, reject, submit, withdraw

KEY = DocumentKey(DocumentKind.RULE_SET, "line-cap")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ONE = ApprovalRule(1, ("APPROVER", "CHIEF"))
TWO = ApprovalRule(2, ("APPROVER",))
PROPOSED = Proposed(
    digest="d1",
    name={"en": "Cap"},
    links=(),
    statement=ChangeStatement(Basis(BasisCategory.RISK, "committee 7"), "tightened", {"en": "Tightened."}),
    kind=ActivationKind.PUBLICATION,
    valid_from=None,
    valid_until=None,
    based_on=0,
)


def approval(by: str, proposal: Proposal, *roles: str) -> Approval:
    return Approval(by, roles or ("APPROVER",), proposal.proposed.binding, NOW, "")


def drafted() -> Proposal:
    return draft(KEY, 1, PROPOSED, "ana", NOW)


def submitted() -> Proposal:
    return submit(drafted(), ONE, NOW)


def approved() -> Proposal:
    return approve(submitted(), approval("bo", submitted()), ONE)


STATES: dict[ProposalState, Callable[[], Proposal]] = {
    ProposalState.DRAFT: drafted,
    ProposalState.SUBMITTED: submitted,
    ProposalState.APPROVED: approved,
    ProposalState.PUBLISHED: lambda: publish(approved(), ONE, 1, 1, "ana", NOW),
    ProposalState.REJECTED: lambda: reject(submitted(), "bo", "too strict", NOW),
    ProposalState.WITHDRAWN: lambda: withdraw(drafted(), "ana", "", NOW),
}
ACTS: dict[str, Callable[[Proposal], Proposal]] = {
    "edit": lambda p: edit(p, replace(PROPOSED, digest="d2"), "ana", NOW),
    "submit": lambda p: submit(p, ONE, NOW),
    "approve": lambda p: approve(p, approval("cy", p), TWO),
    "reject": lambda p: reject(p, "bo", "too strict", NOW),
    "withdraw": lambda p: withdraw(p, "ana", "", NOW),
    "publish": lambda p: publish(p, ONE, 1, 1, "ana", NOW),
}
ALLOWED = {
    (ProposalState.DRAFT, "edit"): ProposalState.DRAFT,
    (ProposalState.DRAFT, "submit"): ProposalState.SUBMITTED,
    (ProposalState.DRAFT, "withdraw"): ProposalState.WITHDRAWN,
    (ProposalState.SUBMITTED, "edit"): ProposalState.DRAFT,
    (ProposalState.SUBMITTED, "approve"): ProposalState.SUBMITTED,
    (ProposalState.SUBMITTED, "reject"): ProposalState.REJECTED,
    (ProposalState.SUBMITTED, "withdraw"): ProposalState.WITHDRAWN,
    (ProposalState.APPROVED, "edit"): ProposalState.DRAFT,
    (ProposalState.APPROVED, "approve"): ProposalState.APPROVED,
    (ProposalState.APPROVED, "reject"): ProposalState.REJECTED,
    (ProposalState.APPROVED, "withdraw"): ProposalState.WITHDRAWN,
    (ProposalState.APPROVED, "publish"): ProposalState.PUBLISHED,
}
CLOSED = {ProposalState.PUBLISHED, ProposalState.REJECTED, ProposalState.WITHDRAWN}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_leads_where_it_should_or_is_refused(state: ProposalState, act: str) -> None:
    before = STATES[state]()
    assert state_of(before) is state
    if (state, act) in ALLOWED:
        after = ACTS[act](before)
        assert state_of(after) is ALLOWED[state, act]
        assert after.revision == before.revision + 1
        assert (after.key, after.number) == (before.key, before.number)
        return
    with pytest.raises(Refusal) as refused:
        ACTS[act](before)
    assert refused.value.kind is Kind.CONFLICT
    if state in CLOSED:
        assert refused.value.code == "PROPOSAL_CLOSED"


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "d2"},
        {"name": {"en": "Caps"}},
        {"links": ("line-cap",)},
        {"kind": ActivationKind.CORRECTION},
        {"valid_from": NOW},
        {"valid_until": NOW},
        {"based_on": 1},
        {"statement": replace(PROPOSED.statement, comment="loosened")},
        {"statement": replace(PROPOSED.statement, notice={"en": "Loosened."})},
        {"statement": replace(PROPOSED.statement, basis=Basis(BasisCategory.RISK, "committee 8"))},
        {"statement": replace(PROPOSED.statement, impact=Impact(products=("cash-loan",)))},
    ],
)
def test_any_edit_voids_the_approvals_there_were(change: dict[str, object]) -> None:
    before = approved()
    other = replace(PROPOSED, **change)  # type: ignore[arg-type]
    assert other.binding != PROPOSED.binding
    again = submit(edit(before, other, "ana", NOW), ONE, NOW)
    assert state_of(again) is ProposalState.SUBMITTED
    with pytest.raises(Refusal) as refused:
        approve(again, approval("bo", before), ONE)
    assert refused.value.code == "EDITED_SINCE"


def test_a_draft_made_of_what_was_approved_cannot_be_approved_by_the_old_binding() -> None:
    with pytest.raises(Refusal) as refused:
        approve(edit(approved(), replace(PROPOSED, digest="d2"), "ana", NOW), approval("bo", approved()), ONE)
    assert refused.value.code == "EDITED_SINCE"


@pytest.mark.parametrize("writer", ["ana", "bo"])
def test_whoever_has_written_any_of_it_can_never_approve_it(writer: str) -> None:
    edited = edit(drafted(), replace(PROPOSED, digest="d2"), "bo", NOW)
    proposal = submit(edit(edited, PROPOSED, "ana", NOW), ONE, NOW)
    with pytest.raises(Refusal) as refused:
        approve(proposal, approval(writer, proposal, "CHIEF"), ONE)
    assert refused.value.code == "OWN_PROPOSAL"


def test_one_person_is_one_approval() -> None:
    proposal = submit(drafted(), TWO, NOW)
    proposal = approve(proposal, approval("bo", proposal), TWO)
    assert state_of(proposal) is ProposalState.SUBMITTED
    with pytest.raises(Refusal) as refused:
        approve(proposal, approval("bo", proposal), TWO)
    assert refused.value.code == "ALREADY_APPROVED"
    assert state_of(approve(proposal, approval("cy", proposal), TWO)) is ProposalState.APPROVED


def test_only_the_roles_that_are_asked_count() -> None:
    with pytest.raises(Refusal) as refused:
        approve(submitted(), approval("bo", submitted(), "CHIEF"), TWO)
    assert refused.value.code == "ROLE_NOT_ASKED"


def test_where_no_approval_is_required_submitting_is_enough() -> None:
    assert state_of(submit(drafted(), NO_APPROVAL, NOW)) is ProposalState.APPROVED


def test_a_policy_made_stricter_holds_for_what_was_approved_before() -> None:
    with pytest.raises(Refusal) as refused:
        publish(approved(), TWO, 1, 1, "ana", NOW)
    assert refused.value.code == "APPROVAL_REQUIRED"
    more = approve(approved(), approval("cy", approved()), TWO)
    assert isinstance(publish(more, TWO, 1, 1, "ana", NOW), PublishedProposal)


def test_nothing_is_rejected_without_a_reason() -> None:
    with pytest.raises(Refusal) as refused:
        reject(submitted(), "bo", " ", NOW)
    assert refused.value.code == "REASON_MISSING"


PEOPLE = st.sampled_from(["ana", "bo", "cy", "di"])
STEPS = st.lists(st.tuples(st.sampled_from(["edit", "submit", "approve", "publish"]), PEOPLE), max_size=25)


@given(STEPS, st.integers(0, 2))
def test_whatever_is_tried_nothing_is_published_without_the_approvals_of_others(
    steps: list[tuple[str, str]], required: int
) -> None:
    rule = ApprovalRule(required, ("APPROVER",))
    proposal: Proposal = drafted()
    writers, backers = {"ana"}, set[str]()
    for number, (act, who) in enumerate(steps):
        try:
            if act == "edit":
                proposal = edit(proposal, replace(PROPOSED, digest=f"e{number}"), who, NOW)
                writers, backers = writers | {who}, set()
            elif act == "submit":
                proposal = submit(proposal, rule, NOW)
            elif act == "approve":
                proposal = approve(proposal, approval(who, proposal), rule)
                backers |= {who}
            else:
                proposal = publish(proposal, rule, 1, 1, who, NOW)
        except Refusal:
            continue
        assert not writers & backers
    if isinstance(proposal, PublishedProposal):
        assert len(backers) >= required
        assert {each.by for each in proposal.approvals} == backers


def test_a_policy_reads_back_as_it_was_written() -> None:
    policy = ApprovalPolicy({PolicyScope.RISK_RULES: TWO, PolicyScope.PRODUCTS: NO_APPROVAL})
    assert (
        ApprovalPolicy.read(
            {"RISK_RULES": {"required": 2, "roles": ["APPROVER"]}, "PRODUCTS": {"required": 0, "roles": []}}
        )
        == policy
    )
    assert policy.content() == (
        b'{"PRODUCTS":{"required":0,"roles":[]},"RISK_RULES":{"required":2,"roles":["APPROVER"]}}'
    )


@pytest.mark.parametrize(("required", "roles"), [(-1, ("APPROVER",)), (10, ("APPROVER",)), (1, ())])
def test_a_rule_that_nobody_could_meet_is_refused(required: int, roles: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as refused:
        ApprovalRule(required, roles)
    assert refused.value.code == "BAD_POLICY"


def test_every_document_falls_under_one_rule_of_the_policy() -> None:
    product = DocumentKey(DocumentKind.PRODUCT, "loan")
    assert policy_scope(product, None) is PolicyScope.PRODUCTS
    parameter = DocumentKey(DocumentKind.PARAMETER, "rate")
    assert {policy_scope(parameter, category) for category in Category} == {PolicyScope.PARAMETERS}
    scopes = {policy_scope(KEY, category) for category in Category}
    assert scopes == set(PolicyScope) - {PolicyScope.PRODUCTS, PolicyScope.PARAMETERS, PolicyScope.ROLLBACKS}


def test_times_move_on_with_every_act() -> None:
    later = NOW + timedelta(hours=1)
    after = submit(drafted(), ONE, later)
    assert (after.created_at, after.recorded_at) == (NOW, later)

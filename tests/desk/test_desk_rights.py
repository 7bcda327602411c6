"""Who may do what: every use case asks for its right itself, before it reads or writes anything."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from creditrules import desk
from creditrules.auth import Action, Principal, Role, may
from creditrules.dmn import TableCoverage
from creditrules.eligibility import NoticePack
from creditrules.eligibility.recording import (
    BatchJob,
    ErasureReach,
    FactsState,
    JobQuestion,
    JobState,
    Receipt,
    RecordedDecision,
    ReviewResult,
    SealedPart,
    Wanted,
)
from creditrules.errors import Kind, Refusal
from creditrules.population.impact import PopulationForm
from creditrules.rules import (
    Activation,
    ActivationKind,
    Basis,
    BasisCategory,
    Category,
    ChangeStatement,
    ComputedPart,
    DocumentKey,
    DocumentKind,
    Entry,
    PartKind,
)
from creditrules.rules.diff import ContentDiff, TableDiff
from creditrules.rules.life import DocumentAct, DraftProposal, Proposed, RegisteredDocument
from creditrules.rules.merge import Merged

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY = DocumentKey(DocumentKind.RULE_SET, "line-cap")
ONE = desk.Numbered(KEY, 1)
NOTICE = {"en": "Rules changed."}
WHY = desk.GivenStatement(BasisCategory.RISK, "committee", None, "comment", NOTICE)
PAST = desk.GivenStatement(BasisCategory.CORRECTION, "committee", None, "comment", NOTICE, NOW, None, correction=True)
PROPOSED = Proposed(
    "0" * 64,
    {"en": "Cap"},
    (),
    ChangeStatement(Basis(BasisCategory.RISK, "committee"), "x", {"en": "x"}),
    ActivationKind.PUBLICATION,
    None,
    None,
    0,
)
REBASE = desk.Rebase(DraftProposal(KEY, 1, 1, PROPOSED, ("ana",), NOW, NOW), 1, 2, Merged({}, ()))
SENT = desk.Submission("line-cap", "ruleSet: line-cap", WHY)
PRODUCT = "{product: line, name: {en: Line}, kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [line-cap]}"
LINE = desk.Submission("line", PRODUCT, WHY)
TRIAL = desk.Submission(
    "cap-v2",
    "{experiment: cap-v2, name: {en: Cap}, of: line-cap, mode: SHADOW, champion: 1, challenger: 2}",
    WHY,
)
RATE = desk.Submission("rate", "{parameter: rate, category: RISK, name: {en: Rate}, value: 1}", WHY)
ERASURE = desk.ErasureGiven("customer 1", ErasureReach.ALL, "asked for")
ANSWERING = desk.AnsweringProduct("huabei")
VERSION = desk.ChosenVersion(1, "0" * 64)
WHICH = desk.WhichVersion(1)
JOB = BatchJob("id", "ana", NOW, NOW, JobQuestion(None, {}, NOW, NOW, alternatives=False), JobState.OPEN)
DOCUMENT = RegisteredDocument("0" * 64, "Q", "QUERY", "", (), (DocumentAct(NOW, "ana", False, "", ""),))
DECIDING = desk.Deciding(desk.Question({}), "key", "customer 1")


class Touched(Exception):
    """The use case has gone on to its ports."""


class Untouchable:
    """A port that no use case may reach without the right."""

    def __getattr__(self, name: str) -> Any:
        raise Touched(name)


def _feeding() -> Any:
    return Untouchable()


@dataclass
class Call:
    """What a use case is called with."""

    principal: Principal
    catalogue: desk.Catalogue = field(default_factory=lambda: desk.Catalogue(Untouchable(), feeding=_feeding))
    recording: desk.Recording = field(default_factory=lambda: desk.Recording(Untouchable(), 30, Untouchable()))

    @property
    def act(self) -> tuple[desk.Catalogue, Principal]:
        return self.catalogue, self.principal

    @property
    def recorded_act(self) -> tuple[desk.Catalogue, desk.Recording, Principal]:
        return self.catalogue, self.recording, self.principal

    @property
    def view(self) -> desk.View:
        """A view as though the principal might have one."""
        documents = desk.Documents(self.catalogue, self.principal.tenant)
        return desk.View(documents, self.principal, NOW, desk.fix_moments(NOW))


UseCase = Callable[[Call], object]
DAY = desk.DriftPeriod(date(2026, 1, 1), date(2026, 1, 1))
ACTIVATION = Activation(KEY, 1, 1, "0" * 64, ActivationKind.PUBLICATION, NOW, None, NOW, "ana", PROPOSED.statement)
PART = ComputedPart(PartKind.PEOPLE, "people", "0" * 64, "1", "2", "3", "4")
CORRECTION = desk.Correction(KEY, Entry(1, 1, "ab" * 32, NOW, None, NOW), None)

NEEDED: list[tuple[str, set[Action], UseCase]] = [
    ("ask", {Action.ASK}, lambda c: desk.ask(*c.act, desk.Question({}))),
    (
        "view_of",
        {Action.ASK},
        lambda c: desk.view_of(desk.Documents(c.catalogue, "acme"), c.principal, NOW),
    ),
    ("compare", {Action.SEE_POLICY}, lambda c: desk.compare(c.view, KEY, WHICH, WHICH)),
    (
        "compare_product_outcomes",
        {Action.SEE_POLICY},
        lambda c: desk.compare_product_outcomes(c.view, ANSWERING, ANSWERING),
    ),
    (
        "compare_version_outcomes",
        {Action.SEE_POLICY},
        lambda c: desk.compare_version_outcomes(c.view, KEY, (VERSION, VERSION), None, None),
    ),
    (
        "compare_with_earlier",
        {Action.SEE_POLICY},
        lambda c: desk.compare_with_earlier(c.view, KEY, desk.ChosenVersion(2, "d")),
    ),
    (
        "changes_of_diff",
        {Action.SEE_POLICY},
        lambda c: desk.changes_of_diff(c.view, ContentDiff(), None, desk.asked_page(), ""),
    ),
    ("find_document", {Action.SEE_POLICY}, lambda c: desk.find_document(c.view, KEY)),
    ("compare_published", {Action.ASK}, lambda c: desk.compare_published(c.view, KEY, WHICH, WHICH)),
    ("published_by_activation", {Action.ASK}, lambda c: desk.published_by_activation(c.view, ACTIVATION)),
    (
        "changes_published",
        {Action.ASK},
        lambda c: desk.changes_published(c.view, ContentDiff(), None, desk.asked_page(), ""),
    ),
    (
        "rows_of_coverage",
        {Action.SEE_POLICY},
        lambda c: desk.rows_of_coverage(
            c.view, TableCoverage("Findings", "decisions.Findings", (), (), ()), desk.asked_page(), "", uncovered=False
        ),
    ),
    (
        "rows_of_table",
        {Action.SEE_POLICY},
        lambda c: desk.rows_of_table(
            c.view, TableDiff("decisions.Findings.table", (), (), 0, 0), desk.asked_page(), ""
        ),
    ),
    ("open_proposals", {Action.SEE_POLICY}, lambda c: desk.open_proposals(c.view, desk.asked_page())),
    (
        "conflicts_of_rebase",
        {Action.SEE_POLICY},
        lambda c: desk.conflicts_of_rebase(c.view, REBASE, desk.asked_page()),
    ),
    ("comment_on_proposal", {Action.COMMENT}, lambda c: desk.comment_on_proposal(*c.act, ONE, "Why?", "", None)),
    ("comments_page", {Action.SEE_POLICY}, lambda c: desk.comments_page(c.view, REBASE.proposal, desk.asked_page())),
    ("rebase_of", {Action.SEE_POLICY}, lambda c: desk.rebase_of(*c.act, desk.Numbered(KEY, 1), {})),
    ("rebase_proposal", {Action.PROPOSE}, lambda c: desk.rebase_proposal(*c.act, desk.Numbered(KEY, 1), {})),
    ("proposals_page", {Action.SEE_POLICY}, lambda c: desk.proposals_page(c.view, KEY, desk.asked_page())),
    ("approval_policy", {Action.SEE_POLICY}, lambda c: desk.approval_policy(*c.act)),
    ("settings_at", {Action.SEE_POLICY}, lambda c: desk.settings_at(c.view)),
    ("chains_page", {Action.AUDIT}, lambda c: desk.chains_page(c.view, desk.asked_page())),
    ("audit_page", {Action.AUDIT}, lambda c: desk.audit_page(c.view, KEY, desk.asked_page())),
    ("audit_end", {Action.AUDIT}, lambda c: desk.audit_end(c.view, KEY)),
    ("decision_chains", {Action.AUDIT}, lambda c: desk.decision_chains(c.view, c.recording)),
    (
        "decision_chain_page",
        {Action.AUDIT},
        lambda c: desk.decision_chain_page(c.view, c.recording, "0", desk.asked_page()),
    ),
    ("decision_chain_end", {Action.AUDIT}, lambda c: desk.decision_chain_end(c.view, c.recording, "0")),
    (
        "create_rule_set",
        {Action.CREATE},
        lambda c: desk.create_rule_set(*c.act, "line-cap", {"en": "Cap"}, Category.RISK),
    ),
    ("check_rule_set_draft", {Action.CHECK}, lambda c: desk.check_rule_set_draft(*c.act, SENT)),
    ("publish_rule_set", {Action.PUBLISH}, lambda c: desk.publish_rule_set(*c.act, SENT)),
    ("create_product", {Action.PUBLISH}, lambda c: desk.create_product(*c.act, LINE)),
    ("publish_product", {Action.PUBLISH}, lambda c: desk.publish_product(*c.act, LINE)),
    (
        "publish_rule_set",
        {Action.PUBLISH, Action.CORRECT},
        lambda c: desk.publish_rule_set(*c.act, desk.Submission("line-cap", "", PAST)),
    ),
    (
        "create_product",
        {Action.PUBLISH, Action.CORRECT},
        lambda c: desk.create_product(*c.act, desk.Submission("line-cap", "", PAST)),
    ),
    ("create_parameter", {Action.PUBLISH}, lambda c: desk.create_parameter(*c.act, RATE)),
    ("check_parameter_draft", {Action.CHECK}, lambda c: desk.check_parameter_draft(*c.act, RATE)),
    ("publish_parameter", {Action.PUBLISH}, lambda c: desk.publish_parameter(*c.act, RATE)),
    ("draft_parameter", {Action.DRAFT}, lambda c: desk.draft_parameter(*c.act, RATE)),
    ("create_experiment", {Action.PUBLISH}, lambda c: desk.create_experiment(*c.act, TRIAL)),
    ("check_experiment_draft", {Action.CHECK}, lambda c: desk.check_experiment_draft(*c.act, TRIAL)),
    ("publish_experiment", {Action.PUBLISH}, lambda c: desk.publish_experiment(*c.act, TRIAL)),
    ("draft_experiment", {Action.DRAFT}, lambda c: desk.draft_experiment(*c.act, TRIAL)),
    (
        "experiment_results",
        {Action.SEE_POLICY, Action.READ_DECISIONS},
        lambda c: desk.experiment_results(c.view, c.recording, desk.experiment_key("cap-v2")),
    ),
    (
        "experiment_proof",
        {Action.SEE_POLICY, Action.READ_DECISIONS},
        lambda c: desk.experiment_proof(c.view, c.recording, desk.experiment_key("cap-v2")),
    ),
    (
        "arm_of_subject",
        {Action.SEE_POLICY, Action.READ_DECISIONS},
        lambda c: desk.arm_of_subject(c.view, desk.experiment_key("cap-v2"), "ann"),
    ),
    ("experiments_on", {Action.SEE_POLICY}, lambda c: desk.experiments_on(c.view, "line-cap")),
    (
        "shadows_beside",
        {Action.SEE_POLICY, Action.READ_DECISIONS},
        lambda c: desk.shadows_beside(c.view, c.recording, "0"),
    ),
    ("find_experiment", {Action.SEE_POLICY}, lambda c: desk.find_experiment(c.view, "cap-v2")),
    ("experiments_page", {Action.SEE_POLICY}, lambda c: desk.experiments_page(c.view, desk.asked_page(1))),
    ("draft_rule_set", {Action.DRAFT}, lambda c: desk.draft_rule_set(*c.act, SENT)),
    ("draft_product", {Action.DRAFT}, lambda c: desk.draft_product(*c.act, LINE)),
    ("edit_proposal", {Action.DRAFT}, lambda c: desk.edit_proposal(*c.act, ONE, SENT)),
    ("import_rules", {Action.PROPOSE}, lambda c: desk.import_rules(*c.act, desk.Importing(()))),
    ("submit_proposal", {Action.PROPOSE}, lambda c: desk.submit_proposal(*c.act, ONE, None)),
    ("assess_proposal", {Action.PROPOSE}, lambda c: desk.assess_proposal(*c.act, ONE, None, None, None)),
    (
        "register_population",
        {Action.REGISTER_POPULATION},
        lambda c: desk.register_population(
            *c.act, desk.PopulationGiven("people", "line", PopulationForm.CSV, "income\n1")
        ),
    ),
    ("remove_population", {Action.REGISTER_POPULATION}, lambda c: desk.remove_population(*c.act, "people")),
    ("populations_page", {Action.SEE_POLICY}, lambda c: desk.populations_page(c.view, desk.asked_page())),
    (
        "recorded_impact",
        {Action.READ_DECISIONS},
        lambda c: desk.recorded_impact(c.view, c.recording, ONE, "line", (None, None)),
    ),
    (
        "differences_page",
        {Action.SEE_POLICY},
        lambda c: desk.differences_page(c.view, {"differences": []}, desk.asked_page()),
    ),
    ("coverage_of_content", {Action.SEE_POLICY}, lambda c: desk.coverage_of_content(c.view, "0" * 64)),
    (
        "kept_flaws_page",
        {Action.SEE_POLICY},
        lambda c: desk.kept_flaws_page(c.view, {"flaws": []}, desk.asked_page()),
    ),
    ("figures_of_part", {Action.SEE_POLICY}, lambda c: desk.figures_of_part(c.view, PART)),
    ("withdraw_proposal", {Action.DRAFT}, lambda c: desk.withdraw_proposal(*c.act, ONE, "", None)),
    ("approve_proposal", {Action.APPROVE}, lambda c: desk.approve_proposal(*c.act, ONE, "", "", None)),
    ("reject_proposal", {Action.APPROVE}, lambda c: desk.reject_proposal(*c.act, ONE, "", None)),
    ("publish_proposal", {Action.PUBLISH}, lambda c: desk.publish_proposal(*c.act, ONE, None)),
    ("cancel_activation", {Action.CANCEL}, lambda c: desk.cancel_activation(*c.act, ONE, WHY, None)),
    ("draft_rollback", {Action.PROPOSE}, lambda c: desk.draft_rollback(*c.act, ONE, WHY, None, None)),
    ("roll_back", {Action.ROLL_BACK}, lambda c: desk.roll_back(*c.act, ONE, WHY, desk.Period(), None, None)),
    ("retire", {Action.RETIRE}, lambda c: desk.retire(*c.act, ONE, WHY, None, None)),
    ("set_approval_policy", {Action.SET_POLICY}, lambda c: desk.set_approval_policy(*c.act, [], WHY, None, None)),
    ("broken_by", {Action.SEE_POLICY}, lambda c: desk.broken_by(c.view, KEY, PROPOSED)),
    (
        "register_contract",
        {Action.REGISTER_CONTRACT},
        lambda c: desk.register_contract(*c.act, desk.ContractGiven("x", {}, ("line",))),
    ),
    ("remove_contract", {Action.REGISTER_CONTRACT}, lambda c: desk.remove_contract(*c.act, "x", None)),
    ("create_api_key", {Action.ISSUE_KEYS}, lambda c: desk.create_api_key(*c.act, desk.ApiKeyGiven("shop", NOW, "k"))),
    ("revoke_api_key", {Action.REVOKE_KEYS}, lambda c: desk.revoke_api_key(*c.act, "acme-abc")),
    (
        "create_webhook",
        {Action.MANAGE_WEBHOOKS},
        lambda c: desk.create_webhook(*c.act, desk.WebhookGiven("https://hooks.example/", "k")),
    ),
    ("pause_webhook", {Action.MANAGE_WEBHOOKS}, lambda c: desk.pause_webhook(*c.act, "whk-1")),
    ("resume_webhook", {Action.MANAGE_WEBHOOKS}, lambda c: desk.resume_webhook(*c.act, "whk-1")),
    (
        "rotate_webhook_secret",
        {Action.MANAGE_WEBHOOKS},
        lambda c: desk.rotate_webhook_secret(*c.act, "whk-1", timedelta(0)),
    ),
    ("delete_webhook", {Action.MANAGE_WEBHOOKS}, lambda c: desk.delete_webhook(*c.act, "whk-1")),
    (
        "deliver_again",
        {Action.MANAGE_WEBHOOKS},
        lambda c: desk.deliver_again(*c.act, desk.NamedDelivery("whk-1", KEY, 1)),
    ),
    ("set_contact", {Action.MANAGE_CONTACTS}, lambda c: desk.set_contact(*c.act, desk.ContactGiven("1001"))),
    ("subject_contact", {Action.MANAGE_CONTACTS}, lambda c: desk.subject_contact(c.view, "1001")),
    ("advice_deliveries_page", {Action.AUDIT}, lambda c: desk.advice_deliveries_page(c.view, desk.asked_page())),
    ("webhooks_page", {Action.AUDIT}, lambda c: desk.webhooks_page(c.view, desk.asked_page())),
    (
        "deliveries_page",
        {Action.AUDIT},
        lambda c: desk.deliveries_page(c.view, desk.asked_page(), desk.DeliveryFilter()),
    ),
    (
        "register_documents",
        {Action.REGISTER_DOCUMENTS},
        lambda c: desk.register_documents(*c.act, Untouchable(), desk.DocumentsGiven(("query Q { __typename }",))),
    ),
    ("retire_document", {Action.REGISTER_DOCUMENTS}, lambda c: desk.retire_document(*c.act, "0" * 64)),
    ("known_documents", {Action.AUDIT}, lambda c: desk.known_documents(c.view, Untouchable(), [DOCUMENT])),
    (
        "trusted_documents_page",
        {Action.AUDIT},
        lambda c: desk.trusted_documents_page(c.view, Untouchable(), desk.asked_page()),
    ),
    ("refused_callers_page", {Action.AUDIT}, lambda c: desk.refused_callers_page(c.view, desk.asked_page())),
    ("api_keys_page", {Action.AUDIT}, lambda c: desk.api_keys_page(c.view, desk.asked_page())),
    ("set_settings", {Action.SET_POLICY}, lambda c: desk.set_settings(*c.act, "{}", WHY, None, None)),
    (
        "decide_on_record",
        {Action.DECIDE},
        lambda c: desk.decide_on_record(c.catalogue, c.recording, c.principal, DECIDING),
    ),
    (
        "notice_preview",
        {Action.SEE_POLICY},
        lambda c: desk.notice_preview(c.view, Untouchable(), NoticePack.EU, "de"),  # type: ignore[arg-type]
    ),
    ("evidence_key", {Action.ASK}, lambda c: desk.evidence_key(c.recording, c.principal)),
    (
        "evidence_of",
        {Action.AUDIT},
        lambda c: desk.evidence_of(c.catalogue, c.recording, c.principal, Untouchable(), linked=True),  # type: ignore[arg-type]
    ),
    ("uses_page", {Action.READ_DECISIONS}, lambda c: desk.uses_page(c.view, desk.asked_page())),
    ("own_use", {Action.ASK}, lambda c: desk.own_use(c.view)),
    (
        "decision_figures",
        {Action.READ_DECISIONS},
        lambda c: desk.decision_figures(c.view, c.recording, desk.FiguresAsked(date(2026, 1, 1), date(2026, 1, 1), ())),
    ),
    (
        "decision_drift",
        {Action.READ_DECISIONS},
        lambda c: desk.decision_drift(c.view, c.recording, DAY, DAY, None, 100),
    ),
    (
        "redress_page",
        {Action.READ_DECISIONS},
        lambda c: desk.redress_page(c.view, c.recording, CORRECTION, desk.asked_page()),
    ),
    (
        "redress_candidates",
        {Action.READ_DECISIONS},
        lambda c: desk.redress_candidates(c.view, c.recording, CORRECTION),
    ),
    (
        "redress_total",
        {Action.READ_DECISIONS},
        lambda c: desk.redress_total(c.view, c.recording, CORRECTION, None),
    ),
    ("index_decisions", {Action.PUBLISH}, lambda c: desk.index_decisions(c.recording, c.principal, 1)),
    (
        "erase_subject",
        {Action.ERASE_SUBJECT},
        lambda c: desk.erase_subject(c.recording, c.principal, ERASURE),
    ),
    ("ask_batch", {Action.ASK}, lambda c: desk.ask_batch(*c.act, desk.Question({}), [])),
    ("plan_version", {Action.CHECK}, lambda c: desk.plan_version(*c.act, SENT)),
    (
        "request_review",
        {Action.REQUEST_REVIEW},
        lambda c: desk.request_review(c.recording, c.principal, "id", "please", "key"),
    ),
    (
        "resolve_review",
        {Action.RESOLVE_REVIEW},
        lambda c: desk.resolve_review(c.recording, c.principal, "id", ReviewResult.UPHELD, "why", "key"),
    ),
    ("start_batch_job", {Action.ASK}, lambda c: desk.start_batch_job(*c.recorded_act, desk.Question({}), "key")),
    ("add_to_batch_job", {Action.ASK}, lambda c: desk.add_to_batch_job(*c.recorded_act, "id", 1, "{}")),
    ("finish_batch_job", {Action.ASK}, lambda c: desk.finish_batch_job(c.recording, c.principal, "id")),
    ("delete_batch_job", {Action.ASK}, lambda c: desk.delete_batch_job(c.recording, c.principal, "id")),
    ("find_batch_job", {Action.ASK}, lambda c: desk.find_batch_job(c.recording, c.principal, "id")),
    ("part_of_batch_job", {Action.ASK}, lambda c: desk.part_of_batch_job(c.recording, c.principal, JOB, 1)),
]

BY_THE_VIEW = {
    "correction_of",
    "activations_page",
    "approvals_required",
    "changes_page",
    "contracts_page",
    "declarations_page",
    "facts_page",
    "find_parameter",
    "find_product",
    "find_rule_set",
    "find_version",
    "head_of",
    "obstacles_of",
    "listed_change",
    "principal_of",
    "recorded_lift",
    "parameters_page",
    "product_described",
    "proposed_correction",
    "products_page",
    "rule_sets_page",
    "expected_of_answers",
    "rule_since",
    "seen_help",
    "seen_question",
    "seen_lift",
    "values_page",
    "versions_page",
    "what_changed",
}
"""Whoever may ask at all may read these: no view is had without that right."""

ANSWERED_WITH_NONE = {
    "experiments_asked",
    "experiments_met",
    "find_proposal",
    "notice_of",
    "recorded_help",
    "replay",
    "reviews_of",
    "seen_decision",
}
"""Whoever may not see a decision or a proposal does not learn that there is one."""


OWN: dict[str, UseCase] = {
    "decisions_page": lambda c: desk.decisions_page(c.view, c.recording, Wanted(), desk.asked_page())
}
"""Who may read decisions is shown all of them, a partner its own."""


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize(("name", "needed", "call"), NEEDED, ids=[f"{n}-{'-'.join(sorted(a))}" for n, a, _ in NEEDED])
def test_a_use_case_is_refused_without_its_right_and_goes_on_with_it(
    name: str, needed: set[Action], call: UseCase, role: Role | None
) -> None:
    principal = Principal("acme", "ana", frozenset({role} if role else ()))
    if all(may(principal, action) for action in needed):
        with suppress(Touched):
            call(Call(principal))
        return
    with pytest.raises(Refusal) as refused:
        call(Call(principal))
    assert (refused.value.kind, refused.value.code) == (Kind.FORBIDDEN, "NOT_ALLOWED")


def test_no_use_case_is_left_out_of_the_table() -> None:
    public = {name: getattr(desk, name) for name in desk.__all__ if inspect.isfunction(getattr(desk, name))}
    asked = {name for name, use in public.items() if {"principal", "view"} & inspect.signature(use).parameters.keys()}
    assert asked == {name for name, _, _ in NEEDED} | BY_THE_VIEW | ANSWERED_WITH_NONE | OWN.keys()


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("name", OWN)
def test_who_decides_or_reads_decisions_goes_on_and_nobody_else(name: str, role: Role | None) -> None:
    principal = Principal("acme", "ana", frozenset({role} if role else ()))
    if may(principal, Action.READ_OWN_DECISIONS):
        with suppress(Touched):
            OWN[name](Call(principal))
        return
    with pytest.raises(Refusal) as refused:
        OWN[name](Call(principal))
    assert refused.value.kind is Kind.FORBIDDEN


def test_every_right_is_asked_for_somewhere() -> None:
    in_the_table = {action for _, needed, _ in NEEDED for action in needed}
    by_what_is_asked = {
        Action.READ_DECISIONS,
        Action.READ_OWN_DECISIONS,
        Action.SEE_SENSITIVE_FACTS,
        Action.CHOOSE_RULES,
    }
    assert in_the_table | by_what_is_asked == set(Action)


@dataclass
class OneDecision:
    """Records with one decision, of the partner "shop"."""

    def read(self, tenant: str, decision_id: str, author: str | None = None) -> RecordedDecision | None:
        assert tenant == "acme"
        if author not in {None, "shop"}:
            return None
        sealed = SealedPart({"age": 20}, ("age",), None, {}, (), "salt")
        receipt = Receipt("0", 1, "{}", "", "")
        return RecordedDecision(
            decision_id, "shop", NOW, NOW, NOW, NOW + timedelta(1), FactsState.KEPT, (), receipt, sealed
        )


@pytest.mark.parametrize(
    ("who", "role", "seen", "sensitive"),
    [
        ("shop", Role.PARTNER, True, True),
        ("other shop", Role.PARTNER, False, False),
        ("shop", Role.APPROVER, False, False),
        ("ana", Role.ADMINISTRATOR, True, False),
        ("ana", Role.CHIEF, True, False),
        ("ana", Role.AUDITOR, True, True),
        ("ana", Role.APPROVER, False, False),
    ],
)
def test_a_decision_is_seen_by_its_partner_and_by_those_who_read_all(
    who: str, role: Role, *, seen: bool, sensitive: bool
) -> None:
    principal = Principal("acme", who, frozenset({role}))
    records: Any = OneDecision()
    recording = desk.Recording(records, 30)
    found = desk.seen_decision(recording, principal, "id")
    assert (found is not None) is seen
    if found is not None and found.decision.sealed is not None:
        assert found.masked == (() if sensitive else ("age",))
        assert found.decision.sealed.facts == {"age": 20 if sensitive else "***"}
        assert found.decision.sealed.salt == ("salt" if sensitive else "")
    if not seen:
        assert desk.reviews_of(recording, principal, "id") == ()
    call = Call(principal)
    if seen:
        with pytest.raises(Touched):
            desk.replay(call.catalogue, recording, principal, "id", desk.Other())
    else:
        assert desk.replay(call.catalogue, recording, principal, "id", desk.Other()) is None


@pytest.mark.parametrize("role", Role)
def test_a_proposal_is_looked_for_only_for_those_who_read_history(role: Role) -> None:
    call = Call(Principal("acme", "ana", frozenset({role})))
    if may(call.principal, Action.SEE_POLICY):
        with pytest.raises(Touched):
            desk.find_proposal(call.view, ONE)
    else:
        assert desk.find_proposal(call.view, ONE) is None

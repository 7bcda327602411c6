"""The doors of the rules, of one decision and of many: what each of them shows, and that others need all of it."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "functions" / "creditrules"
DOORS = {
    "creditrules.rules": """
        Activation ActivationKind asking_rows Basis BasisCategory Category ChangeForm ChangeStatement
        check_price check_rule_set check_stored_rule_set checked_rate CheckedRuleSet choose is_time_zone clashes
        compute_impact ComputedPart Contract Declaration DepositUse dictionary DocumentKey DocumentKind Earlier
        Entry Expectation ExpectedAnswer ExpectedOffer ExperimentForm Exposure FactSource findings_table
        FIRST_DAY FlawCount FORM_C1 FORM_C1_OTHER GuardForm Head Impact Intervention interventions_by_reason
        is_parameter_slug KeptPopulation KnownParameters LARGEST_AMOUNT LAST_DAY LiftForm located LONGEST_TERM
        Metric Parameter parameter_name parameter_slug parameters_named PartKind Party PartyRole PricingForm
        ProductForm PropertyCase read_change read_experiment read_parameter read_product read_rule_set
        ReasonForm reasons_of_asking_rows Request reserved_types results_in RowsCovered RuleSet RuleSetRead
        same_type Scenario Segment split_change Step steps_given TableImpact TermName TestCase Texts TrialMode
        verify_rule_set Version rule_set_with_rows without_rows
    """,
    "creditrules.rules.time": """
        BeyondHead cancelled deciding DeclaredFact entry_of FactNames head_after head_after_cancellation
        in_force_or_to_come last_use_ended latest_start NO_FACTS refuse_overlap refuse_stale_base Standing
        standing start_of_activation Stretch stretches stretches_back value_starts ValueStart
    """,
    "creditrules.rules.life": """
        ActivationAct api_keys_content API_KEYS_KEY ApiKey Approval ApprovalPolicy ApprovalRule ApprovedProposal
        ApproveProposal CancelActivation cancellation Comment CommentProposal Contact CreateProposal DocumentAct
        DocumentUse DraftProposal EditProposal is_open kept_api_keys kept_documents MOST_ACTIVE MOST_VALID
        next_proposal NO_APPROVAL NoticeSettings obstacles PartnerAllowance POLICY_KEY policy_scope PolicyScope
        Proposal ProposalAct ProposalState Proposed PublishedProposal PublishProposal read_settings
        refuse_obstacles RefusedCaller RefusedDocuments registered_documents_content REGISTERED_DOCUMENTS_KEY
        RegisteredDocument RejectedProposal RejectProposal ReportSource Retire retirement rollback RollBack
        SETTINGS_KEY SettingsForm state_of stored_api_keys stored_registered_documents stored_settings
        SubjectScope SubmitProposal SubmittedProposal ThrottlingSettings WithdrawnProposal
        WithdrawProposal DisclosureSettings MOST_WEBHOOKS stored_webhooks Webhook WEBHOOKS_KEY
        webhooks_content WebhookState AdviceCause AdviceTemplate PeopleSettings
    """,
    "creditrules.rules.diff": """
        Alignment carried_rows Cell Change Column ColumnRole ContentDiff diff_contents diff_published DiffKind
        Face face_of_parameter face_of_product face_of_rule_set Piece PieceKind PublishedDiff Row Section
        TableDiff
    """,
    "creditrules.rules.audit": """
        AuditAct Break ChainEnd ChainLink end_line ExportedLink link_line read_end_line read_link_line verify
        verify_export
    """,
    "creditrules.rules.merge": """
        Conflict ConflictKind merge_contents Merged Side
    """,
    "creditrules.rules.ports": """
        ActReceipts Activated Asked EffectWindow LARGEST_PAGE ListedChange MOST_CONTRACTS MOST_POPULATIONS NewDocument
        Page ProposalMoved Publication Published RuleStore LARGE_CONTENT NumberedListing Numbering
    """,
    "creditrules.eligibility": """
        FORM compiled_form from_form is_outdated_form
        AbsentRuleSet adverse_reasons Again Applicant applied_in AppliedParameter AppliedVersion as_published
        Aspect attribute Attributed AttributedDifference Attribution BESIDE Breach breaches BreachKind can_reach
        cases_moved changed_cases Claim ClaimFound ClaimStanding ComparisonOperator compile_rule_set
        CompiledRuleSet Coverage covered currencies_asked Decider Decision Difference difference_in_effect
        differences differences_from_record Doubt Drift drift_of_counts drift_of_values EARLIEST Effect ENGINE
        EVERY_PRODUCT Explained explained explained_all Finding FreshAnalyses generate_cases Generated given_to_all
        GoverningRuleSet in_words judged_properties LANGUAGES LATEST lifted lifts_in LiftState made_notice
        MakeNarrow Misfit misfits most_in MOST_LIFTS Narrow Narrowings NextQuestion NO_CASES none_at Notice
        NoticePack NoticePartKind NoticeSubject Offer OfferNote OfferNoteCode Origin Outcome OutcomePart
        OutcomeVerdict Parameters ParametersAt ParametersGiven Pins plain_answer plain_offered plain_pins
        plain_requests PlainAnswer possible_basis_in PossibleBasis principal_in principal_reasons
        PrincipalReason publishes read_pins read_requests Reason recorded_digests RecordedContents
        refused_contract REQUEST_FACTS Requests RestsOn RetiredFact run_cases SILENCE stated stored_experiment
        stored_parameter stored_product stored_rule_set summary_of Terms told_lift ToldChange ToldLift
        value_in_force VerifiedRuleSet verify_compiled walk_steps with_alternatives with_withheld
    """,
    "creditrules.eligibility.recording": """
        Answered AnsweredPart BatchJob Count DecisionRecords DecisionRequest DecisionsPage digests_of Erased
        ErasedAgain ErasedRecords Erasure ErasureReach FactsState Figures JobPart JobQuestion JobState ListedDecision
        MOST_HOLDERS MOST_JOBS MOST_PARTS MOST_REVIEWS NewJob NUMBERS numbers_of PartAdded Receipt Recorded
        RecordedDecision Resolution ResolveReview Review ReviewRequest ReviewResult RuleChoice SealedPart Wanted
        Withheld
    """,
    "creditrules.population": """
        Assessor ColumnForm decision_record DecisionOrFaults fault_record flat_record MappingForm NumberForm
        read_mapping stand_in_product Tally TextForm
    """,
}


@pytest.mark.parametrize("door", DOORS)
def test_a_door_shows_exactly_this(door: str) -> None:
    assert set(import_module(door).__all__) == set(DOORS[door].split())


@pytest.mark.parametrize("door", DOORS)
def test_a_door_shows_nothing_that_no_other_package_needs(door: str) -> None:
    assert set(DOORS[door].split()) - set(imported_by_others(door)) == set()


def imported_by_others(door: str) -> list[str]:
    own = SOURCES / door.split(".")[1]
    return [name for path, names in imported_names().items() if own not in path.parents for name in names.get(door, ())]


@cache
def imported_names() -> dict[Path, dict[str, list[str]]]:
    """By file, then by the module that is imported from, the names."""
    found: dict[Path, dict[str, list[str]]] = {}
    for path in SOURCES.rglob("*.py"):
        names, text = found.setdefault(path, {}), path.read_text("utf-8")
        if not any(f"from {door} import" in text for door in DOORS):
            continue  # taking all apart takes seconds
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module:
                names.setdefault(node.module, []).extend(name.name for name in node.names)
    return found

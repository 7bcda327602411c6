"""The use cases: authorise, load, decide, record. Ports only; no GraphQL, HTTP or AWS.

It is long as it has nothing but names, twice each: all that outsiders may use of more than a hundred modules.
"""

from creditrules.desk.activating import (
    Activating,
    Period,
    approval_policy,
    cancel_activation,
    retire,
    roll_back,
    set_approval_policy,
)
from creditrules.desk.advising import Adviser
from creditrules.desk.anchoring import anchor_name, anchor_of
from creditrules.desk.api_keys import (
    ApiKeyGiven,
    ApiKeyHolder,
    KnownApiKey,
    MadeApiKey,
    RevokedApiKey,
    api_keys_page,
    create_api_key,
    revoke_api_key,
)
from creditrules.desk.asking import Question, Report
from creditrules.desk.attributing import what_changed
from creditrules.desk.auditing import (
    audit_end,
    audit_page,
    chains_page,
    decision_chain_end,
    decision_chain_page,
    decision_chains,
)
from creditrules.desk.batch_jobs import (
    add_to_batch_job,
    delete_batch_job,
    find_batch_job,
    finish_batch_job,
    part_of_batch_job,
    start_batch_job,
)
from creditrules.desk.batch_lines import requests_in
from creditrules.desk.batching import BatchReport, BatchSubject, SubjectAnswer, answer_lines, ask_batch
from creditrules.desk.breaking import broken_by
from creditrules.desk.catalogue import (
    Catalogue,
    ProductInForce,
    experiment_key,
    parameter_key,
    product_key,
    rule_set_key,
)
from creditrules.desk.causes import Cause as CauseOfChange
from creditrules.desk.causes import CauseKind, Unrelated, WhatChanged
from creditrules.desk.changes import ChangeFilter, changes_page
from creditrules.desk.commenting import comment_on_proposal, comments_page
from creditrules.desk.comparing import (
    ChosenVersion,
    Comparison,
    WhichVersion,
    changes_of_diff,
    compare,
    compare_with_earlier,
    rows_of_table,
)
from creditrules.desk.computed_parts import differences_page, figures_of_part
from creditrules.desk.contacts import ContactGiven, QuietGiven, set_contact, subject_contact
from creditrules.desk.contracts import (
    ContractGiven,
    KnownContract,
    contracts_page,
    register_contract,
    remove_contract,
)
from creditrules.desk.counting import FigureKey, FiguresAsked, FiguresFound, decision_figures
from creditrules.desk.covering import coverage_of_content, rows_of_coverage
from creditrules.desk.dated_values import listed_change
from creditrules.desk.deciding import Deciding, Recording, decide_on_record, seen_decision
from creditrules.desk.deliveries import (
    DeliveryFilter,
    NamedDelivery,
    advice_deliveries_page,
    deliver_again,
    deliveries_page,
)
from creditrules.desk.delivering import Courier, DueLane
from creditrules.desk.disclosing import disclosure_of, disclosure_settings, is_disclosure_place
from creditrules.desk.document_counts import DocumentCounts
from creditrules.desk.documents import Documents
from creditrules.desk.drawing import ask
from creditrules.desk.drifting import Drifts, decision_drift
from creditrules.desk.drifting import Period as DriftPeriod
from creditrules.desk.erasing import ErasureGiven, erase_subject
from creditrules.desk.evidencing import evidence_key, evidence_of
from creditrules.desk.examining import DocumentExaminer, Examined, ShippedDocument
from creditrules.desk.expected import Expected, expected_of
from creditrules.desk.experiments import check_experiment_draft, create_experiment, publish_experiment
from creditrules.desk.facts_listing import DictionaryFact, FactStanding, declarations_page, facts_page
from creditrules.desk.feed_runs import FeedRuns
from creditrules.desk.feeding import feeding_of, people_of
from creditrules.desk.finding import (
    approvals_required,
    find_document,
    find_experiment,
    find_parameter,
    find_product,
    find_proposal,
    find_rule_set,
    find_version,
    head_of,
    product_described,
)
from creditrules.desk.helping import SeenHelp, recorded_help, seen_help
from creditrules.desk.importing import Importing, ReadModel, ReadRules, RuleFile, import_rules
from creditrules.desk.listing import (
    activations_page,
    experiments_page,
    parameters_page,
    products_page,
    rule_sets_page,
    values_page,
    versions_page,
)
from creditrules.desk.masking import Seen, without_rules
from creditrules.desk.messages import Messages
from creditrules.desk.moments import NOTHING_SAID, Moments, Said, fix_moments, language_tag
from creditrules.desk.moved_values import MovedValue
from creditrules.desk.noticing import notice_of, notice_preview
from creditrules.desk.outcomes import ComparedOutcomes
from creditrules.desk.outcomes_of_products import AnsweringProduct, compare_product_outcomes
from creditrules.desk.outcomes_of_versions import compare_version_outcomes
from creditrules.desk.paging import DEFAULT_PAGE, asked_page
from creditrules.desk.parameters import check_parameter_draft, create_parameter, publish_parameter
from creditrules.desk.planning import Plan, plan_version
from creditrules.desk.populations import (
    PopulationGiven,
    TellingGiven,
    populations_page,
    register_population,
    remove_population,
)
from creditrules.desk.postponing import postponed
from creditrules.desk.proposing import (
    Proposing,
    approve_proposal,
    assess_proposal,
    draft_experiment,
    draft_parameter,
    draft_product,
    draft_rollback,
    draft_rule_set,
    edit_proposal,
    obstacles_of,
    open_proposals,
    proposals_page,
    publish_proposal,
    reject_proposal,
    submit_proposal,
    withdraw_proposal,
)
from creditrules.desk.published import (
    PublishedComparison,
    changes_published,
    compare_published,
    published_by_activation,
)
from creditrules.desk.publishing import (
    Publishing,
    check_rule_set_draft,
    create_product,
    create_rule_set,
    publish_product,
    publish_rule_set,
)
from creditrules.desk.questioning import questions_expected, seen_question
from creditrules.desk.readiness import Ready
from creditrules.desk.reasoning import SeenLift, principal_of, recorded_lift, seen_lift, some_reasons
from creditrules.desk.rebasing import Rebase, Rebasing, conflicts_of_rebase, rebase_of, rebase_proposal
from creditrules.desk.recorded import OpenedDecisions, decisions_page, index_decisions
from creditrules.desk.recorded_impacts import RecordedImpact, recorded_impact
from creditrules.desk.redressing import (
    Affected,
    Correction,
    Redress,
    RedressTotal,
    correction_of,
    proposed_correction,
    redress_candidates,
    redress_page,
    redress_total,
)
from creditrules.desk.registering import (
    DocumentRetired,
    DocumentsGiven,
    DocumentsRegistered,
    DocumentWarning,
    Registration,
    register_documents,
    registered_text,
    retire_document,
)
from creditrules.desk.replaying import Other, Replay, replay
from creditrules.desk.reviewing import request_review, resolve_review, reviews_of
from creditrules.desk.routes import Routes
from creditrules.desk.settings import Setting, TenantSettings, set_settings, settings_at
from creditrules.desk.sides import Comparing, Was
from creditrules.desk.since import expected_of_answers, rule_since
from creditrules.desk.submitting import GivenStatement, Numbered, Submission
from creditrules.desk.telling import Teller
from creditrules.desk.throttle import Throttle
from creditrules.desk.throttling import Purse
from creditrules.desk.told_apart import HelpProof, PlannedAct
from creditrules.desk.told_by_webhook import Post, WebhookChannel, WebhookReceivers
from creditrules.desk.trial_proof import experiment_proof
from creditrules.desk.trial_results import (
    ExperimentResults,
    MetricDifference,
    arm_of_subject,
    experiment_results,
    experiments_asked,
    experiments_met,
    shadows_beside,
)
from creditrules.desk.trials import Met, experiments_on
from creditrules.desk.trusted_documents import (
    DocumentOrigin,
    DocumentState,
    KnownDocument,
    known_documents,
    refused_callers_page,
    trusted_documents_page,
)
from creditrules.desk.using import own_use, uses_page
from creditrules.desk.verifying import kept_flaws_page
from creditrules.desk.view import View, view_of
from creditrules.desk.webhooks import (
    KnownWebhook,
    MadeWebhook,
    WebhookGiven,
    create_webhook,
    delete_webhook,
    pause_webhook,
    resume_webhook,
    rotate_webhook_secret,
    webhooks_page,
)
from creditrules.throttling import Standing

__all__ = [
    "DEFAULT_PAGE",
    "NOTHING_SAID",
    "Activating",
    "Adviser",
    "Affected",
    "AnsweringProduct",
    "ApiKeyGiven",
    "ApiKeyHolder",
    "BatchReport",
    "BatchSubject",
    "Catalogue",
    "CauseKind",
    "CauseOfChange",
    "ChangeFilter",
    "ChosenVersion",
    "ComparedOutcomes",
    "Comparing",
    "Comparison",
    "ContactGiven",
    "ContractGiven",
    "Correction",
    "Courier",
    "Deciding",
    "DeliveryFilter",
    "DictionaryFact",
    "DocumentCounts",
    "DocumentExaminer",
    "DocumentOrigin",
    "DocumentRetired",
    "DocumentState",
    "DocumentWarning",
    "Documents",
    "DocumentsGiven",
    "DocumentsRegistered",
    "DriftPeriod",
    "Drifts",
    "DueLane",
    "ErasureGiven",
    "Examined",
    "Expected",
    "ExperimentResults",
    "FactStanding",
    "FeedRuns",
    "FigureKey",
    "FiguresAsked",
    "FiguresFound",
    "GivenStatement",
    "HelpProof",
    "Importing",
    "KnownApiKey",
    "KnownContract",
    "KnownDocument",
    "KnownWebhook",
    "MadeApiKey",
    "MadeWebhook",
    "Messages",
    "Met",
    "MetricDifference",
    "Moments",
    "MovedValue",
    "NamedDelivery",
    "Numbered",
    "OpenedDecisions",
    "Other",
    "Period",
    "Plan",
    "PlannedAct",
    "PopulationGiven",
    "Post",
    "ProductInForce",
    "Proposing",
    "PublishedComparison",
    "Publishing",
    "Purse",
    "Question",
    "QuietGiven",
    "ReadModel",
    "ReadRules",
    "Ready",
    "Rebase",
    "Rebasing",
    "RecordedImpact",
    "Recording",
    "Redress",
    "RedressTotal",
    "Registration",
    "Replay",
    "Report",
    "RevokedApiKey",
    "Routes",
    "RuleFile",
    "Said",
    "Seen",
    "SeenHelp",
    "SeenLift",
    "Setting",
    "ShippedDocument",
    "Standing",
    "SubjectAnswer",
    "Submission",
    "Teller",
    "TellingGiven",
    "TenantSettings",
    "Throttle",
    "Unrelated",
    "View",
    "Was",
    "WebhookChannel",
    "WebhookGiven",
    "WebhookReceivers",
    "WhatChanged",
    "WhichVersion",
    "activations_page",
    "add_to_batch_job",
    "advice_deliveries_page",
    "anchor_name",
    "anchor_of",
    "answer_lines",
    "api_keys_page",
    "approval_policy",
    "approvals_required",
    "approve_proposal",
    "arm_of_subject",
    "ask",
    "ask_batch",
    "asked_page",
    "assess_proposal",
    "audit_end",
    "audit_page",
    "broken_by",
    "cancel_activation",
    "chains_page",
    "changes_of_diff",
    "changes_page",
    "changes_published",
    "check_experiment_draft",
    "check_parameter_draft",
    "check_rule_set_draft",
    "comment_on_proposal",
    "comments_page",
    "compare",
    "compare_product_outcomes",
    "compare_published",
    "compare_version_outcomes",
    "compare_with_earlier",
    "conflicts_of_rebase",
    "contracts_page",
    "correction_of",
    "coverage_of_content",
    "create_api_key",
    "create_experiment",
    "create_parameter",
    "create_product",
    "create_rule_set",
    "create_webhook",
    "decide_on_record",
    "decision_chain_end",
    "decision_chain_page",
    "decision_chains",
    "decision_drift",
    "decision_figures",
    "decisions_page",
    "declarations_page",
    "delete_batch_job",
    "delete_webhook",
    "deliver_again",
    "deliveries_page",
    "differences_page",
    "disclosure_of",
    "disclosure_settings",
    "draft_experiment",
    "draft_parameter",
    "draft_product",
    "draft_rollback",
    "draft_rule_set",
    "edit_proposal",
    "erase_subject",
    "evidence_key",
    "evidence_of",
    "expected_of",
    "expected_of_answers",
    "experiment_key",
    "experiment_proof",
    "experiment_results",
    "experiments_asked",
    "experiments_met",
    "experiments_on",
    "experiments_page",
    "facts_page",
    "feeding_of",
    "figures_of_part",
    "find_batch_job",
    "find_document",
    "find_experiment",
    "find_parameter",
    "find_product",
    "find_proposal",
    "find_rule_set",
    "find_version",
    "finish_batch_job",
    "fix_moments",
    "head_of",
    "import_rules",
    "index_decisions",
    "is_disclosure_place",
    "kept_flaws_page",
    "known_documents",
    "language_tag",
    "listed_change",
    "notice_of",
    "notice_preview",
    "obstacles_of",
    "open_proposals",
    "own_use",
    "parameter_key",
    "parameters_page",
    "part_of_batch_job",
    "pause_webhook",
    "people_of",
    "plan_version",
    "populations_page",
    "postponed",
    "principal_of",
    "product_described",
    "product_key",
    "products_page",
    "proposals_page",
    "proposed_correction",
    "publish_experiment",
    "publish_parameter",
    "publish_product",
    "publish_proposal",
    "publish_rule_set",
    "published_by_activation",
    "questions_expected",
    "rebase_of",
    "rebase_proposal",
    "recorded_help",
    "recorded_impact",
    "recorded_lift",
    "redress_candidates",
    "redress_page",
    "redress_total",
    "refused_callers_page",
    "register_contract",
    "register_documents",
    "register_population",
    "registered_text",
    "reject_proposal",
    "remove_contract",
    "remove_population",
    "replay",
    "request_review",
    "requests_in",
    "resolve_review",
    "resume_webhook",
    "retire",
    "retire_document",
    "reviews_of",
    "revoke_api_key",
    "roll_back",
    "rotate_webhook_secret",
    "rows_of_coverage",
    "rows_of_table",
    "rule_set_key",
    "rule_sets_page",
    "rule_since",
    "seen_decision",
    "seen_help",
    "seen_lift",
    "seen_question",
    "set_approval_policy",
    "set_contact",
    "set_settings",
    "settings_at",
    "shadows_beside",
    "some_reasons",
    "start_batch_job",
    "subject_contact",
    "submit_proposal",
    "trusted_documents_page",
    "uses_page",
    "values_page",
    "versions_page",
    "view_of",
    "webhooks_page",
    "what_changed",
    "withdraw_proposal",
    "without_rules",
]

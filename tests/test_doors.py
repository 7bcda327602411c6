"""What the use cases, who may, the store and the API show to other packages: changed on purpose, here as well."""

from __future__ import annotations

from importlib import import_module

import pytest

DOORS = {
    "creditrules.api": """
        AllowedChange Answer Application AsgiApp Budgets Engine Event GRAPHQL_RESPONSE GRAPHQL_SCHEMA Graphiql
        Handler KeptPages METRICS Operation Origins PublicApplication PublicPages Readiness Refused Request
        RequestContext
        Response SchemaChange
        TrustedDocuments WebPage asked_of_this_machine authorizer behind_gateway document_digest document_faults
        early_refusal federation_sdl json_response load_resolvers note_too_busy note_undelivered
        public_behind_gateway refused_changes
        rights_page schema_sdl
        sdl_changes served_schema shipped_documents
    """,
    "creditrules.auth": """
        Action ApiKeyText BadIssuers ClaimPaths Credential Fetch FetchedDocument FetchedKeys Issuer KeySet
        KeySource LocalSigner NewApiKey NotFetched PURPOSES Principal PublicKey RIGHTS Role Scopes Signer
        SigningKey TokenVerifier VerifyingKey Voucher holds implied is_api_key is_hash_of is_name issue_token
        local_issuer make_api_key make_key may one_form permitted read_api_key read_der_key read_issuers
        read_key read_key_set read_public_key require
    """,
    "creditrules.desk": """
        Activating Adviser Affected AnsweringProduct ApiKeyGiven ApiKeyHolder BatchReport BatchSubject Catalogue
        CauseKind CauseOfChange ChangeFilter ChosenVersion ComparedOutcomes Comparing Comparison ContactGiven
        ContractGiven Correction Courier DEFAULT_PAGE Deciding DeliveryFilter DictionaryFact DocumentCounts
        DocumentExaminer DocumentOrigin DocumentRetired DocumentState DocumentWarning Documents DocumentsGiven
        DocumentsRegistered DriftPeriod Drifts DueLane ErasureGiven Examined Expected ExperimentResults FactStanding
        FeedRuns FigureKey FiguresAsked FiguresFound GivenStatement HelpProof Importing KnownApiKey KnownContract
        KnownDocument KnownWebhook MadeApiKey MadeWebhook Messages Met MetricDifference Moments MovedValue NOTHING_SAID
        NamedDelivery Numbered OpenedDecisions Other Period Plan PlannedAct PopulationGiven Post ProductInForce
        Proposing PublishedComparison Publishing Purse Question QuietGiven ReadModel ReadRules Ready Rebase Rebasing
        RecordedImpact Recording Redress RedressTotal Registration Replay Report RevokedApiKey Routes RuleFile Said
        Seen SeenHelp SeenLift Setting ShippedDocument Standing SubjectAnswer Submission Teller TellingGiven
        TenantSettings Throttle Unrelated View Was WebhookChannel WebhookGiven WebhookReceivers WhatChanged
        WhichVersion activations_page add_to_batch_job advice_deliveries_page anchor_name anchor_of answer_lines
        api_keys_page approval_policy approvals_required approve_proposal arm_of_subject ask ask_batch asked_page
        assess_proposal audit_end audit_page broken_by cancel_activation chains_page changes_of_diff changes_page
        changes_published check_experiment_draft check_parameter_draft check_rule_set_draft comment_on_proposal
        comments_page compare compare_product_outcomes compare_published compare_version_outcomes compare_with_earlier
        conflicts_of_rebase contracts_page correction_of coverage_of_content create_api_key create_experiment
        create_parameter create_product create_rule_set create_webhook decide_on_record decision_chain_end
        decision_chain_page decision_chains decision_drift decision_figures decisions_page declarations_page
        delete_batch_job delete_webhook deliver_again deliveries_page differences_page disclosure_of
        disclosure_settings draft_experiment draft_parameter draft_product draft_rollback draft_rule_set edit_proposal
        erase_subject evidence_key evidence_of expected_of expected_of_answers experiment_key experiment_proof
        experiment_results experiments_asked experiments_met experiments_on experiments_page facts_page feeding_of
        figures_of_part find_batch_job find_document find_experiment find_parameter find_product find_proposal
        find_rule_set find_version finish_batch_job fix_moments head_of import_rules index_decisions
        is_disclosure_place kept_flaws_page known_documents language_tag listed_change notice_of notice_preview
        obstacles_of open_proposals own_use parameter_key parameters_page part_of_batch_job pause_webhook people_of
        plan_version populations_page postponed principal_of product_described product_key products_page proposals_page
        proposed_correction publish_experiment publish_parameter publish_product publish_proposal publish_rule_set
        published_by_activation questions_expected rebase_of rebase_proposal recorded_help recorded_impact
        recorded_lift redress_candidates redress_page redress_total refused_callers_page register_contract
        register_documents register_population registered_text reject_proposal remove_contract remove_population replay
        request_review requests_in resolve_review resume_webhook retire retire_document reviews_of revoke_api_key
        roll_back rotate_webhook_secret rows_of_coverage rows_of_table rule_set_key rule_sets_page rule_since
        seen_decision seen_help seen_lift seen_question set_approval_policy set_contact set_settings settings_at
        shadows_beside some_reasons start_batch_job subject_contact submit_proposal trusted_documents_page uses_page
        values_page versions_page view_of webhooks_page what_changed withdraw_proposal without_rules
    """,
    "creditrules.store": """
        AccountsInTable AuditEntry Backup CURSOR_SECRET ChainReport DATABASE DataKey DecisionsInTable FeedInTable
        FolderShelf KeyService LocalData LocalKeys MASTER_KEY MAX_CONTENT_BYTES MAX_PAGE PeopleInTable Repeated
        RulesInTable Shelf SqliteTable Stamps Table TenantChecks WebhookSecretsInTable back_up erase_again first_broken
        open_data probes read_local_keys restore
    """,
}


@pytest.mark.parametrize("package", DOORS)
def test_a_front_door_shows_these_names(package: str) -> None:
    door = import_module(package)
    assert sorted(door.__all__) == DOORS[package].split()
    assert all(hasattr(door, name) for name in door.__all__)

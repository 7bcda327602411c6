"""What bounds each list that is no connection: told at the end of its description, for clients to know what comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import GraphQLField, GraphQLSchema, is_list_type, is_non_null_type

from creditrules.api.schema.own_types import own_types

__all__ = ["list_end", "output_lists", "tell_list_ends", "told_places"]

_ENDS: Final[Mapping[str, str]] = {
    "As many as were found in what was sent.": """
        *.userErrors *.diagnostics CheckRuleVersionPayload.claims CheckRuleVersionPayload.flaws
        EligibilityReport.retiredFacts ImportRulesPayload.comparisons ImportRulesPayload.models
        ImportedRuleModel.decisions ImportedRuleModel.facts ImportedRuleModel.files Population.columns
        RecordedDecision.maskedFacts
        RecordedDecision.retiredFacts RegisterDocumentsPayload.warnings RulesComparison.unusedInputs
        TrustedDocument.faults Contract.maskedFacts DocumentRoleWarning.fields CauseOfChange.facts Diagnostic.edits
    """,
    "One for each that was sent.": """
        EligibilityBatch.results RegisterDocumentsPayload.documents Contract.expect Contract.products BatchJob.products
        Decision.restsOn RecordedAnswer.restsOn ExpectedAnswer.outcomes ExpectedAnswer.parties ExpectedAnswer.reasons
        ExpectedAnswer.reasonsAmong ExpectedAnswer.terms
    """,
    "One for each product asked about, at most 1,000.": """
        AnsweredAt.answers EligibilityReport.decisions ListedDecision.answers RecordedDecision.answers Replay.answers
        SubjectResult.decisions Decision.alternatives RecordedAnswer.alternatives
    """,
    "At most one for each product and aspect.": """
        ActivationStep.differences AffectedDecision.differences CauseOfChange.alone CauseOfChange.step
        CauseOfChange.without Replay.differences WhatChanged.differences
    """,
    "As many as the content has, of at most 4 MiB.": """
        CellDiff.words ContentChange.words Coverage.reasons Coverage.tables CoveredRow.conditions
        CoveredRow.otherSideMissing Flaw.beside Flaw.columns Flaw.rows Flaw.sample ParameterValue.references
        Product.features Product.ruleSets RowDiff.cells RuleSet.facts RuleSet.reasons RuleVersion.facts
        RuleVersion.parameters RuleVersion.reasons TableDiff.columns Verification.claims VersionDiff.tables
        DictionaryFact.allowedValues DecidingRanges.ranges FactToAsk.decides Offer.fees WayToHelp.changes
        LiftCondition.changes ComparisonDifference.causes ComparisonStep.rows
    """,
    "As many as the rule sets of the product have.": """
        Decision.appliedParameters Decision.appliedVersions Decision.missingFacts Decision.problems Decision.reasons
        Decision.warnings FactDefinition.ruleSets NextQuestion.facts RecordedAnswer.appliedParameters
        RecordedAnswer.appliedVersions RecordedAnswer.missingFacts RecordedAnswer.reasons RecordedAnswer.warnings
        Reason.restrictedFeatures RecordedReason.restrictedFeatures Terms.restrictedFeatures OutcomeAnswer.reasons
        OutcomeAnswer.restrictedFeatures OutcomeDifference.sample
    """,
    "As many as one statement holds.": """
        ChangeStatement.outcomes ChangeStatement.people Impact.casesChanged Impact.contractsBroken Impact.factsAdded
        Impact.factsRemoved Impact.flaws Impact.products Impact.reasonsAdded Impact.reasonsRemoved Impact.ruleSets
        Impact.tables OutcomeComparison.sentences OutcomeImpact.sentences PeopleImpact.sentences
        RecordedImpact.sentences
    """,
    "One a language.": """
        ChangeStatement.notices Document.names Experiment.names Parameter.names Product.names Proposal.names
        ReasonDefinition.messages RuleSet.names
    """,
    "Each value at most once.": """
        ApiKey.purposes ApprovalPolicyRule.roles ArmResults.rates Coverage.outcomes Decision.offerNotes
        Decision.possibleOutcomes ExperimentResults.differences ExperimentResults.shadows Notice.parts
        OutcomeDifference.changed ProposalApproval.roles Query.approvalPolicy ReasonDefinition.interventions
        RecordedAnswer.offerNotes RecordedAnswer.possibleOutcomes RecordedDecision.rulesChosenBy
        SetApprovalPolicyPayload.rules Webhook.kinds
        TrustedDocument.roles TrustedDocument.usableRoles DocumentRefusals.refused
    """,
    "Each person at most once.": "Proposal.approvals Proposal.authors",
    "At most 20, as the lender sets.": "Decision.principalReasons RecordedAnswer.principalReasons",
    "Two.": "ExperimentResults.arms",
    "At most 3.": "ExperimentVersion.guards",
    "At most 5.": """
        EligibilityReport.experiments RecordedDecision.experiments RecordedDecision.shadows RuleSet.experiments
        ComparisonStep.nearMisses RefusedDocuments.documentIds
    """,
    "One for each step of the path.": "UserError.field",
    "At most 10.": "Delivery.latestAttempts AdviceDelivery.latestAttempts",
    "At most 20.": """
        CoveredOutcome.names CoveredReason.names CoveredRow.names RecordedDecision.reviews
    """,
    "At most 22.": "Stability.bins",
    "At most 31.": "CallerUse.days",
    "At most 41 products, the last for all others, by outcome.": """
        ArmResults.limits ArmResults.outcomes DecisionShadow.answers ExperimentResults.transitions
    """,
    "At most 50.": "ComparisonDifference.steps Proposal.brokenContracts",
    "At most 100.": """
        ApiKey.products Webhook.documents
        ErasedRecords.partners EraseSubjectPayload.records DecisionDrift.facts DecisionDrift.hidden
        DecisionDrift.tooFew ChangesThatHelp.ways OutcomeComparison.notAnalysed
        ProposedCases.cases RulesComparison.differences WhatChanged.unrelated
    """,
    "At most 272.": "Query.decisionChains",
    "One for each thing that is relied on.": "Contract.breaches RegisterContractPayload.breaches",
    "As many as approvals, settings and schedule ask for.": "Proposal.obstacles",
    "One for each count that differs.": "ExperimentProof.differences",
    "One for each product that was decided on.": "DecisionDrift.outcomes",
    "At most 1,000.": """
        AttributedDifference.among AttributedDifference.causes CauseOfChange.passed CauseOfChange.steps
        CauseOfChange.values ImportRulesPayload.interpretations WhatChanged.causes
    """,
    "At most 2,600.": "Offer.schedule",
    "At most 5,000.": "DecisionFigures.figures",
}
"""By what is said, the fields of which it is said; `*` stands for any type."""
_SAID: Final = {place: sentence for sentence, places in _ENDS.items() for place in places.split()}


def told_places() -> frozenset[str]:
    """The fields of which something is said here."""
    return frozenset(_SAID)


def list_end(owner: str, name: str) -> str:
    """What bounds the list, as far as it is said here."""
    return _SAID.get(f"{owner}.{name}") or _SAID.get(f"*.{name}", "")


def tell_list_ends(schema: GraphQLSchema) -> None:
    """Let the description of every list say what bounds it, where it does not say so yet."""
    for owner, name, definition in output_lists(schema):
        end, told = list_end(owner, name), definition.description or ""
        if end and end.rstrip(".").lower() not in told.lower():
            definition.description = f"{told} {end}"


def output_lists(schema: GraphQLSchema) -> Iterator[tuple[str, str, GraphQLField]]:
    """Every field that is a list, but for those of connections: type, name and definition."""
    for type_ in own_types(schema):
        if not type_.name.endswith("Connection"):
            for name, definition in type_.fields.items():
                bare = definition.type.of_type if is_non_null_type(definition.type) else definition.type
                if is_list_type(bare):
                    yield type_.name, name, definition

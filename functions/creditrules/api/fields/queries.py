"""The root of every reading operation."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated, Any

from creditrules.api.context import RequestContext
from creditrules.api.fields.api_keys import ApiKeyQueries
from creditrules.api.fields.asking import AskingQueries
from creditrules.api.fields.batch_jobs import BatchJobQueries
from creditrules.api.fields.comparing import ComparingQueries
from creditrules.api.fields.contacts import ContactQueries
from creditrules.api.fields.contracts import ContractQueries
from creditrules.api.fields.decisions import DecisionQueries
from creditrules.api.fields.dictionary import DictionaryQueries
from creditrules.api.fields.documents import DocumentQueries
from creditrules.api.fields.lifecycle import LifecycleQueries
from creditrules.api.fields.nodes import node_of
from creditrules.api.fields.planning import PlanningQueries
from creditrules.api.fields.populations import PopulationQueries
from creditrules.api.fields.rebasing import RebaseQueries
from creditrules.api.fields.record import RecordQueries
from creditrules.api.fields.settings import SettingsQueries
from creditrules.api.fields.trusted_documents import TrustedDocumentQueries
from creditrules.api.fields.uses import UseQueries
from creditrules.api.fields.webhooks import WebhookQueries
from creditrules.api.types.arguments import (
    CategoryFilter,
    EffectiveFrom,
    EffectiveTo,
    KnownAt,
    RecordedFrom,
    RecordedTo,
    Since,
    Until,
    ValidAt,
)
from creditrules.api.types.audit import AuditChain, audit_chain
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.coverage import coverage_node
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.diagnostics import Diagnostic
from creditrules.api.types.enums import DocumentKind
from creditrules.api.types.flaws import claims_as_told, flaws_of
from creditrules.api.types.history import RuleChange, rule_change
from creditrules.api.types.import_inputs import ImportRulesInput
from creditrules.api.types.imports import ImportRulesPayload, import_payload
from creditrules.api.types.inputs import (
    CheckExperimentVersionInput,
    CheckParameterVersionInput,
    CheckRuleVersionInput,
)
from creditrules.api.types.node import Node
from creditrules.api.types.payloads import (
    CheckExperimentVersionPayload,
    CheckParameterVersionPayload,
    CheckRuleVersionPayload,
    payload_field,
)
from creditrules.api.types.resolved import field, paged
from creditrules.api.types.statements import Impact
from creditrules.auth import Action
from creditrules.desk import (
    ChangeFilter,
    Ready,
    chains_page,
    changes_page,
    check_experiment_draft,
    check_parameter_draft,
    check_rule_set_draft,
    import_rules,
)
from creditrules.rules.ports import Asked

__all__ = ["Query"]


@strawberry.type(description="Reading: questions about applicants, what is in force, and what has changed.")
class Query(
    AskingQueries,
    BatchJobQueries,
    ComparingQueries,
    ContractQueries,
    DecisionQueries,
    DictionaryQueries,
    DocumentQueries,
    LifecycleQueries,
    PlanningQueries,
    PopulationQueries,
    RebaseQueries,
    RecordQueries,
    SettingsQueries,
    ApiKeyQueries,
    TrustedDocumentQueries,
    UseQueries,
    WebhookQueries,
    ContactQueries,
):
    @field(needs=Action.ASK)
    def node(
        self,
        info: Info[RequestContext, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="As a node gave it.")],  # noqa: A002
    ) -> Node | None:
        """Anything with an id, as it was seen where that id was given; null when you have no such thing."""
        return node_of(info.context, str(id))

    @field(needs=Action.ASK)
    @paged
    def rule_changes(  # noqa: PLR0913, PLR0917  (arguments of a field)
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        product: Annotated[
            str | None,
            strawberry.argument(description="Only changes that can reach this product: its own and its rule sets'."),
        ] = None,
        category: CategoryFilter = None,
        since: Since = None,
        until: Until = None,
        effective_from: EffectiveFrom = None,
        effective_to: EffectiveTo = None,
        recorded_from: RecordedFrom = None,
        recorded_to: RecordedTo = None,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Connection[RuleChange]:
        """What changed for users: which rules, why, with what impact, from when.

        Newest recorded first; by effect where effectiveFrom or effectiveTo is given, by either with since or
        until. A dated value of a parameter that comes by itself is a change by effect. validAt is when the
        fields below read what is in force; it leaves out no change.
        """
        view = info.context.view(valid_at, known_at)
        times = (since, until, effective_from, effective_to, recorded_from, recorded_to)
        wanted = ChangeFilter(product, category, *times)
        page = changes_page(view, asked, wanted)
        return connect(view, page, rule_change, valid=True)

    @field(needs=Action.AUDIT)
    @paged
    def audit_chains(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        slug: Annotated[str | None, strawberry.argument(description="Only documents called so.")] = None,
        kind: Annotated[DocumentKind | None, strawberry.argument(description="Only documents of this kind.")] = None,
    ) -> Connection[AuditChain]:
        """The audit chains of all documents there are, by kind and slug; refused to those who may not audit."""
        view = info.context.view()
        page = chains_page(view, asked, slug, kind)
        return connect(view, page, audit_chain)

    @payload_field(CheckRuleVersionPayload, Action.CHECK)
    def check_rule_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CheckRuleVersionInput, strawberry.argument(description="The draft.")],  # noqa: A002
    ) -> CheckRuleVersionPayload:
        """What publishing this version would say: everything wrong with it, and its impact. Nothing is written."""
        ready = info.context.act(check_rule_set_draft, input.submission())
        view = info.context.view()
        reached = coverage_node(view, ready.reached(), ready.digest, ready.generated) if ready.reached else None
        flaws, claims = flaws_of(ready.flaws), claims_as_told(ready.claims)
        return CheckRuleVersionPayload(**_checked(ready), coverage=reached, flaws=flaws, claims=claims)

    @payload_field(CheckParameterVersionPayload, Action.CHECK)
    def check_parameter_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CheckParameterVersionInput, strawberry.argument(description="The draft.")],  # noqa: A002
    ) -> CheckParameterVersionPayload:
        """What publishing this version would say, a first one too. Nothing is written."""
        return CheckParameterVersionPayload(**_checked(info.context.act(check_parameter_draft, input.submission())))

    @payload_field(CheckExperimentVersionPayload, Action.CHECK)
    def check_experiment_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CheckExperimentVersionInput, strawberry.argument(description="The draft.")],  # noqa: A002
    ) -> CheckExperimentVersionPayload:
        """What publishing this version would say, a first one too. Nothing is written."""
        return CheckExperimentVersionPayload(**_checked(info.context.act(check_experiment_draft, input.submission())))

    @payload_field(ImportRulesPayload, Action.PROPOSE)
    def import_rules(
        self,
        info: Info[RequestContext, None],
        input: Annotated[ImportRulesInput, strawberry.argument(description="The files.")],  # noqa: A002
    ) -> ImportRulesPayload:
        """Rules of another engine as models here, what was interpreted, how its answers compare. Nothing is written."""
        info.context.only_once("importRules")
        return import_payload(info.context.act(import_rules, input.importing()))


def _checked(ready: Ready) -> dict[str, Any]:
    found = [Diagnostic.of(diagnostic) for diagnostic in ready.diagnostics]
    return {
        "ok": True,
        "impact": Impact.of(ready.impact),
        "diagnostics": found,
    }

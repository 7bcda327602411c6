"""The root of every writing operation. A mistake in the input is a user error; nothing is written then."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from creditrules.api.context import RequestContext
from creditrules.api.fields.api_keys import ApiKeyMutations
from creditrules.api.fields.batch_jobs import BatchJobMutations
from creditrules.api.fields.contacts import ContactMutations
from creditrules.api.fields.contracts import ContractMutations
from creditrules.api.fields.decisions import DecisionMutations
from creditrules.api.fields.lifecycle import LifecycleMutations
from creditrules.api.fields.populations import PopulationMutations
from creditrules.api.fields.rebasing import RebaseMutations
from creditrules.api.fields.settings import SettingsMutations
from creditrules.api.fields.trusted_documents import TrustedDocumentMutations
from creditrules.api.fields.webhooks import WebhookMutations
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.experiments import experiment_of
from creditrules.api.types.history import activation_node
from creditrules.api.types.inputs import (
    CreateExperimentInput,
    CreateParameterInput,
    CreateProductInput,
    CreateRuleSetInput,
    PublishExperimentVersionInput,
    PublishParameterVersionInput,
    PublishProductVersionInput,
    PublishRuleVersionInput,
    VersionInput,
    texts_of,
)
from creditrules.api.types.once import once_of
from creditrules.api.types.parameters import parameter_of
from creditrules.api.types.payloads import (
    CreateExperimentPayload,
    CreateParameterPayload,
    CreateProductPayload,
    CreateRuleSetPayload,
    PublishExperimentVersionPayload,
    PublishParameterVersionPayload,
    PublishProductVersionPayload,
    PublishRuleVersionPayload,
    payload_field,
)
from creditrules.api.types.postponed import with_postponement
from creditrules.api.types.products import product_at
from creditrules.api.types.rule_sets import rule_set_of
from creditrules.api.types.versions import VersionRef, version_node
from creditrules.auth import Action, Principal
from creditrules.desk import (
    Catalogue,
    Publishing,
    Submission,
    create_experiment,
    create_parameter,
    create_product,
    create_rule_set,
    publish_experiment,
    publish_parameter,
    publish_product,
    publish_rule_set,
)
from creditrules.rules import DocumentKind

__all__ = ["Mutation"]

PUBLISHING = "publish"
"""One operation, be it a document's first version or a later one: who retries may not know which it was."""


@strawberry.type(description="Writing: administrators make documents, and publish them.")
class Mutation(
    DecisionMutations,
    LifecycleMutations,
    RebaseMutations,
    SettingsMutations,
    ApiKeyMutations,
    TrustedDocumentMutations,
    ContractMutations,
    BatchJobMutations,
    PopulationMutations,
    WebhookMutations,
    ContactMutations,
):
    @payload_field(CreateRuleSetPayload, Action.CREATE)
    def create_rule_set(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CreateRuleSetInput, strawberry.argument(description="The rule set.")],  # noqa: A002
    ) -> CreateRuleSetPayload:
        """Make a rule set. It has no version until one is published."""
        context, category = info.context, input.category
        name = texts_of(input.name, ("name",))
        head, replayed = context.act(create_rule_set, input.slug, name, category, once_of(info, input))
        context.after_write()
        return CreateRuleSetPayload(rule_set=rule_set_of(context.view(), head), replayed=replayed)

    @payload_field(PublishRuleVersionPayload, Action.PUBLISH)
    def publish_rule_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PublishRuleVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> PublishRuleVersionPayload:
        """Publish a rule set's next version and put it in force."""
        return PublishRuleVersionPayload(**_published(info, publish_rule_set, input))

    @payload_field(CreateProductPayload, Action.PUBLISH)
    def create_product(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CreateProductInput, strawberry.argument(description="The product.")],  # noqa: A002
    ) -> CreateProductPayload:
        """Make a product with its first version. Nothing is made when the content does not check."""
        return CreateProductPayload(**_published(info, create_product, input))

    @payload_field(PublishProductVersionPayload, Action.PUBLISH)
    def publish_product_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PublishProductVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> PublishProductVersionPayload:
        """Publish a product's next version and put it in force."""
        return PublishProductVersionPayload(**_published(info, publish_product, input))

    @payload_field(CreateParameterPayload, Action.PUBLISH)
    def create_parameter(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CreateParameterInput, strawberry.argument(description="The parameter.")],  # noqa: A002
    ) -> CreateParameterPayload:
        """Make a parameter with its first version. Nothing is made when the content does not check."""
        return CreateParameterPayload(**_published(info, create_parameter, input))

    @payload_field(PublishParameterVersionPayload, Action.PUBLISH)
    def publish_parameter_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PublishParameterVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> PublishParameterVersionPayload:
        """Publish a parameter's next version and put it in force, for every rule set that uses it."""
        return PublishParameterVersionPayload(**_published(info, publish_parameter, input))

    @payload_field(CreateExperimentPayload, Action.PUBLISH)
    def create_experiment(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CreateExperimentInput, strawberry.argument(description="The experiment.")],  # noqa: A002
    ) -> CreateExperimentPayload:
        """Make an experiment with its first version. Nothing is made when the content does not check."""
        return CreateExperimentPayload(**_published(info, create_experiment, input))

    @payload_field(PublishExperimentVersionPayload, Action.PUBLISH)
    def publish_experiment_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PublishExperimentVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> PublishExperimentVersionPayload:
        """Publish an experiment's next version and put it in force: another share, say."""
        return PublishExperimentVersionPayload(**_published(info, publish_experiment, input))


def _published(
    info: Info[RequestContext, None],
    publish: Callable[[Catalogue, Principal, Submission], Publishing],
    given: VersionInput,
) -> dict[str, Any]:
    """Publish what is given: the fields that the payloads of all publications share."""
    context = info.context
    done = context.act(publish, given.submission(once_of(info, given, PUBLISHING)))
    context.after_write()
    view, version, head = context.view(), done.published.version, done.published.head
    view.documents.hold((head,))
    told: dict[str, Any] = {
        "version": version_node(VersionRef(view, version.key, version.number, version.digest, version)),
        "activation": activation_node(view, done.published.activation),
        "replayed": done.published.replayed,
        "diagnostics": with_postponement(context, done.published.activation.recorded_at, done.diagnostics),
    }
    if head.key.kind is DocumentKind.RULE_SET:
        return told | {"rule_set": rule_set_of(view, head)}
    if head.key.kind is DocumentKind.PARAMETER:
        return told | {"parameter": parameter_of(view, head)}
    if head.key.kind is DocumentKind.EXPERIMENT:
        return told | {"experiment": experiment_of(view, head)}
    return told | {"product": product_at(view, version.key)}

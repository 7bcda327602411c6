"""The root of every writing operation. A mistake in the input is a user error; nothing is written then."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import strawberry
from strawberry import Info

from creditrules.api.context import RequestContext, Scope
from creditrules.api.fields.decisions import DecisionMutations
from creditrules.api.fields.lifecycle import LifecycleMutations
from creditrules.api.types.diagnostics import Diagnostic, UserError, content_refused, user_error
from creditrules.api.types.history import activation_node
from creditrules.api.types.inputs import (
    CreateProductInput,
    CreateRuleSetInput,
    PublishProductVersionInput,
    PublishRuleVersionInput,
)
from creditrules.api.types.payloads import (
    CreateProductPayload,
    CreateRuleSetPayload,
    PublishProductVersionPayload,
    PublishRuleVersionPayload,
)
from creditrules.api.types.products import Product, product_of
from creditrules.api.types.resolved import field
from creditrules.api.types.rule_sets import rule_set_of
from creditrules.api.types.versions import ProductVersion, RuleVersion, VersionRef, version_node
from creditrules.auth import Action, Principal
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.publishing import (
    Draft,
    Publishing,
    create_product,
    create_rule_set,
    publish_product,
    publish_rule_set,
)
from creditrules.desk.submitting import VersionInput, local_texts, submitted_draft
from creditrules.errors import Kind, Refusal
from creditrules.rules import Category, Published

__all__ = ["Mutation"]

OURS = frozenset({Kind.FORBIDDEN, Kind.UNAUTHENTICATED, Kind.UNAVAILABLE})
"""Refusals that are no mistake in the input: they go to the top-level errors."""

Act = Callable[[Catalogue, Principal, Draft], Publishing]


@strawberry.type(description="Writing: administrators make rule sets and products and publish their versions.")
class Mutation(DecisionMutations, LifecycleMutations):
    @field
    def create_rule_set(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CreateRuleSetInput, strawberry.argument(description="The rule set.")],  # noqa: A002
    ) -> CreateRuleSetPayload:
        """Make a rule set. It has no version until one is published."""
        context = info.context
        context.require(Action.CREATE)
        try:
            name = local_texts(input.name, ("name",))
            category = Category(input.category.name)
            head = create_rule_set(context.catalogue, context.principal, input.slug, name, category)
        except Refusal as refusal:
            return CreateRuleSetPayload(user_errors=[_mistake(refusal)])
        context.after_write()
        return CreateRuleSetPayload(rule_set=rule_set_of(context.scope(), head))

    @field
    def publish_rule_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PublishRuleVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> PublishRuleVersionPayload:
        """Publish a rule set's next version and put it in force."""
        done, diagnostics, errors = _carry_out(info.context, publish_rule_set, input)
        if done is None:
            return PublishRuleVersionPayload(diagnostics=diagnostics, user_errors=errors)
        scope = info.context.scope()
        version = version_node(_ref(scope, done))
        return PublishRuleVersionPayload(
            version=version if isinstance(version, RuleVersion) else None,
            activation=activation_node(scope, done.activation),
            rule_set=rule_set_of(scope, done.head),
            replayed=done.replayed,
            diagnostics=diagnostics,
        )

    @field
    def create_product(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CreateProductInput, strawberry.argument(description="The product.")],  # noqa: A002
    ) -> CreateProductPayload:
        """Make a product with its first version. Nothing is made when the content does not check."""
        done, diagnostics, errors = _carry_out(info.context, create_product, input)
        if done is None:
            return CreateProductPayload(diagnostics=diagnostics, user_errors=errors)
        scope = info.context.scope()
        return CreateProductPayload(
            version=_product_version(scope, done),
            activation=activation_node(scope, done.activation),
            product=_product(scope, done),
            replayed=done.replayed,
            diagnostics=diagnostics,
        )

    @field
    def publish_product_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[PublishProductVersionInput, strawberry.argument(description="The version.")],  # noqa: A002
    ) -> PublishProductVersionPayload:
        """Publish a product's next version and put it in force."""
        done, diagnostics, errors = _carry_out(info.context, publish_product, input)
        if done is None:
            return PublishProductVersionPayload(diagnostics=diagnostics, user_errors=errors)
        scope = info.context.scope()
        return PublishProductVersionPayload(
            version=_product_version(scope, done),
            activation=activation_node(scope, done.activation),
            product=_product(scope, done),
            replayed=done.replayed,
            diagnostics=diagnostics,
        )


def _carry_out(
    context: RequestContext, act: Act, given: VersionInput
) -> tuple[Published | None, list[Diagnostic], list[UserError]]:
    """What was published, or None with the reasons."""
    context.require(Action.PUBLISH)
    try:
        submitted = submitted_draft(given)
        if submitted.draft is None:
            found = [Diagnostic.of(d) for d in submitted.diagnostics]
            return None, found, [content_refused(submitted.diagnostics)]
        publishing = act(context.catalogue, context.principal, submitted.draft)
    except Refusal as refusal:
        return None, [Diagnostic.of(d) for d in refusal.diagnostics], [_mistake(refusal)]
    context.after_write()
    diagnostics = [Diagnostic.of(d) for d in publishing.diagnostics]
    errors = [] if publishing.published else [content_refused(publishing.diagnostics)]
    return publishing.published, diagnostics, errors


def _mistake(refusal: Refusal) -> UserError:
    if refusal.kind in OURS:
        raise refusal
    return user_error(refusal)


def _ref(scope: Scope, done: Published) -> VersionRef:
    version = done.version
    return VersionRef(scope, version.key, version.number, version.digest, version)


def _product_version(scope: Scope, done: Published) -> ProductVersion | None:
    node = version_node(_ref(scope, done))
    return node if isinstance(node, ProductVersion) else None


def _product(scope: Scope, done: Published) -> Product:
    scope.documents.hold((done.head,))
    digest = done.version.digest
    return product_of(scope, scope.catalogue.forms(scope.tenant, [digest])[digest])

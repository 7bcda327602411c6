"""The root of every reading operation."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Info

from creditrules.api.context import RequestContext, Scope
from creditrules.api.fields.decisions import DecisionQueries
from creditrules.api.fields.lifecycle import LifecycleQueries
from creditrules.api.types.arguments import After, First, KnownAt, ValidAt
from creditrules.api.types.audit import AuditChain, audit_chain
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.decisions import EligibilityReport, report_of
from creditrules.api.types.diagnostics import Diagnostic, content_refused, user_error
from creditrules.api.types.enums import RuleCategory, Scenario, Segment
from creditrules.api.types.global_ids import NodeName, read_global_id
from creditrules.api.types.history import RuleChange, activation_node, rule_change
from creditrules.api.types.inputs import CheckRuleVersionInput, EligibilityInput
from creditrules.api.types.node import Node
from creditrules.api.types.payloads import CheckRuleVersionPayload
from creditrules.api.types.products import Product, product_at, product_in_force
from creditrules.api.types.proposals import proposal_node
from creditrules.api.types.resolved import field
from creditrules.api.types.rule_sets import RuleSet, rule_set_at, rule_set_of
from creditrules.api.types.statements import Impact
from creditrules.api.types.versions import VersionRef, version_node
from creditrules.auth import Action
from creditrules.desk.asking import ask
from creditrules.desk.auditing import chains_page
from creditrules.desk.catalogue import ProductInForce, product_key, rule_set_key
from creditrules.desk.changes import changes_page
from creditrules.desk.deciding import question_of
from creditrules.desk.paging import page_of_slugs, page_size, sifted_page
from creditrules.desk.publishing import check_rule_set_draft
from creditrules.desk.submitting import submitted_draft
from creditrules.errors import Kind, Refusal
from creditrules.rules import Category, DocumentKind, Head, Page
from creditrules.slugs import is_slug

__all__ = ["Query"]

Slug = Annotated[str, strawberry.argument(description="Its slug.")]
CategoryFilter = Annotated[RuleCategory | None, strawberry.argument(description="Only this category.")]


@strawberry.type(description="Reading: questions about applicants, what is in force, and what has changed.")
class Query(DecisionQueries, LifecycleQueries):
    @field
    def node(
        self,
        info: Info[RequestContext, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="As a node gave it.")],  # noqa: A002
    ) -> Node | None:
        """Anything with an id; null when the asking tenant has no such thing."""
        name = read_global_id(str(id))
        return _node(info.context.scope(), name) if name else None

    @field
    def eligibility(
        self,
        info: Info[RequestContext, None],
        input: Annotated[EligibilityInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> EligibilityReport:
        """May this applicant have these products, on what terms, why (not), and what else is open?"""
        context = info.context
        context.require(Action.ASK)
        with _within("input"):
            given = question_of(input)
            question = replace(given, valid_at=given.valid_at or context.now, known_at=given.known_at or context.now)
            report = ask(context.catalogue, context.principal.tenant, question)
            scope = context.scope(report.valid_at, report.known_at).in_language(input.locale)
        return report_of(scope, report)

    @field
    def products(
        self,
        info: Info[RequestContext, None],
        first: First = None,
        after: After = None,
        segment: Annotated[Segment | None, strawberry.argument(description="Only products for these.")] = None,
        scenario: Annotated[Scenario | None, strawberry.argument(description="Only products for this purpose.")] = None,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Connection[Product]:
        """Products in force, by slug."""
        scope = info.context.scope(valid_at, known_at)
        found = [p for p in _products(scope) if _fits(p, segment, scenario)]
        page = page_of_slugs(found, lambda product: product.form.product, page_size(first), after)
        return connect(
            page, lambda product: product_in_force(scope, product), moments=scope.moments, after=after, total=len(found)
        )

    @field
    def product(
        self, info: Info[RequestContext, None], slug: Slug, valid_at: ValidAt = None, known_at: KnownAt = None
    ) -> Product | None:
        """One product as it was or is; null when no version of it was in force."""
        scope = info.context.scope(valid_at, known_at)
        if not is_slug(slug):
            return None
        moments = scope.moments
        found = scope.catalogue.product(scope.tenant, slug, moments.valid_at, moments.known_at)
        return product_in_force(scope, found) if found else None

    @field
    def rule_sets(
        self,
        info: Info[RequestContext, None],
        first: First = None,
        after: After = None,
        category: CategoryFilter = None,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Connection[RuleSet]:
        """Rule sets, by slug. The two times are those at which the fields below read them."""
        scope = info.context.scope(valid_at, known_at)
        page, resume = _rule_set_heads(scope, page_size(first), after, category)
        return connect(page, lambda head: rule_set_of(scope, head), moments=scope.moments, after=after, resume=resume)

    @field
    def rule_set(
        self, info: Info[RequestContext, None], slug: Slug, valid_at: ValidAt = None, known_at: KnownAt = None
    ) -> RuleSet | None:
        """One rule set; null when there is none by that slug, or was not yet by knownAt."""
        scope = info.context.scope(valid_at, known_at)
        head = scope.documents.head(rule_set_key(slug)) if is_slug(slug) else None
        return rule_set_of(scope, head) if head and head.created_at <= scope.moments.known_at else None

    @field
    def rule_changes(  # noqa: PLR0913, PLR0917  (arguments of a field)
        self,
        info: Info[RequestContext, None],
        first: First = None,
        after: After = None,
        product: Annotated[
            str | None,
            strawberry.argument(description="Only changes that touched this product: its own and its rule sets'."),
        ] = None,
        category: CategoryFilter = None,
        since: Annotated[
            datetime | None, strawberry.argument(description="Only changes recorded then or later.")
        ] = None,
        until: Annotated[datetime | None, strawberry.argument(description="Only changes recorded before then.")] = None,
        known_at: KnownAt = None,
    ) -> Connection[RuleChange]:
        """What changed for users, newest recorded first: which rules, why, with what impact, from when."""
        scope = info.context.scope(None, known_at)
        head = _product_head(scope, product) if product is not None else None
        wanted = Category(category.name) if category else None
        page, resume = changes_page(
            scope, page_size(first), after, product=head, category=wanted, since=since, until=until
        )
        return connect(
            page, lambda a: rule_change(scope, a), moments=scope.moments, after=after, valid=False, resume=resume
        )

    @field
    def audit_chains(
        self,
        info: Info[RequestContext, None],
        first: First = None,
        after: After = None,
        slug: Annotated[str | None, strawberry.argument(description="Only documents called so.")] = None,
        kind: Annotated[
            str | None, strawberry.argument(description='Only documents of this kind, as in "RULE_SET" or "PRODUCT".')
        ] = None,
    ) -> Connection[AuditChain]:
        """The audit chains of all documents there are, by kind and slug; refused to those who may not audit."""
        info.context.require(Action.AUDIT)
        scope = info.context.scope()
        page = chains_page(scope, page_size(first), after, slug, kind)
        return connect(page, lambda key: audit_chain(scope, key), moments=scope.moments, after=after, valid=False)

    @field
    def check_rule_version(
        self,
        info: Info[RequestContext, None],
        input: Annotated[CheckRuleVersionInput, strawberry.argument(description="The draft.")],  # noqa: A002
    ) -> CheckRuleVersionPayload:
        """What publishing this version would say: everything wrong with it, and its impact. Nothing is written."""
        context = info.context
        context.require(Action.PUBLISH)
        try:
            submitted = submitted_draft(input)
            if submitted.draft is None:
                return CheckRuleVersionPayload(
                    diagnostics=[Diagnostic.of(d) for d in submitted.diagnostics],
                    user_errors=[content_refused(submitted.diagnostics)],
                )
            checked = check_rule_set_draft(context.catalogue, context.principal, submitted.draft)
        except Refusal as refusal:
            if refusal.kind in {Kind.FORBIDDEN, Kind.UNAVAILABLE}:
                raise
            return CheckRuleVersionPayload(user_errors=[user_error(refusal)])
        found = [Diagnostic.of(d) for d in checked.diagnostics]
        if checked.impact is None:
            return CheckRuleVersionPayload(diagnostics=found, user_errors=[content_refused(checked.diagnostics)])
        return CheckRuleVersionPayload(ok=True, impact=Impact.of(checked.impact, sees_policy=True), diagnostics=found)


@contextmanager
def _within(*path: str) -> Iterator[None]:
    """Refusals of what is done inside name their field from the arguments on."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = (*path, *refusal.field)
        raise


def _node(scope: Scope, name: NodeName) -> Node | None:
    """Whatever the id names in this tenant."""
    is_rule_set = name.key.kind is DocumentKind.RULE_SET
    match name.type:
        case "RuleSet" | "Product" if (name.type == "RuleSet") == is_rule_set and name.number == 0:
            if scope.documents.head(name.key) is None:
                return None
            return rule_set_at(scope, name.key) if is_rule_set else product_at(scope, name.key)
        case "RuleVersion" | "ProductVersion" if (name.type == "RuleVersion") == is_rule_set:
            version = scope.documents.version(name.key, name.number)
            return (
                version_node(VersionRef(scope, name.key, version.number, version.digest, version)) if version else None
            )
        case "Proposal" if scope.sees_policy:
            proposal = scope.catalogue.store.proposal(scope.tenant, name.key, name.number)
            return proposal_node(scope, proposal) if proposal else None
        case "Activation" | "RuleChange":
            activation = scope.documents.activation(name.key, name.number)
            make = activation_node if name.type == "Activation" else rule_change
            return make(scope, activation) if activation else None
        case _:
            return None


def _products(scope: Scope) -> Sequence[ProductInForce]:
    return scope.catalogue.products(scope.tenant, scope.moments.valid_at, scope.moments.known_at)


def _fits(product: ProductInForce, segment: Segment | None, scenario: Scenario | None) -> bool:
    form = product.form
    return (segment is None or form.segment == segment.name) and (scenario is None or form.scenario == scenario.name)


def _product_head(scope: Scope, slug: str) -> Head:
    head = scope.documents.head(product_key(slug)) if is_slug(slug) else None
    if head is None:
        hint = "The query `products` lists what there is."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", f"There is no product '{slug[:80]}'.", ("product",), hint)
    return head


def _rule_set_heads(
    scope: Scope, size: int, after: str | None, category: RuleCategory | None
) -> tuple[Page[Head], str | None]:
    asked = Category(category.name) if category else None

    def wanted(heads: Sequence[Head]) -> Sequence[bool]:
        known = scope.moments.known_at
        return [head.created_at <= known and asked in {None, head.category} for head in heads]

    def fetch(first: int, cursor: str | None) -> Page[Head]:
        return scope.catalogue.store.list_heads(scope.tenant, DocumentKind.RULE_SET, first, cursor)

    return sifted_page(fetch, wanted, size, after)

"""Reading what is kept in versions: products, rule sets, parameters and experiments."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from typing import Annotated

from creditrules.api.context import RequestContext
from creditrules.api.types.arguments import CategoryFilter, KnownAt, ValidAt
from creditrules.api.types.connections import Connection, connect
from creditrules.api.types.declaring import Info, strawberry
from creditrules.api.types.document_at import document_at
from creditrules.api.types.enums import DocumentKind, Scenario, Segment
from creditrules.api.types.experiments import Experiment, experiment_of
from creditrules.api.types.node import Document
from creditrules.api.types.parameters import Parameter, parameter_of
from creditrules.api.types.products import Product, product_in_force
from creditrules.api.types.resolved import field, paged
from creditrules.api.types.rule_sets import RuleSet, rule_set_of
from creditrules.auth import Action
from creditrules.desk import (
    experiments_page,
    find_document,
    find_experiment,
    find_parameter,
    find_product,
    find_rule_set,
    parameters_page,
    products_page,
    rule_sets_page,
)
from creditrules.rules import DocumentKey
from creditrules.rules.ports import Asked

__all__ = ["DocumentQueries"]

Slug = Annotated[str, strawberry.argument(description="Its slug.")]


@strawberry.type(description="Reading products, rule sets, parameters and experiments.")
class DocumentQueries:
    @field(needs=Action.SEE_POLICY)
    def document(
        self,
        info: Info[RequestContext, None],
        kind: Annotated[
            DocumentKind,
            strawberry.argument(description="What it is; a POLICY is none of them."),
        ],
        slug: Slug,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Document | None:
        """A document of any kind, whether or not a version of it is in force; refused to partners.

        Null when there is none. A product without a version is described by what is proposed.
        """
        view = info.context.view(valid_at, known_at)
        if kind is DocumentKind.POLICY:
            return None
        head = find_document(view, DocumentKey(kind, slug))
        return document_at(view, head.key) if head else None

    @field(needs=Action.ASK)
    @paged
    def products(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        segment: Annotated[Segment | None, strawberry.argument(description="Only products for these.")] = None,
        scenario: Annotated[Scenario | None, strawberry.argument(description="Only products for this purpose.")] = None,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Connection[Product]:
        """Products in force, by slug."""
        view = info.context.view(valid_at, known_at)
        page = products_page(view, asked, segment, scenario)
        return connect(view, page, product_in_force, valid=True)

    @field(needs=Action.ASK)
    def product(
        self, info: Info[RequestContext, None], slug: Slug, valid_at: ValidAt = None, known_at: KnownAt = None
    ) -> Product | None:
        """One product as it was or is; null when no version of it was in force."""
        view = info.context.view(valid_at, known_at)
        found = find_product(view, slug)
        return product_in_force(view, found) if found else None

    @field(needs=Action.ASK)
    @paged
    def rule_sets(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        category: CategoryFilter = None,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Connection[RuleSet]:
        """Rule sets, by slug. The two times are those at which the fields below read them."""
        view = info.context.view(valid_at, known_at)
        page = rule_sets_page(view, asked, category)
        return connect(view, page, rule_set_of, valid=True)

    @field(needs=Action.ASK)
    def rule_set(
        self, info: Info[RequestContext, None], slug: Slug, valid_at: ValidAt = None, known_at: KnownAt = None
    ) -> RuleSet | None:
        """One rule set; null when there is none by that slug, or was not yet by knownAt."""
        view = info.context.view(valid_at, known_at)
        head = find_rule_set(view, slug)
        return rule_set_of(view, head) if head else None

    @field(needs=Action.ASK)
    @paged
    def parameters(
        self,
        info: Info[RequestContext, None],
        asked: Asked,
        category: CategoryFilter = None,
        valid_at: ValidAt = None,
        known_at: KnownAt = None,
    ) -> Connection[Parameter]:
        """Parameters, by slug. The two times are those at which the fields below read them."""
        view = info.context.view(valid_at, known_at)
        page = parameters_page(view, asked, category)
        return connect(view, page, parameter_of, valid=True)

    @field(needs=Action.ASK)
    def parameter(
        self, info: Info[RequestContext, None], slug: Slug, valid_at: ValidAt = None, known_at: KnownAt = None
    ) -> Parameter | None:
        """One parameter; null when there is none by that slug, or was not yet by knownAt."""
        view = info.context.view(valid_at, known_at)
        head = find_parameter(view, slug)
        return parameter_of(view, head) if head else None

    @field(needs=Action.SEE_POLICY)
    @paged
    def experiments(
        self, info: Info[RequestContext, None], asked: Asked, valid_at: ValidAt = None, known_at: KnownAt = None
    ) -> Connection[Experiment]:
        """Experiments, by slug, in force or not; refused to partners."""
        view = info.context.view(valid_at, known_at)
        page = experiments_page(view, asked)
        return connect(view, page, experiment_of, valid=True)

    @field(needs=Action.SEE_POLICY)
    def experiment(
        self, info: Info[RequestContext, None], slug: Slug, valid_at: ValidAt = None, known_at: KnownAt = None
    ) -> Experiment | None:
        """One experiment; null when there is none by that slug, or was not yet by knownAt; refused to partners."""
        view = info.context.view(valid_at, known_at)
        head = find_experiment(view, slug)
        return experiment_of(view, head) if head else None

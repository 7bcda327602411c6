"""What a tenant has, page by page: products, rule sets, versions and activations, as a moment knew them."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.auth import Action, require
from creditrules.desk.catalogue import ProductInForce
from creditrules.desk.paging import page_at_hand, page_in_place, sifted_page
from creditrules.desk.view import View
from creditrules.records import replace
from creditrules.rules import (
    Activation,
    Category,
    DocumentKind,
    Head,
    ProductForm,
    Scenario,
    Segment,
    Step,
    Version,
)
from creditrules.rules.ports import Asked, Page

__all__ = [
    "activations_page",
    "experiments_page",
    "parameters_page",
    "products_page",
    "rule_sets_page",
    "values_page",
    "versions_page",
]


def products_page(
    view: View, asked: Asked, segment: Segment | None = None, scenario: Scenario | None = None
) -> Page[ProductInForce]:
    """Products in force, by slug. Raises Refusal as `Catalogue.products` does."""

    def fits(form: ProductForm) -> bool:
        return segment in {None, form.segment} and scenario in {None, form.scenario}

    products = view.catalogue.products(view.tenant, view.moments.valid_at, view.moments.known_at)
    found = [(product.form.product, product) for product in products if fits(product.form)]
    return page_at_hand(view, ("products",), found, asked)


def rule_sets_page(view: View, asked: Asked, category: Category | None = None) -> Page[Head]:
    """Rule sets made by the view's recorded time, by slug."""
    return _heads_page(view, DocumentKind.RULE_SET, asked, category)


def parameters_page(view: View, asked: Asked, category: Category | None = None) -> Page[Head]:
    """Parameters made by the view's recorded time, by slug."""
    return _heads_page(view, DocumentKind.PARAMETER, asked, category)


def experiments_page(view: View, asked: Asked) -> Page[Head]:
    """Experiments made by the view's recorded time, by slug. Raises Refusal FORBIDDEN."""
    require(view.principal, Action.SEE_POLICY)
    return _heads_page(view, DocumentKind.EXPERIMENT, asked, None)


def _heads_page(view: View, kind: DocumentKind, asked: Asked, category: Category | None) -> Page[Head]:
    def wanted(heads: Sequence[Head]) -> Sequence[bool]:
        known = view.moments.known_at
        return [
            view.documents.tells(head) and head.created_at <= known and category in {None, head.category}
            for head in heads
        ]

    def fetch(asked: Asked) -> Page[Head]:
        return view.catalogue.store.list_heads(view.tenant, kind, asked)

    return sifted_page(fetch, wanted, asked)


def versions_page(view: View, head: Head, asked: Asked) -> Page[Version]:
    """Versions of a document recorded by the view's recorded time, newest first."""
    store, known = view.catalogue.store, view.moments.known_at

    def fetch(asked: Asked) -> Page[Version]:
        return store.versions(view.tenant, head.key, asked)

    def wanted(versions: Sequence[Version]) -> Sequence[bool]:
        return [version.recorded_at <= known for version in versions]

    if head.last_recorded_at <= known:
        return replace(fetch(asked), total=head.latest_version)
    return sifted_page(fetch, wanted, asked)


def values_page(view: View, of: str, steps: Sequence[Step], asked: Asked) -> Page[Step]:
    """Values of one version of a parameter. of: digest of its content."""
    return page_in_place(view, ("values", of), steps, asked)


def activations_page(view: View, head: Head, asked: Asked) -> Page[Activation]:
    """Activations of a document recorded by the view's recorded time, newest recorded first."""
    known = view.moments.known_at
    page = view.catalogue.store.activations(view.tenant, head.key, asked, known)
    return replace(page, total=head.latest_sequence) if head.last_recorded_at <= known else page

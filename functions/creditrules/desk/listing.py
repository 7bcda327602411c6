"""What a tenant has, page by page: products, rule sets, versions and activations, as a moment knew them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from creditrules.desk.catalogue import ProductInForce
from creditrules.desk.paging import page_at_hand, page_size, sifted_page
from creditrules.desk.view import View
from creditrules.rules import (
    Activation,
    Category,
    DocumentKind,
    Head,
    ProductForm,
    Scenario,
    Segment,
    Version,
)
from creditrules.rules.ports import Page

__all__ = ["activations_page", "products_page", "rule_sets_page", "versions_page"]


def products_page(
    view: View, first: int | None, after: str | None, segment: Segment | None = None, scenario: Scenario | None = None
) -> Page[ProductInForce]:
    """Products in force, by slug. Raises Refusal as `page_size` and `Catalogue.products` do."""

    def fits(form: ProductForm) -> bool:
        return segment in {None, form.segment} and scenario in {None, form.scenario}

    products = view.catalogue.products(view.tenant, view.moments.valid_at, view.moments.known_at)
    found = [(product.form.product, product) for product in products if fits(product.form)]
    return page_at_hand(view, ("products",), found, first, after)


def rule_sets_page(view: View, first: int | None, after: str | None, category: Category | None = None) -> Page[Head]:
    """Rule sets made by the view's recorded time, by slug. Raises Refusal as `page_size` does."""

    def wanted(heads: Sequence[Head]) -> Sequence[bool]:
        return [head.created_at <= view.moments.known_at and category in {None, head.category} for head in heads]

    def fetch(size: int, cursor: str | None) -> Page[Head]:
        return view.catalogue.store.list_heads(view.tenant, DocumentKind.RULE_SET, size, cursor)

    return sifted_page(fetch, wanted, page_size(first), after)


def versions_page(view: View, head: Head, first: int | None, after: str | None) -> Page[Version]:
    """Versions of a document recorded by the view's recorded time, newest first. Raises Refusal as `page_size` does."""
    store, known = view.catalogue.store, view.moments.known_at

    def fetch(size: int, cursor: str | None) -> Page[Version]:
        return store.versions(view.tenant, head.key, size, cursor)

    def wanted(versions: Sequence[Version]) -> Sequence[bool]:
        return [version.recorded_at <= known for version in versions]

    if head.last_recorded_at <= known:
        return replace(fetch(page_size(first), after), total=head.latest_version)
    return sifted_page(fetch, wanted, page_size(first), after)


def activations_page(view: View, head: Head, first: int | None, after: str | None) -> Page[Activation]:
    """Activations of a document recorded by the view's recorded time, newest recorded first.

    Raises Refusal as `page_size` does.
    """
    known = view.moments.known_at
    page = view.catalogue.store.activations(view.tenant, head.key, page_size(first), after, known)
    return replace(page, total=head.latest_sequence) if head.last_recorded_at <= known else page

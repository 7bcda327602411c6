"""What changed for users, newest recorded first: of one product with all its rule sets, or of the whole tenant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from creditrules.desk.catalogue import product_key, rule_set_key
from creditrules.desk.paging import sifted_page
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.rules import Activation, Category, DocumentKey, DocumentKind, Head
from creditrules.rules.ports import Asked, Page
from creditrules.slugs import is_slug

__all__ = ["changes_page"]

TICK = timedelta(microseconds=1)


def changes_page(
    view: View,
    asked: Asked,
    *,
    product: str | None = None,
    category: Category | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Page[Activation]:
    """Changes recorded in [since, until) and by the view's recorded time.

    Raises Refusal NOT_FOUND "UNKNOWN_PRODUCT".
    """
    store, tenant = view.catalogue.store, view.tenant
    known = view.moments.known_at + TICK
    end = min(until, known) if until else known
    keys = _keys(view, _head(view, product), category) if product is not None else None
    if keys is not None or category is None:
        return store.changes(tenant, keys, asked, since, end)

    def fetch(asked: Asked) -> Page[Activation]:
        return store.changes(tenant, None, asked, since, end)

    def wanted(activations: Sequence[Activation]) -> Sequence[bool]:
        keys = [activation.key for activation in activations]
        view.documents.expect(keys)
        return [_category(view, key) is category for key in keys]

    return sifted_page(fetch, wanted, asked)


def _head(view: View, slug: str) -> Head:
    head = view.documents.head(product_key(slug)) if is_slug(slug) else None
    if head is None:
        hint = "The query `products` lists what there is."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", f"There is no product '{slug[:80]}'.", ("product",), hint)
    return head


def _keys(view: View, product: Head, category: Category | None) -> list[DocumentKey]:
    """The product and every rule set that any of its versions named, those of other categories left out."""
    keys = [product.key, *(rule_set_key(slug) for slug in product.links)]
    if category is None:
        return keys
    view.documents.expect(keys)
    return [key for key in keys if _category(view, key) is category]


def _category(view: View, key: DocumentKey) -> Category:
    if key.kind is DocumentKind.PRODUCT:
        return Category.PRODUCT
    head = view.documents.head(key)
    return (head.category if head else None) or Category.PRODUCT

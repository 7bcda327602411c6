"""What changed for users, newest recorded first: of one product with all its rule sets, or of the whole tenant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from creditrules.api.context import Scope
from creditrules.desk.catalogue import rule_set_key
from creditrules.desk.paging import sifted_page
from creditrules.rules import Activation, Category, DocumentKey, DocumentKind, Head, Page

__all__ = ["changes_page"]

TICK = timedelta(microseconds=1)


def changes_page(
    scope: Scope,
    size: int,
    after: str | None,
    *,
    product: Head | None = None,
    category: Category | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Page[Activation], str | None]:
    """Changes recorded in [since, until) and by the scope's recorded time, and the cursor to go on after."""
    store, tenant = scope.catalogue.store, scope.tenant
    known = scope.moments.known_at + TICK
    end = min(until, known) if until else known
    keys = _keys(scope, product, category) if product else None
    if keys is not None or category is None:
        page = store.changes(tenant, keys, size, after, since, end)
        return page, page.cursors[-1] if page.has_next and page.cursors else None

    def fetch(first: int, cursor: str | None) -> Page[Activation]:
        return store.changes(tenant, None, first, cursor, since, end)

    def wanted(activations: Sequence[Activation]) -> Sequence[bool]:
        keys = [activation.key for activation in activations]
        scope.documents.expect(keys)
        return [_category(scope, key) is category for key in keys]

    return sifted_page(fetch, wanted, size, after)


def _keys(scope: Scope, product: Head, category: Category | None) -> list[DocumentKey]:
    """The product and every rule set that any of its versions named, those of other categories left out."""
    keys = [product.key, *(rule_set_key(slug) for slug in product.links)]
    if category is None:
        return keys
    scope.documents.expect(keys)
    return [key for key in keys if _category(scope, key) is category]


def _category(scope: Scope, key: DocumentKey) -> Category:
    if key.kind is DocumentKind.PRODUCT:
        return Category.PRODUCT
    head = scope.documents.head(key)
    return (head.category if head else None) or Category.PRODUCT

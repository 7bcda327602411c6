"""What changed for users, by recording or by effect: of one product with all its rule sets, or of the whole tenant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from creditrules.desk.catalogue import parameter_key, product_key, rule_set_key
from creditrules.desk.paging import sifted_page
from creditrules.desk.reach import Reach
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.rules import Activation, Category, DocumentKey, DocumentKind, Head, parameter_slug
from creditrules.rules.ports import Asked, EffectWindow, Page
from creditrules.slugs import is_slug

__all__ = ["ChangeFilter", "changes_page"]

TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes: those that touched a product, of a category, recorded in [since, until).

    effective_from, effective_to: those whose effect begins or ends within; they are then listed by that.
    """

    product: str | None = None
    category: Category | None = None
    since: datetime | None = None
    until: datetime | None = None
    effective_from: datetime | None = None
    effective_to: datetime | None = None

    @property
    def by_effect(self) -> bool:
        """Whether they are looked for by when they take effect, and not by when they were recorded."""
        return self.effective_from is not None or self.effective_to is not None


EVERY_CHANGE = ChangeFilter()


def changes_page(view: View, asked: Asked, wanted: ChangeFilter = EVERY_CHANGE) -> Page[Activation]:
    """Changes recorded by the view's recorded time: newest recorded first, or by effect the latest first.

    By effect, one that was taken back by the recorded time is none. Of a product those are left out that cannot reach
    it (see `can_reach`). Raises Refusal NOT_FOUND "UNKNOWN_PRODUCT".
    """
    category = wanted.category
    if wanted.product is not None:
        product = _head(view, wanted.product)
        keys = _keys(view, product, category)
        view.documents.expect(keys)
        return sifted_page(_source(view, keys, wanted), Reach(view, product).of, asked, at_once=asked.size + 1)
    fetch = _source(view, None, wanted)
    if category is None:
        return fetch(asked)

    def fits(activations: Sequence[Activation]) -> Sequence[bool]:
        keys = [activation.key for activation in activations]
        view.documents.expect(keys)
        return [_category(view, key) is category for key in keys]

    return sifted_page(fetch, fits, asked)


def _source(
    view: View, keys: Sequence[DocumentKey] | None, wanted: ChangeFilter
) -> Callable[[Asked], Page[Activation]]:
    store, tenant, known_at = view.catalogue.store, view.tenant, view.moments.known_at
    if wanted.by_effect:
        window = EffectWindow(known_at, wanted.effective_from, wanted.effective_to, wanted.since, wanted.until)
        return lambda asked: store.effects(tenant, keys, asked, window)
    end = min(wanted.until, known_at + TICK) if wanted.until else known_at + TICK
    return lambda asked: store.changes(tenant, keys, asked, wanted.since, end)


def _head(view: View, slug: str) -> Head:
    head = view.documents.head(product_key(slug)) if is_slug(slug) else None
    if head is None:
        hint = "The query `products` lists what there is."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", f"There is no product '{slug[:80]}'.", ("product",), hint)
    return head


def _keys(view: View, product: Head, category: Category | None) -> list[DocumentKey]:
    """The product, every rule set that any of its versions named, and every parameter that any of those used.

    Those of other categories are left out.
    """
    rule_sets = [rule_set_key(slug) for slug in product.links]
    view.documents.expect(rule_sets)
    heads = (view.documents.head(key) for key in rule_sets)
    used = {slug for head in heads if head is not None for slug in head.links}
    now = view.catalogue.product(view.tenant, product.key.slug, view.moments.valid_at, view.moments.known_at)
    used.update(parameter_slug(name) for name in (now.form.parameters if now else ()))
    keys = [product.key, *rule_sets, *(parameter_key(slug) for slug in sorted(used))]
    if category is None:
        return keys
    view.documents.expect(keys)
    return [key for key in keys if _category(view, key) is category]


def _category(view: View, key: DocumentKey) -> Category:
    if key.kind is DocumentKind.PRODUCT:
        return Category.PRODUCT
    head = view.documents.head(key)
    return (head.category if head else None) or Category.PRODUCT

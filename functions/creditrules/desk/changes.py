"""What changed for users, by recording, effect or either: of a product with all its rule sets, or of the tenant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from creditrules.desk.catalogue import parameter_key, product_key, rule_set_key
from creditrules.desk.dated_values import dated_values
from creditrules.desk.paging import sifted_page
from creditrules.desk.reach import Reach
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import Category, DocumentKey, DocumentKind, Head, parameter_slug
from creditrules.rules.ports import Asked, EffectWindow, ListedChange, Page
from creditrules.slugs import is_slug, quoted_slug

__all__ = ["ChangeFilter", "changes_page", "documents_of"]

TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes: those that touched a product, of a category, and within one of these times.

    since, until: that were recorded within, or took effect within, which ends now unless said.
    effective_from, effective_to: whose effect begins or ends within. recorded_from, recorded_to: that were
    recorded within; these two pairs may be joined.
    """

    product: str | None = None
    category: Category | None = None
    since: datetime | None = None
    until: datetime | None = None
    effective_from: datetime | None = None
    effective_to: datetime | None = None
    recorded_from: datetime | None = None
    recorded_to: datetime | None = None

    @property
    def _of_both(self) -> bool:
        return self.since is not None or self.until is not None

    @property
    def _by_effect(self) -> bool:
        return self.effective_from is not None or self.effective_to is not None

    def window(self, known_at: datetime, now: datetime) -> EffectWindow | None:
        """Where they are listed by when they take effect; None: by when they were recorded alone.

        Raises Refusal INVALID "TIMES_MIXED" where `since` or `until` stands beside others.
        """
        recorded = (self.recorded_from, self.recorded_to)
        if not self._of_both:
            by_effect = EffectWindow(known_at, self.effective_from, self.effective_to, *recorded)
            return by_effect if self._by_effect else None
        if self._by_effect or recorded != (None, None):
            message = "`since` and `until` ask for what was recorded or took effect: they go alone."
            hint = "Use them alone, or `recordedFrom`, `recordedTo`, `effectiveFrom` and `effectiveTo`."
            field = "since" if self.since is not None else "until"
            raise Refusal(Kind.INVALID, "TIMES_MIXED", message, (field,), hint)
        return EffectWindow(known_at, self.since, self.until or now + TICK, recordings=True)


EVERY_CHANGE = ChangeFilter()


def changes_page(view: View, asked: Asked, wanted: ChangeFilter = EVERY_CHANGE) -> Page[ListedChange]:
    """Changes known at the view's recorded time, the latest first: by when they were recorded, took effect, or either.

    By effect, one that was taken back by the recorded time is none, and values of parameters that come by themselves
    are changes. Of a product those are left out that cannot reach it (see `Reach`). Raises Refusal NOT_FOUND
    "UNKNOWN_PRODUCT"; INVALID "TIMES_MIXED"; TOO_LARGE "TOO_MANY_PARAMETERS".
    """
    category = wanted.category
    if wanted.product is not None:
        product = _head(view, wanted.product)
        keys = documents_of(view, product, category)
        view.documents.expect(keys)
        return sifted_page(_source(view, keys, wanted), Reach(view, product).of, asked, at_once=asked.size + 1)
    fetch = _source(view, None, wanted)
    if category is None:
        return fetch(asked)

    def fits(found: Sequence[ListedChange]) -> Sequence[bool]:
        keys = [each.activation.key for each in found]
        view.documents.expect(keys)
        return [_category(view, key) is category for key in keys]

    return sifted_page(fetch, fits, asked)


def _source(
    view: View, keys: Sequence[DocumentKey] | None, wanted: ChangeFilter
) -> Callable[[Asked], Page[ListedChange]]:
    store, tenant, known_at = view.catalogue.store, view.tenant, view.moments.known_at
    window = wanted.window(known_at, view.now)
    if window is not None:
        values = dated_values(view, keys, window)
        return lambda asked: store.effects(tenant, keys, asked, window, values.starts(descending=not asked.backward))
    end = min(wanted.recorded_to, known_at + TICK) if wanted.recorded_to else known_at + TICK

    def recorded(asked: Asked) -> Page[ListedChange]:
        page = store.changes(tenant, keys, asked, wanted.recorded_from, end)
        return page.showing([ListedChange(activation) for activation in page.items])

    return recorded


def _head(view: View, slug: str) -> Head:
    head = view.documents.head(product_key(slug)) if is_slug(slug) else None
    if head is None:
        hint = "The query `products` lists what there is."
        raise Refusal(
            Kind.NOT_FOUND, "UNKNOWN_PRODUCT", f"There is no product {quoted_slug(slug)}.", ("product",), hint
        )
    return head


def documents_of(view: View, product: Head, category: Category | None = None) -> list[DocumentKey]:
    """The product, every rule set that any of its versions named, and every parameter that any of those used.

    Those of other categories than one that is named are left out.
    """
    rule_sets = [rule_set_key(slug) for slug in product.links]
    view.documents.expect(rule_sets)
    heads = (view.documents.head(key) for key in rule_sets)
    used = {slug for head in heads if head is not None for slug in head.links}
    forms = view.catalogue.forms(view.tenant, {entry.digest for entry in product.entries if not entry.retires})
    used.update(parameter_slug(name) for form in forms.values() for name in form.parameters)
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

"""Whether an act leaves products whose rule sets fit together, from its beginning on and with what is scheduled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from creditrules.desk.altering import Alteration, Heads, Put, putting
from creditrules.desk.catalogue import Catalogue, rule_set_key
from creditrules.desk.phases import phases
from creditrules.eligibility import CompiledRuleSet, Misfit, misfits
from creditrules.errors import Diagnostic, Kind, Refusal
from creditrules.records import dataclass
from creditrules.rules import DocumentKey, DocumentKind, Head

__all__ = ["misfits_after", "misfits_put", "refuse_misfits", "told_in_product", "told_in_rule_set"]

Period = tuple[datetime | None, datetime | None]


def misfits_after(catalogue: Catalogue, tenant: str, key: DocumentKey, change: Alteration) -> tuple[Misfit, ...]:
    """What does not fit after an act on a document, though it did before; of a product all that does not.

    What the act puts in force is stored, staged or kept.
    """
    if key.kind not in {DocumentKind.PRODUCT, DocumentKind.RULE_SET}:
        return ()
    looking = _Looking(catalogue, tenant, change, tuple(each for each in change.after if _concerns(change, each, key)))
    if not looking.products or (key.kind is DocumentKind.RULE_SET and not looking.passes(key)):
        return ()
    found: dict[Misfit, None] = {}
    for moment in looking.moments(key):
        known = set(looking.at(change.before, moment)) if key.kind is DocumentKind.RULE_SET else set()
        found.update(dict.fromkeys(each for each in looking.at(change.after, moment) if each not in known))
    return tuple(found)


def misfits_put(catalogue: Catalogue, tenant: str, head: Head, digest: str, period: Period) -> tuple[Misfit, ...]:
    """The same of new content that is to be a document's next version; head: of a new one as well."""
    change = putting(catalogue, catalogue.store.all_heads(tenant), head, period, Put(digest))
    return misfits_after(catalogue, tenant, head.key, change)


def refuse_misfits(found: Sequence[Misfit], field: str) -> None:
    """Raises Refusal CONFLICT "PRODUCT_MISFIT" where there is one."""
    if found:
        told = tuple(each.in_rule_set for each in found)
        raise Refusal(Kind.CONFLICT, "PRODUCT_MISFIT", told[0].message, (field,), told[0].hint, told)


def told_in_product(found: Sequence[Misfit]) -> tuple[Diagnostic, ...]:
    """The misfits at their places in the product's content."""
    return tuple(each.in_product for each in found)


def told_in_rule_set(found: Sequence[Misfit], slug: str) -> tuple[Diagnostic, ...]:
    """The misfits at their places in the rule set's content; what is wrong then in another has no place in this."""
    return tuple(each.in_rule_set if each.rule_set == slug else _of_other(each.in_rule_set) for each in found)


def _of_other(told: Diagnostic) -> Diagnostic:
    return Diagnostic(told.code, told.message, told.hint, "publishes")


def _concerns(change: Alteration, other: DocumentKey, key: DocumentKey) -> bool:
    named = key.kind is DocumentKind.RULE_SET and key.slug in change.after[other].links
    return other.kind is DocumentKind.PRODUCT and (other == key or named)


@dataclass(frozen=True, slots=True)
class _Looking:
    """At the products that an act concerns, before and after it."""

    catalogue: Catalogue
    tenant: str
    change: Alteration
    products: tuple[DocumentKey, ...]

    def passes(self, key: DocumentKey) -> bool:
        """Whether a rule set, before or after, has to do with what others say."""
        sides = (self.change.before, self.change.after)
        digests = {digest for heads in sides if key in heads for _, digest in self._contents(heads[key])}
        return any(_passes(compiled) for compiled in self.catalogue.rule_sets(self.tenant, digests).values())

    def moments(self, key: DocumentKey) -> list[datetime]:
        """When any of it becomes another, from the act's beginning on."""
        heads = self.change.after
        forms = self.catalogue.forms(
            self.tenant, {digest for each in self.products for _, digest in self._contents(heads[each])}
        )
        keys = {key, *self.products, *(rule_set_key(slug) for form in forms.values() for slug in form.rule_sets)}
        return sorted({since for each in keys if each in heads for since, _ in self._contents(heads[each])})

    def at(self, heads: Heads, moment: datetime) -> Iterator[Misfit]:
        """What does not fit at a moment."""
        for digest in self._in_force(heads, self.products, moment).values():
            form = self.catalogue.forms(self.tenant, [digest])[digest]
            entries = self._in_force(heads, tuple(map(rule_set_key, form.rule_sets)), moment)
            compiled = self.catalogue.rule_sets(self.tenant, entries.values())
            yield from misfits(form, {key.slug: compiled[digest] for key, digest in entries.items()})

    def _contents(self, head: Head) -> Iterator[tuple[datetime, str]]:
        start = self.change.begin
        for since, _, entry in phases(self.catalogue, self.tenant, head, (start, None)):
            if entry is not None:
                yield since, entry.digest

    def _in_force(self, heads: Heads, keys: Sequence[DocumentKey], moment: datetime) -> dict[DocumentKey, str]:
        store, now = self.catalogue.store, self.change.now
        there = {key: store.in_force(self.tenant, heads[key], moment, now) for key in keys if key in heads}
        return {key: entry.digest for key, entry in there.items() if entry is not None}


def _passes(compiled: CompiledRuleSet) -> bool:
    return bool(compiled.rule_set.form.publishes or compiled.reads or "offer" in compiled.given)

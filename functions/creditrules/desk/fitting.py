"""Whether a document to be published leaves products whose rule sets fit together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from creditrules.desk.catalogue import Catalogue, rule_set_key
from creditrules.eligibility import CompiledRuleSet, misfits
from creditrules.errors import Diagnostic
from creditrules.rules import DocumentKey, Head, ProductForm

__all__ = ["misfits_of_product", "misfits_of_rule_set"]


def misfits_of_product(
    catalogue: Catalogue, tenant: str, form: ProductForm, heads: Mapping[DocumentKey, Head], moment: datetime
) -> tuple[Diagnostic, ...]:
    """What does not fit in a product, of the versions of its rule sets at `moment`."""
    rule_sets = _in_force(catalogue, tenant, heads, moment)
    return tuple(misfit.in_product for misfit in misfits(form, rule_sets))


def misfits_of_rule_set(
    catalogue: Catalogue, tenant: str, compiled: CompiledRuleSet, before: CompiledRuleSet | None, moment: datetime
) -> tuple[Diagnostic, ...]:
    """What a rule set's new content would make not fit in the products that it governs, and did not until now."""
    if not _passes(compiled) and (before is None or not _passes(before)):
        return ()
    slug, now = compiled.rule_set.form.rule_set, catalogue.store.now()
    forms = [each.form for each in catalogue.products(tenant, now, now) if slug in each.form.rule_sets]
    named = {rule_set_key(each) for form in forms for each in form.rule_sets}
    rule_sets = dict(_in_force(catalogue, tenant, catalogue.store.heads(tenant, sorted(named, key=str)), moment))
    rule_sets.pop(slug, None)
    found = []
    for form in forms:
        known = misfits(form, {**rule_sets, slug: before} if before else rule_sets)
        found += [each for each in misfits(form, {**rule_sets, slug: compiled}) if each not in known]
    return tuple(each.in_rule_set if each.rule_set == slug else _of_other(each.in_rule_set) for each in found)


def _of_other(told: Diagnostic) -> Diagnostic:
    """What is wrong then in another rule set: nothing in this content has that place."""
    return Diagnostic(told.code, told.message, told.hint, "publishes")


def _passes(compiled: CompiledRuleSet) -> bool:
    return bool(compiled.rule_set.form.publishes or compiled.reads or "offer" in compiled.given)


def _in_force(
    catalogue: Catalogue, tenant: str, heads: Mapping[DocumentKey, Head], moment: datetime
) -> Mapping[str, CompiledRuleSet]:
    """The rule sets by slug, each as it is at `moment`; without those of which there is no version then."""
    now = catalogue.store.now()
    entries = {key.slug: catalogue.store.in_force(tenant, head, moment, now) for key, head in heads.items()}
    digests = {slug: entry.digest for slug, entry in entries.items() if entry is not None}
    compiled = catalogue.rule_sets(tenant, list(digests.values()))
    return {slug: compiled[digest] for slug, digest in digests.items()}

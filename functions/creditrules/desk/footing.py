"""What a question stands on, but for the applicant and the very moment: what is in force of what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from creditrules.desk.ahead import QUESTION, entry_at_hand
from creditrules.desk.catalogue import Catalogue, ProductInForce, parameter_key, product_key, rule_set_key
from creditrules.desk.expected import Expected
from creditrules.desk.moments import Moments
from creditrules.desk.parameters_in_force import ParametersInForce, values_at
from creditrules.desk.pinning import pinned_parameters, pinned_rule_set, refuse_unused_pins
from creditrules.desk.trials import OtherVersion
from creditrules.eligibility import AbsentRuleSet, AppliedVersion, Decider, GoverningRuleSet, Parameters, Pins
from creditrules.errors import Kind, Refusal
from creditrules.rules import Category, DocumentKey, DocumentKind, Entry, Head, parameter_name, parameter_slug
from creditrules.slugs import quoted_slug
from creditrules.suggestions import suggestion

__all__ = ["Footing", "absent_rule_set"]


class Footing:
    """The products, rule sets and parameters in force at two times, as far as a question is about them.

    asked: slugs of the products that it names; None for all. within: the only ones that there are for who asks. other:
    the versions that answer in place of those in force. Nothing in it is of an applicant or changes between two moments
    at which something begins or ends, so that it can answer many questions. Raises Refusal as `asking.answer` does, but
    for what is wrong with facts and requests.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that decides what is in force
        self,
        catalogue: Catalogue,
        tenant: str,
        heads: Mapping[DocumentKey, Head],
        moments: Moments,
        asked: tuple[str, ...] | None,
        within: frozenset[str] | None,
        pins: Pins,
        other: OtherVersion,
    ) -> None:
        self.heads = {key: head for key, head in heads.items() if not head.is_draft}
        catalogue.expect(partial(_expected, catalogue, tenant, self.heads, moments, within))
        in_force = catalogue.products(tenant, moments.valid_at, moments.known_at, self.heads)
        self.products = tuple(each for each in in_force if within is None or each.form.product in within)
        self.asked = _asked(asked, self.products, self.heads)
        self.rule_sets = RuleSetsInForce(catalogue, tenant, moments, pins, (self.products, self.heads), other)
        self.fact_names = frozenset(self.rule_sets.fact_names())
        self._ruled: dict[str, tuple[list[GoverningRuleSet], list[AbsentRuleSet]]] = {}
        self._parameters: Parameters | None = None
        self._deciders: dict[str, tuple[Parameters, Decider]] = {}
        self._mark: object | None = None
        self._is_kept = False

    def mark(self) -> object | None:
        """What it is known again by, which holds nothing; None for the first that asks, as no other may come."""
        if self._mark is None and self._is_kept:
            self._mark = object()
        self._is_kept = True
        return self._mark

    def ruled(self, product: ProductInForce) -> tuple[list[GoverningRuleSet], list[AbsentRuleSet]]:
        """The rule sets that govern a product, and those of them that have no version."""
        slug = product.form.product
        if slug not in self._ruled:
            self._ruled[slug] = self.rule_sets.governing(product), self.rule_sets.absent(product)
        return self._ruled[slug]

    def decider(self, product: ProductInForce, parameters: Parameters) -> Decider:
        """What decides on a product; kept as long as it is these very parameters that it is asked with."""
        kept = self._deciders.get(product.form.product)
        if kept is None or kept[0] is not parameters:
            governing, absent = self.ruled(product)
            made = Decider(product.form, product.entry.digest, governing, absent, parameters)
            kept = self._deciders[product.form.product] = parameters, made
        return kept[1]

    def parameters(self, moment: datetime) -> Parameters:
        """The values of the parameters that are used, at a moment of which this is the footing."""
        found = self._parameters = values_at(self.rule_sets.parameters, moment, self._parameters)
        return found


def _expected(
    catalogue: Catalogue,
    tenant: str,
    heads: Mapping[DocumentKey, Head],
    moments: Moments,
    within: frozenset[str] | None,
) -> Expected:
    """What a cold process needs: the contents of products, and of what heads say that they are linked with.

    And the versions of rule sets, as what a reason rests on is said there.
    """

    def in_force(heads: Iterable[Head]) -> list[tuple[Head, Entry]]:
        found = ((head, entry_at_hand(head, moments)) for head in heads)
        return [(head, entry) for head, entry in found if entry is not None]

    def linked(key_of: Callable[[str], DocumentKey], by: Iterable[Head]) -> list[tuple[Head, Entry]]:
        keys = dict.fromkeys(key_of(slug) for head in by for slug in head.links)
        return in_force(heads[key] for key in keys if key in heads)

    products = in_force(head for key, head in heads.items() if key.kind is DocumentKind.PRODUCT)
    asked = [head for head, _ in products if within is None or head.key.slug in within]
    rule_sets = linked(rule_set_key, asked)
    parameters = linked(parameter_key, (head for head, _ in rule_sets))
    lacking = catalogue.lacking(
        tenant,
        [entry.digest for _, entry in products],
        [*(entry.digest for _, entry in rule_sets), *_untold(head for head, _ in rule_sets).values()],
        [entry.digest for _, entry in parameters],
    )
    contents = [(QUESTION, digest) for digest in lacking]
    return Expected(contents=contents, along=[(head.key, entry.version) for head, entry in rule_sets])


def _asked(
    asked: tuple[str, ...] | None, products: Sequence[ProductInForce], heads: Mapping[DocumentKey, Head]
) -> Sequence[ProductInForce]:
    if asked is None:
        return products
    by_slug = {product.form.product: product for product in products}
    chosen = []
    for place, slug in enumerate(dict.fromkeys(asked)):
        if slug not in by_slug:
            raise _no_such_product(slug, by_slug, place, exists=product_key(slug) in heads)
        chosen.append(by_slug[slug])
    return chosen


def _no_such_product(slug: str, in_force: Iterable[str], place: int, *, exists: bool) -> Refusal:
    field = ("products", place)
    if exists:
        message = f"The product {quoted_slug(slug)} was not in force at the asked times."
        return Refusal(Kind.NOT_FOUND, "NO_VERSION_IN_FORCE", message, field, "Ask for another validAt or knownAt.")
    hint = suggestion(slug, sorted(in_force)) or "The query `products` lists what there is."
    return Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", f"There is no product {quoted_slug(slug)}.", field, hint)


class RuleSetsInForce:
    """The rule sets that govern some products at the asked times, loaded in one go."""

    def __init__(
        self,
        catalogue: Catalogue,
        tenant: str,
        moments: Moments,
        pins: Pins,
        known: tuple[Sequence[ProductInForce], Mapping[DocumentKey, Head]],
        other: OtherVersion,
    ) -> None:
        products, heads = known
        slugs = dict.fromkeys(slug for product in products for slug in product.form.rule_sets)
        refuse_unused_pins(pins, DocumentKind.RULE_SET, slugs)
        self._heads = {key: heads[key] for slug in slugs if (key := rule_set_key(slug)) in heads}
        self._moments = moments
        self._applied: dict[str, AppliedVersion] = {}
        self._entries: dict[str, int] = {}
        for key, head in self._heads.items():
            if key in pins:
                self._applied[key.slug] = pinned_rule_set(catalogue, tenant, head, pins[key])
            elif entry := catalogue.store.in_force(tenant, head, moments.valid_at, moments.known_at):
                self._applied[key.slug] = other(head, entry) or _applied(head, entry)
                self._entries[key.slug] = entry.sequence
        in_force = ParametersInForce(
            catalogue, tenant, heads, moments, pinned_parameters(catalogue, tenant, heads, pins)
        )
        linked = (parameter_name(slug) for head in self._heads.values() for slug in head.links)
        digests = [applied.digest for applied in self._applied.values()]
        compiled = catalogue.rule_sets_with(tenant, digests, lambda: in_force.digests(linked))
        self._compiled = {slug: compiled[applied.digest] for slug, applied in self._applied.items()}
        self._latest = _latest_facts(catalogue, tenant, self._heads.values(), self._applied)

        used = {name for each in self._compiled.values() for name in each.parameters}
        used.update(name for product in products for name in product.form.parameters)
        refuse_unused_pins(pins, DocumentKind.PARAMETER, {parameter_slug(name) for name in used})
        self.parameters = in_force.applied(used)

    def governing(self, product: ProductInForce) -> list[GoverningRuleSet]:
        """The rule sets that govern a product and have a version, in its order."""
        return [
            GoverningRuleSet(self._compiled[slug], self._applied[slug])
            for slug in product.form.rule_sets
            if slug in self._compiled
        ]

    def challengers(self, head: Head, entry: Entry) -> AppliedVersion | None:
        """What answers here in place of an activation or by it, see `OtherVersion`."""
        return self._applied[head.key.slug] if self._entries.get(head.key.slug) == entry.sequence else None

    def absent(self, product: ProductInForce) -> list[AbsentRuleSet]:
        """Those that have none."""
        return [
            absent_rule_set(slug, self._heads.get(rule_set_key(slug)), self._moments)
            for slug in product.form.rule_sets
            if slug not in self._compiled
        ]

    def fact_names(self) -> set[str]:
        """Every fact that a rule set declares, in the versions asked for or in those of today."""
        return {fact.name for compiled in self._compiled.values() for fact in compiled.facts} | self._latest


def absent_rule_set(slug: str, head: Head | None, moments: Moments) -> AbsentRuleSet:
    """What is known of a rule set that a product names and that has no version in force."""
    if head is None:
        return AbsentRuleSet(slug, {"en": slug}, Category.PRODUCT, None)
    known = [entry for entry in head.entries if entry.known(moments.known_at) and not entry.retires]
    begun = any(entry.valid_from <= moments.valid_at for entry in known)
    starts = min((entry.valid_from for entry in known if entry.valid_from > moments.valid_at), default=None)
    return AbsentRuleSet(slug, head.name, head.category or Category.PRODUCT, None if begun else starts)


def _applied(head: Head, entry: Entry) -> AppliedVersion:
    category = head.category or Category.PRODUCT
    return AppliedVersion(
        head.key.slug, category, entry.version, entry.digest, entry.sequence, entry.valid_from, entry.recorded_at
    )


def _latest_facts(
    catalogue: Catalogue, tenant: str, heads: Iterable[Head], applied: Mapping[str, AppliedVersion]
) -> set[str]:
    """Facts of the latest starting versions, of rule sets whose heads do not tell yet what their versions ask for.

    A question about the past may carry facts that only today's rules know.
    """
    digests = {
        digest for slug, digest in _untold(heads).items() if slug not in applied or applied[slug].digest != digest
    }
    return {fact.name for compiled in catalogue.rule_sets(tenant, digests).values() for fact in compiled.facts}


def _untold(heads: Iterable[Head]) -> dict[str, str]:
    """By rule set whose head does not tell what its versions ask for, the content of the latest starting one."""
    latest = {
        head.key.slug: next((entry.digest for entry in reversed(head.entries) if not entry.retires), None)
        for head in heads
        if not head.facts
    }
    return {slug: digest for slug, digest in latest.items() if digest is not None}

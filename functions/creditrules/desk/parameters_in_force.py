"""The parameters that rule sets use, as they are in force at two times."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from creditrules.desk.catalogue import Catalogue, parameter_key
from creditrules.desk.moments import Moments
from creditrules.desk.parameter_gaps import unvalued
from creditrules.eligibility import (
    AppliedParameter,
    CompiledRuleSet,
    Parameters,
    ParametersAt,
    none_at,
    value_in_force,
)
from creditrules.errors import Diagnostic
from creditrules.rules import (
    Category,
    DocumentKey,
    DocumentKind,
    Entry,
    Head,
    KnownParameters,
    Parameter,
    ProductForm,
    RuleSet,
    check_price,
    parameter_name,
    parameter_slug,
    parameters_named,
)
from creditrules.rules.time import in_force_or_to_come

__all__ = [
    "ParametersInForce",
    "ParametersUsed",
    "parameters_at",
    "parameters_of",
    "price_checked",
    "rule_sets_using",
    "values_at",
]

Heads = Mapping[DocumentKey, Head]


class ParametersInForce:
    """What is in force of the parameters at both times; of those that are pinned, the pinned versions.

    heads: all of the tenant's.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        tenant: str,
        heads: Heads,
        moments: Moments,
        pinned: Mapping[str, AppliedParameter] | None = None,
    ) -> None:
        self._catalogue, self._tenant, self._heads, self._moments = catalogue, tenant, heads, moments
        self._pinned = pinned or {}

    def named(self, names: Iterable[str]) -> Parameters:
        """Those of the named ones of which there is a version, with their values at the valid time."""
        return values_at(self.applied(names), self._moments.valid_at)

    def applied(self, names: Iterable[str]) -> Mapping[str, tuple[AppliedParameter, Parameter]]:
        """Those of the named ones of which there is a version, each with its content."""
        applied = self._applied(names)
        contents = self._catalogue.parameters(self._tenant, [each.digest for each in applied.values()])
        return {name: (each, contents[each.digest]) for name, each in applied.items()}

    def digests(self, names: Iterable[str]) -> list[str]:
        """Their contents, by digest."""
        return [each.digest for each in self._applied(names).values()]

    def _applied(self, names: Iterable[str]) -> Mapping[str, AppliedParameter]:
        found = {name: self._pinned.get(name) or self._in_force(name) for name in names}
        return {name: each for name, each in found.items() if each is not None}

    def _in_force(self, name: str) -> AppliedParameter | None:
        head, moments = self._heads.get(parameter_key(parameter_slug(name))), self._moments
        entry = self._catalogue.store.in_force(self._tenant, head, moments.valid_at, moments.known_at) if head else None
        return None if head is None or entry is None else _applied(head, entry)


def values_at(
    applied: Mapping[str, tuple[AppliedParameter, Parameter]], moment: datetime, before: Parameters | None = None
) -> Parameters:
    """What contents in force say for a moment. before: the same for another one, given again where it says that."""
    found = {name: value_in_force(content, version, moment) for name, (version, content) in applied.items()}
    if before is None or any(before[name].value is not each.value for name, each in found.items()):
        return found
    return before


def parameters_at(catalogue: Catalogue, tenant: str, heads: Heads) -> ParametersAt:
    """The parameters in force at any moment, as far as they are known now: what test cases are run on."""
    known = catalogue.store.now()

    def at(moment: datetime, names: Collection[str]) -> Parameters:
        return ParametersInForce(catalogue, tenant, heads, Moments(moment, known)).named(names)

    return at


def known_parameters(
    catalogue: Catalogue, tenant: str, heads: Heads, used: Iterable[str], moment: datetime
) -> KnownParameters:
    """The parameters of a tenant, with the types of those that are used and have a version."""
    now = catalogue.store.now()
    digests: dict[str, str] = {}
    for name in used:
        head = heads.get(parameter_key(parameter_slug(name)))
        entry = catalogue.store.in_force(tenant, head, moment, now) if head else None
        version = None if head is None or entry else catalogue.version(tenant, head.key, head.latest_version)
        found = entry or version
        if found is not None:
            digests[name] = found.digest
    contents = catalogue.parameters(tenant, digests.values())
    names = [parameter_name(key.slug) for key in heads if key.kind is DocumentKind.PARAMETER]
    held = {name: contents[digest] for name, digest in digests.items()}
    units = {name: each.form.unit for name, each in held.items()}
    return KnownParameters({name: each.type for name, each in held.items()}, names, units)


def parameters_of(catalogue: Catalogue, tenant: str, *rule_sets: CompiledRuleSet | None) -> ParametersAt:
    """`parameters_at`, reading nothing where none of the rule sets uses any."""
    if not any(rule_set.parameters for rule_set in rule_sets if rule_set is not None):
        return none_at
    return parameters_at(catalogue, tenant, catalogue.store.all_heads(tenant))


class ParametersUsed:
    """What a rule set to be published uses, held against the tenant's parameters while it is to be in force.

    known: for its check; None where it uses none. slugs: of those that there are. at: for its test cases.
    without_value: what is to be said of those that have none then.
    """

    def __init__(
        self, catalogue: Catalogue, tenant: str, rule_set: RuleSet, period: tuple[datetime, datetime | None]
    ) -> None:
        self._names = parameters_named(rule_set.model, rule_set.form.reads)
        self.known: KnownParameters | None = None
        self.slugs: tuple[str, ...] = ()
        self.at: ParametersAt = none_at
        self.without_value: tuple[Diagnostic, ...] = ()
        if self._names:
            heads = catalogue.store.all_heads(tenant)
            self.known = known_parameters(catalogue, tenant, heads, self._names, period[0])
            known = [name for name in self._names if name in self.known.types]
            self.slugs = tuple(map(parameter_slug, known))
            self.at = parameters_at(catalogue, tenant, heads)
            self.without_value = tuple(unvalued(catalogue, tenant, heads, known, period, "decisions"))


def price_checked(
    catalogue: Catalogue, tenant: str, form: ProductForm, period: tuple[datetime, datetime | None]
) -> Iterable[Diagnostic]:
    """What is wrong with the parameters that a product's price uses while it is to be in force."""
    if not form.parameters:
        return
    heads = catalogue.store.all_heads(tenant)
    known = known_parameters(catalogue, tenant, heads, form.parameters, period[0])
    yield from check_price(form, known)
    rates = {parameter_name(slug) for slug in form.exchange.values()}
    for place, named in (("pricing.rate", set(form.parameters) - rates), ("exchange", rates)):
        there = [name for name in sorted(named) if name in known.types]
        yield from unvalued(catalogue, tenant, heads, there, period, place)


def rule_sets_using(
    catalogue: Catalogue, tenant: str, heads: Heads, slug: str, moment: datetime
) -> Mapping[str, Sequence[CompiledRuleSet]]:
    """By slug, the versions of rule sets that use a parameter and are or will be in force from `moment` on."""
    now, name = catalogue.store.now(), parameter_name(slug)
    entries = {
        head.key.slug: in_force_or_to_come(head, catalogue.store.in_force(tenant, head, moment, now), moment, now)
        for head in heads.values()
        if head.key.kind is DocumentKind.RULE_SET and slug in head.links
    }
    compiled = catalogue.rule_sets(tenant, {entry.digest for each in entries.values() for entry in each})
    found = {
        of: [compiled[entry.digest] for entry in each if name in compiled[entry.digest].parameters]
        for of, each in entries.items()
    }
    return {of: versions for of, versions in found.items() if versions}


def _applied(head: Head, entry: Entry) -> AppliedParameter:
    category = head.category or Category.PRODUCT
    return AppliedParameter(
        head.key.slug, category, entry.version, entry.digest, entry.sequence, entry.valid_from, entry.recorded_at
    )

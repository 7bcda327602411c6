"""What a proposal does to the populations that a lender keeps: computed, and asked for before it is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from creditrules.desk.altering import Alteration, Put, course_of, putting
from creditrules.desk.asking import Plan, Question
from creditrules.desk.budgets import as_many_as_time_lets, budget_spent
from creditrules.desk.catalogue import Catalogue, rule_set_key
from creditrules.desk.populations import MOST_ROWS, mapping_of, plan_of
from creditrules.document import canonical, digest, digest_of
from creditrules.errors import Kind, Refusal
from creditrules.population.impact import (
    Compared,
    Comparison,
    InTime,
    NoTimeLeft,
    PopulationForm,
    PopulationImpact,
    Versions,
    headline,
    jury_of,
    plain_impact,
    rows_of,
)
from creditrules.records import dataclass
from creditrules.rules import ActivationKind, ComputedPart, DocumentKind, Head, Impact, KeptPopulation, PartKind
from creditrules.rules.life import PolicyScope, Proposed, policy_scope
from creditrules.slugs import is_slug, quoted_slug

__all__ = [
    "Sides",
    "change_of",
    "fresh_people",
    "people_compared",
    "people_obstacles",
    "scopes_of",
    "sides_by_product",
    "sides_of",
]

_FIRST_BATCH: Final = 100
_BATCH: Final = 5_000
"""Rows that are answered at a time: few at first, as those count for nothing that the time ends among."""
_MOST_MOMENTS: Final = 100

_Documents = tuple[Mapping[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Sides:
    """What decides on a product before and after, at the moment from which it would."""

    before: Plan
    after: Plan
    moment: datetime

    def documents(self, product: str) -> _Documents:
        """What decides on either side."""
        return self.before.documents(product), self.after.documents(product)

    def grounds(self, product: str) -> tuple[str, str]:
        """SHA-256 of what the answers of either side stand on: of other grounds, a comparison is stale."""
        return digest(dict(self.before.grounds(product))), digest(dict(self.after.grounds(product)))

    @property
    def touched(self) -> list[str]:
        """Slugs of the products in force on both sides on which something else decides."""
        both = sorted({*self.before.products} & {*self.after.products})
        return [slug for slug in both if self.differ(slug)]

    def differ(self, product: str) -> bool:
        """Whether anything else decides on the product after."""
        before, after = self.documents(product)
        return before != after


def people_compared(
    catalogue: Catalogue, tenant: str, change: Alteration, proposed: Proposed, names: Sequence[str]
) -> list[ComputedPart]:
    """The impact on each of these populations whose product the change touches, computed and kept.

    Of each as many rows as the request has time for, which its sentences say. Raises Refusal NOT_FOUND
    "UNKNOWN_POPULATION"; TOO_LARGE "POPULATION_TOO_LARGE", "TOO_MANY_MOMENTS", and "BUDGET_SPENT" where there is time
    for none.
    """
    found = [_population(catalogue, tenant, name) for name in dict.fromkeys(names)]
    if sum(each.rows for each in found) > MOST_ROWS:
        message = f"These populations have more than {MOST_ROWS:,} rows in all."
        hint = "Assess one after the other: what was computed of the others stays."
        raise Refusal(Kind.TOO_LARGE, "POPULATION_TOO_LARGE", message, ("populations",), hint)
    computed = (_computed(catalogue, tenant, change, each, proposed) for each in found)
    return [part for part in computed if part is not None]


def people_obstacles(catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed) -> Iterator[Refusal]:
    """Impacts on people that the lender's settings ask for and the proposal lacks, or has of other rules or people.

    CONFLICT "IMPACT_MISSING", "IMPACT_STALE".
    """
    settings = catalogue.settings_now(tenant).impact
    if scopes_of(catalogue, tenant, head, proposed).isdisjoint(settings.required):
        return
    change = change_of(catalogue, tenant, head, proposed)
    for name in settings.populations:
        population = catalogue.store.populations.find(tenant, name)
        if population is None:
            yield _missing(name, "is not registered")
            continue
        sides = sides_of(catalogue, tenant, change, population.product)
        if sides is None or not sides.differ(population.product):
            continue
        part = next((each for each in _people(proposed.statement.impact) if each.name == name), None)
        if part is None:
            yield _missing(name, "was not compared on")
        elif not _of(part, population, sides, proposed.digest):
            hint = "Compute it again with assessProposal, and have it approved."
            message = f"The impact on the population '{name}' is of other rules or other people than now."
            yield Refusal(Kind.CONFLICT, "IMPACT_STALE", message, ("proposal",), hint)


def fresh_people(catalogue: Catalogue, tenant: str, change: Alteration, part: ComputedPart) -> bool:
    """Whether an impact on people tells of them, and of the rules beside the change, as they are now."""
    population = catalogue.store.populations.find(tenant, part.name)
    sides = sides_of(catalogue, tenant, change, population.product) if population else None
    if population is None or sides is None:
        return False
    return _of(part, population, sides, part.content)


def _people(impact: Impact) -> Iterator[ComputedPart]:
    return (part for part in impact.parts if part.kind is PartKind.PEOPLE)


def _population(catalogue: Catalogue, tenant: str, name: str) -> KeptPopulation:
    found = catalogue.store.populations.find(tenant, name) if is_slug(name) else None
    if found is None:
        message = f"There is no population {quoted_slug(name)}."
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_POPULATION", message, ("populations",), "`populations` lists them.")
    return found


def change_of(catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed) -> Alteration:
    """All that a tenant has as it is, and as publishing the proposal would leave it.

    Of an experiment whose challenger answers: as it would be if that answered everybody.
    """
    heads, period = catalogue.store.all_heads(tenant), (proposed.valid_from, proposed.valid_until)
    if head.key.kind is DocumentKind.EXPERIMENT:
        form = catalogue.experiments(tenant, [proposed.digest])[proposed.digest]
        tried = rule_set_key(form.of)
        version = catalogue.version(tenant, tried, form.challenger) if form.parts else None
        if version is not None:
            return putting(catalogue, heads, heads[tried], period, Put(version.digest, version.number))
    return putting(catalogue, heads, head, period, Put(proposed.digest))


def scopes_of(catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed) -> frozenset[PolicyScope]:
    """Of which scopes what is proposed is; a rollback that waits for no proposal is of `ROLLBACKS` alone."""
    if proposed.kind is ActivationKind.ROLLBACK:
        return frozenset({PolicyScope.ROLLBACKS})
    back = {PolicyScope.ROLLBACKS} if catalogue.goes_back(tenant, head, proposed) else set()
    return frozenset({policy_scope(head.key, head.category), *back})


def sides_of(catalogue: Catalogue, tenant: str, change: Alteration, product: str) -> Sides | None:
    """Of one product at the first moment at which something else decides on it.

    At the first moment of all where nothing else ever does; None where nothing can be compared, as the product is never
    in force on both sides. Raises Refusal TOO_LARGE "TOO_MANY_MOMENTS" where nothing else does and not all was seen.
    """
    found: Sides | None = None
    for sides in _sides(catalogue, tenant, change, product):
        if sides.differ(product):
            return sides
        found = found or sides
    return found


def sides_by_product(catalogue: Catalogue, tenant: str, change: Alteration) -> Mapping[str, Sides]:
    """Of each product that the change touches, in the order of their slugs, as `sides_of`.

    Raises Refusal TOO_LARGE "TOO_MANY_MOMENTS" where not all was seen.
    """
    found: dict[str, Sides] = {}
    for sides in _sides(catalogue, tenant, change):
        found = dict.fromkeys(sides.touched, sides) | found
    return dict(sorted(found.items()))


def _sides(catalogue: Catalogue, tenant: str, change: Alteration, product: str | None = None) -> Iterator[Sides]:
    """Moment by moment, those at which there is something to compare."""
    course = course_of(catalogue, tenant, change, _MOST_MOMENTS)
    for moment in course.moments:
        sides = _sides_at(catalogue, tenant, change, moment or change.begin, product)
        if sides is not None:
            yield sides
    if course.unseen:
        message = f"More than {_MOST_MOMENTS} scheduled changes fall into the time of this one."
        hint = "Give it an end before them, or cancel some."
        raise Refusal(Kind.TOO_LARGE, "TOO_MANY_MOMENTS", message, ("proposal",), hint)


def _sides_at(
    catalogue: Catalogue, tenant: str, change: Alteration, moment: datetime, product: str | None
) -> Sides | None:
    question = Question({}, None if product is None else (product,), moment)
    try:
        before, after = (
            Plan(catalogue, tenant, question, heads, now=change.now) for heads in (change.before, change.after)
        )
    except Refusal as refusal:
        if refusal.kind is Kind.NOT_FOUND:
            return None
        raise
    return Sides(before, after, moment)


def _computed(
    catalogue: Catalogue, tenant: str, change: Alteration, population: KeptPopulation, proposed: Proposed
) -> ComputedPart | None:
    sides = sides_of(catalogue, tenant, change, population.product)
    if sides is None or not sides.differ(population.product):
        return None
    impact = _impact(catalogue, tenant, sides, population)
    unseen = population.rows - impact.figures.rows
    content = canonical({**plain_impact(impact), **({"unseen": unseen} if unseen else {})})
    kept = catalogue.store.keep(tenant, content)
    return ComputedPart(
        PartKind.PEOPLE,
        population.name,
        kept,
        population.identity,
        *sides.grounds(population.product),
        proposed.digest,
        (*_unseen(population, unseen), *headline(impact.figures)),
    )


def _unseen(population: KeptPopulation, rows: int) -> Iterator[str]:
    if rows:
        seen = f"{population.rows - rows:,} of {population.rows:,} rows"
        yield f"The request had time for the first {seen}: what becomes of the others is not known."


def _impact(catalogue: Catalogue, tenant: str, sides: Sides, population: KeptPopulation) -> PopulationImpact:
    plan, mapping = plan_of(population), mapping_of(population)
    before, after = sides.documents(population.product)
    budget = as_many_as_time_lets(catalogue.budget)
    versions = [each.assessor(population.product, budget) for each in (sides.before, sides.after)]
    comparison, jury = Comparison(plan), InTime(jury_of(versions, mapping), budget)
    text = catalogue.store.populations.content(tenant, population)
    rows = rows_of(text, PopulationForm(population.form))
    size = _FIRST_BATCH
    try:
        while batch := list(islice(rows, size)):
            comparison.add(batch, jury)
            size = min(2 * size, _BATCH)
    except NoTimeLeft:
        if size == _FIRST_BATCH:
            raise budget_spent() from None
    compared = Compared(
        Versions("in force", before),
        Versions("proposed", after),
        population.product,
        after.get(f"product:{population.product}", ""),
        population.name,
        population.digest,
        None if population.mapping is None else digest_of(population.mapping.encode()),
        sides.moment,
    )
    return PopulationImpact(compared, plan, comparison.figures())


def _of(part: ComputedPart, population: KeptPopulation, sides: Sides, content: str) -> bool:
    """Whether a part was computed of these people, of what decides on both sides, and of that content."""
    expected = (population.identity, *sides.grounds(population.product), content)
    return (part.source, part.before, part.after, part.content) == expected


def _missing(name: str, why: str) -> Refusal:
    message = f"The population '{name}', which the settings ask for, {why}."
    hint = "Compute the impact with assessProposal, and have it approved."
    return Refusal(Kind.CONFLICT, "IMPACT_MISSING", message, ("proposal",), hint)

"""How products in force answer before and after a proposal: for which applicants otherwise, told or proved for none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from creditrules.desk.altering import Alteration
from creditrules.desk.asking import Plan
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.impacts import Sides, change_of, scopes_of, sides_by_product
from creditrules.document import canonical
from creditrules.errors import Kind, Refusal
from creditrules.rules import ComputedPart, Head, PartKind
from creditrules.rules.life import Proposed

if TYPE_CHECKING:
    from creditrules.dmn.analysis import Budget
    from creditrules.eligibility.outcomes import ProductSide, Side

__all__ = ["ComparedOutcomes", "answering", "bounded", "compared", "outcome_obstacles", "outcomes_compared", "shares"]

MOST_PRODUCTS: Final = 5
"""How many products are compared by one request; what was compared before stays where it is fresh."""
_NODES, _STEPS, _BOXES = 100_000, 300_000, 500
"""What the products of one request share, so that it takes seconds; what is beyond is searched, and said so."""


def bounded() -> Budget:
    """What comparing one product alone may take."""
    return next(shares(1))


def shares(products: int) -> Iterator[Budget]:
    """What comparing each of so many products may take, one after another: what one leaves is shared by the others."""
    from creditrules.dmn.analysis import Budget  # noqa: PLC0415 - who only answers applicants never loads it

    nodes, steps = _NODES, _STEPS
    for left in range(products, 0, -1):
        share = Budget(nodes // left, steps // left, _BOXES // products)
        yield share
        nodes += max(share.nodes, 0) - nodes // left
        steps += max(share.steps, 0) - steps // left


@dataclass(frozen=True, slots=True)
class ComparedOutcomes:
    """A comparison in plain data, and what matters most of it."""

    sentences: tuple[str, ...]
    plain: Mapping[str, Any]


def compared(before: Side, after: Side, budget: Budget) -> ComparedOutcomes:
    """For which applicants two sides answer otherwise."""
    from creditrules.eligibility.outcomes import (  # noqa: PLC0415 - as above
        compare_outcomes,
        headlines,
        plain_comparison,
    )

    found = compare_outcomes(before, after, budget)
    return ComparedOutcomes(tuple(headlines(found)), plain_comparison(found))


def answering(plan: Plan, product: str) -> ProductSide:
    """A product with all that governs it, as it answers everybody."""
    from creditrules.eligibility.outcomes import ProductSide  # noqa: PLC0415 - as above

    asked = plan.assessor(product)
    return ProductSide(asked.product, asked.product_digest, asked.governing, asked.now, asked.parameters, asked.absent)


def outcomes_compared(catalogue: Catalogue, tenant: str, change: Alteration, proposed: Proposed) -> list[ComputedPart]:
    """For each product that the change touches the answers before and after, compared and kept.

    What is there and fresh stays; of the others at most MOST_PRODUCTS, in the order of their slugs.
    """
    touched = sides_by_product(catalogue, tenant, change)
    known = {part.name: part for part in _boxes(proposed)}
    fresh = [
        known[slug] for slug, sides in touched.items() if slug in known and _of(known[slug], sides, proposed.digest)
    ]
    names = {part.name for part in fresh}
    wanted = [slug for slug in touched if slug not in names][:MOST_PRODUCTS]
    each = zip(wanted, shares(len(wanted)), strict=True)
    return [*fresh, *(_computed(catalogue, tenant, touched[slug], slug, proposed, share) for slug, share in each)]


def outcome_obstacles(catalogue: Catalogue, tenant: str, head: Head, proposed: Proposed) -> Iterator[Refusal]:
    """Comparisons of answers that the lender's settings ask for and the proposal lacks, or has of other rules.

    CONFLICT "IMPACT_MISSING", "IMPACT_STALE".
    """
    settings = catalogue.settings_now(tenant).impact
    if scopes_of(catalogue, tenant, head, proposed).isdisjoint(settings.outcomes):
        return
    known = {part.name: part for part in _boxes(proposed)}
    change = change_of(catalogue, tenant, head, proposed)
    for slug, sides in sides_by_product(catalogue, tenant, change).items():
        if slug not in known:
            message = f"Its answers on the product '{slug}' were not compared with those before."
            hint = "Have them compared with assessProposal, and have that approved."
            yield Refusal(Kind.CONFLICT, "IMPACT_MISSING", message, ("proposal",), hint)
        elif not _of(known[slug], sides, proposed.digest):
            message = f"The comparison of answers on the product '{slug}' is of other rules than now."
            hint = "Have them compared again with assessProposal, and have that approved."
            yield Refusal(Kind.CONFLICT, "IMPACT_STALE", message, ("proposal",), hint)


def _computed(
    catalogue: Catalogue, tenant: str, sides: Sides, product: str, proposed: Proposed, budget: Budget
) -> ComputedPart:
    before, after = (answering(plan, product) for plan in (sides.before, sides.after))
    found = compared(before, after, budget)
    kept = catalogue.store.keep(tenant, canonical(found.plain))
    return ComputedPart(PartKind.BOXES, product, kept, "", *sides.grounds(product), proposed.digest, found.sentences)


def _boxes(proposed: Proposed) -> Iterator[ComputedPart]:
    return (part for part in proposed.statement.impact.parts if part.kind is PartKind.BOXES)


def _of(part: ComputedPart, sides: Sides, content: str) -> bool:
    """Whether a part was computed of what decides on both sides, and of that content."""
    return (part.before, part.after, part.content) == (*sides.grounds(part.name), content)

"""How products in force answer before and after a proposal: for which applicants otherwise, told or proved for none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from creditrules.desk.altering import Alteration
from creditrules.desk.asking import Plan
from creditrules.desk.budgets import budget_spent
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.impacts import Sides, change_of, scopes_of, sides_by_product
from creditrules.document import canonical, read_json
from creditrules.errors import Kind, Refusal
from creditrules.feel import RequestBudget
from creditrules.records import dataclass
from creditrules.rules import ComputedPart, Head, PartKind
from creditrules.rules.life import Proposed

if TYPE_CHECKING:
    from creditrules.dmn.analysis import Budget
    from creditrules.eligibility.outcomes import ProductSide, Side

__all__ = ["ComparedOutcomes", "answering", "bounded", "compared", "outcome_obstacles", "outcomes_compared", "shares"]

MOST_PRODUCTS: Final = 5
"""How many products are compared by one request; what was compared before stays where it is fresh."""
_CUT_SHORT: Final = "cutShort"
"""Kept with a comparison that is to be made again, if it is asked for again."""
_NODES, _STEPS, _BOXES = 100_000, 300_000, 500
"""What the products of one request share; what is beyond is searched, and said so. Its own budget ends it as well."""


def bounded(request: RequestBudget | None) -> Budget:
    """What comparing one product alone may take, all of it for a request."""
    return next(shares(1, request))


def shares(products: int, request: RequestBudget | None) -> Iterator[Budget]:
    """What comparing each of so many products may take, one after another: what one leaves is shared by the others."""
    from creditrules.dmn.analysis import Budget  # noqa: PLC0415 - who only answers applicants never loads it

    nodes, steps = _NODES, _STEPS
    for left in range(products, 0, -1):
        share = Budget(nodes // left, steps // left, _BOXES // products, request)
        yield share
        nodes += max(share.nodes, 0) - nodes // left
        steps += max(share.steps, 0) - steps // left


@dataclass(frozen=True, slots=True)
class ComparedOutcomes:
    """A comparison in plain data, and what matters most of it.

    cut_short: whether the request had nothing left before its end; it then tells what was found until then.
    """

    sentences: tuple[str, ...]
    plain: Mapping[str, Any]
    cut_short: bool = False


def compared(before: Side, after: Side, budget: Budget) -> ComparedOutcomes:
    """For which applicants two sides answer otherwise."""
    from creditrules.eligibility.outcomes import (  # noqa: PLC0415 - as above
        compare_outcomes,
        headlines,
        plain_comparison,
    )

    found = compare_outcomes(before, after, budget)
    cut_short = budget.request is not None and budget.request.spent
    return ComparedOutcomes(tuple(headlines(found)), plain_comparison(found), cut_short)


def answering(plan: Plan, product: str) -> ProductSide:
    """A product with all that governs it, as it answers everybody."""
    from creditrules.eligibility.outcomes import ProductSide  # noqa: PLC0415 - as above

    asked = plan.assessor(product)
    return ProductSide(asked.product, asked.product_digest, asked.governing, asked.now, asked.parameters, asked.absent)


def outcomes_compared(catalogue: Catalogue, tenant: str, change: Alteration, proposed: Proposed) -> list[ComputedPart]:
    """For each product that the change touches the answers before and after, compared and kept.

    What is there, fresh and not cut short stays. Of the others at most MOST_PRODUCTS, in the order of their slugs, as
    far as the request goes: those come first that nothing is there of, and what was cut short stays where it does not
    reach. Raises Refusal TOO_LARGE "BUDGET_SPENT" where it reached none.
    """
    touched = sides_by_product(catalogue, tenant, change)
    fresh = {part.name: part for part in _boxes(proposed) if _is_fresh(part, touched, proposed)}
    again = _cut_short(catalogue, tenant, fresh.values())
    wanted = sorted((slug for slug in touched if slug not in fresh or slug in again), key=lambda slug: slug in again)
    wanted, found = wanted[:MOST_PRODUCTS], dict(fresh)
    for slug, share in zip(wanted, shares(len(wanted), catalogue.budget), strict=True):
        if catalogue.budget is not None and not catalogue.budget.allows():
            break
        found[slug] = _computed(catalogue, tenant, touched[slug], slug, proposed, share)
    if touched and not found:
        raise budget_spent()
    return [found[slug] for slug in touched if slug in found]


def _is_fresh(part: ComputedPart, touched: Mapping[str, Sides], proposed: Proposed) -> bool:
    return part.name in touched and _of(part, touched[part.name], proposed.digest)


def _cut_short(catalogue: Catalogue, tenant: str, parts: Collection[ComputedPart]) -> frozenset[str]:
    """The products whose comparison a request had no time to end."""
    kept = catalogue.content(tenant, list(dict.fromkeys(part.digest for part in parts)))
    plain: dict[str, Any] = {part.name: read_json(kept[part.digest]).value for part in parts}
    return frozenset(slug for slug, each in plain.items() if each.get(_CUT_SHORT))


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
    kept = catalogue.store.keep(tenant, canonical({**found.plain, **({_CUT_SHORT: True} if found.cut_short else {})}))
    return ComputedPart(PartKind.BOXES, product, kept, "", *sides.grounds(product), proposed.digest, found.sentences)


def _boxes(proposed: Proposed) -> Iterator[ComputedPart]:
    return (part for part in proposed.statement.impact.parts if part.kind is PartKind.BOXES)


def _of(part: ComputedPart, sides: Sides, content: str) -> bool:
    """Whether a part was computed of what decides on both sides, and of that content."""
    return (part.before, part.after, part.content) == (*sides.grounds(part.name), content)

"""What a proposal does to those whose decisions are on record: a look that binds nothing, as records may be erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from creditrules.auth import Action, Principal, require
from creditrules.desk.budgets import as_many_as_time_lets, budget_spent
from creditrules.desk.deciding import Recording, sees_sensitive
from creditrules.desk.finding import find_proposal
from creditrules.desk.impacts import change_of, sides_of
from creditrules.desk.recorded import OpenedDecisions, wanted_page
from creditrules.desk.submitting import Numbered, meant
from creditrules.desk.view import View
from creditrules.eligibility import EVERY_PRODUCT
from creditrules.eligibility.recording import RecordedDecision, SealedPart, Wanted
from creditrules.errors import Kind, Refusal
from creditrules.population.impact import (
    Compared,
    Comparison,
    ImpactPlan,
    InTime,
    NoTimeLeft,
    PopulationImpact,
    TextRow,
    Versions,
    headline,
    jury_of,
    plain_impact,
)
from creditrules.records import dataclass, replace
from creditrules.rules.ports import LARGEST_PAGE, Asked
from creditrules.slugs import quoted_slug

__all__ = ["RecordedImpact", "recorded_impact"]

MOST_RECORDED: Final = 500
"""How many decisions one request compares, if it has time for them."""


@dataclass(frozen=True, slots=True)
class RecordedImpact:
    """compared: decisions whose facts could be read; gone: those whose could not. more: whether there are others."""

    sentences: tuple[str, ...]
    figures: Mapping[str, Any]
    compared: int
    gone: int
    more: bool


def recorded_impact(
    view: View,
    recording: Recording | None,
    named: Numbered | None,
    product: str,
    period: tuple[datetime | None, datetime | None],
) -> RecordedImpact:
    """The newest decisions on a product that were recorded in a period, under what is in force and what is proposed.

    Nothing is told by groups, as facts may be sensitive; where some are, it is told to those alone who may see them:
    what is proposed may ask for them, and the period may leave one person. Raises Refusal FORBIDDEN; NOT_FOUND
    "UNKNOWN_PROPOSAL"; INVALID "NOTHING_TO_COMPARE"; TOO_LARGE "BUDGET_SPENT" where there was time for none; as
    `decisions_page` does.
    """
    require(view.principal, Action.READ_DECISIONS)
    proposal = find_proposal(view, meant(named, "proposal", "UNKNOWN_PROPOSAL"))
    if proposal is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PROPOSAL", "There is no such proposal.", ("proposal",))
    head = view.documents.head(proposal.key)
    change = None if head is None else change_of(view.catalogue, view.tenant, head, proposal.proposed)
    sides = None if change is None else sides_of(view.catalogue, view.tenant, change, product)
    if sides is None:
        message = f"No product {quoted_slug(product)} is in force before and after the change."
        raise Refusal(Kind.INVALID, "NOTHING_TO_COMPARE", message, ("product",), "Name one that is.")
    plan = ImpactPlan(sample=0)
    comparison = Comparison(plan)
    budget = as_many_as_time_lets(view.catalogue.budget)
    jury = InTime(jury_of([each.assessor(product, budget) for each in (sides.before, sides.after)], None), budget)
    gone = compared = 0
    asked, more = Asked(LARGEST_PAGE), True
    wanted = Wanted(product=product, since=period[0], until=period[1])
    while more and compared + gone < MOST_RECORDED:
        page = wanted_page(view, recording, wanted, asked, ("recorded impact",))
        opened = OpenedDecisions(view, recording, [decision.id for decision in page.items])
        found = [opened.decision(decision.id) for decision in page.items]
        if any(each is not None and _hides(view.principal, each) for each in found):
            require(view.principal, Action.SEE_SENSITIVE_FACTS)
        rows = list(_rows(found, product, compared))
        try:
            comparison.add(rows, jury)
        except NoTimeLeft:
            break
        compared += len(rows)
        gone += len(found) - len(rows)
        more = page.has_next
        asked = replace(asked, after=page.resume or next(iter(page.cursors[-1:]), None))
    if more and not compared + gone:
        raise budget_spent()
    before, after = sides.documents(product)
    versions = Versions("in force", before), Versions("proposed", after)
    about = Compared(*versions, product, after.get(f"product:{product}", ""), "on record", "", None, sides.moment)
    impact = PopulationImpact(about, plan, comparison.figures())
    return RecordedImpact(tuple(headline(impact.figures)), plain_impact(impact), compared, gone, more)


def _hides(principal: Principal, decision: RecordedDecision) -> bool:
    """Whether facts are kept of it whose values the principal may not see."""
    return decision.sealed is not None and bool(decision.sealed.sensitive) and not sees_sensitive(principal, decision)


def _rows(found: list[RecordedDecision | None], product: str, after: int) -> Iterator[TextRow]:
    sealed = [each.sealed for each in found if each is not None and each.sealed is not None]
    for number, part in enumerate(sealed, after + 1):
        yield TextRow(number, {**part.facts, **_requested(part, product)})


def _requested(part: SealedPart, product: str) -> Mapping[str, Any]:
    """What was asked for, beside the facts."""
    request = part.requests.get(product) or part.requests.get(EVERY_PRODUCT)
    return {"request": dict(request)} if request else {}

"""Two products, or one at two moments or under two proposals, compared by what they answer. Not for partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from creditrules.auth import Action, require
from creditrules.desk.asking import Plan, Question
from creditrules.desk.finding import find_proposal
from creditrules.desk.impacts import change_of
from creditrules.desk.outcomes import ComparedOutcomes, answering, bounded, compared
from creditrules.desk.submitting import Numbered
from creditrules.desk.view import View
from creditrules.errors import Kind, Refusal
from creditrules.rules.life import is_open

if TYPE_CHECKING:
    from creditrules.eligibility.outcomes import Side

__all__ = ["AnsweringProduct", "compare_product_outcomes"]


@dataclass(frozen=True, slots=True)
class AnsweringProduct:
    """A product with all that is in force at two times; or, of a proposal, as publishing it would leave all now.

    Times that are left out are now; of a proposal, the valid one is when it would begin.
    """

    product: str
    valid_at: datetime | None = None
    known_at: datetime | None = None
    proposal: Numbered | None = None


def compare_product_outcomes(view: View, before: AnsweringProduct, after: AnsweringProduct) -> ComparedOutcomes:
    """For which applicants two products, or one on two occasions, answer otherwise; each answers at its own moment.

    Bounded, so that it takes seconds: what is beyond is searched, and said so. Raises Refusal, its field from "before"
    or "after" on: INVALID "BAD_COMPARISON"; NOT_FOUND "UNKNOWN_PROPOSAL", "UNKNOWN_PRODUCT", "NO_VERSION_IN_FORCE";
    as `fix_moments`; FORBIDDEN; UNAVAILABLE.
    """
    require(view.principal, Action.SEE_POLICY)
    return compared(_side(view, before, "before"), _side(view, after, "after"), bounded(view.catalogue.budget))


def _side(view: View, asked: AnsweringProduct, field: str) -> Side:
    try:
        return answering(_plan(view, asked), asked.product)
    except Refusal as refusal:
        refusal.field = (field, *(("product",) if refusal.field[:1] == ("products",) else refusal.field))
        raise


def _plan(view: View, asked: AnsweringProduct) -> Plan:
    if asked.proposal is not None:
        return _proposed(view, asked, asked.proposal)
    question = Question({}, (asked.product,), asked.valid_at, asked.known_at)
    return Plan(view.catalogue, view.tenant, question, view.documents.all_heads(), now=view.now)


def _proposed(view: View, asked: AnsweringProduct, named: Numbered) -> Plan:
    """Raises Refusal."""
    if asked.known_at is not None:
        message = "What is proposed is known now: a proposal and `knownAt` exclude each other."
        raise Refusal(Kind.INVALID, "BAD_COMPARISON", message, ("knownAt",), "Leave one of them out.")
    proposal = find_proposal(view, named)
    head = None if proposal is None else view.documents.head(proposal.key)
    if proposal is None or head is None:
        raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PROPOSAL", "There is no such proposal.", ("proposal",))
    if not is_open(proposal):
        message = "The proposal is closed: nothing becomes of it any more."
        hint = "Compare moments, where it was published; an open proposal otherwise."
        raise Refusal(Kind.INVALID, "BAD_COMPARISON", message, ("proposal",), hint)
    change = change_of(view.catalogue, view.tenant, head, proposal.proposed)
    question = Question({}, (asked.product,), asked.valid_at or change.begin)
    return Plan(view.catalogue, view.tenant, question, change.after, now=change.now)

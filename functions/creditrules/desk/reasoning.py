"""Reasons as their readers may see them: which of them counted most."""

from __future__ import annotations

from creditrules.desk.paging import asked_page
from creditrules.desk.view import View
from creditrules.eligibility import Decision, PrincipalReason, Reason, adverse_reasons, principal_reasons
from creditrules.rules.life import SETTINGS_KEY

__all__ = ["most_principal", "principal_of", "some_reasons"]


def some_reasons(decision: Decision, first: int | None, *, adverse_only: bool) -> tuple[Reason, ...]:
    """The first of a decision's reasons, the severest first; all where nothing is said. Raises Refusal INVALID."""
    found = adverse_reasons(decision) if adverse_only else decision.reasons
    return found if first is None else found[: asked_page(first).size]


def principal_of(view: View, decision: Decision, first: int | None) -> tuple[PrincipalReason, ...]:
    """The principal reasons, as many as the lender's settings have for the product's jurisdiction unless said.

    Raises Refusal INVALID "BAD_PAGE_SIZE".
    """
    most = most_principal(view, decision.product.jurisdiction) if first is None else asked_page(first).size
    return principal_reasons(decision, most)


def most_principal(view: View, jurisdiction: str | None) -> int:
    """How many principal reasons are told of a product of that jurisdiction, by the settings at the view's times."""
    head, moments = view.documents.head(SETTINGS_KEY), view.moments
    settings = view.catalogue.settings(view.tenant, head, moments.valid_at, moments.known_at)
    return settings.reasons.most_principal(jurisdiction)

"""Reasons as their readers may see them: which of them counted most, and what would lift them."""

from __future__ import annotations

from dataclasses import dataclass

from creditrules.desk.paging import asked_page
from creditrules.desk.view import View
from creditrules.eligibility import (
    Decision,
    Lifted,
    PrincipalReason,
    Reason,
    adverse_reasons,
    lifted,
    principal_reasons,
    stated,
)
from creditrules.rules import LiftForm
from creditrules.rules.life import SETTINGS_KEY

__all__ = ["SeenLift", "most_principal", "principal_of", "seen_lift", "some_reasons"]


@dataclass(frozen=True, slots=True)
class SeenLift:
    """What would lift a reason, as its reader may see it.

    published: whether the rule set tells users the values needed. thresholds: whether this reader is told them.
    """

    lift: Lifted
    zone: str
    published: bool
    thresholds: bool

    def stated(self, locale: str | None) -> str:
        """The lift in a sentence, "" where it was not computed."""
        return stated(self.lift, self.zone, locale, thresholds=self.thresholds)


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


def seen_lift(view: View, reason: Reason) -> SeenLift | None:
    """The condition of a reason's lift, solved and proved; None where there is none.

    The values that facts would need are told where the rule set publishes them, and to who may see the policy. Raises
    Refusal TOO_LARGE "TOO_MANY_LIFTS".
    """
    if reason.definition is None or not isinstance(reason.definition.lift, LiftForm):
        return None
    view.documents.work_out_lift()
    found, ground = lifted(reason), reason.ground
    if found is None or ground is None:
        return None
    form, own = ground.compiled.rule_set.form, found.form.publish_thresholds
    published = form.publish_thresholds if own is None else own
    return SeenLift(found, form.time_zone, published, published or view.sees_policy)

"""Reasons as their readers may see them: which of them counted most, and what would lift them."""

from __future__ import annotations

from creditrules.desk.budgets import Work, begin, refuse_if_cut_short
from creditrules.desk.paging import asked_page
from creditrules.desk.view import View
from creditrules.eligibility import (
    CompiledRuleSet,
    Decision,
    PrincipalReason,
    Reason,
    ToldLift,
    adverse_reasons,
    as_published,
    lifted,
    principal_reasons,
    publishes,
    stated,
    told_lift,
)
from creditrules.records import dataclass
from creditrules.rules import LiftForm, Texts
from creditrules.rules.life import SETTINGS_KEY

__all__ = ["SeenLift", "most_principal", "principal_of", "recorded_lift", "seen_lift", "some_reasons"]


@dataclass(frozen=True, slots=True)
class SeenLift:
    """What would lift a reason, as its reader may see it.

    rule_set: that gives the reason. form: the lift as it is written there. published: whether users are told the values
    and moments needed. thresholds: whether this reader is.
    """

    lift: ToldLift
    rule_set: CompiledRuleSet
    form: LiftForm
    published: bool
    thresholds: bool

    def label(self, name: str) -> Texts:
        """A fact's name for people."""
        return next((fact.label for fact in self.rule_set.facts if fact.name == name), {})

    def stated(self, locale: str | None) -> str:
        """The lift in a sentence, "" where it was not computed."""
        return stated(self.lift, self.rule_set.facts, self.rule_set.rule_set.form.time_zone, locale)


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

    The values and moments needed are told where the rule set publishes them, and to who may see the policy. Raises
    Refusal TOO_LARGE "BUDGET_SPENT".
    """
    if reason.definition is None or not isinstance(reason.definition.lift, LiftForm):
        return None
    begin(view.catalogue.budget, Work.LIFT)
    found, ground = lifted(reason), reason.ground
    refuse_if_cut_short(view.catalogue.budget)
    if found is None or ground is None:
        return None
    published = publishes(ground.compiled, found.form)
    told, shown = told_lift(found), published or view.sees_policy
    return SeenLift(as_published(told, reason, published=shown), ground.compiled, found.form, published, shown)


def recorded_lift(view: View, digest: str, form: LiftForm, lift: ToldLift) -> SeenLift:
    """What would have lifted a reason of a recorded decision, as the record tells its reader.

    digest: of the rule set that gave it. form: the lift as it is written there.
    """
    rule_set = view.rule_set(digest)
    published = publishes(rule_set, form)
    return SeenLift(lift, rule_set, form, published, published or view.sees_policy)

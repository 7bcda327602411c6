"""What to ask for next of an applicant whose decision lacks facts, as the reader may see it."""

from __future__ import annotations

from decimal import Decimal

from creditrules.desk.budgets import Work, begin, refuse_if_cut_short
from creditrules.desk.view import View
from creditrules.eligibility import Decision, NextQuestion, Outcome

__all__ = ["questions_expected", "seen_question"]


def seen_question(view: View, decision: Decision) -> NextQuestion | None:
    """What to ask for next; None where nothing is left to ask.

    Where facts decide is told where that gives away nothing that a rule set does not publish, and to who may see the
    policy. Raises Refusal TOO_LARGE "BUDGET_SPENT".
    """
    from creditrules.eligibility.explain import told_question  # noqa: PLC0415 - plain answers never load the analysis

    if decision.outcome is not Outcome.UNDETERMINED or not decision.missing_facts:
        return None
    begin(view.catalogue.budget, Work.QUESTION)
    told = told_question(decision, sees_policy=view.sees_policy)
    refuse_if_cut_short(view.catalogue.budget)
    return told


def questions_expected(found: NextQuestion) -> Decimal | None:
    """How many questions are expected, to a tenth."""
    return None if found.expected is None else Decimal(str(round(found.expected, 1)))

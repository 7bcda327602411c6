"""What becomes of a use case whose request has spent its budget of evaluation."""

from __future__ import annotations

from creditrules.errors import Kind, Refusal
from creditrules.feel import RequestBudget

__all__ = ["budget_spent", "refuse_if_cut_short", "refuse_if_spent"]


def refuse_if_spent(budget: RequestBudget | None) -> None:
    """Before something is worked out that is no decision. Raises Refusal as `budget_spent` where nothing is left."""
    if budget is not None and not budget.allows():
        raise budget_spent()


def refuse_if_cut_short(budget: RequestBudget | None) -> None:
    """After something was evaluated that may not stand half done: a record, a comparison, a proof. Raises Refusal.

    What load or other parts of the request left no room for would be told as if the rules had said it.
    """
    if budget is not None and budget.spent:
        raise budget_spent()


def budget_spent() -> Refusal:
    """TOO_LARGE "BUDGET_SPENT"."""
    message = "The request took more evaluation than it may, so this was not worked out to its end."
    hint = "Ask for it in a request of its own, for fewer products or applicants at a time, or later."
    return Refusal(Kind.TOO_LARGE, "BUDGET_SPENT", message, (), hint)

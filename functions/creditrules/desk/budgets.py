"""What use cases take from the budget of their request, and what becomes of them once it is spent."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.feel import RequestBudget

__all__ = [
    "PRICES",
    "Work",
    "as_many_as_time_lets",
    "begin",
    "budget_spent",
    "half_done",
    "may_begin",
    "refuse_if_cut_short",
    "to_the_end",
]


class Work(StrEnum):
    """What is worked out besides decisions, each for itself."""

    LIFT = "LIFT"
    HELP = "HELP"
    DATE_AHEAD = "DATE_AHEAD"
    QUESTION = "QUESTION"
    NARROWING = "NARROWING"
    PUBLISHED_DIFF = "PUBLISHED_DIFF"


PRICES: Final[dict[Work, int]] = {
    Work.LIFT: 4_000,
    Work.HELP: 100_000,
    Work.DATE_AHEAD: 20_000,
    Work.QUESTION: 100_000,
    Work.NARROWING: 10_000,
    Work.PUBLISHED_DIFF: 100_000,
}
"""Steps: what it usually takes at most. A lift is a search of some milliseconds, an analysis takes tenths of a second.
By the usual budget these are 500 lifts, 20 analyses, or what comes to as much of both."""

_KEPT_FOR_DECISIONS: Final = 3
"""One part in so many of the steps is for decisions alone: what explains one never keeps another from being made."""


def may_begin(budget: RequestBudget | None, work: Work, times: int = 1) -> bool:
    """Whether there is enough left for it, which then is paid for."""
    if budget is None:
        return True
    price = PRICES[work] * times
    if budget.steps - price < budget.most_steps // _KEPT_FOR_DECISIONS or not budget.allows():
        return False
    budget.charge(price)
    return True


def begin(budget: RequestBudget | None, work: Work, times: int = 1) -> None:
    """Pay for what is to be worked out. Raises Refusal as `budget_spent` where there is not enough left."""
    if not may_begin(budget, work, times):
        raise budget_spent()


def refuse_if_cut_short(budget: RequestBudget | None) -> None:
    """After something was evaluated that may not stand half done: a record, a comparison, a proof. Raises Refusal.

    What load or other parts of the request left no room for would be told as if the rules had said it.
    """
    if budget is not None and budget.spent:
        raise budget_spent()


_HALF_DONE: Final = 0.6
"""The part of what is left that something may take that can be left half done."""


def half_done(budget: RequestBudget | None) -> RequestBudget | None:
    """For what may be left half done where that is said: a share, so that what follows still can be worked out."""
    return None if budget is None else budget.share(_HALF_DONE)


def as_many_as_time_lets(budget: RequestBudget | None) -> RequestBudget | None:
    """For what goes through many and says how many, see `RequestBudget.timed`; some time is left for what follows."""
    return None if budget is None else budget.timed(_HALF_DONE)


def to_the_end(budget: RequestBudget | None) -> RequestBudget | None:
    """For what may not stand half done and is asked for by those who write rules: see `RequestBudget.untimed`.

    Large contents take seconds until they are checked, so that a busy machine would never let them be published.
    """
    return None if budget is None else budget.untimed()


def budget_spent() -> Refusal:
    """TOO_LARGE "BUDGET_SPENT"."""
    message = "The request took more evaluation than it may, so this was not worked out to its end."
    hint = "Ask for it in a request of its own, for fewer products or applicants at a time, or later."
    return Refusal(Kind.TOO_LARGE, "BUDGET_SPENT", message, (), hint)

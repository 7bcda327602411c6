"""How many decisions of one answer are narrowed to what there is, where they lack facts."""

from __future__ import annotations

from functools import partial

from creditrules.desk.budgets import Work, may_begin
from creditrules.desk.catalogue import Catalogue
from creditrules.eligibility import Applicant, Decision, MakeNarrow, Narrow
from creditrules.feel import RequestBudget

__all__ = ["Narrower", "narrowing_on_record"]

MOST_PRODUCTS_NARROWED = 20
"""Products of one answer; how much is analysed anew for one request, the catalogue's FRESH_STEPS say."""


class Narrower:
    """For one answer: the first decisions that lack facts are narrowed, as far as the budget of the request goes.

    They are of MOST_PRODUCTS_NARROWED products.
    """

    def __init__(self, budget: RequestBudget | None) -> None:
        self._budget = budget
        self._products: set[str] = set()

    def bounded(self, product: str, narrow: Narrow) -> Narrow:
        """The same for as many decisions as are left. product: the slug of the one that they are about."""

        def narrowed(decision: Decision, applicant: Applicant) -> Decision:
            return narrow(decision, applicant) if self._may(product) else decision

        return narrowed

    def _may(self, product: str) -> bool:
        if len(self._products - {product}) == MOST_PRODUCTS_NARROWED or not may_begin(self._budget, Work.NARROWING):
            return False
        self._products.add(product)
        return True


def narrowing_on_record(catalogue: Catalogue, tenant: str) -> MakeNarrow:
    """What narrows all decisions again that the record says were."""
    return partial(catalogue.narrowings_on_record.of, tenant=tenant)

"""How many decisions of one answer are narrowed to what there is, where they lack facts."""

from __future__ import annotations

from functools import partial

from creditrules.desk.catalogue import Catalogue
from creditrules.eligibility import Applicant, Decision, MakeNarrow, Narrow

__all__ = ["Narrower", "narrowing_on_record"]

MOST_NARROWED = 100
"""Decisions of one answer: each takes some hundredths of a second."""
MOST_PRODUCTS_NARROWED = 20
"""Products of one answer: the first time it takes some tenths of a second for each."""


class Narrower:
    """For one answer: the first decisions that lack facts are narrowed, MOST_NARROWED of MOST_PRODUCTS_NARROWED."""

    def __init__(self) -> None:
        self._left = MOST_NARROWED
        self._products: set[str] = set()

    def bounded(self, product: str, narrow: Narrow) -> Narrow:
        """The same for as many decisions as are left. product: the slug of the one that they are about."""

        def narrowed(decision: Decision, applicant: Applicant) -> Decision:
            return narrow(decision, applicant) if self._may(product) else decision

        return narrowed

    def _may(self, product: str) -> bool:
        if self._left == 0 or len(self._products - {product}) == MOST_PRODUCTS_NARROWED:
            return False
        self._left -= 1
        self._products.add(product)
        return True


def narrowing_on_record(catalogue: Catalogue, tenant: str) -> MakeNarrow:
    """What narrows all decisions again that the record says were."""
    return partial(catalogue.narrowings_on_record.of, tenant=tenant)

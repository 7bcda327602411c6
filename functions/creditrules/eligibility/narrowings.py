"""What narrows decisions that lack facts, kept by what it stands on; nothing of it is loaded before one does."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from creditrules.cache import Recent
from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.decide import GoverningRuleSet, Narrow
from creditrules.eligibility.decision import Decision
from creditrules.eligibility.parameters import Parameters
from creditrules.rules import ProductForm

if TYPE_CHECKING:
    from creditrules.eligibility.explain import Narrowing
    from creditrules.eligibility.outcomes import ProductSide

__all__ = ["Narrowings"]


class Narrowings:
    """At most so many products and moments, the least recently used gone first; thread-safe.

    generous: see `Narrowing`.
    """

    def __init__(self, most: int, *, generous: bool = False) -> None:
        self._kept: Recent[tuple[str, Hashable], Narrowing] = Recent(most)
        self._generous = generous

    def of(
        self,
        product: ProductForm,
        digest: str,
        governing: Sequence[GoverningRuleSet],
        now: datetime,
        absent: Sequence[AbsentRuleSet],
        parameters: Parameters,
        *,
        tenant: str = "",
    ) -> Narrow:
        """What narrows decisions of a product; it is asked as `decide` is, but for the applicant."""
        made: list[Narrowing] = []

        def narrow(decision: Decision, applicant: Applicant) -> Decision:
            from creditrules.eligibility.outcomes import ProductSide  # noqa: PLC0415 - plain answers never load it

            if not made or made[0].is_worn:
                names = {*product.parameters, *(name for each in governing for name in each.compiled.parameters)}
                used = {name: found for name, found in parameters.items() if name in names}
                made[:] = [self._of(tenant, ProductSide(product, digest, tuple(governing), now, used, tuple(absent)))]
            return made[0].narrowed(decision, applicant)

        return narrow

    def _of(self, tenant: str, side: ProductSide) -> Narrowing:
        """The one that is kept, or a new one."""
        from creditrules.eligibility.explain import Narrowing, stands_on  # noqa: PLC0415 - plain answers never load it

        key, make = stands_on(side), partial(Narrowing, side, generous=self._generous)
        if key is None:
            return make()
        return self._kept.made((tenant, key), make, worn=lambda kept: kept.is_worn)

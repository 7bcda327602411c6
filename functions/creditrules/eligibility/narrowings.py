"""What narrows decisions that lack facts, kept by what it stands on; nothing of it is loaded before one does."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from copy import copy
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from creditrules.cache import Recent
from creditrules.collecting import uncollected
from creditrules.eligibility.absent import AbsentRuleSet
from creditrules.eligibility.applicant import Applicant
from creditrules.eligibility.decide import GoverningRuleSet, Narrow
from creditrules.eligibility.decision import Decision
from creditrules.eligibility.parameters import Parameters
from creditrules.rules import ProductForm

if TYPE_CHECKING:
    from creditrules.eligibility.explain import Analysed, Narrowing
    from creditrules.eligibility.outcomes import ProductSide

__all__ = ["FreshAnalyses", "Narrowings"]


class FreshAnalyses:
    """What one request may take for analyses that are not kept yet: none is begun once so many steps were taken."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    @property
    def may_begin(self) -> bool:
        """Whether another one may be."""
        return self._left > 0

    def charge(self, analysed: Analysed) -> None:
        """Pay for one that was made, whatever it came to."""
        self._left -= analysed.taken


class Narrowings:
    """At most so many products and moments, the least recently used gone first; thread-safe.

    Products under the same rule sets that read nothing of them share one analysis, also the knowledge that it was too
    large. generous: see `analysed_for_narrowing`.
    """

    def __init__(self, most: int, *, generous: bool = False) -> None:
        self._kept: Recent[tuple[str, str, Hashable], Narrowing] = Recent(most)
        self._analysed: Recent[tuple[str, Hashable], Analysed] = Recent(most)
        self._generous = generous
        self.fresh: FreshAnalyses | None = None

    def under(self, fresh: FreshAnalyses) -> Narrowings:
        """The same for one request: once that took so much, decisions stay as they are unless an analysis is kept."""
        other = copy(self)
        other.fresh = fresh
        return other

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

            if not made or (made[0].is_worn and self._may_begin):
                names = {*product.parameters, *(name for each in governing for name in each.compiled.parameters)}
                used = {name: found for name, found in parameters.items() if name in names}
                side = ProductSide(product, digest, tuple(governing), now, used, tuple(absent))
                found = self._of(tenant, side)
                if found is None:
                    return decision
                made[:] = [found]
            return made[0].narrowed(decision, applicant)

        return narrow

    def _of(self, tenant: str, side: ProductSide) -> Narrowing | None:
        """The one that is kept, or a new one; None where nothing may be analysed any more."""
        from creditrules.eligibility.explain import Narrowing, stands_on  # noqa: PLC0415 - plain answers never load it

        key = stands_on(side)
        if not self._may_begin and (key is None or self._analysed.find((tenant, key)) is None):
            return None
        make = partial(self._analyse, side)
        if key is None:
            return Narrowing(side, make())
        analysed = self._analysed.made((tenant, key), make, worn=lambda each: each.is_worn and self._may_begin)
        about = (tenant, side.digest, key)
        return self._kept.made(about, partial(Narrowing, side, analysed), worn=lambda each: not each.is_of(analysed))

    @property
    def _may_begin(self) -> bool:
        return self.fresh is None or self.fresh.may_begin

    def _analyse(self, side: ProductSide) -> Analysed:
        from creditrules.eligibility.explain import analysed_for_narrowing  # noqa: PLC0415 - plain answers never load it

        with uncollected():
            analysed = analysed_for_narrowing(side, generous=self._generous)
        if self.fresh is not None:
            self.fresh.charge(analysed)
        return analysed

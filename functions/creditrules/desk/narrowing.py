"""Decisions that lack facts, narrowed to what there is; what a product needs for that is kept by what it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from creditrules.desk.catalogue import Catalogue
from creditrules.eligibility import (
    AbsentRuleSet,
    Applicant,
    Decision,
    GoverningRuleSet,
    MakeNarrow,
    Narrow,
    Parameters,
)
from creditrules.rules import ProductForm

if TYPE_CHECKING:
    from creditrules.eligibility.explain import Narrowing
    from creditrules.eligibility.outcomes import ProductSide

__all__ = ["narrowing_in", "narrowing_of"]


def narrowing_in(catalogue: Catalogue, tenant: str, *, on_record: bool = False) -> MakeNarrow:
    """What narrows decisions of a tenant's products; nothing is loaded or made before a decision lacks facts.

    on_record: see `Narrowing.generous`.
    """

    def of(
        product: ProductForm,
        digest: str,
        governing: Sequence[GoverningRuleSet],
        now: datetime,
        absent: Sequence[AbsentRuleSet],
        parameters: Parameters,
    ) -> Narrow:
        made: list[Narrowing] = []

        def narrow(decision: Decision, applicant: Applicant) -> Decision:
            from creditrules.eligibility.outcomes import ProductSide  # noqa: PLC0415 - plain answers never load it

            if not made or made[0].is_worn:
                names = {*product.parameters, *(name for each in governing for name in each.compiled.parameters)}
                used = {name: found for name, found in parameters.items() if name in names}
                side = ProductSide(product, digest, tuple(governing), now, used, tuple(absent))
                made[:] = [narrowing_of(catalogue, tenant, side, on_record=on_record)]
            return made[0].narrowed(decision, applicant)

        return narrow

    return of


def narrowing_of(catalogue: Catalogue, tenant: str, side: ProductSide, *, on_record: bool = False) -> Narrowing:
    """The one that is kept, or a new one."""
    from creditrules.eligibility.explain import Narrowing, stands_on  # noqa: PLC0415 - plain answers never load it

    key = stands_on(side)
    found = catalogue.narrowings.find((tenant, on_record, key)) if key is not None else None
    if found is None or found.is_worn:
        found = Narrowing(side, generous=on_record)
        if key is not None:
            catalogue.narrowings.keep((tenant, on_record, key), found)
    return found

"""On which terms a product is open."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Final

from creditrules.api.engine.plans.keeping import Keeping
from creditrules.api.types.declaring import strawberry
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.api.types.settled import settled_attributes
from creditrules.auth import Action

__all__ = ["KEPT_TERMS", "Terms", "terms_parts"]


@settled_attributes()
@strawberry.type(
    description="On which terms the product is open: each figure is the narrowest that all rule sets together leave.",
    directives=needs(Action.ASK),
)
class Terms:
    limit: Decimal | None = strawberry.field(
        description="The highest amount, in `currency`; null when no rule sets one."
    )
    rate: Decimal | None = strawberry.field(
        description="The highest all-in cost a year, as a fraction: 0.24 is 24 %. Null when no rule sets one."
    )
    currency: str = strawberry.field(description="ISO 4217 code.")
    restricted_features: list[str] = strawberry.field(
        description="Features of the product that the applicant cannot use."
    )
    until: datetime | None = strawberry.field(
        description="When the intervention ends, that moment excluded; null when no end is set."
    )
    exposure_limit: Decimal | None = strawberry.field(
        description="The highest that all products of the subject may come to; `limit` is what it leaves."
    )


terms_parts: Final = attrgetter("currency", "until", "exposure_limit")
"""All of the terms, but for the amounts and the features that are restricted."""
KEPT_TERMS: Final = Keeping(
    tell=lambda _, terms: told(Terms, terms),
    stands=lambda _, terms: (terms.restricted_features, terms_parts(terms)),
    fragments=lambda of: of.nodes.fragments,
    open={"limit": attrgetter("limit"), "rate": attrgetter("rate")},
)

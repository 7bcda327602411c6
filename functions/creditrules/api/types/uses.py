"""What callers have asked, as clients see it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from creditrules.api.types.declaring import strawberry
from creditrules.api.types.permissions import needs
from creditrules.api.types.resolved import told
from creditrules.auth import Action
from creditrules.desk import View
from creditrules.throttling import Account

__all__ = ["CallerUse", "use_of"]


@strawberry.type(description="What a caller asked on a day, in UTC.", directives=needs(Action.ASK))
class UseOfDay:
    day: date = strawberry.field(description="The day.")
    requests: int = strawberry.field(description="Requests that were begun.")
    refused: int = strawberry.field(description="Requests that were not, as too little of the budget was left.")
    questions: int = strawberry.field(description="Questions about applicants, of callers who may not see the policy.")
    throttled: int = strawberry.field(description="Of these, those not answered as they vary facts too often.")
    cost: Decimal = strawberry.field(description="What was spent, as `extensions.cost` counts.")


@strawberry.type(
    description=(
        "What a caller has asked and was refused. Each process tells of it now and then: of a refusal within seconds, "
        "else within five minutes, with the next request."
    ),
    directives=needs(Action.ASK),
)
class CallerUse:
    subject: str = strawberry.field(description="The `sub` of its tokens.")
    last_throttled_at: datetime | None = strawberry.field(
        description="When it was last refused something for asking too much; null where it never was, of late."
    )
    days: list[UseOfDay] = strawberry.field(description="The last days it asked on, at most 31, the latest last.")


def use_of(_view: View, account: Account) -> CallerUse:
    """The account as clients see it."""
    days = [told(UseOfDay, each, cost=Decimal(each.cost)) for each in account.days]
    return CallerUse(subject=account.subject, last_throttled_at=account.throttled_at, days=days)

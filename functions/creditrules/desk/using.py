"""What callers have asked, by day, and who was refused: from their accounts, so that nothing else is read."""

from __future__ import annotations

from creditrules.auth import Action, require
from creditrules.desk.paging import page_at_hand
from creditrules.desk.throttle import caller_of
from creditrules.desk.view import View
from creditrules.rules.ports import Asked, Page
from creditrules.throttling import Account

__all__ = ["MOST_USES", "own_use", "uses_page"]

MOST_USES = 1_000
"""How many accounts are looked at for a page."""


def uses_page(view: View, asked: Asked, *, throttled: bool = False) -> Page[Account]:
    """What the callers of a tenant have asked, by subject. throttled: only those that were refused something.

    Raises Refusal FORBIDDEN; UNAVAILABLE.
    """
    require(view.principal, Action.READ_DECISIONS)
    throttle = view.catalogue.throttle
    accounts = throttle.ledger.every(view.tenant, MOST_USES) if throttle else ()
    wanted = [each for each in accounts if each.throttled_at is not None or not throttled]
    placed = sorted((each.subject.encode("unicode_escape").decode(), each) for each in wanted)
    return page_at_hand(view, ("uses",), placed, asked)


def own_use(view: View) -> Account | None:
    """What the principal has asked itself; None where nothing was told of that yet. Raises Refusal as `uses_page`."""
    require(view.principal, Action.ASK)
    throttle = view.catalogue.throttle
    return throttle.ledger.find(caller_of(view.principal)) if throttle else None

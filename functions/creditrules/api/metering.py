"""What a request spends of its caller's budget, and how the answer tells what is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from creditrules.auth import Principal
from creditrules.desk import Catalogue, Purse, Standing
from creditrules.errors import Refusal

__all__ = ["Meter"]

_BEGUN: Final = 1
"""What every request costs, so that those that ask for nothing are not free."""
_STEPS: Final = 1_000
"""So many steps of evaluation cost as one object."""
_FAULTY: Final = 10
"""What it costs besides to find what is wrong with a document."""


class Meter:
    """Of one request."""

    def __init__(self, catalogue: Catalogue, principal: Principal) -> None:
        self._purse = Purse(catalogue, principal)
        self._standing: Standing | None = None
        self._wait: int | None = None

    def begin(self) -> None:
        """Before anything is looked at. Raises Refusal THROTTLED where nothing is left."""
        self._pay(_BEGUN, begins=True)

    def pay(self, cost: int) -> None:
        """Before it is executed, what it costs at most. Raises Refusal THROTTLED where so much is not left."""
        self._pay(cost, begins=False)

    def settle(self, requested: int, actual: int, steps: int) -> None:
        """Afterwards, what it cost: the objects of the answer, in place of those asked for, and its evaluation."""
        self._standing = self._purse.add(actual - requested + steps // _STEPS)

    def faulty(self) -> None:
        """It was looked at, and cannot be executed."""
        self._standing = self._purse.add(_FAULTY)

    def status(self) -> Mapping[str, Mapping[str, int]]:
        """What `extensions.cost` says of it, by Shopify's names; nothing where nobody is throttled."""
        standing = self._standing
        if standing is None:
            return {}
        told = {
            "maximumAvailable": standing.maximum,
            "currentlyAvailable": standing.available,
            "restoreRate": standing.restored,
        }
        return {"throttleStatus": told}

    def headers(self) -> tuple[tuple[str, str], ...]:
        """RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers), and Retry-After where refused.

        q: what may be saved up; w: in how many seconds that comes back; r: what is left; t: when all is back.
        """
        standing = self._standing
        if standing is None:
            return ()
        window = -(-standing.maximum // standing.restored)
        limit = ("ratelimit-policy", f'"cost";q={standing.maximum};w={window}')
        left = ("ratelimit", f'"cost";r={standing.available};t={standing.full_in}')
        return (limit, left) if self._wait is None else (limit, left, ("retry-after", str(self._wait)))

    def _pay(self, cost: int, *, begins: bool) -> None:
        try:
            self._standing = self._purse.pay(cost, begins=begins)
        except Refusal as refusal:
            self._wait = refusal.retry_after
            self._standing = self._purse.add(0)
            raise

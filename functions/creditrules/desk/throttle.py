"""What each caller may ask, by the service's limits and the lender's settings; spent of by whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from creditrules.auth import Action, Principal, may
from creditrules.cache import Recent
from creditrules.config import Limits
from creditrules.errors import Refusal
from creditrules.rules.life import PartnerAllowance, ThrottlingSettings
from creditrules.throttling import Accounts, Allowance, Caller, Ledger, Questions

__all__ = ["Throttle", "caller_of"]

LOOKED_AT_AGAIN: Final = timedelta(minutes=1)
"""After how long it is seen in every process that a lender has set other allowances."""
MOST_LENDERS: Final = 1_000
_UNSET: Final = ThrottlingSettings()


def caller_of(principal: Principal) -> Caller:
    """Whose budget a principal spends."""
    return Caller(principal.tenant, principal.subject)


class Throttle:
    """The budgets of all callers of a process; thread-safe. ledger: where they are kept for all processes together."""

    def __init__(self, ledger: Ledger, limits: Limits) -> None:
        self.ledger = ledger
        self.accounts = Accounts(ledger)
        self.questions = Questions()
        self._limits = limits
        self._set: Recent[str, tuple[datetime, ThrottlingSettings]] = Recent(MOST_LENDERS)

    def allowance(self, principal: Principal, now: datetime, read: Callable[[], ThrottlingSettings]) -> Allowance:
        """What a caller may ask. read: the lender's settings, looked at once a minute.

        Who may see the policy has as much as a lender may give to anybody.
        """
        if may(principal, Action.SEE_POLICY):
            return self.most
        given = self._settings(principal.tenant, now, read)
        own = given.partners.get(principal.subject, given)
        usual, most = self.usual, self.most
        return Allowance(*(_chosen(name, own, given, usual, most) for name in _NAMES))

    def forget(self, tenant: str) -> None:
        """Have the lender's settings read again, after they were set."""
        self._set.forget(tenant)

    @property
    def usual(self) -> Allowance:
        """What a partner may ask where the lender says nothing."""
        limits = self._limits
        return Allowance(
            limits.partner_cost,
            limits.partner_cost_per_second,
            limits.partner_values,
            limits.partner_pairs,
            limits.partner_variations,
        )

    @property
    def most(self) -> Allowance:
        """The most that a lender can give."""
        times = self._limits.partner_times
        return Allowance(*(getattr(self.usual, name) * times for name in _NAMES))

    def _settings(self, tenant: str, now: datetime, read: Callable[[], ThrottlingSettings]) -> ThrottlingSettings:
        kept = self._set.find(tenant)
        if kept is not None and timedelta() <= now - kept[0] < LOOKED_AT_AGAIN:
            return kept[1]
        try:
            found = read()
        except Refusal:
            found = kept[1] if kept is not None else _UNSET
        self._set.keep(tenant, (now, found))
        return found


_NAMES: Final = ("cost", "cost_per_second", "values", "pairs", "variations")


def _chosen(name: str, own: PartnerAllowance, given: PartnerAllowance, usual: Allowance, most: Allowance) -> int:
    said: list[int | None] = [getattr(each, name) for each in (own, given)]
    service: int = getattr(usual, name)
    ceiling: int = getattr(most, name)
    return min(next((each for each in said if each is not None), service), ceiling)

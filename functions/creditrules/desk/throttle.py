"""What each caller may ask, by the service's limits and the lender's settings; spent of by whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from creditrules.auth import Action, Principal, may
from creditrules.cache import Recent
from creditrules.config import Limits
from creditrules.errors import Refusal
from creditrules.records import dataclass, field
from creditrules.rules.life import PartnerAllowance, ThrottlingSettings
from creditrules.throttling import Accounts, Allowance, Caller, Ledger, Questions

__all__ = ["Throttle", "caller_of"]

LOOKED_AT_AGAIN: Final = timedelta(minutes=1)
"""After how long it is seen in every process that a lender has set other allowances."""
MOST_LENDERS: Final = 1_000
MOST_PARTNERS: Final = 100
"""Of a lender: what an allowance comes to is soon worked out again."""
_UNSET: Final = ThrottlingSettings.model_construct()


def caller_of(principal: Principal) -> Caller:
    """Whose budget a principal spends."""
    return Caller(principal.tenant, principal.subject)


@dataclass(frozen=True, slots=True)
class _Set:
    """What a lender has set, as it was read at a moment; and what it comes to for its partners, by their subjects."""

    at: datetime
    settings: ThrottlingSettings
    allowances: Recent[str, Allowance] = field(default_factory=lambda: Recent(MOST_PARTNERS))


class Throttle:
    """The budgets of all callers of a process; thread-safe. ledger: where they are kept for all processes together."""

    def __init__(self, ledger: Ledger, limits: Limits) -> None:
        self.ledger = ledger
        self.accounts = Accounts(ledger)
        self.questions = Questions()
        self.usual = Allowance(
            limits.partner_cost,
            limits.partner_cost_per_second,
            limits.partner_values,
            limits.partner_pairs,
            limits.partner_variations,
        )
        """What a partner may ask where the lender says nothing."""
        self.most = Allowance(*(getattr(self.usual, name) * limits.partner_times for name in _NAMES))
        """The most that a lender can give."""
        self._set: Recent[str, _Set] = Recent(MOST_LENDERS)

    def allowance(self, principal: Principal, now: datetime, read: Callable[[], ThrottlingSettings]) -> Allowance:
        """What a caller may ask. read: the lender's settings, looked at once a minute.

        Who may see the policy has as much as a lender may give to anybody.
        """
        if may(principal, Action.SEE_POLICY):
            return self.most
        set_ = self._settings(principal.tenant, now, read)
        found = set_.allowances.find(principal.subject)
        if found is None:
            given = set_.settings
            own = given.partners.get(principal.subject, given)
            found = Allowance(*(_chosen(name, own, given, self.usual, self.most) for name in _NAMES))
            set_.allowances.keep(principal.subject, found)
        return found

    def forget(self, tenant: str) -> None:
        """Have the lender's settings read again, after they were set."""
        self._set.forget(tenant)

    def _settings(self, tenant: str, now: datetime, read: Callable[[], ThrottlingSettings]) -> _Set:
        kept = self._set.find(tenant)
        if kept is not None and timedelta() <= now - kept.at < LOOKED_AT_AGAIN:
            return kept
        try:
            found = read()
        except Refusal:
            found = kept.settings if kept is not None else _UNSET
        made = _Set(now, found)
        self._set.keep(tenant, made)
        return made


_NAMES: Final = ("cost", "cost_per_second", "values", "pairs", "variations")


def _chosen(name: str, own: PartnerAllowance, given: PartnerAllowance, usual: Allowance, most: Allowance) -> int:
    said: list[int | None] = [getattr(each, name) for each in (own, given)]
    service: int = getattr(usual, name)
    ceiling: int = getattr(most, name)
    return min(next((each for each in said if each is not None), service), ceiling)

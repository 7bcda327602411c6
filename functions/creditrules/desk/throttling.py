"""Who has asked too much is refused: a request before it begins, a question that varies facts before it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from creditrules.auth import Action, Principal, may
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.choosing import CLOCKS_APART
from creditrules.desk.throttle import Throttle, caller_of
from creditrules.dmn import spelt_facts
from creditrules.eligibility import Requests, plain_requests
from creditrules.errors import Kind, Refusal
from creditrules.rules.life import ThrottlingSettings
from creditrules.throttling import HOUR, Allowance, Spent, Standing, hour_of

__all__ = ["Gate", "Purse", "gate_of"]

VARIED_OF_ALL: Final = 4
"""Questions that vary one fact count only once they are more than one in so many."""

Gate = Callable[[str | None, Mapping[str, object], Requests, datetime | None], None]
"""Lets a question through or raises Refusal THROTTLED: its subject, facts, requests, and valid time."""


class Purse:
    """What the caller of one request spends of its budget, whatever it may do."""

    def __init__(self, catalogue: Catalogue, principal: Principal) -> None:
        self._catalogue, self._principal = catalogue, principal
        self._allowance: Allowance | None = None

    def pay(self, cost: int, *, begins: bool) -> Standing | None:
        """Spend what a request costs, before it is executed; None where nobody is throttled.

        begins: whether it is the first that is spent on it. Raises Refusal THROTTLED with the seconds to wait, where so
        much is not there.
        """
        throttle = self._catalogue.throttle
        if throttle is None:
            return None
        now, allowance = self._now(throttle)
        caller = caller_of(self._principal)
        standing = throttle.accounts.spend(caller, allowance, cost, now, requests=int(begins))
        if standing.wait:
            raise _too_much(standing)
        return standing

    def add(self, cost: int) -> Standing | None:
        """Spend what it cost besides, or give back what it did not; None where nobody is throttled."""
        throttle = self._catalogue.throttle
        if throttle is None:
            return None
        now, allowance = self._now(throttle)
        return throttle.accounts.add(caller_of(self._principal), allowance, cost, now)

    def _now(self, throttle: Throttle) -> tuple[datetime, Allowance]:
        now = self._catalogue.store.now()
        if self._allowance is None:
            self._allowance = _allowance(self._catalogue, throttle, self._principal, now)
        return now, self._allowance


def gate_of(catalogue: Catalogue, principal: Principal) -> Gate:
    """What questions of the principal go through; who may see the policy need not find it out, and always may."""
    throttle = catalogue.throttle
    if throttle is None or may(principal, Action.SEE_POLICY):
        return _open
    now = catalogue.store.now()
    return partial(_pass, throttle, principal, _allowance(catalogue, throttle, principal, now), now)


def _open(_subject: str | None, _facts: Mapping[str, object], _requests: Requests, _at: datetime | None) -> None:
    """Let every question through."""


def _pass(  # noqa: PLR0913, PLR0917 - a question has parts
    throttle: Throttle,
    principal: Principal,
    allowance: Allowance,
    now: datetime,
    subject: str | None,
    facts: Mapping[str, object],
    requests: Requests,
    valid_at: datetime | None,
) -> None:
    caller, accounts = caller_of(principal), throttle.accounts
    hour = hour_of(now)
    chosen = None if valid_at is None or abs(valid_at - now) <= CLOCKS_APART else valid_at
    seen = throttle.questions.see(caller, subject, _said(facts, requests, chosen), allowance, hour)
    asked, varied = accounts.in_hour(caller, allowance, now)
    often = seen.one and varied >= max(allowance.variations, asked // VARIED_OF_ALL)
    if seen.allowed and not often:
        accounts.asked(caller, allowance, Spent(questions=1, varied=int(seen.one)), now)
        return
    accounts.asked(caller, allowance, Spent(questions=1, throttled=1), now)
    raise _too_varied(HOUR - int(now.timestamp()) % HOUR)


def _said(facts: Mapping[str, object], requests: Requests, valid_at: datetime | None) -> Mapping[str, object]:
    """All that may be varied. What is asked for counts whatever product it is asked of."""
    asked: dict[str, set[str]] = {}
    for parts in plain_requests(requests).values() if requests else ():
        for name, part in parts.items():
            asked.setdefault(name, set()).add(str(part))
    said: dict[str, Any] = dict(spelt_facts(facts))
    if asked:
        said["\0request"] = {name: sorted(parts) for name, parts in asked.items()}
    if valid_at is not None:
        said["\0validAt"] = valid_at
    return said


def _allowance(catalogue: Catalogue, throttle: Throttle, principal: Principal, now: datetime) -> Allowance:
    def read() -> ThrottlingSettings:
        return catalogue.settings_now(principal.tenant).throttling

    return throttle.allowance(principal, now, read)


def _too_much(standing: Standing) -> Refusal:
    message = "This token has asked for more than it may at the moment."
    hint = f"Send it again in {_told(standing.wait)}; `extensions.cost` tells what is left, and how fast it comes back."
    return Refusal(Kind.THROTTLED, "THROTTLED", message, (), hint, retry_after=standing.wait)


def _too_varied(wait: int) -> Refusal:
    message = "Too many questions of this hour are the same but for a fact or two."
    hint = f"Ask again in {_told(wait)}. Name each applicant by `subject`; questions about different people may differ."
    return Refusal(Kind.THROTTLED, "THROTTLED", message, (), hint, retry_after=wait)


def _told(seconds: int) -> str:
    return f"{seconds} second{'s' if seconds != 1 else ''}" if seconds < 120 else f"{-(-seconds // 60)} minutes"  # noqa: PLR2004

"""`AccountsInTable`: what callers have spent of their budgets, one item each, moved by a conditional write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from creditrules.errors import Kind, Refusal
from creditrules.store.items.facts import micros, moment, optional_micros, optional_moment, pack, unpack
from creditrules.store.keys import account_key, account_unmoved, accounts_span
from creditrules.store.moves import move
from creditrules.store.port import BODY, EXPIRES, Item, Table
from creditrules.throttling import Account, Caller, Day

__all__ = ["AccountsInTable"]

_PAGE: Final = 100
_KEPT: Final = timedelta(days=40)
"""After the last that was told of it; by then nothing is owed, and no day of it is shown any more."""


class AccountsInTable:
    """`Ledger` over one table; safe to share between threads."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def move(self, caller: Caller, change: Callable[[Account | None], Account]) -> Account:
        """See `Ledger.move`.

        Where it is not acknowledged and yet took effect, what was told is told again later and counts twice: at most a
        slice for every such fault, against the caller.
        """

        def moved(there: Item | None) -> tuple[Item, Account]:
            account = change(_read(there) if there else None)
            return {BODY: pack(_fields(account)), EXPIRES: int((account.at + _KEPT).timestamp())}, account

        account = move(self._table, account_key(caller.tenant, caller.subject), moved, account_unmoved)
        if account is None:
            message = "Too many tell at once what was spent."
            raise Refusal(Kind.UNAVAILABLE, "ACCOUNT_BUSY", message, (), "Try again in a moment.")
        return account

    def find(self, caller: Caller) -> Account | None:
        """See `Ledger.find`."""
        place = account_key(caller.tenant, caller.subject)
        item = self._table.read([place]).get(place)
        return _read(item) if item else None

    def every(self, tenant: str, most: int) -> Sequence[Account]:
        """See `Ledger.every`."""
        items = islice(self._table.walk(accounts_span(tenant), _PAGE), most)
        return tuple(_read(item) for _, item in items)


def _fields(account: Account) -> dict[str, Any]:
    return {
        "subject": account.subject,
        "level": account.level,
        "at": micros(account.at),
        "hour": account.hour,
        "questions": account.questions,
        "varied": account.varied,
        "throttledAt": optional_micros(account.throttled_at),
        "days": [
            [each.day.isoformat(), each.requests, each.refused, each.questions, each.throttled, each.cost]
            for each in account.days
        ],
    }


def _read(item: Item) -> Account:
    fields: Mapping[str, Any] = unpack(item[BODY])
    return Account(
        fields["subject"],
        fields["level"],
        moment(fields["at"]),
        fields["hour"],
        fields["questions"],
        fields["varied"],
        optional_moment(fields["throttledAt"]),
        tuple(Day(date.fromisoformat(day), *counted) for day, *counted in fields["days"]),
    )

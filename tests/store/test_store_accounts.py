"""Budgets in the table: of processes that tell at once nothing is lost, and together they keep to the bound."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from creditrules.errors import Refusal
from creditrules.store import AccountsInTable, Table
from creditrules.throttling import BUSY, Account, Accounts, Allowance, Caller, Spent
from creditrules.throttling.accounts import slice_of

Backend = Any

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHOP = Caller("lender", "shop")
ALLOWANCE = Allowance(cost=1_000, cost_per_second=1, values=12, pairs=32, variations=60)
EVERYWHERE = pytest.mark.parametrize("backend", ["moto", "sqlite"], indirect=True)


def spending(cost: int) -> Callable[[Account | None], Account]:
    return lambda there: (there or Account.new(SHOP, ALLOWANCE, NOW)).after(Spent(1, 2, 3, 4, 5, cost), ALLOWANCE, NOW)


def test_an_account_comes_back_as_it_was_told(table: Table) -> None:
    accounts = AccountsInTable(table)
    assert accounts.find(SHOP) is None
    told = accounts.move(SHOP, spending(7))
    assert accounts.find(SHOP) == told
    assert told.level == 993
    assert accounts.move(SHOP, spending(3)).days[0].cost == 10
    strange = Caller("lender", "\ud800 any # text \0")
    accounts.move(strange, lambda _: Account.new(strange, ALLOWANCE, NOW))
    assert {each.subject for each in accounts.every("lender", 10)} == {SHOP.subject, strange.subject}
    assert len(accounts.every("lender", 1)) == 1
    assert not accounts.every("other", 10)


@EVERYWHERE
def test_of_those_who_tell_at_once_nothing_is_lost(table: Table) -> None:
    accounts = AccountsInTable(table)

    def tell(_: int) -> bool:
        try:
            accounts.move(SHOP, spending(1))
        except Refusal as refusal:
            return refusal.code != BUSY
        return True

    with ThreadPoolExecutor(4) as pool:
        told = sum(pool.map(tell, range(24)))
    found = accounts.find(SHOP)
    assert found is not None
    assert (found.level, found.days[0].cost) == (1_000 - told, told)


def spend_all(table: Table, cost: int) -> int:
    """What a process of its own can spend at one moment."""
    accounts, spent = Accounts(AccountsInTable(table)), 0
    while accounts.spend(SHOP, ALLOWANCE, cost, NOW).wait == 0:
        spent += cost
    return spent


@EVERYWHERE
def test_processes_on_one_table_spend_no_more_than_the_bound(table: Table) -> None:
    """Each thread has accounts of its own, as a process has."""
    processes, cost = 4, 7
    with ThreadPoolExecutor(processes) as pool:
        spent = sum(pool.map(lambda _: spend_all(table, cost), range(processes)))
    assert ALLOWANCE.cost - cost <= spent <= ALLOWANCE.cost + processes * (slice_of(ALLOWANCE) + cost)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_real_processes_on_one_file_spend_no_more_than_the_bound(backend: Backend) -> None:
    processes, cost = 4, 7
    backend.rest()
    readers = []
    for _ in range(processes):
        reading, writing = os.pipe()
        if os.fork() == 0:
            spent = spend_all(backend.again().table, cost)
            os.write(writing, str(spent).encode())
            os._exit(0)
        os.close(writing)
        readers.append(reading)
    total = 0
    for reading in readers:
        with os.fdopen(reading) as told:
            total += int(told.read())
        os.wait()
    assert ALLOWANCE.cost - cost <= total <= ALLOWANCE.cost + processes * (slice_of(ALLOWANCE) + cost)

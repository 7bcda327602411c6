"""What callers may spend: never more than the table allows and a slice for each process, whatever fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from creditrules.errors import Kind, Refusal
from creditrules.throttling import Account, Accounts, Allowance, Caller, Ledger, Spent
from creditrules.throttling.accounts import PATIENCE, slice_of
from creditrules.throttling.ledger import MOST_DAYS

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHOP = Caller("acme", "shop")
SMALL = Allowance(cost=1_000, cost_per_second=10, values=12, pairs=32, variations=60)


class InMemory(Ledger):
    """A ledger that can be made not to answer."""

    def __init__(self) -> None:
        self.accounts: dict[Caller, Account] = {}
        self.moved = 0
        self.silent = False

    def move(self, caller: Caller, change: Callable[[Account | None], Account]) -> Account:
        self.moved += 1
        if self.silent:
            raise Refusal(Kind.UNAVAILABLE, "STORE_UNAVAILABLE", "The store does not answer.")
        self.accounts[caller] = change(self.accounts.get(caller))
        return self.accounts[caller]

    def find(self, caller: Caller) -> Account | None:
        return self.accounts.get(caller)

    def every(self, tenant: str, most: int) -> Sequence[Account]:
        return [each for caller, each in self.accounts.items() if caller.tenant == tenant][:most]


def later(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_caller_spends_what_it_has_and_is_told_when_there_is_enough_again() -> None:
    accounts = Accounts(InMemory())
    assert accounts.spend(SHOP, SMALL, 900, START).available == 100
    refused = accounts.spend(SHOP, SMALL, 250, START)
    assert (refused.available, refused.wait, refused.full_in) == (100, 15, 90)
    assert accounts.spend(SHOP, SMALL, 250, later(14)).wait == 1
    assert accounts.spend(SHOP, SMALL, 250, later(15)).wait == 0
    assert accounts.spend(SHOP, SMALL, 1, later(10_000)).available == 999, "never more than may be saved up"


def test_what_costs_more_than_may_be_saved_up_waits_for_all_of_it_and_leaves_a_debt() -> None:
    accounts = Accounts(InMemory())
    assert accounts.spend(SHOP, SMALL, 3_000, START).wait == 0
    assert accounts.spend(SHOP, SMALL, 1, START).wait == 201
    assert accounts.spend(SHOP, SMALL, 3_000, later(299)).wait == 1


def test_what_was_charged_too_much_is_given_back_but_never_beyond_what_may_be_saved_up() -> None:
    accounts = Accounts(InMemory())
    accounts.spend(SHOP, SMALL, 500, START)
    assert accounts.add(SHOP, SMALL, -400, START).available == 900
    assert accounts.add(SHOP, SMALL, -400, START).available == 1_000
    assert accounts.spend(SHOP, SMALL, 1_000, later(1)).wait == 0


def test_callers_do_not_spend_of_each_others_budget() -> None:
    accounts = Accounts(InMemory())
    accounts.spend(SHOP, SMALL, 1_000, START)
    for other in (Caller("acme", "bank"), Caller("zenith", "shop")):
        assert accounts.spend(other, SMALL, 1_000, START).wait == 0


def test_most_requests_cost_no_write() -> None:
    ledger = InMemory()
    accounts = Accounts(ledger)
    for number in range(1_000):
        assert accounts.spend(SHOP, SMALL, 1, later(number / 10)).wait == 0
    assert ledger.moved == 1_000 // slice_of(SMALL)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 300), st.integers(0, 20)), max_size=150),
    st.integers(1, 4),
)
def test_processes_together_spend_no_more_than_the_bound(steps: list[tuple[int, int, int]], processes: int) -> None:
    ledger = InMemory()
    each = [Accounts(ledger) for _ in range(processes)]
    spent, passed, largest = 0, 0, 0
    for process, cost, seconds in steps:
        passed += seconds
        if each[process % processes].spend(SHOP, SMALL, cost, later(passed)).wait == 0:
            spent, largest = spent + cost, max(largest, cost)
    bound = SMALL.cost + SMALL.cost_per_second * passed + processes * (slice_of(SMALL) + largest)
    assert spent <= bound


@given(st.lists(st.tuples(st.integers(1, 1_500), st.integers(0, 60)), max_size=60))
def test_one_process_is_exactly_a_token_bucket(steps: list[tuple[int, int]]) -> None:
    accounts, level, passed = Accounts(InMemory()), float(SMALL.cost), 0
    for cost, seconds in steps:
        passed += seconds
        level = min(level + seconds * SMALL.cost_per_second, SMALL.cost)
        lets_in = level >= min(cost, SMALL.cost)
        assert (accounts.spend(SHOP, SMALL, cost, later(passed)).wait == 0) is lets_in
        level -= cost if lets_in else 0


def test_without_an_answer_of_the_table_requests_go_on_by_what_the_process_knows() -> None:
    ledger = InMemory()
    accounts = Accounts(ledger)
    ledger.silent = True
    for _ in range(10):
        assert accounts.spend(SHOP, SMALL, 100, START).wait == 0
    assert accounts.spend(SHOP, SMALL, 100, START).wait == 10, "still no more than one budget"
    assert ledger.moved == 1, "a table that does not answer is left alone"
    ledger.silent = False
    accounts.spend(SHOP, SMALL, 100, START + PATIENCE)
    assert ledger.accounts[SHOP].days[0].cost == 1_100, "and is told all of it once it answers"


def test_what_others_spent_is_learnt_with_the_next_slice() -> None:
    ledger = InMemory()
    one, other = Accounts(ledger), Accounts(ledger)
    one.spend(SHOP, SMALL, 1_000, START)
    assert other.spend(SHOP, SMALL, 19, START).wait == 0, "on credit"
    other.spend(SHOP, SMALL, 19, START)
    assert other.spend(SHOP, SMALL, 19, START).wait > 0


def test_a_clock_that_steps_back_takes_nothing_away_and_gives_nothing_twice() -> None:
    accounts = Accounts(InMemory())
    accounts.spend(SHOP, SMALL, 1_000, later(100))
    assert accounts.spend(SHOP, SMALL, 1, START).wait > 0
    assert accounts.spend(SHOP, SMALL, 11, later(101)).wait > 0
    assert accounts.spend(SHOP, SMALL, 10, later(101)).wait == 0


def test_an_account_counts_by_day_and_forgets_old_days() -> None:
    account = Account.new(SHOP, SMALL, START)
    for day in range(MOST_DAYS + 5):
        account = account.after(Spent(requests=1, questions=2, cost=3), SMALL, START + timedelta(days=day))
    assert len(account.days) == MOST_DAYS
    assert account.days[-1].day == (START + timedelta(days=MOST_DAYS + 4)).date()
    assert (account.days[0].requests, account.days[0].questions, account.days[0].cost) == (1, 2, 3)
    assert account.throttled_at is None
    assert account.after(Spent(throttled=1), SMALL, later(10**7)).throttled_at == later(10**7)


def test_an_hour_begins_anew_for_all_processes() -> None:
    ledger = InMemory()
    one, other = Accounts(ledger), Accounts(ledger)
    for _ in range(10):
        one.asked(SHOP, SMALL, Spent(questions=1, varied=1), START)
    other.spend(SHOP, SMALL, 100, START)
    assert other.in_hour(SHOP, SMALL, START) == (8, 8), "two are held back"
    assert other.in_hour(SHOP, SMALL, later(3_600)) == (0, 0)

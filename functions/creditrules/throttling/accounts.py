"""The accounts as one process spends of them: locally first, told to the table a slice at a time.

What a process spends is on credit until it comes to a slice, a fiftieth of what a caller may have saved up; then it is
told to the table in one conditional write, and what the others have spent is learnt by it. So most requests cost no
write, and N processes together let a caller have at most what the table allows, and for each of them a slice and the
one request that went beyond it: cost + cost_per_second · seconds + N · (slice + request). Where the table does not
answer, requests go on by what the process itself knows: each holds its callers to a whole budget of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from typing import Final, TypeVar

from creditrules.cache import Recent
from creditrules.errors import Refusal
from creditrules.throttling.allowance import Allowance, Caller, Standing
from creditrules.throttling.ledger import BUSY, Account, Ledger, Spent, hour_of, restored

__all__ = ["Accounts", "Local", "slice_of"]

SLICES: Final = 50
VARIED_AT_ONCE: Final = 8
"""How many questions that vary a fact a process may hold back from the table."""
TOLD_AFTER: Final = timedelta(minutes=5)
"""For how long less than a slice is held back while requests come in."""
REFUSED_TOLD_AFTER: Final = timedelta(seconds=10)
"""The same where something was refused, so that it is soon seen, and a flood writes no more than that."""
PATIENCE: Final = timedelta(seconds=10)
"""For how long a table that did not answer is left alone."""
MOST_CALLERS: Final = 10_000

Moved = TypeVar("Moved")


def slice_of(allowance: Allowance) -> int:
    """How much of its cost a process spends for a caller before it tells."""
    return max(allowance.cost // SLICES, 1)


class Local:
    """One caller's account as this process knows it. Every method but `settle` is quick, and for who holds the lock."""

    def __init__(self, account: Account, now: datetime) -> None:
        self.lock = Lock()
        self.known = account
        self.level, self.at = account.level, now
        self.owed = Spent()
        self.owed_since: datetime | None = None
        self.told_at = now
        self.quiet_until: datetime | None = None
        self._telling = False

    def standing(self, allowance: Allowance, now: datetime, wanted: int = 0) -> Standing:
        """Where the caller stands, and in how many seconds `wanted` is allowed."""
        self.level = restored(self.level, self.at, allowance, now)
        self.at = max(now, self.at)
        lacking = min(wanted, allowance.cost) - self.level
        wait = ceil(lacking / allowance.cost_per_second) if lacking > 0 else 0
        available = min(max(int(self.level), 0), allowance.cost)
        return Standing(allowance.cost, available, allowance.cost_per_second, wait)

    def owe(self, spent: Spent, now: datetime) -> None:
        """Note what was spent."""
        self.level -= spent.cost
        self.owed = self.owed.plus(spent)
        self.owed_since = self.owed_since or now

    def in_hour(self, now: datetime) -> tuple[int, int]:
        """The questions of this hour, and those of them that vary a fact, of all processes as far as known."""
        same = hour_of(now) == self.known.hour
        questions, varied = (self.known.questions, self.known.varied) if same else (0, 0)
        return questions + self.owed.questions, varied + self.owed.varied

    def take_owed(self, allowance: Allowance, now: datetime) -> Spent | None:
        """What is to be told now, taken off what is owed; None where it is not the time, or somebody tells already."""
        if self._telling or self.owed_since is None or (self.quiet_until is not None and now < self.quiet_until):
            return None
        refused = self.owed.refused + self.owed.throttled > 0
        due = (
            abs(self.owed.cost) >= slice_of(allowance)
            or self.owed.varied >= VARIED_AT_ONCE
            or now - self.owed_since >= TOLD_AFTER
            or (refused and now - self.told_at >= REFUSED_TOLD_AFTER)
        )
        if not due:
            return None
        self._telling = True
        taken, self.owed, self.owed_since = self.owed, Spent(), None
        return taken

    def told(self, account: Account, now: datetime) -> None:
        """The table has taken it, and says what it has."""
        self._telling, self.told_at, self.quiet_until = False, now, None
        self.known, self.level, self.at = account, account.level - self.owed.cost, account.at

    def not_told(self, taken: Spent, now: datetime, *, busy: bool) -> None:
        """The table has not taken it: others were quicker all the time, or it did not answer."""
        self._telling, self.told_at, self.quiet_until = False, now, None if busy else now + PATIENCE
        self.owed, self.owed_since = taken.plus(self.owed), self.owed_since or now


class Accounts:
    """The accounts of all callers that this process serves; thread-safe. ledger: None where nothing is kept."""

    def __init__(self, ledger: Ledger | None) -> None:
        self._ledger = ledger
        self._locals: Recent[Caller, Local] = Recent(MOST_CALLERS)
        self._lock = Lock()

    def spend(self, caller: Caller, allowance: Allowance, cost: int, now: datetime, *, requests: int = 1) -> Standing:
        """Spend what a request costs, if there is as much: where its `wait` is not 0, nothing was spent.

        A request that costs more than may ever be saved up is let in when all of that is there.
        """

        def spend(local: Local) -> Standing:
            wait = local.standing(allowance, now, cost).wait
            local.owe(Spent(refused=1) if wait else Spent(requests, cost=cost), now)
            left = local.standing(allowance, now)
            return Standing(left.maximum, left.available, left.restored, wait)

        return self._moved(caller, allowance, now, spend)

    def add(self, caller: Caller, allowance: Allowance, cost: int, now: datetime) -> Standing:
        """Spend what a request cost besides, or less than it was charged with where `cost` is below 0."""

        def add(local: Local) -> Standing:
            local.owe(Spent(cost=cost), now)
            return local.standing(allowance, now)

        return self._moved(caller, allowance, now, add)

    def asked(self, caller: Caller, allowance: Allowance, spent: Spent, now: datetime) -> None:
        """Note questions."""
        self._moved(caller, allowance, now, lambda local: local.owe(spent, now))

    def in_hour(self, caller: Caller, allowance: Allowance, now: datetime) -> tuple[int, int]:
        """See `Local.in_hour`."""
        local = self._local(caller, allowance, now)
        with local.lock:
            return local.in_hour(now)

    def _moved(self, caller: Caller, allowance: Allowance, now: datetime, move: Callable[[Local], Moved]) -> Moved:
        """What comes of moving the caller's account, of which what is due is told."""
        local = self._local(caller, allowance, now)
        with local.lock:
            moved = move(local)
            taken = local.take_owed(allowance, now) if self._ledger else None
        if taken is not None:
            self._tell(local, caller, allowance, taken, now)
        return moved

    def _tell(self, local: Local, caller: Caller, allowance: Allowance, taken: Spent, now: datetime) -> None:
        assert self._ledger is not None  # noqa: S101 - nothing is taken to be told to nobody
        try:
            account = self._ledger.move(
                caller,
                lambda there: (there or Account.new(caller, allowance, now)).after(taken, allowance, now),
            )
        except Refusal as refusal:
            with local.lock:
                local.not_told(taken, now, busy=refusal.code == BUSY)
        else:
            with local.lock:
                local.told(account, now)

    def _local(self, caller: Caller, allowance: Allowance, now: datetime) -> Local:
        with self._lock:
            local = self._locals.find(caller)
            if local is None:
                local = Local(Account.new(caller, allowance, now), now)
                self._locals.keep(caller, local)
            return local

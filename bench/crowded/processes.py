"""Processes of a function that record decisions: one for each request at a time, begun where all are busy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from types import SimpleNamespace
from typing import Any

from creditrules.config import Limits
from creditrules.eligibility.recording import Answered, DecisionRequest
from creditrules.errors import Refusal
from creditrules.store import DataKey, DecisionsInTable, tries
from creditrules.store.aws import DynamoTable
from creditrules.under_way import UnderWay, under_way
from crowded.database import Database
from crowded.flow import Flow

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
TENANT = "lender"
EVALUATING = 0.02
"""Seconds that half of all evaluations take."""
KEYS = 0.008
AGAIN = 999
"""How many decisions later a person is decided about again."""
SETTLED = 2.0
"""Seconds after which there are as many chains as there are to be."""
FACTS = {"income": Decimal(4200), "age": 41, "debts": [Decimal(120), Decimal(80)]}
TRACE: dict[str, Any] = {
    "product": "pay-later",
    "productDigest": "ab" * 32,
    "outcome": "LIMIT",
    "possibleOutcomes": ["LIMIT"],
    "terms": {"currency": "CNY", "limit": Decimal(5000), "rate": None, "restrictedFeatures": [], "until": None},
    "reasons": [],
    "missingFacts": [],
    "versions": [],
    "warnings": [],
    "alternatives": [],
}


@dataclass
class Told:
    """What became of the decisions. times: seconds that each took that was recorded.

    late: what became of those that came after the first two seconds. links, chains: that were verified, and not empty.
    uncounted: links that figures do not tell of. database: see `Database.told`.
    """

    asked: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    processes: int = 0
    links: int = 0
    chains: int = 0
    uncounted: int = 0
    complete: bool = False
    database: Counter[str] = field(default_factory=Counter)

    def failed(self) -> int:
        """How many are not known to be recorded."""
        return self.asked - self.outcomes["recorded"]

    def percentile(self, share: float) -> float:
        """Seconds within which that share of those recorded was."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))]


class Keys:
    """A key service that takes as long as KMS."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._made = 0

    def new_data_key(self, _context: Mapping[str, str]) -> DataKey:
        """See `KeyService.new_data_key`."""
        self._flow.sleep(KEYS)
        self._made += 1
        return DataKey(_plain(f"{self._made}".encode()), f"{self._made}".encode())

    def unwrap(self, wrapped: bytes, _context: Mapping[str, str]) -> bytes:
        """See `KeyService.unwrap`."""
        self._flow.sleep(KEYS)
        return _plain(wrapped)


def _plain(wrapped: bytes) -> bytes:
    return sha256(wrapped).digest()


class _Processes:
    def __init__(self, flow: Flow, database: Database, told: Told, seed: int) -> None:
        self.flow, self.database, self.told = flow, database, told
        self.chance = Random(seed)
        self.keys = Keys(flow)
        self.idle: list[DecisionsInTable] = []

    def new(self) -> DecisionsInTable:
        client: Any = self.database
        self.told.processes += 1
        return DecisionsInTable(DynamoTable(client, "rules"), clock=self.clock, keys=self.keys)

    def clock(self) -> datetime:
        return START + timedelta(seconds=self.flow.now)

    def decide(self, number: int) -> None:
        """One request, by a process that is idle or new."""
        process = self.idle.pop() if self.idle else self.new()
        limits, begun = Limits(), self.flow.now
        person = number - AGAIN if number % 2 and number > AGAIN else number
        request = DecisionRequest("shop", f"key {number}", f"person {person}", {"facts": FACTS}, 30)
        with under_way(UnderWay(limits.store_seconds, limits.store_failures, lambda: self.flow.now)):
            try:
                process.record(TENANT, request, self.evaluated)
            except Refusal as refusal:
                outcome = refusal.code
            else:
                outcome = "recorded"
                self.told.times.append(self.flow.now - begun)
                if begun > SETTLED:
                    self.told.later.append(self.flow.now - begun)
        self.told.outcomes[outcome] += 1
        self.told.late[outcome] += begun > SETTLED
        self.idle.append(process)

    def evaluated(self) -> Answered:
        self.flow.sleep(EVALUATING * self.chance.lognormvariate(0, 0.3))
        return Answered(START, START, FACTS, (), ("pay-later",), {}, (TRACE,))


def recorded_at_rate(rate: float, seconds: float, seed: int = 7) -> Told:
    """So many decisions a second of one lender, at moments of chance, until all are answered; and the chains verified.

    Each second one is about somebody new. The lender has one decision before.
    """
    flow, told = Flow(), Told()
    database = Database(flow, seed)
    processes = _Processes(flow, database, told, seed)

    def work() -> None:
        processes.decide(-1)
        told.outcomes.clear()
        told.late.clear()
        told.times.clear()
        database.told.clear()
        begun, arrivals, left = flow.now, Random(seed), [0]

        def one(number: int) -> None:
            processes.decide(number)
            left[0] -= 1
            if not left[0]:
                over()

        def over() -> None:
            told.database = Counter(database.told)
            checking = processes.new()
            reports = checking.verify(TENANT)
            assert all(report.broken is None for report in reports)
            told.links = sum(report.length for report in reports)
            told.chains = sum(report.length > 0 for report in reports)
            figures = checking.figures(TENANT, START.date(), START.date())
            counted = sum(count for _, count in figures.days[START.date()].of("decision"))
            told.uncounted = told.links - counted
            told.complete = figures.complete

        moments = []
        while not moments or moments[-1] < seconds:
            moments.append((moments[-1] if moments else 0.0) + arrivals.expovariate(rate))
        told.asked = left[0] = len(moments)
        for number, moment in enumerate(moments):
            flow.sleep(begun + moment - flow.now)
            flow.begin(lambda number=number: one(number))  # type: ignore[misc]

    before = tries.time, tries._random  # noqa: SLF001 - pauses are of simulated time, and by a seed
    tries.time, tries._random = SimpleNamespace(sleep=flow.sleep), Random(seed)  # type: ignore[assignment]  # noqa: SLF001
    try:
        flow.run(work)
    finally:
        tries.time, tries._random = before  # type: ignore[assignment]  # noqa: SLF001
    return told

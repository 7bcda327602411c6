"""What publishing a large rule set takes of the processor, verification apart, which has a budget of its own.

python bench/publishing_speed.py [--profile]
"""

from __future__ import annotations

import cProfile
import json
import pstats
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from reading_tables import rule_set_document
from rich.console import Console

from creditrules.auth import Principal, Role
from creditrules.desk import Catalogue, GivenStatement, Submission, create_rule_set, publish_rule_set, publishing
from creditrules.rules import BasisCategory, Category
from creditrules.store import RulesInTable, SqliteTable

ROWS = 16_000
ROUNDS = 5
BAR = 1.2
ALTERED = 40
WHY = GivenStatement(BasisCategory.RISK, "committee", None, "as measured", {"en": "Measured."})
ANA = Principal("acme", "ana", frozenset({Role.ADMINISTRATOR}))


def edited(document: dict[str, Any], seed: int) -> str:
    """The document with other results in some of its rows, as JSON."""
    chance = random.Random(seed)
    rules = document["decisions"][0]["table"]["rules"]
    for rule in chance.sample(rules, ALTERED):
        rule["then"] = ['"REFER"', f'"R{chance.randrange(200):03}"']
    return json.dumps(document)


class Desk:
    """A lender with one rule set in memory."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 1, tzinfo=UTC)
        store = RulesInTable(SqliteTable.in_memory(), clock=self._clock, cursor_secret=b"a secret of this run")
        self.store = store
        self.catalogue = Catalogue(store)
        create_rule_set(self.catalogue, ANA, "bench", {"en": "Bench"}, Category.RISK)

    def _clock(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def publish(self, content: str, catalogue: Catalogue | None = None) -> None:
        """One version; catalogue: of another process."""
        publish_rule_set(catalogue or self.catalogue, ANA, Submission("bench", content, WHY))


def seconds(desk: Desk, content: str, *, fresh: bool) -> tuple[float, float]:
    """Processor time of one publication, and of its verification. fresh: by a process that has compiled nothing yet."""
    catalogue, verified = Catalogue(desk.store) if fresh else None, 0.0
    usual = publishing.verified_for

    def timed(*given: Any) -> Any:
        nonlocal verified
        begun = time.process_time()
        try:
            return usual(*given)
        finally:
            verified += time.process_time() - begun

    with mock.patch.object(publishing, "verified_for", timed):
        started = time.process_time()
        desk.publish(content, catalogue)
        return time.process_time() - started, verified


def print_publishing_speed(console: Console) -> None:
    """The first version, the next in the same process, and the next in another one."""
    document = rule_set_document(ROWS)
    firsts, nexts, others = [], [], []
    for round_ in range(ROUNDS):
        desk = Desk()
        firsts.append(seconds(desk, json.dumps(document), fresh=False))
        nexts.append(seconds(desk, edited(document, 2 * round_), fresh=False))
        others.append(seconds(desk, edited(document, 2 * round_ + 1), fresh=True))
    for name, found in (("first", firsts), ("next", nexts), ("next, by another process", others)):
        whole, verified = min(found)
        rest = whole - verified
        told = f"{rest:.2f} s without, {'met' if rest <= BAR else 'MISSED'} ({BAR} s)"
        console.print(f"  {name:<28}{whole:6.2f} s, of which verification {verified:.2f} s; {told}")


def _profile() -> None:
    document, desk = rule_set_document(ROWS), Desk()
    desk.publish(json.dumps(document))
    profile = cProfile.Profile()
    content = edited(document, 1)
    profile.enable()
    desk.publish(content, Catalogue(desk.store))
    profile.disable()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(90)


if __name__ == "__main__":
    if "--profile" in sys.argv:
        _profile()
    else:
        print_publishing_speed(Console(highlight=False, width=140))

"""The eligibility query for two products in this process: p50 and p99, and the shares of GraphQL, rules and store."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from statistics import quantiles
from typing import Any

from rich.console import Console
from rich.table import Table

from creditrules.api import Application, Request
from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import read_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.desk import asking as desk
from creditrules.store import SqliteTable

WARM_UP, ASKED = 20, 400
STORE_CALLS = (
    "all_heads",
    "heads",
    "list_heads",
    "in_force",
    "content",
    "version",
    "versions",
    "activation",
    "activations",
    "changes",
)
QUERY = """
query($input: EligibilityInput!) {
  eligibility(input: $input) {
    decisions {
      product { slug name } outcome terms { limit rate currency until }
      reasons { code message lift category basis { citation } ruleSet { slug } version { number } }
      missingFacts { name } alternatives { product { slug } }
    }
  }
}
"""


class Meter:
    """Seconds spent inside some calls; nested ones count once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, measured."""

        def measured(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            self._depth += 1
            try:
                return call(*arguments, **named)
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self.seconds += time.perf_counter() - started

        return measured


def print_query_share(console: Console) -> None:
    """Ask the demo lender about the story's user, once pausing the line and once with everything open."""
    lender, clock, key = demo_lender(), SetClock(), make_key()
    tokens = LocalTokens(key, lender.tenant)
    with build_local(key=key, clock=clock) as service:
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
        publish_recordings(administrator, clock, (*lender.published, *lender.story))
        table = Table(box=None, pad_edge=False, header_style="bold")
        for head in ("two products", "p50 ms", "p99 ms", "SQLite %", "store %", "rules %", "GraphQL and the rest %"):
            table.add_column(head, justify="left" if head == "two products" else "right")
        token = tokens.issue(Role.PARTNER, "bench")
        meters = _Meters(service.application)
        for name, suspicion in (("both open", 10), ("one paused, with alternatives", 90)):
            table.add_row(name, *_measured(service.application, token, suspicion, meters))
    console.print("\nThe eligibility query, whole, in this process, on a table in memory: no network is in it.\n")
    console.print(table)


class _Meters:
    """Around the store's calls, around those of its table, and around each decision."""

    def __init__(self, application: Application) -> None:
        self.store, self.table, self.rules = Meter(), Meter(), Meter()
        store = application.catalogue.store
        for name in STORE_CALLS:
            setattr(store, name, self.store.around(getattr(store, name)))
        SqliteTable.read = self.table.around(SqliteTable.read)
        SqliteTable._page = self.table.around(SqliteTable._page)  # noqa: SLF001 - a walk's calls of the database
        desk.decide = self.rules.around(desk.decide)

    def reset(self) -> None:
        """Start over."""
        self.store.seconds = self.table.seconds = self.rules.seconds = 0.0

    def shares(self, total: float) -> list[str]:
        """Percentages of the table, the store without it, rules, and what is left."""
        table, rules = self.table.seconds, self.rules.seconds
        store = self.store.seconds - table
        return [f"{100 * part / total:.0f}" for part in (table, store, rules, total - table - store - rules)]


def _measured(application: Application, token: str, suspicion: int, meters: _Meters) -> list[str]:
    applicant, scenes, products = read_story(demo_story())
    facts = {**applicant.facts, "cashOutSuspicion": suspicion}
    question = {"facts": facts, "products": list(products), "validAt": scenes.relaxed.isoformat()}
    body = json.dumps({"query": QUERY, "variables": {"input": question}}).encode()
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    request = Request("POST", "/graphql", headers, body=body)
    for _ in range(WARM_UP):
        assert b'"errors"' not in application.handle(request).body
    meters.reset()
    times = []
    for _ in range(ASKED):
        started = time.perf_counter()
        application.handle(request)
        times.append(time.perf_counter() - started)
    cuts, total = quantiles(times, n=100), sum(times)
    return [f"{cuts[49] * 1000:.2f}", f"{cuts[98] * 1000:.2f}", *meters.shares(total)]

"""What it costs to record a decision: write units, bytes sealed and linked, and processor time beside `eligibility`.

    .venv/bin/python bench/decision_cost.py

The demo lender and the story's user, each decision about a subject of its own. Units as DynamoDB has one pay for them,
counted at the table's port: one for each begun KB of an item, two in a transaction.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from creditrules.api import Application, Request
from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import read_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.store import SqliteTable
from creditrules.store.port import Item, ItemKey, Put

DECIDED = 256
DECIDE = """mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { message } } }"""
ASK = "query($input: EligibilityInput!) { eligibility(input: $input) { decisions { outcome reasons { code } } } }"


class Units:
    """What the table was written: units in all, and by the sort key's first letters the bytes of items."""

    def __init__(self) -> None:
        self.units = 0
        self.bytes: dict[str, int] = {}

    def count(self, key: ItemKey, item: Item, each: int) -> None:
        """Count one item at `each` units a begun KB."""
        size = len("pksk") + len(key.partition.encode()) + len(key.sort.encode())
        size += sum(
            len(name) + (len(value) if isinstance(value, str | bytes) else 8 if value else 1)
            for name, value in item.items()
        )
        self.units += each * max(1, -(-size // 1024))
        kind = "sealed" if "expires" in item else "link" if "body" in item else "other"
        self.bytes[kind] = self.bytes.get(kind, 0) + size


def main() -> None:
    """The table, one line a question."""
    lender, clock, key = demo_lender(), SetClock(), make_key()
    tokens = LocalTokens(key, lender.tenant)
    with build_local(key=key, clock=clock) as service:
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
        publish_recordings(administrator, clock, (*lender.published, *lender.story))
        clock.moment = None
        token = tokens.issue(Role.PARTNER, "bench")
        units = _watched()
        applicant, _, products = read_story(demo_story())
        print(f"{'':44}{'units':>8}{'sealed B':>10}{'links B':>10}{'ms':>8}{'eligibility ms':>16}")
        for name, asked in (("all products of the demo lender", None), ("two of them", list(products))):
            for kind, changes in _applicants().items():
                facts = {**applicant.facts, **changes}
                line = _measured(service.application, token, {"facts": facts, "products": asked}, units)
                print(f"{name + ', ' + kind:44}{line}", flush=True)


def _applicants() -> dict[str, dict[str, Any]]:
    """Facts that differ from the story's: all open, the line paused for a time, all closed until a bill is paid."""
    signal = f"{datetime.now(UTC) - timedelta(days=5):%Y-%m-%d}"
    return {
        "open": {"cashOutSuspicion": 10},
        "one paused": {"cashOutSuspicion": 90, "lastCashOutSignalOn": signal},
        "all paused": {"cashOutSuspicion": 90, "lastCashOutSignalOn": signal, "overdueDays": 20, "creditScore": 500},
    }


def _watched() -> Units:
    units, transact, write = Units(), SqliteTable.transact, SqliteTable.write

    def transacted(table: SqliteTable, writes: Any, **named: Any) -> Any:
        for each in writes:
            if isinstance(each, Put):
                units.count(each.key, each.attributes, 2)
        return transact(table, writes, **named)

    def written(table: SqliteTable, items: Any) -> None:
        for key, item in items:
            units.count(key, item, 1)
        write(table, items)

    SqliteTable.transact, SqliteTable.write = transacted, written  # type: ignore[method-assign]
    return units


def _measured(application: Application, token: str, question: dict[str, Any], units: Units) -> str:
    def sent(query: str, variables: dict[str, Any]) -> float:
        body = json.dumps({"query": query, "variables": {"input": variables}}).encode()
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        request = Request("POST", "/graphql", headers, body=body)
        began = time.process_time()
        answer = application.handle(request).body
        seconds = time.process_time() - began
        assert b'"errors"' not in answer, answer
        assert b'"userErrors":[{' not in answer, answer
        return seconds

    sent(ASK, question)
    units.units, units.bytes = 0, {}
    mark = f"{time.time_ns()}"
    named = ({**question, "idempotencyKey": f"{mark} {n}", "subject": f"{mark} {n}"} for n in range(DECIDED))
    times = [sent(DECIDE, each) for each in named]
    asked = median(sent(ASK, question) for _ in range(50))
    sealed, links = (units.bytes.get(kind, 0) / DECIDED for kind in ("sealed", "link"))
    each = f"{units.units / DECIDED:8.1f}{sealed:10.0f}{links:10.0f}"
    return f"{each}{median(times) * 1000:8.1f}{asked * 1000:16.1f}"


if __name__ == "__main__":
    main()

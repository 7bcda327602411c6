"""What requests cost deployed: units of the table, calls of KMS, processor time and bytes of logs, in USD per million.

    .venv/bin/python bench/request_cost.py

The whole service in this process, over SQLite, with the demo lender. Units are counted at the table's port as DynamoDB
has one pay for them (a read unit a begun 4 KB of an item, a write unit a begun KB, two in a transaction), calls of keys
at theirs. Prices, and what is assumed of the platform, stand in bench/prices.json; so does from where they are.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from creditrules.api import Application, Request
from creditrules.auth import Role, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import read_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import publish_content
from creditrules.config import Limits, LocalSettings
from creditrules.store import LocalKeys, SqliteTable
from creditrules.store.port import Item, ItemKey, Put, Span

PRICES = json.loads((Path(__file__).parent / "prices.json").read_text("utf-8"))
RATES = (1, 100, 10_000)
MONTH = 730 * 3600
TIMES = 128
ROOT = Path(__file__).parents[1]
ASK = "query($input: EligibilityInput!) { eligibility(input: $input) { decisions { outcome reasons { code } } } }"
DECIDE = "mutation($input: DecideInput!) { decide(input: $input) { decision { id } userErrors { message } } }"


_SEEN: set[ItemKey] = set()


@dataclass
class Counted:
    """What was used since it was made. parts: write units by what they are of. kept: bytes of items that are new."""

    read: int = 0
    write: int = 0
    requests: int = 0
    transactions: int = 0
    keys: int = 0
    logged: int = 0
    kept: int = 0
    parts: dict[str, int] | None = None

    def put(self, key: ItemKey, item: Item, each: int) -> None:
        """An item written at `each` units a begun KB."""
        size = size_of(key, item)
        units = each * max(1, -(-size // 1024))
        self.write += units
        self.kept += 0 if key in _SEEN else size
        _SEEN.add(key)
        part = "facts" if key.sort == "SEALED" else part_of(key)
        self.parts = self.parts or {}
        self.parts[part] = self.parts.get(part, 0) + units


def part_of(key: ItemKey) -> str:
    """What a write unit is of, in a decision."""
    family = key.partition.split("#")[1]
    return {"RECORD": "receipt", "CHAIN": "chain", "SUBJECT": "subject's key", "DATAKEY": "subject's key"}.get(
        family, family.lower()
    )


def size_of(key: ItemKey, item: Item) -> int:
    """Bytes of an item, as DynamoDB counts them."""
    size = len("pksk") + len(key.partition.encode()) + len(key.sort.encode())
    return size + sum(
        len(name) + (len(value) if isinstance(value, str | bytes) else 8 if value else 1)
        for name, value in item.items()
    )


class Meter(logging.Handler):
    """Counts what the service does underneath: calls of the table and of the keys, and lines of the log."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.now = Counted()
        log = logging.getLogger("creditrules.requests")
        log.setLevel(logging.INFO)
        log.addHandler(self)
        self._watch_table()
        self._watch_keys()

    def emit(self, record: logging.LogRecord) -> None:
        """One line of the log."""
        self.now.logged += len(record.getMessage().encode()) + 1

    def _watch_table(self) -> None:
        read, walk, write, transact = SqliteTable.read, SqliteTable.walk, SqliteTable.write, SqliteTable.transact

        def reading(table: SqliteTable, keys: Any) -> Any:
            wanted = list(dict.fromkeys(keys))
            found = read(table, wanted)
            self.now.requests += -(-len(wanted) // 100)
            self.now.read += sum(max(1, -(-size_of(key, found[key]) // 4096)) if key in found else 1 for key in wanted)
            return found

        def walking(table: SqliteTable, span: Span, page: int, **named: Any) -> Any:
            size, count = 0, 0
            for key, item in walk(table, span, page, **named):
                size, count = size + size_of(key, item), count + 1
                yield key, item
            self.now.requests += max(1, -(-count // page))
            self.now.read += max(1, -(-size // 4096))

        def writing(table: SqliteTable, items: Any) -> None:
            self.now.requests += -(-len(items) // 25)
            for key, item in items:
                self.now.put(key, item, 1)
            write(table, items)

        def transacting(table: SqliteTable, writes: Any, **named: Any) -> Any:
            self.now.transactions += 1
            for each in writes:
                if isinstance(each, Put):
                    self.now.put(each.key, each.attributes, 2)
                else:
                    self.now.write += 2
            return transact(table, writes, **named)

        SqliteTable.read, SqliteTable.walk = reading, walking  # type: ignore[method-assign]
        SqliteTable.write, SqliteTable.transact = writing, transacting  # type: ignore[method-assign]

    def _watch_keys(self) -> None:
        made, opened = LocalKeys.new_data_key, LocalKeys.unwrap

        def making(keys: LocalKeys, context: Any) -> Any:
            self.now.keys += 1
            return made(keys, context)

        def opening(keys: LocalKeys, wrapped: bytes, context: Any) -> Any:
            self.now.keys += 1
            return opened(keys, wrapped, context)

        LocalKeys.new_data_key, LocalKeys.unwrap = making, opening  # type: ignore[method-assign]


@dataclass(frozen=True)
class Measured:
    """What one request uses on average, and its processor time in milliseconds."""

    name: str
    counted: dict[str, float]
    milliseconds: float
    parts: dict[str, float]

    def costs(self) -> dict[str, float]:
        """USD for a million of them, by what is paid for."""
        million, assumed, used = PRICES["perMillion"], PRICES["assumed"], self.counted
        waited = (
            used["requests"] * assumed["millisecondsPerStoreRequest"]
            + used["transactions"] * assumed["millisecondsPerTransaction"]
            + used["keys"] * assumed["millisecondsPerKeyRequest"]
        )
        billed = self.milliseconds / assumed["processorOfThat"] + waited + assumed["authorizerMilliseconds"]
        second = PRICES["perGigabyteSecond"]["Lambda, arm64"]
        logged = used["logged"] + assumed["platformLogBytes"]
        return {
            "table": used["read"] * million["DynamoDB read units"] + used["write"] * million["DynamoDB write units"],
            "keys": used["keys"] * million["KMS requests"],
            "functions": billed * 1000 * assumed["memoryGigabytes"] * second + 2 * million["Lambda invocations"],
            "gateway": million["HTTP API requests"],
            "logs": logged * 1e6 / 1e9 * PRICES["perGigabyte"]["CloudWatch Logs, taken in"],
        }

    def provisioned(self) -> float:
        """USD for the table's part where capacity is paid by the hour and used evenly, as far as is assumed."""
        hour, part = PRICES["perUnitHour"], 3600 * PRICES["assumed"]["provisionedUsed"] / 1e6
        used = self.counted["write"] * hour["DynamoDB provisioned write"]
        return (used + self.counted["read"] * hour["DynamoDB provisioned read"]) / part

    def kept(self) -> float:
        """USD for keeping what a million of them wrote for the whole retention, with recovery to a point in time."""
        return (
            self.counted["kept"]
            * 1e6
            / 1e9
            * PRICES["assumed"]["retentionMonths"]
            * sum(PRICES["perGigabyteMonth"].values())
        )


def main() -> None:
    """The sheet."""
    lender, clock, key, meter = demo_lender(), SetClock(), make_key(), Meter()
    tokens = LocalTokens(key, lender.tenant)
    open_limits = Limits(partner_values=10**6, partner_pairs=10**6, partner_variations=10**6, partner_cost=10**9)
    with build_local(key=key, clock=clock, settings=LocalSettings(limits=open_limits)) as service:
        administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
        publish_recordings(administrator, clock, (*lender.published, *lender.story))
        clock.moment = None
        found = list(measured(service.application, tokens.issue(Role.PARTNER, "bench"), administrator, meter))
    tell(found)


def measured(application: Application, token: str, administrator: Any, meter: Meter) -> Any:
    """Each kind of request."""
    applicant, _, products = read_story(demo_story())
    question = {"facts": {**applicant.facts, "cashOutSuspicion": 10}, "products": list(products)}
    shipped = {name: (ROOT / "graphql/operations/partner" / f"{name}.graphql").read_text("utf-8")
               for name in ("eligibility", "product-changes")}  # fmt: skip

    def sent(query: str, variables: Any) -> None:
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        answer = application.handle(Request("POST", "/graphql", headers, body=body)).body
        assert b'"errors"' not in answer, answer
        assert b'"userErrors":[{' not in answer, answer

    numbers = count(500)

    def asking(query: str) -> Callable[[], None]:
        """Somebody else each time, as answers to the same question are kept."""
        facts = question["facts"]
        return lambda: sent(query, {"input": {**question, "facts": {**facts, "creditScore": next(numbers)}}})

    def deciding(subject: Callable[[], str]) -> Callable[[], None]:
        return lambda: sent(DECIDE, {"input": {**question, "idempotencyKey": uuid4().hex, "subject": subject()}})

    lender = demo_lender()
    files = (*lender.published, *lender.story)
    recording = next(each for each in files if "behaviour-risk/5" in each.file).content()

    def publishing() -> None:
        publish_content(administrator, recording.replace("Pay the overdue bill.", uuid4().hex), retry_key=uuid4().hex)

    yield measure(meter, "eligibility, two products, outcomes and reasons", asking(ASK))
    yield measure(meter, "eligibility, all that the shipped document asks", asking(shipped["eligibility"]))
    yield measure(meter, "decide, about somebody new", deciding(lambda: uuid4().hex))
    yield measure(meter, "decide, about somebody on record", deciding(lambda: "known"))
    changes = {"product": products[0]}
    yield measure(meter, "changes of a product, a page", lambda: sent(shipped["product-changes"], changes))
    yield measure(meter, "publish a version", publishing, times=16)


def measure(meter: Meter, name: str, act: Callable[[], None], times: int = TIMES) -> Measured:
    """One kind, on average over many."""
    for _ in range(4):
        act()
    meter.now = Counted()
    spent = []
    for _ in range(times):
        began = time.process_time()
        act()
        spent.append((time.process_time() - began) * 1000)
    now = meter.now
    names = ("read", "write", "requests", "transactions", "keys", "logged", "kept")
    parts = {part: units / times for part, units in sorted((now.parts or {}).items())}
    return Measured(name, {each: getattr(now, each) / times for each in names}, median(spent), parts)


def tell(found: list[Measured]) -> None:
    """The tables of docs/costs.md."""
    print("| request | read units | write units | calls of the table | of KMS | ms | bytes of log |")
    print("|---|---|---|---|---|---|---|")
    for each in found:
        used = each.counted
        calls = used["requests"] + used["transactions"]
        print(
            f"| {each.name} | {used['read']:.1f} | {used['write']:.1f} | {calls:.1f} | {used['keys']:.1f} "
            f"| {each.milliseconds:.1f} | {used['logged']:.0f} |"
        )
    print("\n| USD per million | table | keys | functions | gateway | logs | together | by the hour | kept |")
    print("|---|---|---|---|---|---|---|---|---|")
    for each in found:
        costs = each.costs()
        whole = sum(costs.values())
        by_hour = whole - costs["table"] + each.provisioned()
        told = " | ".join(f"{cost:.2f}" for cost in (*costs.values(), whole, by_hour, each.kept()))
        print(f"| {each.name} | {told} |")
    verified = PRICES["perMillion"]["Verified Permissions, single authorization"]
    print(f"| *Verified Permissions, one authorization* | | | | | | {verified:.2f} | | |")
    print("\n| USD a month | " + " | ".join(f"{rate:,} a second" for rate in RATES) + " |")
    print("|---|" + "---|" * len(RATES))
    for each in found[:4]:
        cost = sum(each.costs().values()) / 1e6
        print(f"| {each.name} | " + " | ".join(f"{cost * rate * MONTH:,.0f}" for rate in RATES) + " |")
    print("| *Verified Permissions* | " + " | ".join(f"{verified / 1e6 * rate * MONTH:,.0f}" for rate in RATES) + " |")
    print()
    for each in found:
        print(f"write units of {each.name}: " + ", ".join(f"{part} {units:.1f}" for part, units in each.parts.items()))


if __name__ == "__main__":
    main()

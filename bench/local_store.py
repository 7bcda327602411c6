"""The service of one machine on its tables: start, one publication, and the eligibility query for two products.

.venv/bin/python bench/local_store.py [FOLDER]

On a SQLite file (in FOLDER, or in the system's temporary folder), on SQLite in memory, and on moto, one after the other
in this process, each with the demo lender loaded. Ratios are against moto. A write's time is mostly that of the disk's
fsync, which is shown beside it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from statistics import median

from query_share import QUERY
from rich.console import Console
from rich.table import Table as Grid
from store_local import publication

from creditrules.api import GRAPHQL_SCHEMA, Application, Engine, Request
from creditrules.auth import KeySet, Role, SigningKey, TokenVerifier, local_issuer, make_key
from creditrules.bootstrap import build_local
from creditrules.cli.demo.lender import SetClock, demo_lender, demo_story, publish_recordings
from creditrules.cli.demo.story import read_story
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.service.in_process import in_process
from creditrules.clock import utc_now
from creditrules.config import Limits
from creditrules.desk import Catalogue
from creditrules.rules import DocumentKey, DocumentKind
from creditrules.store import RulesInTable
from creditrules.store.aws import DynamoTable, create_table, embedded_client

WRITES, WARM_UP, READS, STARTS = 50, 20, 200, 5


@dataclass(frozen=True, slots=True)
class Served:
    """A service and the store under it."""

    application: Application
    store: RulesInTable


Serving = Callable[[SigningKey, SetClock], AbstractContextManager[Served]]


def main() -> None:
    """Print the grid."""
    console = Console(highlight=False, width=140)
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        kinds: dict[str, Serving] = {
            "moto": on_moto,
            "SQLite in memory": lambda key, clock: on_sqlite(None, key, clock),
            "SQLite in a file": lambda key, clock: on_sqlite(Path(folder) / "data", key, clock),
        }
        measured = {name: figures(serving) for name, serving in kinds.items()}
        console.print(f"\none fsync of 4 kB in that folder: {_ms(fsync_time(Path(folder)))} ms (median of {WRITES})\n")
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for head in ("table", "start ms", "ratio", "a publication ms", "ratio", "eligibility ms", "ratio"):
        grid.add_column(head, justify="left" if head == "table" else "right")
    base = measured["moto"]
    for name, times in measured.items():
        cells = [cell for mine, its in zip(times, base, strict=True) for cell in (_ms(mine), f"{mine / its:.2f}")]
        grid.add_row(name, *cells)
    console.print(grid)


def figures(serving: Serving) -> tuple[float, float, float]:
    """Seconds to start (with what is there), to publish once, and to answer the query, each a median."""
    lender, clock, key = demo_lender(), SetClock(), make_key()
    tokens = LocalTokens(key, lender.tenant)
    with serving(key, clock) as served:
        administrator = in_process(served.application, tokens.issue(IN_CHARGE, lender.author))
        publish_recordings(administrator, clock, (*lender.published, *lender.story))
        clock.moment = None
        body = _question()
        headers = {"authorization": f"Bearer {tokens.issue(Role.PARTNER, 'bench')}", "content-type": "application/json"}
        request = Request("POST", "/graphql", headers, body=body)

        def ask() -> None:
            assert b'"errors"' not in served.application.handle(request).body

        for _ in range(WARM_UP):
            ask()
        read = median(_timed(ask) for _ in range(READS))
        rule_set = next(key for key in served.store.all_heads(lender.tenant) if key.kind is DocumentKind.RULE_SET)
        write = median(
            _timed(lambda number=number: publish(served, lender.tenant, rule_set, number)) for number in range(WRITES)
        )
    return median(start(serving, key, clock) for _ in range(STARTS)), write, read


def start(serving: Serving, key: SigningKey, clock: SetClock) -> float:
    """Seconds until the service can answer."""
    began = time.perf_counter()
    with serving(key, clock):
        return time.perf_counter() - began


def publish(served: Served, tenant: str, key: DocumentKey, number: int) -> None:
    """One publication of a content of ten kilobytes, through the store."""
    content = json.dumps([sha256(f"{number} {row}".encode()).hexdigest() for row in range(150)]).encode()
    sent = publication(key, number)
    served.store.publish(tenant, replace(sent, content=content, digest=sha256(content).hexdigest()))


@contextmanager
def on_sqlite(folder: Path | None, key: SigningKey, clock: SetClock) -> Iterator[Served]:
    """The service as `creditrules serve` has it."""
    with build_local(folder, key=key, clock=clock) as service:
        yield Served(service.application, service.store)


@contextmanager
def on_moto(key: SigningKey, clock: SetClock) -> Iterator[Served]:
    """The same over DynamoDB inside this process."""
    with embedded_client() as client:
        create_table(client, "rules")
        store = RulesInTable(DynamoTable(client, "rules"), clock=clock, cursor_secret=bytes(16))
        verifier = TokenVerifier([local_issuer(KeySet.of([key]))], utc_now)
        engine = Engine(GRAPHQL_SCHEMA, Limits(), introspection=True, suggestions=True)
        yield Served(Application(engine, Catalogue(store), verifier.verify), store)


def fsync_time(folder: Path) -> float:
    """Seconds that the disk takes to keep four kilobytes."""
    with (folder / "probe").open("wb") as file:

        def sync() -> None:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())

        return median(_timed(sync) for _ in range(WRITES))


def _question() -> bytes:
    applicant, scenes, products = read_story(demo_story())
    facts = {**applicant.facts, "cashOutSuspicion": 10}
    question = {"facts": facts, "products": list(products), "validAt": scenes.relaxed.isoformat()}
    return json.dumps({"query": QUERY, "variables": {"input": question}}).encode()


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f}"


if __name__ == "__main__":
    main()

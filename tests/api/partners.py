"""A lender with two partners in a folder, served as often as is wanted, and the calls that reach its table."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from tests.api.conftest import PARTNER, START, Clock, Service, authenticate
from tests.api.engines import UNHURRIED, engine_of
from tests.api.imaged import SERVED

from creditrules.api import Application
from creditrules.api.types.global_ids import record_id
from creditrules.auth import LocalSigner
from creditrules.desk import Catalogue, Recording
from creditrules.store import DecisionsInTable, RulesInTable, Table, open_data
from creditrules.store.port import Delete, Item, ItemKey, Put, Span, Unacknowledged

OTHER = "chooser"
"""Another partner of the same lender."""
FACTS = {"facts": {"overdueDays": 1, "requestedAmount": 5}, "products": ["pay-later"]}
NOTHING: Final = "f" * 64
"""A digest of nothing on record."""


@dataclass
class Told:
    """A table that tells the calls that reach it: of which kinds of items, and what of a span was read."""

    table: Table
    calls: list[tuple[object, ...]] = field(default_factory=list)

    def read(self, keys: Iterable[ItemKey]) -> dict[ItemKey, Item]:
        wanted = list(keys)
        self.calls.append(("read", sorted(map(kind, wanted))))
        return self.table.read(wanted)

    def walk(self, span: Span, page: int, *, descending: bool = False) -> Iterator[tuple[ItemKey, Item]]:
        self.calls.append(("walk", anonymous(span.partition), page))
        for each in self.table.walk(span, page, descending=descending):
            self.calls.append(("walked", kind(each[0])))
            yield each

    def write(self, items: Sequence[tuple[ItemKey, Item]]) -> None:
        self.calls.append(("write", sorted(kind(key) for key, _ in items)))
        self.table.write(items)

    def transact(self, writes: Sequence[Put | Delete], *, erasing: bool = False) -> Unacknowledged | None:
        self.calls.append(("transact", sorted(kind(each.key) for each in writes), erasing))
        return self.table.transact(writes, erasing=erasing)


def kind(key: ItemKey) -> str:
    return f"{anonymous(key.partition)}/{anonymous(key.sort)}"


def anonymous(text: str) -> str:
    """What kind of item a key is of: without digests, names, times and numbers. A chain is chosen by lot."""
    text = re.sub(r"[0-9a-f]{32,64}", "*", text)
    text = re.sub(r"#CHAIN#[0-9a-f]$", "#CHAIN#*", text)
    text = re.sub(r"\*#[a-z]+-contract", "*#*", text)
    return re.sub(r"[0-9]{4}-[0-9T:.-]+|[0-9]{10}", "*", text)


@dataclass
class Two:
    """A lender with two partners, of which the other has recorded, started and registered what is in `theirs`."""

    service: Service
    table: Told
    theirs: dict[str, str]

    def act(self, mutation: str, given: dict[str, Any], told: str, token: str = PARTNER) -> Any:
        name = mutation[0].upper() + mutation[1:]
        query = f"mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ {told} userErrors {{ code }} }} }}"
        done = self.service.data(query, {"input": given}, token)[mutation]
        assert done["userErrors"] == [], done
        return done

    def seen(self, query: str, variables: dict[str, Any]) -> tuple[str, list[tuple[object, ...]]]:
        """The answer and the calls that it took, without what the asker brought, or is made anew each time."""
        self.table.calls.clear()
        response = self.service.post({"query": query, "variables": variables}, PARTNER)
        text = response.body.decode()
        for brought in strings(variables):
            text = text.replace(brought, "?")
        text = re.sub(r'"(id|text|hash|previous|digest|decisionId)":"[^"]*"', r'"\1":"*"', text)
        text = re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[^\"]*", "*", text)
        return text, list(self.table.calls)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value) > 3:
        yield value
    elif isinstance(value, dict | list):
        within = value.values() if isinstance(value, dict) else value
        yield from (found for each in within for found in strings(each))


@contextmanager
def opened(folder: Path, theirs: dict[str, str], day: int = 1) -> Iterator[Two]:
    """The lender that lies in a folder, served by a process of its own."""
    clock = Clock(START + timedelta(days=day), timedelta(milliseconds=1))
    with open_data(folder, clock=clock) as kept:
        table = Told(kept.table)
        store = RulesInTable(table, clock=clock, cursor_secret=kept.cursor_secret, keys=kept.keys)
        recording = Recording(DecisionsInTable(table, clock=clock, keys=kept.keys), 30, LocalSigner(kept.evidence_key))
        application = Application(
            engine_of(SERVED), Catalogue(store), authenticate, recording=recording, budgets=UNHURRIED
        )
        service = Service(application, clock, store)
        yield Two(service, table, theirs)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("lender")
    with opened(folder, {}) as two:
        two.service.found()
        return folder, theirs(two)


@pytest.fixture
def fresh(founded: tuple[Path, dict[str, str]], tmp_path: Path) -> Callable[[], AbstractContextManager[Two]]:
    """The same lender as often as is wanted: what is asked of one is not seen by the next."""
    numbers = count()

    def another() -> AbstractContextManager[Two]:
        folder = tmp_path / str(next(numbers))
        shutil.copytree(founded[0], folder)
        return opened(folder, founded[1], day=2)

    return another


def theirs(two: Two) -> dict[str, str]:
    """What the other partner has, of each kind; the lender has registered a population and given out an API key."""
    decide = {**FACTS, "idempotencyKey": "their key", "subject": "their subject"}
    decided = two.act("decide", decide, "decision { id digest }", OTHER)["decision"]
    asked = {"decision": decided["id"], "comment": "Twice?", "idempotencyKey": "their key"}
    review = two.act("requestReview", asked, "review { id }", OTHER)["review"]["id"]
    job = two.act("startBatchJob", {"idempotencyKey": "their key"}, "job { id }", OTHER)["job"]["id"]
    line = json.dumps({"subject": "their subject", "facts": FACTS["facts"]})
    two.act("addToBatchJob", {"job": job, "number": 1, "lines": line}, "replayed", OTHER)
    two.act("registerContract", {**FACTS, "name": "their-contract"}, "contract { name }", OTHER)
    return {
        "subject": "their subject",
        "key": "their key",
        "author": "broker",
        "decision": decided["id"],
        "digest": decided["digest"],
        "review": review,
        "job": job,
        "contract": "their-contract",
    }


def nothing() -> dict[str, str]:
    """The same of nobody, of the same lengths and forms."""
    return {
        "subject": "some subject",
        "key": "some key?",
        "author": "somebo",
        "contract": "some-contract",
        "decision": str(record_id("RecordedDecision", NOTHING)),
        "digest": NOTHING,
        "review": str(record_id("Review", NOTHING, NOTHING)),
        "job": str(record_id("BatchJob", NOTHING)),
    }


Fresh = Callable[[], AbstractContextManager[Two]]

"""Every test of the store runs on moto, on SQLite, and on the DynamoDB server that DYNAMODB_ENDPOINT names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from backends import BEFORE, ENDPOINT, Backend, Dynamo, InFile, server_client  # type: ignore[import-not-found]
from mypy_boto3_dynamodb import DynamoDBClient

from creditrules.rules import (
    ActivationKind,
    Basis,
    BasisCategory,
    Category,
    ChangeStatement,
    DocumentKey,
    DocumentKind,
)
from creditrules.rules.ports import NewDocument, Publication, Published
from creditrules.store import RulesInTable, Table
from creditrules.store.aws import embedded_client
from creditrules.store.local.keys import LocalKeys

SECRET = b"a secret for the cursors of tests"


@pytest.fixture(scope="session")
def moto() -> Iterator[DynamoDBClient]:
    with embedded_client() as connected:
        yield connected


@pytest.fixture(scope="session")
def server() -> Iterator[DynamoDBClient]:
    if ENDPOINT is None:
        pytest.skip("DYNAMODB_ENDPOINT names no server; .ci/dynoxide.sh starts one")
    connected = server_client()
    yield connected
    connected.close()


@pytest.fixture(params=["moto", "sqlite", "server"])
def backend(request: pytest.FixtureRequest, tmp_path: Path, clock: list[datetime]) -> Iterator[Backend]:
    """An empty table of each kind; a test that is about some only says so by parametrising this, indirectly."""
    made: Dynamo | InFile
    if request.param == "sqlite":
        made = InFile(tmp_path / "table.db", lambda: clock[0])
    else:
        client = request.getfixturevalue(request.param)
        made = Dynamo(client, server_client if request.param == "server" else lambda: client)
    yield made
    made.drop()


@pytest.fixture
def table(backend: Backend) -> Table:
    found: Table = backend.table
    return found


@pytest.fixture
def clock() -> list[datetime]:
    """What the store's clock shows is the first item; it stands still until a test sets it."""
    return [datetime(2026, 6, 1, 12, tzinfo=UTC)]


@pytest.fixture
def store(table: Table, clock: list[datetime]) -> RulesInTable:
    return RulesInTable(table, clock=lambda: clock[0], cursor_secret=SECRET, keys=LocalKeys(bytes(32)))


@pytest.fixture
def create(store: RulesInTable) -> Callable[..., DocumentKey]:
    """Create a document: `create("line-cap", tenant=…, kind=…)`."""

    def create(slug: str, tenant: str = "lender", kind: DocumentKind = DocumentKind.RULE_SET) -> DocumentKey:
        key = DocumentKey(kind, slug)
        store.create(tenant, NewDocument(key, {"en": slug, "zh": "额度"}, Category.REGULATION), "ana")
        return key

    return create


@pytest.fixture(scope="session")
def publication() -> Callable[..., Publication]:
    """A publication with a retry key and content of its own; keyword arguments replace its fields."""
    numbers = count(1)

    def publication(key: DocumentKey, **changes: Any) -> Publication:
        number = next(numbers)
        content: bytes = changes.pop("content", f'{{"rules":{number}}}'.encode())
        basis = Basis(BasisCategory.REGULATION, "12 CFR 1026", "https://example.org/cap")
        plain = Publication(
            key=key,
            content=content,
            digest=sha256(content).hexdigest(),
            name={"en": key.slug},
            statement=ChangeStatement(basis, f"Change {number}.", {"en": "The cap changes.", "zh": "上限调整。"}),
            author="ana",
            kind=ActivationKind.PUBLICATION,
            valid_from=None,
            valid_until=None,
            retry_key=f"key {number}",
        )
        return replace(plain, **changes)

    return publication


@pytest.fixture
def publish(store: RulesInTable, publication: Callable[..., Publication]) -> Callable[..., Published]:
    """Publish to a document of the tenant "lender"; keyword arguments as for `publication`."""

    def publish(key: DocumentKey, **changes: Any) -> Published:
        return store.publish("lender", publication(key, **changes))

    return publish


@pytest.fixture
def requests(backend: Backend) -> Callable[[], Any]:
    """Counts the calls made of the database inside `with requests() as counted`."""

    @contextmanager
    def counting() -> Iterator[Counter[str]]:
        counted: Counter[str] = Counter()

        def note(call: str) -> None:
            counted[call] += 1

        with backend.watching(BEFORE, note):
            yield counted

    return counting

"""The tables that the store's tests run on, each with the same handles: open it again, see all, let calls fail."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal, Protocol
from uuid import uuid4

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from mypy_boto3_dynamodb import DynamoDBClient

from creditrules.clock import Clock
from creditrules.rules.time.history import HEAD_WINDOW
from creditrules.store import SqliteTable, Table
from creditrules.store.aws import DynamoTable, create_table
from creditrules.store.port import Delete, Item, ItemKey, Put, Unacknowledged
from creditrules.store.sqlite.failures import typed_failures
from creditrules.store.sqlite.table import _heard

__all__ = ["AFTER", "BEFORE", "ENDPOINT", "WINDOWS", "Backend", "Dynamo", "Fault", "InFile", "let_in", "server_client"]

ENDPOINT = os.environ.get("DYNAMODB_ENDPOINT")
BEFORE: Final = "before-call"
AFTER: Final = "after-call"
When = Literal["before-call", "after-call"]
Fault = Literal["timed out", "not reached", "internal error", "throttled"]
WINDOWS: Final = [
    *((table, window) for table in ("sqlite", "server") for window in (1, 3, HEAD_WINDOW)),
    ("moto", 3),
]
"""How many activations a head carries while histories are tried. Moto is slow, and above the port all are alike."""
OPERATIONS: Final = {
    "read": "BatchGetItem",
    "walk": "Query",
    "write": "BatchWriteItem",
    "transact": "TransactWriteItems",
}
CALLS: Final = {operation: call for call, operation in OPERATIONS.items()}


class Backend(Protocol):
    """An empty table, and what tests do to it."""

    table: Table

    def again(self) -> Backend:
        """The same table by connections of its own."""

    def rest(self) -> None:
        """Before a fork: hold nothing open that a child could spoil."""

    def watching(self, when: str, do: Callable[[str], object]) -> Any:
        """A context in which `do` is called with the name of each call of the database, before or after it happened."""

    def fault(self, fault: Fault) -> Exception:
        """An error as the database's client raises it."""

    def everything(self) -> list[tuple[ItemKey, Item]]:
        """All items."""


class Dynamo:
    """A table in a DynamoDB, moto's or a server's."""

    def __init__(self, client: DynamoDBClient, connect: Callable[[], DynamoDBClient], name: str | None = None) -> None:
        self.client = client
        self.name = name or f"creditrules-{uuid4().hex}"
        self._connect = connect
        create_table(client, self.name)
        self.table: Table = DynamoTable(client, self.name)

    def again(self) -> Dynamo:
        return Dynamo(self._connect(), self._connect, self.name)

    def rest(self) -> None:
        """The child makes a client of its own."""

    @contextmanager
    def watching(self, when: str, do: Callable[[str], object]) -> Iterator[None]:
        def note(model: Any, **_: Any) -> None:
            do(CALLS[model.name])

        self.client.meta.events.register(f"{when}.dynamodb", note)
        try:
            yield
        finally:
            self.client.meta.events.unregister(f"{when}.dynamodb", note)

    def fault(self, fault: Fault) -> Exception:
        match fault:
            case "timed out":
                return ReadTimeoutError(endpoint_url="https://dynamodb.test")
            case "not reached":
                return ConnectTimeoutError(endpoint_url="https://dynamodb.test")
        code = "InternalServerError" if fault == "internal error" else "ThrottlingException"
        return ClientError({"Error": {"Code": code, "Message": code}}, "TransactWriteItems")

    def everything(self) -> list[tuple[ItemKey, Item]]:
        pages = self.client.get_paginator("scan").paginate(TableName=self.name, ConsistentRead=True)
        keys = [ItemKey(item["pk"]["S"], item["sk"]["S"]) for page in pages for item in page["Items"]]
        return list(self.table.read(keys).items())

    def drop(self) -> None:
        self.client.delete_table(TableName=self.name)


class InFile:
    """A table in a SQLite file."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._clock = clock
        self._watched = _Watched.open(path, clock=clock)
        self.table: Table = self._watched

    def again(self) -> InFile:
        return InFile(self.path, self._clock)

    def rest(self) -> None:
        self._watched.close()

    @contextmanager
    def watching(self, when: str, do: Callable[[str], object]) -> Iterator[None]:
        self._watched.watchers.append((when, do))
        try:
            yield
        finally:
            self._watched.watchers.remove((when, do))

    def fault(self, fault: Fault) -> Exception:
        error = sqlite3.OperationalError(f"disk I/O error ({fault})")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        return error

    def everything(self) -> list[tuple[ItemKey, Item]]:
        connection = sqlite3.connect(self.path)
        keys = [ItemKey(*row) for row in connection.execute("SELECT pk, sk FROM items")]
        connection.close()
        return list(self.table.read(keys).items())

    def drop(self) -> None:
        self._watched.close()


class _Watched(SqliteTable):
    """Tells of its calls, and takes what is raised then for an error of SQLite's."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.watchers: list[tuple[str, Callable[[str], object]]] = []

    def read(self, keys: Iterable[ItemKey]) -> dict[ItemKey, Item]:
        keys = tuple(keys)
        if not keys:
            return super().read(keys)
        with typed_failures():
            self._tell(BEFORE, "read")
            found = super().read(keys)
            self._tell(AFTER, "read")
        return found

    def _page(self, *arguments: Any) -> list[tuple[Any, ...]]:
        self._tell(BEFORE, "walk")
        rows = super()._page(*arguments)
        self._tell(AFTER, "walk")
        return rows

    def write(self, items: Sequence[tuple[ItemKey, Item]]) -> None:
        if not items:
            return super().write(items)
        with typed_failures():
            self._tell(BEFORE, "write")
            super().write(items)
            self._tell(AFTER, "write")
        return None

    def transact(self, writes: Sequence[Put | Delete], *, erasing: bool = False) -> Unacknowledged | None:
        try:
            self._tell(BEFORE, "transact")
            heard = super().transact(writes, erasing=erasing)
            self._tell(AFTER, "transact")
        except sqlite3.Error as error:
            return _heard(error)
        return heard

    def _tell(self, when: str, call: str) -> None:
        for wanted, do in [*self.watchers]:
            if wanted == when:
                do(call)


@contextmanager
def let_in(backend: Backend, rival: Callable[[], object], when: str = BEFORE) -> Iterator[None]:
    """A rival acts once, right before the next transaction is sent, or right after it took effect."""
    came: list[str] = []

    def let(call: str) -> None:
        if call == "transact" and not came:
            came.append(call)
            rival()

    with backend.watching(when, let):
        yield
    assert came, "there was a transaction"


def server_client() -> DynamoDBClient:
    """A client of the server that DYNAMODB_ENDPOINT names."""
    return boto3.session.Session().client(
        "dynamodb",
        region_name="eu-central-1",
        endpoint_url=ENDPOINT,
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(account_id_endpoint_mode="disabled", max_pool_connections=32),
    )

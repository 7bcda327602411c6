"""`SqliteTable`, the table in one file: safe between threads and processes, and on disk before it is acknowledged.

The file is a WAL database: readers never wait, writers take turns. What is overwritten is wiped in two ways. SQLite's
secure_delete fills what is deleted of a page with zeros, but a page that is divided may keep stale copies of what moved
to its neighbour: rows that were replaced left some, and that rows which are updated left none is nobody's promise. So
an erasure also has the whole file written anew, and the log emptied. That it is due is noted in the erasing
transaction: should the process end in between, whoever opens the file next does it. Nobody can write meanwhile: where
it takes long, the next time waits until writers had many times as long, so that who erases without end stops nobody.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, Final, Self

from creditrules.clock import Clock, utc_now
from creditrules.store.keys import behind, tenant_of, tenant_prefix
from creditrules.store.port import (
    BODY,
    EXPIRES,
    REVISION,
    AtRevision,
    Delete,
    Existence,
    Heard,
    Item,
    ItemKey,
    Put,
    Span,
    Unacknowledged,
    check_items,
    check_writes,
)
from creditrules.store.sqlite.failures import damaged_file, refusal, typed_failures
from creditrules.store.sqlite.file import connect, connect_memory, prepare
from creditrules.store.sqlite.pool import Pool
from creditrules.under_way import acknowledged, nothing_heard

__all__ = ["SqliteTable"]

_READ: Final = "SELECT body, revision, expires, others FROM items WHERE pk = ? AND sk = ?"
_WALK: Final = "SELECT sk, body, revision, expires, others FROM items WHERE pk = ?"
_UP: Final = f"{_WALK} AND sk >= ? AND sk <= ? ORDER BY sk LIMIT ?"
_UP_FROM: Final = f"{_WALK} AND sk > ? AND sk <= ? ORDER BY sk LIMIT ?"
_DOWN: Final = f"{_WALK} AND sk >= ? AND sk <= ? ORDER BY sk DESC LIMIT ?"
_DOWN_FROM: Final = f"{_WALK} AND sk >= ? AND sk < ? ORDER BY sk DESC LIMIT ?"
_PUT: Final = """INSERT INTO items (pk, sk, body, revision, expires, others) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (pk, sk) DO UPDATE SET
    body = excluded.body, revision = excluded.revision, expires = excluded.expires, others = excluded.others"""
_DELETE: Final = "DELETE FROM items WHERE pk = ? AND sk = ?"
_EXPIRE: Final = "DELETE FROM items WHERE rowid IN (SELECT rowid FROM items WHERE expires <= ? LIMIT ?)"
_EXPIRED_AT_ONCE: Final = 100
_AT_ONCE: Final = 500
_BEHIND_ALL: Final = "\U0010ffff"
_COLUMNS: Final = (BODY, REVISION, EXPIRES)
_WIPED_SOON: Final = 1.0
"""In how many seconds a file is wiped that needs no rest from it."""
_REST: Final = 20
"""For how many times as long as it took others come first."""
_log = logging.getLogger(__name__)


class SqliteTable:
    """`Table` in one SQLite database, in a file or in memory; made by `open` or `in_memory`.

    What has expired is deleted with the next write. A process that forks opens its own table afterwards.
    """

    def __init__(self, pool: Pool, clock: Clock, *, in_file: bool) -> None:
        self._pool = pool
        self._clock = clock
        self._in_file = in_file
        # Threads of this process wait in line; SQLite lets others wait by looking again and again.
        self._writing = Lock()
        self._rests_until = 0.0
        self._owes_wiping = False

    @classmethod
    def open(cls, path: Path, *, clock: Clock = utc_now) -> Self:
        """The table in the file at `path`, made there if there is none; its folder must be there.

        clock: says what has expired. Raises Refusal UNAVAILABLE as `Table` does, and "STORE_FOREIGN" for the file of
        another program, "STORE_NEWER" for one of a later version of this program, "STORE_UNREACHABLE".
        """
        prepare(path)
        table = cls(Pool(lambda: connect(path)), clock, in_file=True)
        table._wipe_or_note()
        return table

    @classmethod
    def in_memory(cls, image: bytes = b"", *, clock: Clock = utc_now) -> Self:
        """A table of its own, gone when it is closed. image: what it holds, of another's `image`."""
        return cls(Pool(partial(connect_memory, image), alone=True), clock, in_file=False)

    def image(self) -> bytes:
        """All that the table holds at this moment. Raises Refusal UNAVAILABLE as `Table` does."""
        with typed_failures(), self._pool.borrowed() as connection:
            return connection.serialize()

    def close(self) -> None:
        """Close the connections that are not in use; with the last one of all processes the log goes into the file."""
        self._pool.close()

    def read(self, keys: Iterable[ItemKey]) -> dict[ItemKey, Item]:
        """See `Table.read`. All the items are of the same moment."""
        found: dict[ItemKey, Item] = {}
        keys = tuple(keys)
        if not keys:
            return found
        with typed_failures(), self._pool.borrowed() as connection:
            if len(keys) > 1:
                connection.execute("BEGIN")
            for key in keys:
                row = connection.execute(_READ, (key.partition, key.sort)).fetchone()
                if row is not None:
                    found[key] = _item(row)
        return found

    def walk(self, span: Span, page: int, *, descending: bool = False) -> Iterator[tuple[ItemKey, Item]]:
        """See `Table.walk`. The items of a page are of the same moment."""
        low, high = span.low, span.high
        statement, onwards = (_DOWN, _DOWN_FROM) if descending else (_UP, _UP_FROM)
        while not span.is_empty:
            with typed_failures():
                rows = self._page(statement, (span.partition, low, high, page))
            for sort, *attributes in rows:
                yield ItemKey(span.partition, sort), _item(attributes)
            if len(rows) < page:
                return
            statement, last = onwards, rows[-1][0]
            low, high = (low, last) if descending else (last, high)

    def write(self, items: Sequence[tuple[ItemKey, Item]]) -> None:
        """See `Table.write`."""
        check_items(items)
        if not items:
            return
        with typed_failures(), self._writing, self._pool.borrowed() as connection:
            connection.execute("BEGIN IMMEDIATE")
            for key, item in items:
                connection.execute(_PUT, _row(key, item))
            self._expire(connection)
            connection.execute("COMMIT")
        if self._owes_wiping:
            self._wipe_or_note()

    def transact(self, writes: Sequence[Put | Delete], *, erasing: bool = False) -> Unacknowledged | None:
        """See `Table.transact`."""
        check_writes(writes)
        try:
            failed = self._transact(writes, erasing=erasing)
        except sqlite3.Error as error:
            heard = _heard(error)
            if heard.reason is Heard.SILENCE:
                nothing_heard()
            return heard
        if failed:
            return Unacknowledged(Heard.CONDITION, failed)
        if erasing or self._owes_wiping:
            self._wipe_or_note()
        acknowledged()
        return None

    def partitions(self, *, after: str = "") -> Iterator[str]:
        """All partitions there are, in order; only for work that walks the whole table. after: from behind it on."""
        last = after
        while True:
            with typed_failures(), self._pool.borrowed() as connection:
                row = connection.execute("SELECT min(pk) FROM items WHERE pk > ?", (last,)).fetchone()
            if row[0] is None:
                return
            last = row[0]
            yield last

    def of_tenant(self, tenant: str) -> Iterator[tuple[ItemKey, Item]]:
        """All items of a tenant, by partition and sort key; only for work that walks all of them."""
        prefix = tenant_prefix(tenant)
        for partition in self.partitions(after=prefix):
            if not partition.startswith(prefix):
                return
            yield from self.walk(Span(partition, "", _BEHIND_ALL), _AT_ONCE)

    def tenants(self) -> Iterator[str]:
        """All tenants that have anything in the table, by one small read each."""
        last = ""
        while True:
            with typed_failures(), self._pool.borrowed() as connection:
                row = connection.execute("SELECT min(pk) FROM items WHERE pk > ?", (last,)).fetchone()
            if row[0] is None:
                return
            tenant = tenant_of(row[0])
            yield tenant
            last = behind(tenant)

    def copy_to(self, path: Path) -> None:
        """Write the table as it is at this moment to a new file, without traces of what is no more in it.

        Others may read and write meanwhile. Raises Refusal UNAVAILABLE.
        """
        with typed_failures(), self._pool.borrowed() as connection:
            connection.execute("VACUUM INTO ?", (str(path),))

    def check_pages(self) -> None:
        """Raises Refusal UNAVAILABLE "STORE_DAMAGED" where the file is not a whole database."""
        with typed_failures(), self._pool.borrowed() as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found != ("ok",):
                raise damaged_file(str(found[0]))

    def _page(self, statement: str, parameters: tuple[str, str, str, int]) -> list[tuple[Any, ...]]:
        with self._pool.borrowed() as connection:
            return connection.execute(statement, parameters).fetchall()

    def _transact(self, writes: Sequence[Put | Delete], *, erasing: bool) -> tuple[int, ...]:
        with self._writing, self._pool.borrowed() as connection:
            connection.execute("BEGIN IMMEDIATE")
            failed = tuple(place for place, write in enumerate(writes) if not _holds(connection, write))
            if failed:
                return failed
            for write in writes:
                if isinstance(write, Put):
                    connection.execute(_PUT, _row(write.key, write.attributes))
                else:
                    connection.execute(_DELETE, (write.key.partition, write.key.sort))
            self._expire(connection)
            if erasing:
                connection.execute("UPDATE wiping SET wanted = wanted + 1")
            connection.execute("COMMIT")
        return ()

    def _expire(self, connection: sqlite3.Connection) -> None:
        connection.execute(_EXPIRE, (int(self._clock().timestamp()), _EXPIRED_AT_ONCE))

    def _wipe_or_note(self) -> None:
        begun = monotonic()
        self._owes_wiping = begun < self._rests_until
        if self._owes_wiping:
            return
        try:
            self._wipe()
        except sqlite3.Error as error:
            # The erasure itself is done and stays done; the next one, or whoever opens the file next, wipes.
            _log.warning("traces of what was erased are still in the file: %s", error)
        taken = monotonic() - begun
        if taken > _WIPED_SOON:
            self._rests_until = begun + taken * (1 + _REST)

    def _wipe(self) -> None:
        """Have nothing in the file but what is stored, if an erasure wants that. Raises sqlite3.Error."""
        if not self._in_file:
            return
        with self._writing, self._pool.borrowed() as connection:
            [wanted] = connection.execute("SELECT wanted FROM wiping").fetchone()
            if not wanted:
                return
            connection.execute("VACUUM")
            [busy, *_] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise sqlite3.OperationalError("another connection still reads the log")
            connection.execute("UPDATE wiping SET wanted = wanted - ?", (wanted,))


def _holds(connection: sqlite3.Connection, write: Put | Delete) -> bool:
    if isinstance(write, Delete):
        return True
    found = connection.execute(_READ, (write.key.partition, write.key.sort)).fetchone()
    match write.condition:
        case Existence.ABSENT:
            return found is None
        case Existence.PRESENT:
            return found is not None
        case AtRevision(revision):
            return found is not None and found[1] == revision


def _heard(error: sqlite3.Error) -> Unacknowledged:
    """What became of a transaction when the database gave this error. Raises what `typed_failures` does."""
    with typed_failures():
        if isinstance(error, sqlite3.OperationalError) and refusal(error) is None:
            # An error of input or output while committing: the log may have reached the disk.
            heard = Unacknowledged(Heard.SILENCE)
            heard.__cause__ = error
            return heard
        raise error


def _row(key: ItemKey, item: Item) -> tuple[Any, ...]:
    others = {name: value for name, value in item.items() if name not in _COLUMNS}
    columns = (item.get(name) for name in _COLUMNS)
    return (key.partition, key.sort, *columns, json.dumps(others) if others else None)


def _item(row: Sequence[Any]) -> Item:
    body, revision, expires, others = row
    item = {} if others is None else json.loads(others)
    for name, value in ((BODY, body), (REVISION, revision), (EXPIRES, expires)):
        if value is not None:
            item[name] = value
    return item

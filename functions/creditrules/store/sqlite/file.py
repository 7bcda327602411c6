"""Opening a database: whose it is, of which version, and how carefully it writes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.store.sqlite.failures import typed_failures

__all__ = ["APPLICATION_ID", "PATIENCE", "SCHEMA_VERSION", "connect", "connect_memory", "prepare"]

APPLICATION_ID: Final = 0x43524C53
"""What says in the file's header that it is ours: "CRLS"."""
SCHEMA_VERSION: Final = 1
"""A program opens files of this version and, once there are any, brings older ones up to it; never newer ones."""
PATIENCE: Final = 5.0
"""Seconds to wait for another process that writes."""

_SCHEMA: Final = (
    """CREATE TABLE items (
        pk TEXT NOT NULL, sk TEXT NOT NULL, body BLOB, revision INTEGER, expires INTEGER, others TEXT,
        PRIMARY KEY (pk, sk)
    )""",
    "CREATE INDEX items_by_expiry ON items (expires) WHERE expires IS NOT NULL",
    # How many erasures have left traces in the file that were not wiped yet.
    "CREATE TABLE wiping (wanted INTEGER NOT NULL)",
    "INSERT INTO wiping VALUES (0)",
)
_CAREFUL: Final = (
    "PRAGMA synchronous = FULL",  # in WAL: the log is on disk before a transaction is acknowledged
    "PRAGMA fullfsync = ON",  # where the system's fsync does not mean the disk (macOS)
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection to a prepared file; to be used by one thread at a time. Raises sqlite3.Error."""
    # A file that went away is not made anew: acts would be acknowledged in an empty history.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        for pragma in _CAREFUL:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_memory(image: bytes = b"") -> sqlite3.Connection:
    """A connection to a new database that lives as long as it. image: another one's, serialized, to begin with."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    if image:
        connection.deserialize(image)
    else:
        _create(connection)
    return connection


def prepare(path: Path) -> None:
    """Make the database unless it is there. Several processes may do so at once.

    Raises Refusal UNAVAILABLE: "STORE_FOREIGN" for a file of another program, "STORE_NEWER" for one of a later version
    of this, and as `Table` does.
    """
    with typed_failures():
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(connect(path)) as connection:
            connection.execute("BEGIN")  # so that all that is looked at is of one moment
            ours = _is_ours(connection)
            connection.execute("COMMIT")
            if not ours:
                connection.execute("BEGIN IMMEDIATE")
                if not _is_ours(connection):
                    _create(connection)
                connection.execute("COMMIT")
            # Kept in the file, but only once it has been turned on; two who do so at once may meet each other's lock.
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                connection.execute("PRAGMA journal_mode = WAL")


def _is_ours(connection: sqlite3.Connection) -> bool:
    """False for an empty file. Raises Refusal for that of others."""
    [application] = connection.execute("PRAGMA application_id").fetchone()
    [version] = connection.execute("PRAGMA user_version").fetchone()
    [objects] = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if (application, version, objects) == (0, 0, 0):
        return False
    if application != APPLICATION_ID:
        message = "The file belongs to another program."
        raise Refusal(Kind.UNAVAILABLE, "STORE_FOREIGN", message, hint="Choose another folder for the data.")
    if version > SCHEMA_VERSION:
        message = f"The file is of version {version}, and this program knows versions up to {SCHEMA_VERSION}."
        raise Refusal(Kind.UNAVAILABLE, "STORE_NEWER", message, hint="Use the newer program that has written it.")
    return True


def _create(connection: sqlite3.Connection) -> None:
    for statement in (
        *_SCHEMA,
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {SCHEMA_VERSION}",
    ):
        connection.execute(statement)

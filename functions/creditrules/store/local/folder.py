"""The data folder of a service on one machine: the database, and the secrets and keys that belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from typing import Final

from creditrules.auth import SigningKey, make_key
from creditrules.clock import Clock, utc_now
from creditrules.errors import Kind, Refusal
from creditrules.records import dataclass, field
from creditrules.store.decisions.sealing import KeyService
from creditrules.store.local.keys import LocalKeys, RepeatedKeys, keep_signing_key
from creditrules.store.local.secrets import SECRET_BYTES, keep_secret, read_secret
from creditrules.store.sqlite.table import SqliteTable

__all__ = [
    "CURSOR_SECRET",
    "DATABASE",
    "EVIDENCE_KEY",
    "MASTER_KEY",
    "LocalData",
    "Repeated",
    "open_data",
    "read_local_keys",
]

DATABASE: Final = "creditrules.db"
MASTER_KEY: Final = "master.key"
CURSOR_SECRET: Final = "cursor.secret"  # noqa: S105 - the name of a file
EVIDENCE_KEY: Final = "evidence-key.pem"


@dataclass(frozen=True, slots=True)
class LocalData:
    """What stores of this machine are made over."""

    table: SqliteTable
    keys: KeyService
    cursor_secret: bytes = field(repr=False)
    evidence_key: SigningKey


@dataclass(frozen=True, slots=True)
class Repeated:
    """A database in memory that is the same each time, for tests only.

    seed: what its secrets are made of, so that ids come out the same. image: what it holds, see `SqliteTable.image`.
    """

    seed: str
    image: bytes = b""


@contextmanager
def open_data(folder: Path | Repeated | None, *, clock: Clock = utc_now) -> Iterator[LocalData]:
    """What the folder holds, made there where it is missing; None: in memory, gone at the end.

    Several processes may have the same folder open. It must lie on a disk of this machine: file systems over a network
    do not keep the promises that the database relies on. Raises Refusal UNAVAILABLE as `SqliteTable.open` does, and
    "FOLDER_UNUSABLE", "SECRET_UNUSABLE", "KEY_MISSING" for a database whose master key is gone.
    """
    match folder:
        case None:
            keys, secret, signing = LocalKeys(token_bytes(SECRET_BYTES)), token_bytes(SECRET_BYTES), make_key()
            table = SqliteTable.in_memory(clock=clock)
        case Repeated():
            keys, secret, signing = RepeatedKeys(_made("keys", folder)), _made("cursors", folder), make_key()
            table = SqliteTable.in_memory(folder.image, clock=clock)
        case Path():
            _make(folder)
            keys = LocalKeys(_master_key(folder))
            secret, signing = keep_secret(folder / CURSOR_SECRET), keep_signing_key(folder / EVIDENCE_KEY)
            table = SqliteTable.open(folder / DATABASE, clock=clock)
    try:
        yield LocalData(table, keys, secret, signing)
    finally:
        table.close()


def read_local_keys(folder: Path) -> LocalKeys:
    """The keys of the facts in a data folder. Raises Refusal UNAVAILABLE "SECRET_UNUSABLE"."""
    return LocalKeys(read_secret(folder / MASTER_KEY))


def _made(name: str, repeated: Repeated) -> bytes:
    return sha256(f"{name} {repeated.seed}".encode()).digest()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {folder} cannot be used: {error.strerror or error}."
        raise Refusal(Kind.UNAVAILABLE, "FOLDER_UNUSABLE", message, hint="Choose another folder.") from None


def _master_key(folder: Path) -> bytes:
    """Made before the database is; a new one beside an old database would make its facts unreadable for ever."""
    key, database = folder / MASTER_KEY, folder / DATABASE
    if not key.exists() and database.exists():
        message = f"{database.name} is there, but {key.name} that its facts are encrypted with is not."
        hint = "Put the key of the last backup beside it, or choose another folder."
        raise Refusal(Kind.UNAVAILABLE, "KEY_MISSING", message, hint=hint)
    return keep_secret(key)

"""The items of one lender, held aside in a database of their own on the way to files or to where they shall be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.store.keys import family_of
from creditrules.store.leaving.form import FACTS, file_of, line_of
from creditrules.store.local.folder import DATABASE
from creditrules.store.port import EXPIRES, Item, ItemKey
from creditrules.store.sqlite.table import SqliteTable

__all__ = ["contents_of", "digest_of", "held_aside", "unwritable", "written_at_once"]

_AT_ONCE: Final = 500
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@contextmanager
def held_aside(folder: Path) -> Iterator[SqliteTable]:
    """A table in a new file of the folder, in which nothing expires meanwhile."""
    table = SqliteTable.open(folder / DATABASE, clock=lambda: _EPOCH)
    try:
        yield table
    finally:
        table.close()


def written_at_once(table: SqliteTable, items: Iterable[tuple[ItemKey, Item]]) -> int:
    """Write many items; how many there were."""
    count = 0
    waiting: list[tuple[ItemKey, Item]] = []
    for each in items:
        waiting.append(each)
        if len(waiting) == _AT_ONCE:
            table.write(waiting)
            count, waiting = count + len(waiting), []
    table.write(waiting)
    return count + len(waiting)


def contents_of(tenant: str, table: SqliteTable) -> Iterator[str]:
    """The digests of which at least a piece is there, in order."""
    last = ""
    for key, _ in table.of_tenant(tenant):
        digest = key.partition.rpartition("#")[2]
        if family_of(key.partition) == "CONTENT" and digest != last:
            last = digest
            yield digest


def digest_of(tenant: str, table: SqliteTable) -> str:
    """SHA-256 over the lines of all items but facts that do not expire by themselves, with their ends, in their order.

    Contents are in it by the versions that name them.
    """
    digest = sha256()
    for key, item in table.of_tenant(tenant):
        if file_of(key) not in {None, FACTS} and EXPIRES not in item:
            digest.update(line_of(tenant, key, item).encode() + b"\n")
    return digest.hexdigest()


@contextmanager
def unwritable(target: Path) -> Iterator[None]:
    """Raises Refusal UNAVAILABLE "EXPORT_UNWRITABLE" where the disk does not take something."""
    try:
        yield
    except OSError as error:
        message = f"{target} could not be written: {error.strerror or error}."
        hint = "Make room, or choose another place."
        raise Refusal(Kind.UNAVAILABLE, "EXPORT_UNWRITABLE", message, hint=hint) from error

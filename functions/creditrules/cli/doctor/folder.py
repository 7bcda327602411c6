"""A data folder of one machine: its files and who may read them, its database, its keys."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from creditrules.auth import LocalSigner, read_key
from creditrules.cli.anchors.ends import Anchors
from creditrules.cli.doctor.findings import Finding, failed, fine, tried, warned
from creditrules.cli.doctor.keys import facts_key, signing_key
from creditrules.cli.doctor.settings import local_settings
from creditrules.cli.doctor.tenants import of_tenant
from creditrules.cli.local.data import DataFolder
from creditrules.cli.local.place import SIGNING_KEY
from creditrules.clock import utc_now
from creditrules.store import CURSOR_SECRET, DATABASE, MASTER_KEY, LocalKeys, SqliteTable, read_local_keys

__all__ = ["of_folder"]

_EVIDENCE: Final = "evidence-key.pem"
_SECRET: Final = (MASTER_KEY, CURSOR_SECRET, SIGNING_KEY, _EVIDENCE)
_BACKUP: Final = "Put the file of the last backup there."
_ROOM: Final = 2
"""Of its own size what a backup or a wiping of the database needs."""


def of_folder(
    data: Path, environment: Mapping[str, str], tenants: Sequence[str], anchors: Anchors | None
) -> Iterator[Finding]:
    """All that is checked of a data folder, which may be in use; nothing in it is made or altered."""
    yield from local_settings(environment)
    if not (data / DATABASE).is_file():
        yield failed("table", f"There is no database in {data}.", "Name the folder that the service keeps its data in.")
        return
    yield from tried("permissions", lambda: _rights(data))
    keys: list[LocalKeys] = []

    def read() -> Iterator[Finding]:
        keys.append(read_local_keys(data))
        yield from facts_key(keys[0])

    yield from tried("keys", read)
    yield from _evidence(data)
    yield from tried("table", lambda: _database(data, keys[0] if keys else None, tenants, anchors))


def _rights(data: Path) -> Iterator[Finding]:
    open_to_others = [
        path.name
        for path in (data, *(data / name for name in (DATABASE, *_SECRET)))
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_to_others:
        message = f"Others on this machine may read or write {', '.join(open_to_others)}."
        yield failed("permissions", message, f"chmod -R go= {data}")
    else:
        yield fine("permissions", "Only the owner reads the folder.")


def _evidence(data: Path) -> Iterator[Finding]:
    try:
        signer = LocalSigner(read_key((data / _EVIDENCE).read_bytes()))
    except FileNotFoundError:
        yield warned("evidence key", "There is no key of evidence yet.", "The service makes one when it starts.")
    except (OSError, ValueError):
        yield failed("evidence key", f"{_EVIDENCE} cannot be used.", _BACKUP)
    else:
        yield from tried("evidence key", lambda: signing_key(signer))


def _database(data: Path, keys: LocalKeys | None, tenants: Sequence[str], anchors: Anchors | None) -> Iterator[Finding]:
    table = SqliteTable.open(data / DATABASE)
    try:
        table.check_pages()
        yield fine("table", "The file of the database is whole.")
        yield from _room(data)
        if DataFolder(data).is_half_loaded:
            advice = "Start `creditrules serve`, which completes it."
            yield failed("table", "The demo lender is not loaded whole.", advice)
        for tenant in tenants or table.tenants():
            yield from of_tenant(table, tenant, keys, utc_now(), anchors)
    finally:
        table.close()


def _room(data: Path) -> Iterator[Finding]:
    size, free = (data / DATABASE).stat().st_size, shutil.disk_usage(data).free
    if free < _ROOM * size:
        yield warned(
            "disk", f"{free >> 20} MiB are free beside a database of {size >> 20} MiB.", "Make room for backups."
        )
    else:
        yield fine("disk", "There is room for a backup.")

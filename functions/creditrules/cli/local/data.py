"""The folder in which the service of this machine keeps everything, and who may use it when."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy2
from typing import Final

from creditrules.store import CURSOR_SECRET, DATABASE, MASTER_KEY

__all__ = ["DataFolder", "DataInUseError"]

_LOCK: Final = "serving.lock"
_LOADING: Final = "demo-lender.loading"
_ASIDE: Final = "aside"
_BESIDES: Final = (MASTER_KEY, CURSOR_SECRET, _LOADING)


class DataInUseError(Exception):
    """Another process serves the folder, or it cannot be used at all; the message says which."""


class DataFolder:
    """A folder of data: the database with its secrets, the signing key, and what was moved aside."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = path / DATABASE
        self._loading = path / _LOADING

    @property
    def is_new(self) -> bool:
        """Whether there is no database yet."""
        return not self._database.exists()

    @contextmanager
    def taken(self) -> Iterator[DataFolder]:
        """Have the folder for oneself; it is made if it is missing. Raises DataInUseError.

        The lock is SQLite's on an empty file of its own: it works wherever the database works, and goes with the
        process, however that ends.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = sqlite3.connect(self.path / _LOCK, timeout=0, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise DataInUseError(f"The folder {self.path} cannot be used: {error}.") from None
        with closing(lock):
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
                    raise DataInUseError(f"The data in {self.path} are in use by another process.") from None
                raise DataInUseError(f"The folder {self.path} cannot be used: {error}.") from None
            yield self

    def move_aside(self, now: datetime) -> Path | None:
        """Move the database and its secrets, not the signing key, into a new folder below; None if there are none.

        That folder is whole at every moment: it can be served and backed up as it is. Raises OSError.
        """
        if self.is_new:
            return None
        aside = self.path / _ASIDE / now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ")
        aside.mkdir(mode=0o700, parents=True)
        besides = [path for name in _BESIDES if (path := self.path / name).exists()]
        for path in besides:
            copy2(path, aside)
        _settle(self._database)
        for path in (self._database, *self.path.glob(f"{DATABASE}-*")):
            path.rename(aside / path.name)
        for path in besides:
            path.unlink()
        return aside

    @property
    def is_half_loaded(self) -> bool:
        """Whether the loading of the demo lender was begun and not ended."""
        return self._loading.exists()

    def begin_loading(self) -> None:
        """Note it before the database is made: should the process end before it is done, the next one finds that."""
        with self._loading.open("wb") as file:
            os.fsync(file.fileno())

    def end_loading(self) -> None:
        """All is there."""
        self._loading.unlink(missing_ok=True)


def _settle(database: Path) -> None:
    """Bring what stands in the log into the file, so that one file is all; a damaged one is left as it is."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

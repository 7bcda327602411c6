"""What SQLite's errors mean to those who use the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from creditrules.errors import Kind, Refusal
from creditrules.records import replace
from creditrules.store.port import unavailable

__all__ = ["damaged_file", "refusal", "typed_failures"]

_PRIMARY: Final = 0xFF
_DEFECTS: Final = (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.IntegrityError, sqlite3.NotSupportedError)


def refusal(error: sqlite3.Error) -> Refusal | None:
    """What callers are told of an error after which nothing was written; None where that cannot be known."""
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY:
        case sqlite3.SQLITE_FULL:
            message = "There is no room left on the disk for the database."
            return Refusal(Kind.UNAVAILABLE, "STORE_FULL", message, hint="Make room; nothing of this was recorded.")
        case sqlite3.SQLITE_READONLY:
            message = "The database may only be read here."
            hint = "Let the service write to the file and to the folder that it lies in."
            return Refusal(Kind.UNAVAILABLE, "STORE_READ_ONLY", message, hint=hint)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            message = "Another program holds the database for too long."
            hint = "Try again in a moment, or find out which program has the file open."
            return Refusal(Kind.UNAVAILABLE, "STORE_LOCKED", message, hint=hint)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged_file(str(error))
        case sqlite3.SQLITE_CANTOPEN:
            message = "The file of the database cannot be opened."
            hint = "Look whether its folder is there and belongs to whoever runs the service."
            return Refusal(Kind.UNAVAILABLE, "STORE_UNREACHABLE", message, hint=hint)
        case _:
            return None


def damaged_file(how: str) -> Refusal:
    """What callers are told of a file that is not a whole database."""
    message = f"The file of the database is damaged: {how}."
    hint = "Stop the service, keep a copy of the file, and restore the last backup."
    return Refusal(Kind.UNAVAILABLE, "STORE_DAMAGED", message, hint=hint)


@contextmanager
def typed_failures() -> Iterator[None]:
    """Errors of the database become Refusals UNAVAILABLE; those that only a defect of ours can cause pass."""
    try:
        yield
    except _DEFECTS:
        raise
    except sqlite3.Error as error:
        told = refusal(error) or unavailable("The database gave an error.", f"{error}.")
        raise replace(told, cause=getattr(error, "sqlite_errorname", type(error).__name__)) from error

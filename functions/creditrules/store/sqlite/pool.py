"""Connections for many threads, each used by one of them at a time."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock

__all__ = ["Pool"]


class Pool:
    """Gives out connections, as many as are in use at once, and keeps them.

    alone: there is only one connection, as to a database in memory, and threads take turns.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection], *, alone: bool = False) -> None:
        self._connect = connect
        self._free: deque[sqlite3.Connection] = deque()
        self._turn: AbstractContextManager[object] = Lock() if alone else nullcontext()

    @contextmanager
    def borrowed(self) -> Iterator[sqlite3.Connection]:
        """A connection; a transaction that is still open at the end is rolled back."""
        with self._turn:
            try:
                connection = self._free.pop()
            except IndexError:
                connection = self._connect()
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.rollback()
                self._free.append(connection)

    def close(self) -> None:
        """Close what is not in use."""
        while self._free:
            self._free.pop().close()

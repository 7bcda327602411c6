"""Connections within a time: what a name resolves to is waited for no longer than the rest.

The system's resolver knows no timeout of a caller's, and may take half a minute where no name server answers.
"""

from __future__ import annotations

import socket
from threading import Thread
from time import monotonic
from typing import Any, Final

__all__ = ["Address", "connected", "resolved"]

Address = tuple[Any, ...]
_LEAST: Final = 0.001


def connected(host: str, port: int, seconds: float) -> socket.socket:
    """A socket that is connected, and has what is left of the time as its timeout. Raises OSError, as TimeoutError."""
    end = monotonic() + seconds
    problem: OSError | None = None
    for family, address in resolved(host, port, seconds):
        left = end - monotonic()
        if left <= 0:
            break
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(left)
            connection.connect(address)
        except OSError as error:
            connection.close()
            problem = error
        else:
            connection.settimeout(max(end - monotonic(), _LEAST))
            return connection
    raise problem or TimeoutError("no connection in time")


def resolved(host: str, port: int, seconds: float) -> list[tuple[int, Address]]:
    """What the name resolves to: each with the family of the address. Raises OSError, as TimeoutError.

    A resolver that hangs is left behind: its thread ends with it.
    """
    found: list[tuple[int, Address]] = []
    problems: list[OSError] = []

    def resolve() -> None:
        try:
            found.extend((each[0], each[4]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            problems.append(error)

    thread = Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(seconds)
    if problems:
        raise problems[0]
    if thread.is_alive():
        raise TimeoutError("the name was not resolved in time")
    return found

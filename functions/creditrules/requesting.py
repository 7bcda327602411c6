"""One HTTP request to an address elsewhere, bounded in time as a whole, whatever the other side does."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from threading import Timer
from typing import Final
from urllib.parse import SplitResult

from creditrules.connecting import connected

__all__ = ["requesting"]

_PORTS: Final = {"http": 80, "https": 443}


@contextmanager
def requesting(parts: SplitResult, seconds: float, address: str | None = None) -> Iterator[HTTPConnection]:
    """A connection that ends by itself: a timeout alone would begin anew with every byte that comes.

    parts: of an http or https address. address: of the network, where it was looked up before; what TLS is about is the
    name all the same. Raises OSError, HTTPException, ValueError.
    """
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    context = _context() if parts.scheme == "https" else None
    connection = HTTPSConnection(host, port, context=context) if context else HTTPConnection(host, port)
    plain = connected(address or host, port, seconds)
    # The handshake is still to come, so that it is bounded as all else.
    end = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False) if context else plain
    connection.sock = end
    timer = Timer(seconds, _end, [end])
    timer.daemon = True
    timer.start()
    try:
        if isinstance(end, ssl.SSLSocket):
            end.do_handshake()
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)

"""Key sets by address: bounded in time and size, and never led elsewhere.

With the standard library: one request in an hour, of a kind that needs nothing more, is no reason to carry a client
into every cold start. PyJWT's own `PyJWKClient` follows redirects, knows no `max-age` and bounds neither size nor the
time of a whole answer.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import OK, HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit

from creditrules.auth import FetchedDocument, NotFetched
from creditrules.connecting import connected

__all__ = ["fetch_key_set"]

SECONDS: Final = 4.0
LARGEST: Final = 256 * 1024
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})(?:\D|$)", re.IGNORECASE)
_HEADERS: Final = {"Accept": "application/json", "User-Agent": "creditrules", "Connection": "close"}


def fetch_key_set(address: str) -> FetchedDocument:
    """What an http or https address itself gives: status 200, at most 256 kB, all of it within 4 seconds.

    Whoever configures the address answers for it. Where it leads after that is nobody's to say, so that a redirect is
    an error, as any other status is. Raises NotFetched.
    """
    parts, ends = urlsplit(address), time.monotonic() + SECONDS
    try:
        with _connected(parts) as connection:
            connection.request("GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", headers=_HEADERS)
            answer = connection.getresponse()
            if answer.status != OK:
                raise NotFetched(f"the address answers with status {answer.status}")
            return FetchedDocument(_content(answer, ends), _max_age(answer))
    except (OSError, HTTPException, ValueError) as error:
        raise NotFetched(f"the address does not answer ({type(error).__name__})") from None


@contextmanager
def _connected(parts: SplitResult) -> Iterator[HTTPConnection]:
    """A connection that ends by itself: a timeout alone would begin anew with every byte that comes."""
    host, port = parts.hostname or "", parts.port
    connection = (
        HTTPConnection(host, port, timeout=SECONDS)
        if parts.scheme == "http"
        else HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
    )
    # Its own way to a socket waits for a name server for as long as the system likes.
    connection._create_connection = _socket  # type: ignore[attr-defined]  # noqa: SLF001 - the class has no other way
    connection.connect()
    timer = Timer(SECONDS, _end, [connection.sock])
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _socket(address: tuple[str, int], timeout: float, *_from: object) -> socket.socket:
    return connected(*address, timeout)


def _end(connected_one: socket.socket) -> None:
    with suppress(OSError):
        connected_one.shutdown(socket.SHUT_RDWR)


def _content(answer: HTTPResponse, ends: float) -> bytes:
    content = answer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise NotFetched(f"the document has more than {LARGEST} bytes")
    if answer.length:
        raise NotFetched("the document is cut short")
    if time.monotonic() > ends:
        raise NotFetched(f"the document takes more than {SECONDS:.0f} seconds")
    return content


def _max_age(answer: HTTPResponse) -> float | None:
    found = _MAX_AGE.search(answer.headers.get("Cache-Control", ""))
    return float(found[1]) if found else None

"""Pieces of HTTP in any order, cut off anywhere: `creditrules serve` has nothing to log but how many it refused."""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from random import Random

import pytest
from tests.cli.wires import answered_at_once, connected, status_of, until_closed
from tests.handlers.listening import listening

from creditrules.auth import make_key
from creditrules.bootstrap import build_local

PIECES = (
    b"GET /health HTTP/1.1\r\n",
    b"HEAD / HTTP/1.1\r\n",
    b"POST /graphql HTTP/1.1\r\n",
    b"POST /graphql HTTP/1.0\r\n",
    b"GET http://x/health HTTP/1.1\r\n",
    b"GET //%2e%2e/\xc3\xa9 HTTP/1.1\r\n",
    b"CONNECT x:1 HTTP/1.1\r\n",
    b"OPTIONS * HTTP/1.1\r\n",
    b"Host: x\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: 999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Expect: 100-continue\r\n",
    b"Connection: close\r\n",
    b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
    b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n",
    b"X: " + b"a" * 5000 + b"\r\n",
    b"\r\n",
    b"\r\n\r\n",
    b"5\r\nabcde\r\n",
    b"0\r\n\r\n",
    b"0\r\nX: y\r\n\r\n",
    b"ffffffff\r\n",
    b"\0",
    b"\xff\xfe",
    b"hello",
    b'{"query":"{__typename}"}',
)
RESET = struct.pack("ii", 1, 0)
ROUNDS = 400


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with build_local(key=make_key(local=True)) as service, listening(service.asgi) as address:
        yield address


def test_whatever_comes_in_whatever_order_is_no_fault_of_ours(url: str, caplog: pytest.LogCaptureFixture) -> None:
    drawn = Random(1)  # noqa: S311 - no secret
    servers_own = logging.getLogger("uvicorn")  # which hands nothing on
    servers_own.addHandler(caplog.handler)
    try:
        for _ in range(ROUNDS):
            _annoy(url, drawn)
        answered_at_once(url)
    finally:
        servers_own.removeHandler(caplog.handler)
    assert [line for line in caplog.messages if "connections_refused" not in line] == []


def _annoy(url: str, drawn: Random) -> None:
    with connected(url) as wire, suppress(ConnectionError):
        wire.settimeout(0.01)
        for _ in range(drawn.randint(1, 4)):
            wire.sendall(b"".join(_piece(drawn) for _ in range(drawn.randint(1, 8))))
            if drawn.random() < 0.3:
                with suppress(TimeoutError):
                    wire.recv(4096)
        if drawn.random() < 0.3:
            wire.shutdown(socket.SHUT_WR)
        if drawn.random() < 0.5:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def _piece(drawn: Random) -> bytes:
    return drawn.choice(PIECES) if drawn.random() < 0.93 else drawn.randbytes(drawn.randint(1, 30))


def test_what_follows_a_request_without_a_body_is_refused_with_one(url: str) -> None:
    with connected(url) as wire:
        wire.sendall(b"HEAD /health HTTP/1.1\r\nHost: x\r\n\r\nhello\r\n\r\n")
        told = until_closed(wire)
    first, _, second = told.partition(b"HTTP/1.1 400 ")
    assert status_of(first) == 200
    assert b'"code":"BAD_HTTP"' in second

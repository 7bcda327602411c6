"""Sockets that send what they like, for tests of what a server takes."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, TypeVar

from tests.handlers.asking import Told, ask

Answer = TypeVar("Answer")
HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n"


def connected(url: str, receives: int | None = None) -> socket.socket:
    """receives: how small a buffer the system is to keep for what comes."""
    host, _, port = url.removeprefix("http://").partition(":")
    wire = socket.socket()
    if receives is not None:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
    wire.settimeout(20)
    wire.connect((host, int(port)))
    return wire


@contextmanager
def many(url: str, number: int, sent: bytes = b"") -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        wires = []
        for _ in range(number):
            wires.append(stack.enter_context(connected(url)))
            wires[-1].sendall(sent)
        yield wires


def until_closed(wire: socket.socket) -> bytes:
    """All that comes. A reset is as good an end as another."""
    parts = []
    with suppress(ConnectionError):
        while part := wire.recv(65536):
            parts.append(part)
    return b"".join(parts)


def first_answer(wire: socket.socket) -> bytes:
    """Headers and body of one answer that states its length."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = wire.recv(65536)
        assert part, got
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:])[b"content-length"])
    while len(body) < length:
        body += wire.recv(65536)
    return head + b"\r\n\r\n" + body


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def code_of(answer: bytes) -> str:
    body: Any = json.loads(answer.partition(b"\r\n\r\n")[2])
    return str(body["errors"][0]["extensions"]["code"])


def is_open(wire: socket.socket) -> bool:
    wire.settimeout(0.05)
    try:
        return wire.recv(1, socket.MSG_PEEK) != b""
    except TimeoutError:
        return True
    except ConnectionError:
        return False
    finally:
        wire.settimeout(20)


def answered_at_once(url: str) -> Told:
    """The answer to an honest client, who must not wait for others."""
    return within_a_second(lambda: _healthy(url))


def within_a_second(act: Callable[[], Answer]) -> Answer:
    """What comes within a second; a busy machine may need a second or third try for it."""
    for _ in range(3):
        begun = time.monotonic()
        answer = act()
        if time.monotonic() - begun < 1:
            return answer
    raise AssertionError


def _healthy(url: str) -> Told:
    told = ask(url, "GET", "/health")
    assert told.status == 200
    return told

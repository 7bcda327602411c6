"""Clients that keep `creditrules serve` waiting: each for so long only, and nobody else for them."""

from __future__ import annotations

import asyncio
import json
import logging
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.cli.serving import Served, serving
from tests.cli.wires import (
    HEAD,
    HEALTH,
    answered_at_once,
    code_of,
    connected,
    first_answer,
    is_open,
    many,
    status_of,
    until_closed,
    within_a_second,
)
from tests.handlers.listening import listening, listening_within

from creditrules.api import METRICS
from creditrules.auth import make_key
from creditrules.bootstrap import build_local
from creditrules.config import Limits, LocalSettings

QUICK = Limits(header_seconds=1, body_seconds=1, idle_seconds=2)
FEW = Limits(connections=20)
SLOW_BODY = HEAD + b"Content-Length: 100\r\n\r\n{"


@contextmanager
def _serving(limits: Limits) -> Iterator[str]:
    with build_local(key=make_key(local=True), settings=LocalSettings(limits)) as built, listening(built.asgi) as url:
        yield url


@pytest.fixture(scope="module")
def quick() -> Iterator[str]:
    """A service without much patience."""
    with _serving(QUICK) as url:
        yield url


@pytest.fixture(scope="module")
def few() -> Iterator[str]:
    """A service with room for few."""
    with _serving(FEW) as url:
        yield url


@pytest.mark.parametrize("sent", [b"G", HEALTH, HEALTH + b"X-A: ", SLOW_BODY, HEALTH + b"\r\n" + HEALTH])
def test_what_does_not_come_whole_in_time_is_told_so(quick: str, sent: bytes) -> None:
    begun = time.monotonic()
    with connected(quick) as wire:
        wire.sendall(sent)
        answer = until_closed(wire)
    assert 0.9 < time.monotonic() - begun < 4
    answer = answer[answer.rindex(b"HTTP/1.1") :]
    assert (status_of(answer), code_of(answer)) == (408, "REQUEST_TOO_SLOW")
    answered_at_once(quick)


@pytest.mark.parametrize("sent", [HEALTH + b"X-A: ", HEAD + b"Content-Length: 10000\r\n\r\n", SLOW_BODY[:-1]])
def test_a_byte_now_and_then_buys_no_time(quick: str, sent: bytes) -> None:
    with connected(quick) as wire:
        wire.sendall(sent)
        begun = time.monotonic()
        while not select.select([wire], [], [], 0.1)[0]:
            wire.sendall(b"1")
        assert time.monotonic() - begun < 4
        assert status_of(until_closed(wire)) == 408


def test_one_who_wants_no_body_is_told_so_without_one(quick: str) -> None:
    with connected(quick) as wire:
        wire.sendall(b"HEAD /health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
        answer = until_closed(wire)
    assert status_of(answer) == 408
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("sent", [b"", HEALTH + b"\r\n"])
def test_who_says_nothing_is_parted_with_without_a_word(quick: str, sent: bytes) -> None:
    with connected(quick) as wire:
        wire.sendall(sent)
        if sent:
            assert status_of(first_answer(wire)) == 200
        begun = time.monotonic()
        assert until_closed(wire) == b""
        assert time.monotonic() - begun < 4


def test_who_takes_a_large_answer_slowly_has_more_time_for_it() -> None:
    with listening_within(_large, Limits(body_seconds=1)) as url, connected(url, receives=4096) as wire:
        wire.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        time.sleep(3)
        assert len(until_closed(wire)) > LARGE


def test_who_never_takes_an_answer_is_cut_off_and_holds_nothing() -> None:
    asking = HEALTH + b"\r\n"
    with listening_within(_small, Limits(body_seconds=1)) as url, connected(url, receives=4096) as wire:
        begun = time.monotonic()
        with pytest.raises(ConnectionError):
            _ask_on(wire, asking, until=begun + 15)
        assert time.monotonic() - begun < 14


def _ask_on(wire: socket.socket, asking: bytes, until: float) -> None:
    while time.monotonic() < until:
        wire.sendall(asking)
        time.sleep(0.001)


@pytest.mark.parametrize("sent", [b"", HEALTH, SLOW_BODY, HEALTH + b"\r\n"])
def test_where_there_is_no_room_the_one_goes_that_waits_longest(few: str, sent: bytes) -> None:
    with many(few, FEW.connections, sent) as wires:
        time.sleep(0.1)
        answered_at_once(few)
        time.sleep(0.1)
        assert [is_open(wire) for wire in wires[1:]].count(False) == 0
        if sent in {HEALTH, SLOW_BODY}:
            assert status_of(until_closed(wires[0])) == 503
        elif not sent:
            assert not is_open(wires[0])


def test_who_has_just_come_is_not_the_first_to_go(few: str) -> None:
    with many(few, FEW.connections, HEALTH), connected(few) as honest, many(few, 5, HEALTH):
        honest.sendall(HEALTH + b"\r\n")
        assert status_of(first_answer(honest)) == 200


def test_where_all_are_being_answered_a_new_one_is_refused_told_when_to_come_back_and_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, METRICS.name)
    with listening_within(_never, Limits(connections=3)) as url, many(url, 3, HEALTH + b"\r\n") as wires:
        time.sleep(0.3)
        for _ in range(3):
            with connected(url) as late:
                late.sendall(HEALTH + b"\r\n")
                answer = until_closed(late)
            assert (status_of(answer), code_of(answer)) == (503, "TOO_BUSY")
            assert b"\r\nretry-after: 1\r\n" in answer.lower()
        assert all(map(is_open, wires))
    lines = [json.loads(line) for line in caplog.messages if "TOO_BUSY" in line]
    told = [line for line in lines if line.get("event") == "unavailable"]
    assert {(line["reason"], line["cause"]) for line in told} == {("OUTAGE", "connections")}
    assert sum(line.get("times", 1) for line in told) == sum(line.get("Unavailable", 0) for line in lines) == 3


def test_bodies_that_are_not_whole_hold_so_much_together_and_no_more() -> None:
    limits = Limits(connections=20, bytes_under_way=2_000_000)
    part = HEAD + b"Content-Length: 5000000\r\n\r\n" + b" " * 500_000
    with _serving(limits) as url, many(url, 10, part) as wires:
        time.sleep(0.5)
        hanging = [wire for wire in wires if not select.select([wire], [], [], 0)[0]]
        assert 1 <= len(hanging) <= 4
        answered_at_once(url)


def test_who_was_refused_is_counted_in_one_line_of_the_log(quick: str, caplog: pytest.LogCaptureFixture) -> None:
    with listening_within(_small, QUICK) as url, caplog.at_level(logging.WARNING):
        for _ in range(5):
            with connected(url) as wire:
                wire.sendall(b"garbage\r\n\r\n")
                assert status_of(until_closed(wire)) == 400
        time.sleep(0.6)
    assert 1 <= sum("connections_refused" in line for line in caplog.messages) <= 2
    assert not [line for line in caplog.messages if "connections_refused" not in line and "400" in line]


@pytest.mark.parametrize("sent", [b"", HEALTH + b"X-A: b\r\n", SLOW_BODY, HEALTH + b"\r\n"])
def test_while_hundreds_hang_an_honest_client_is_answered_within_a_second(hanging: Served, sent: bytes) -> None:
    before = _files(hanging)
    with many(hanging.url, 500, sent):
        answered_at_once(hanging.url)
        answer = within_a_second(lambda: hanging.ask("{ products { totalCount } }"))
        assert answer["data"]["products"]["totalCount"] == 0
        assert _files(hanging) >= before + 500
    time.sleep(0.5)
    assert _files(hanging) <= before + 10


def test_thousands_that_come_and_stay_keep_nobody_out(hanging: Served) -> None:
    with many(hanging.url, 1_500, HEALTH + b"\r\n") as wires:
        assert status_of(first_answer(wires[-1])) == 200
        answered_at_once(hanging.url)
        assert hanging.ask("{ products { totalCount } }")["data"]["products"]["totalCount"] == 0
        assert _files(hanging) < Limits().connections + 200


@pytest.fixture(scope="module")
def hanging(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[Served]:
    """The service as a process, for clients that hang on to it."""
    import resource  # noqa: PLC0415

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    with serving(tmp_path_factory.mktemp("hanging"), environment, "--memory", "--empty") as service:
        yield service


def _files(service: Served) -> int:
    return len(list((Path("/proc") / str(service.process.pid) / "fd").iterdir()))


LARGE = 8_000_000


async def _large(_scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await _answer(send, bytes(LARGE))


async def _small(_scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await _answer(send, bytes(20_000))


async def _never(_scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await asyncio.sleep(60)


async def _answer(send: Any, body: bytes) -> None:
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]}
    )
    await send({"type": "http.response.body", "body": body})

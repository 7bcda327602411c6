"""Callers take turns: nobody waits for all that another has asked."""

from __future__ import annotations

import asyncio
import time
from typing import cast

import httpx
import pytest

from creditrules.api import Application, AsgiApp, Request, Response
from creditrules.api.http.turns import Turns
from creditrules.config import Limits


class Work:
    """What is under way, and in which order it began."""

    def __init__(self, threads: int) -> None:
        self.turns = Turns(threads)
        self.begun: list[str] = []
        self.at_once: dict[str, int] = {}
        self.most: dict[str, int] = {}

    async def ask(self, caller: str, seconds: float = 0.001) -> None:
        async with self.turns.of(caller):
            self.begun.append(caller)
            self.at_once[caller] = self.at_once.get(caller, 0) + 1
            self.most[caller] = max(self.most.get(caller, 0), self.at_once[caller])
            await asyncio.sleep(seconds)
            self.at_once[caller] -= 1


@pytest.mark.parametrize("threads", [1, 2, 6, 7])
def test_nobody_has_more_than_half_of_the_threads_and_all_come_to_their_turn(threads: int) -> None:
    async def run() -> Work:
        work = Work(threads)
        await asyncio.gather(*(work.ask(caller) for caller in "a" * 40 + "b" * 5 + "c"))
        return work

    work = asyncio.run(run())
    assert sorted(work.begun) == sorted("a" * 40 + "b" * 5 + "c")
    assert max(work.most.values()) <= max(1, threads // 2)


def test_who_comes_last_with_little_is_not_behind_all_of_who_came_first_with_much() -> None:
    async def run() -> list[str]:
        work = Work(2)
        much = [asyncio.create_task(work.ask("a")) for _ in range(50)]
        other = [asyncio.create_task(work.ask("b")) for _ in range(50)]
        await asyncio.sleep(0)
        await asyncio.gather(work.ask("c"), *much, *other)
        return work.begun

    assert asyncio.run(run()).index("c") < 6


def test_who_goes_away_while_waiting_takes_no_turn_and_keeps_none() -> None:
    async def run() -> list[str]:
        work = Work(1)
        first = asyncio.create_task(work.ask("a", 0.01))
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(work.ask(caller)) for caller in "bcb"]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.gather(first, *waiting, return_exceptions=True)
        again = [asyncio.create_task(work.ask("d", 0.01)), asyncio.create_task(work.ask("e"))]
        await asyncio.sleep(0.005)
        again[0].cancel()
        await asyncio.gather(*again, return_exceptions=True)
        return work.begun

    assert asyncio.run(run()) == ["a", "b", "c", "d", "e"]


def test_who_goes_away_just_as_its_turn_comes_hands_it_on() -> None:
    async def run() -> list[str]:
        work = Work(1)
        async with work.turns.of("a"):
            next_one, last = asyncio.create_task(work.ask("b")), asyncio.create_task(work.ask("c"))
            await asyncio.sleep(0)
        next_one.cancel()
        await asyncio.gather(next_one, last, return_exceptions=True)
        return work.begun

    assert asyncio.run(run()) == ["c"]


class Slow:
    """An application that takes a while for everything."""

    limits = Limits()

    def handle(self, _request: Request) -> Response:
        time.sleep(0.1)
        return Response(200)


def test_who_reads_public_pages_is_one_caller_whatever_it_calls_itself() -> None:
    async def run() -> tuple[float, float]:
        transport = httpx.ASGITransport(AsgiApp(cast("Application", Slow()), threads=True))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", timeout=30) as client:

            async def ask(path: str, caller: str) -> float:
                begun = time.monotonic()
                assert (await client.get(path, headers={"authorization": caller})).status_code == 200
                return time.monotonic() - begun

            crowd = asyncio.gather(*(ask("/disclosure/acme/loan", f"reader {number}") for number in range(100)))
            await asyncio.sleep(0.05)
            partner = await ask("/graphql", "partner")
            return partner, max(await crowd)

    partner, longest = asyncio.run(run())
    assert partner < longest / 3


def test_over_http_a_caller_is_answered_while_another_keeps_all_threads_busy() -> None:
    async def run() -> tuple[float, float]:
        transport = httpx.ASGITransport(AsgiApp(cast("Application", Slow()), threads=True))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", timeout=30) as client:

            async def ask(caller: str) -> float:
                begun = time.monotonic()
                assert (await client.get("/health", headers={"authorization": caller})).status_code == 200
                return time.monotonic() - begun

            much = asyncio.gather(*(ask("much") for _ in range(100)))
            await asyncio.sleep(0.05)
            little = await ask("little")
            return little, max(await much)

    little, longest = asyncio.run(run())
    assert little < longest / 3

"""Clients on connections that are kept: in a closed loop, or by a timetable whatever the answers take."""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from threading import Lock, Thread
from typing import Any

from loading.mix import Call, Mix

__all__ = ["Connection", "Observed", "closed_loop", "open_loop"]

KEPT = 3.0
"""Seconds of silence after which a client does not trust a kept connection any more; servers close theirs later."""
TIMEOUT = 60.0


class Connection:
    """One client's connection to the service."""

    def __init__(self, host: str, port: int) -> None:
        self._kept = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        self._last = 0.0

    def ask(self, bearer: str, body: bytes) -> tuple[int, Any]:
        """The status and the answer. Raises OSError and HTTPException, for a broken connection among others."""
        if time.perf_counter() - self._last > KEPT:
            self._kept.close()
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        try:
            self._kept.request("POST", "/graphql", body, headers)
            response = self._kept.getresponse()
            text = response.read()
        except BaseException:
            self._kept.close()
            raise
        self._last = time.perf_counter()
        return response.status, json.loads(text)

    def close(self) -> None:
        """Part."""
        self._kept.close()


@dataclass(slots=True)
class Observed:
    """What clients saw: seconds of every answered request by kind, and faults by what they were."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    lasted: float = 0.0

    def add(self, other: Observed) -> None:
        """Take in what another saw in the same time."""
        for kind, seconds in other.seconds.items():
            self.seconds.setdefault(kind, []).extend(seconds)
        self.faults.update(other.faults)

    def send(self, connection: Connection, call: Call, begun: float) -> None:
        """Send a request and keep what came of it, and how long after `begun`."""
        fault = _fault(connection, call)
        if fault is not None:
            self.faults[f"{call.kind}: {fault}"] += 1
        self.seconds.setdefault(call.kind, []).append(time.perf_counter() - begun)

    @property
    def requests(self) -> int:
        """How many were sent."""
        return sum(map(len, self.seconds.values()))


def _fault(connection: Connection, call: Call) -> str | None:
    try:
        status, answer = connection.ask(call.caller.bearer, call.body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return type(error).__name__
    codes = {error.get("extensions", {}).get("code", "?") for error in answer.get("errors", ())}
    if status != 200 or codes:
        return f"HTTP {status} {' '.join(sorted(codes))}".rstrip()
    return call.check(answer["data"])


def closed_loop(address: tuple[str, int], mix: Mix, clients: int, seconds: float, least: int = 0) -> Observed:
    """Each client sends the next request once it has the answer to the one before.

    least: so many each, however long they take.
    """
    end = time.perf_counter() + seconds

    def client(number: int, seen: Observed) -> None:
        drawn, connection = Random(f"closed {number}"), Connection(*address)
        while (begun := time.perf_counter()) < end or seen.requests < least:
            seen.send(connection, mix.next(drawn), begun)
        connection.close()

    return _together(clients, client)


def open_loop(address: tuple[str, int], mix: Mix, rate: float, seconds: float, clients: int = 64) -> Observed:
    """Requests at random moments, `rate` of them a second on average, whatever the answers take.

    Latency counts from the moment for which a request was meant: where all clients wait, those that they keep waiting
    are not left out.
    """
    timetable, lock, start = Random("open"), Lock(), time.perf_counter()
    due = start

    def meant() -> float:
        nonlocal due
        with lock:
            due += timetable.expovariate(rate)
            return due

    def client(number: int, seen: Observed) -> None:
        drawn, connection = Random(f"open {number}"), Connection(*address)
        while (moment := meant()) < start + seconds:
            call = mix.next(drawn)
            time.sleep(max(0.0, moment - time.perf_counter()))
            seen.send(connection, call, moment)
        connection.close()

    return _together(clients, client)


def _together(clients: int, client: Callable[[int, Observed], None]) -> Observed:
    """What all clients saw, each on a thread of its own."""
    each = [Observed() for _ in range(clients)]
    threads = [Thread(target=client, args=(number, seen)) for number, seen in enumerate(each)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = Observed(lasted=time.perf_counter() - begun)
    for seen in each:
        total.add(seen)
    return total

"""`creditrules serve` as a process of its own on a folder, its callers, and what the system says of it meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from creditrules.auth import Role
from creditrules.cli.demo.lender import demo_lender
from creditrules.cli.local.key import keep_local_key
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.clock import utc_now
from loading.clients import Connection
from loading.mix import Caller, Documents

__all__ = ["Moment", "Service", "callers", "serving", "watching"]

EVERY = 0.5
TICKS = os.sysconf("SC_CLK_TCK")
ALLOWANCE = {"cost": 20_000_000, "costPerSecond": 250_000, "variations": 600}
"""What each partner may ask, in its lender's settings: ten times as much as usual, which is the most."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs."""

    process: subprocess.Popen[str]
    address: tuple[str, int]
    tenant: str
    tokens: LocalTokens
    log: Path


@contextmanager
def serving(
    folder: Path, options: Sequence[str], command: Sequence[str] = ("-m", "creditrules"), more: Mapping[str, str] = {}
) -> Iterator[Service]:
    """Serve a folder; at the end the process is gone. command: what Python runs. more: of its environment."""
    log = folder.parent / f"{folder.name}.log"
    arguments = [sys.executable, *command, "serve", "--data", str(folder), "--port", "0", "--quiet", *options]
    with (
        log.open("w") as errors,
        subprocess.Popen(  # noqa: S603 - our own
            arguments, stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ, **more}
        ) as process,
    ):
        try:
            address = _address(process, log)
            tenant = demo_lender().tenant
            tokens = LocalTokens(keep_local_key(folder / "signing-key.pem"), tenant)
            yield Service(process, address, tenant, tokens, log)
            process.send_signal(signal.SIGINT)
            process.wait(60)
        finally:
            process.kill()


def _address(process: subprocess.Popen[str], log: Path) -> tuple[str, int]:
    for line in process.stdout or ():
        if "running at http://" in line:
            host, _, port = line.partition("http://")[2].split()[0].partition(":")
            return host, int(port)
    message = f"The service did not start: {log.read_text()}"
    raise SystemExit(message)


def callers(service: Service, documents: Documents, how_many: int) -> list[Caller]:
    """Partners, every second one with an API key, with budgets that a bench can live on."""
    names = [f"partner-{number}" for number in range(how_many)]
    chief, connection = service.tokens.issue(IN_CHARGE, "chief"), Connection(*service.address)
    allowed = {"throttling": {**ALLOWANCE, "partners": dict.fromkeys(names, ALLOWANCE)}}
    _ask(connection, chief, documents.body("admin/set-settings", {"input": _settings(allowed)}), "setSettings")
    found = []
    for number, name in enumerate(names):
        by_key = number % 2 == 1
        if by_key:
            wanted = {
                "partner": name,
                "expiresAt": (utc_now() + timedelta(days=1)).isoformat(),
                "idempotencyKey": name,
                "purposes": ["ASK", "DECIDE"],
            }
            body = documents.body("admin/create-api-key", {"input": wanted})
            bearer = _ask(connection, chief, body, "createApiKey")["secret"]
        else:
            bearer = service.tokens.issue(Role.PARTNER, name)
        found.append(Caller(name, bearer, by_key))
    connection.close()
    return found


def _settings(content: Mapping[str, object]) -> dict[str, object]:
    statement = {
        "basis": {"category": "PRODUCT", "citation": "A bench"},
        "comment": "Budgets for a bench.",
        "notice": [{"language": "en", "text": "Partners may ask more."}],
    }
    return {"content": json.dumps(content), "statement": statement}


def _ask(connection: Connection, bearer: str, body: bytes, name: str) -> dict[str, object]:
    status, answer = connection.ask(bearer, body)
    assert status == 200, answer
    assert "errors" not in answer, answer
    assert not answer["data"][name]["userErrors"], answer
    return dict(answer["data"][name])


@dataclass(frozen=True, slots=True)
class Moment:
    """What the system says of a process: seconds since it is watched, CPU seconds, megabytes, and counts."""

    at: float
    cpu: float
    resident: float
    descriptors: int
    threads: int


@contextmanager
def watching(pid: int) -> Iterator[list[Moment]]:
    """Moments of a process, twice a second until the end."""
    seen, ended, begun = [_moment(pid, 0.0)], Event(), time.perf_counter()

    def look() -> None:
        while not ended.wait(EVERY):
            with suppress(OSError):
                seen.append(_moment(pid, time.perf_counter() - begun))

    thread = Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()
        with suppress(OSError):
            seen.append(_moment(pid, time.perf_counter() - begun))


def _moment(pid: int, at: float) -> Moment:
    place = Path("/proc") / str(pid)
    words = (place / "stat").read_text().rpartition(")")[2].split()
    pages = int((place / "statm").read_text().split()[1])
    return Moment(
        at,
        (int(words[11]) + int(words[12])) / TICKS,
        pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        len(list((place / "fd").iterdir())),
        int(words[17]),
    )

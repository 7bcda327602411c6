"""A service started as a process, as its users start it, for tests."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.warm import commands, data


@dataclass(frozen=True)
class Served:
    url: str
    lines: list[str]
    folder: Path
    process: commands.Command

    @property
    def tokens(self) -> list[str]:
        return [line for line in self.lines if line.startswith("ey")]

    @property
    def partner(self) -> str:
        return self.tokens[0]

    @property
    def administrator(self) -> str:
        return self.tokens[1]

    @property
    def curl(self) -> str:
        return self.lines[-1]

    def ask(self, query: str, variables: dict[str, Any] | None = None, token: str | None = None) -> Any:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.partner}"}
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        with urlopen(Request(f"{self.url}/graphql", body, headers), timeout=30) as answer:
            return json.load(answer)

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(20)


def start(folder: Path, environment: dict[str, str], *options: str) -> commands.Command:
    return commands.start(["serve", "--port", "0", *options], cwd=folder, env=environment)


def greeted(folder: Path, process: commands.Command, last: str = "curl") -> Served:
    """The service once it has greeted."""
    lines = []
    for line in process.stdout or ():
        lines.append(line.rstrip("\n"))
        if line.startswith(last):
            break
    assert lines, process.stderr.read() if process.stderr else ""
    url = next(word for word in lines[1].split() if word.startswith("http://"))
    return Served(url, lines, folder, process)


@contextmanager
def serving_again(folder: Path, environment: dict[str, str], *options: str) -> Iterator[Served]:
    """Serve in a folder that has the demo lender's data already."""
    data.put(folder / ".creditrules")
    with serving(folder, environment, *options) as service:
        yield service


@contextmanager
def serving(folder: Path, environment: dict[str, str], *options: str, last: str = "curl") -> Iterator[Served]:
    """Serve in a folder; at the end the process is gone, however it went."""
    with start(folder, environment, *options) as process:
        try:
            yield greeted(folder, process, last)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()

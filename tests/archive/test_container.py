"""What infra/Containerfile runs, without a container: its command over the archive and the server that it pins."""

from __future__ import annotations

import json
import os
import platform
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from infra.archive.contents import PLATFORMS
from infra.archive.pythons import find_python
from infra.archive.wheels import fetch_wheels, unpack_wheel
from init_lender import deployed  # type: ignore[import-not-found]
from tests.archive.unpacked import ROOT, Unpacked

CONTAINERFILE = (ROOT / "infra" / "Containerfile").read_text("utf-8")
COMMAND = json.loads(CONTAINERFILE.rpartition("CMD ")[2])


def free_port() -> int:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server of HTTP, as it is pinned, in a folder of its own."""
    [ours] = (each for each in PLATFORMS if each.machine == platform.machine())
    folder = tmp_path_factory.mktemp("server")
    for wheel in fetch_wheels(ROOT / "constraints-container.txt", ours, find_python()):
        unpack_wheel(wheel, folder)
    return folder


@contextmanager
def running(unpacked: Unpacked, server: Path, environment: dict[str, str]) -> Iterator[str]:
    port = str(free_port())
    [path] = re.findall(r"PYTHONPATH=(\S+)", CONTAINERFILE)
    given = path.replace("/var/task", str(unpacked.folder)).replace("/opt/server", str(server))
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": given, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    asked = [{"0.0.0.0": "127.0.0.1", "8000": port}.get(each, each) for each in COMMAND[1:]]  # noqa: S104 - a container
    process = subprocess.Popen([str(find_python()), "-s", "-S", *asked], env=env, cwd=unpacked.folder)
    try:
        for _ in range(300):
            with closing(socket.socket()) as probe:
                if process.poll() is None and probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(30) in {0, -15}


def ask(url: str, event: dict[str, Any]) -> Any:
    headers = {
        name: value for name, value in event["headers"].items() if name.lower() in {"authorization", "content-type"}
    }
    try:
        with urlopen(Request(url + "/graphql", event["body"].encode(), headers), timeout=60) as answer:
            return json.load(answer)
    except HTTPError as refused:
        return json.load(refused)


def test_a_partner_is_answered_over_http_by_what_the_archive_holds(unpacked: Unpacked, server: Path) -> None:
    before = unpacked.files()
    with deployed() as service, running(unpacked, server, service.environment) as url:
        with urlopen(url + "/health", timeout=60) as health:
            assert json.load(health) == {"status": "ok"}
        answered = ask(url, service.event)
        refused = ask(url, {**service.event, "body": json.dumps({"query": "{ __typename }"})})
    assert "errors" not in answered
    assert [each["outcome"] for each in answered["data"]["eligibility"]["decisions"]]
    assert refused["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
    assert unpacked.files() == before


def test_the_container_is_made_of_what_is_built_and_pinned_and_is_nobody_of_importance() -> None:
    copied = re.findall(r"^COPY (?!--)(\S+)", CONTAINERFILE, re.MULTILINE)
    assert copied == ["build/package", "constraints-container.txt"]
    assert {line.split()[1] for line in CONTAINERFILE.splitlines() if line.startswith("FROM")} == {
        "python:3.13-slim-trixie"
    }
    assert "--require-hashes" in CONTAINERFILE
    assert re.search(r"^USER [1-9]", CONTAINERFILE, re.MULTILINE)

"""A function in Lambda's own runtime interface: AWS's emulator of it and AWS's client for Python.

Both lie in the folder RUNTIME, where .ci/runtime.sh has built them. The Python is that of the archives, and has no
packages of its own: what a function imports comes from its folder or it is not there.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from infra.archive.pythons import find_python

__all__ = ["Function", "emulated"]


@dataclass(frozen=True)
class Function:
    """It starts with its first invocation, as the emulator has it. log: what the runtime and the function say."""

    address: str
    log: Path

    def invoke(self, event: Any) -> Any:
        """What it answers, or what the runtime says of a fault."""
        address = f"{self.address}/2015-03-31/functions/function/invocations"
        asked = Request(address, json.dumps(event).encode())  # noqa: S310 - this machine's
        try:
            with urlopen(asked, timeout=60) as answer:  # noqa: S310 - the same
                return json.load(answer)
        except HTTPError as fault:
            return json.load(fault)


@contextmanager
def emulated(folder: Path, handler: str, environment: Mapping[str, str]) -> Iterator[Function]:
    """A function whose archive is unpacked in a folder. handler: as serverless.yml names it."""
    runtime = Path(os.environ["RUNTIME"])
    port, api = _free_port(), _free_port()
    command = [str(runtime / "aws-lambda-rie"), "--log-level", "info"]
    command += [
        "--runtime-interface-emulator-address",
        f"127.0.0.1:{port}",
        "--runtime-api-address",
        f"127.0.0.1:{api}",
    ]
    command += [str(find_python()), "-s", "-S", "-m", "awslambdaric", handler]
    told = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(folder), str(runtime / "python")]),
        "LAMBDA_TASK_ROOT": str(folder),
        "_HANDLER": handler,
        "AWS_REGION": "eu-central-1",
        "AWS_LAMBDA_FUNCTION_NAME": "function",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "29",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        **environment,
    }
    with tempfile.TemporaryDirectory() as kept:
        log = Path(kept) / "log"
        with log.open("wb") as file:
            process = subprocess.Popen(command, cwd=folder, env=told, stdout=file, stderr=file)  # noqa: S603 - built here
        try:
            _wait(port, process, log)
            yield Function(f"http://127.0.0.1:{port}", log)
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the emulator listens, which is before it starts the function."""
    for _ in range(200):
        with closing(socket.socket()) as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise URLError(f"the emulator does not listen: {log.read_text('utf-8', 'replace')}")


def _free_port() -> int:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port

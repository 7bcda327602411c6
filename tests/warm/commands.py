"""`creditrules …` as a process of its own that starts at once: forked from one that has imported all commands.

Importing is nine tenths of a short command, and the same each time. That each command imports what it needs is what the
test of their help is for; and those of packaging and of the README have processes that start from nothing.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

import creditrules

__all__ = ["Command", "run", "run_raw", "shim", "start"]

Ended = subprocess.CompletedProcess
HERE = Path(__file__).parent


class Command:
    """A command that runs, with the handles of `subprocess.Popen`.

    streams: its input, output and errors. ours: whether our own modules were imported for it beforehand, not only
    those of others; without, it imports them itself.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        cwd: Path,
        env: Mapping[str, str],
        streams: tuple[int, int, int],
        *,
        ours: bool = True,
    ) -> None:
        asked = {"arguments": arguments, "folder": str(cwd), "environment": dict(env)}
        self._door = socket.socket(socket.AF_UNIX)
        self._door.connect(str(_door(ours=ours)))
        socket.send_fds(self._door, [json.dumps(asked).encode()], streams)
        self._told = b""
        pid = self._line(None)
        assert pid is not None
        self.pid = pid
        self.returncode: int | None = None
        self.stdout: TextIO | None = None
        self.stderr: TextIO | None = None

    def _line(self, timeout: float | None) -> int | None:
        while b"\n" not in self._told:
            if not select.select([self._door], [], [], timeout)[0]:
                return None
            told = self._door.recv(100)
            assert told, "the process that forks is there"
            self._told += told
        line, _, self._told = self._told.partition(b"\n")
        return int(line)

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._line(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            self.returncode = self._line(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("creditrules", timeout or 0)
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self.wait()
        self._door.close()


def start(arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Command:
    """Start a command whose output can be read as it comes."""
    out, out_end = os.pipe()
    err, err_end = os.pipe()
    with Path(os.devnull).open() as nothing:
        command = Command(arguments, cwd, env, (nothing.fileno(), out_end, err_end))
    os.close(out_end)
    os.close(err_end)
    command.stdout, command.stderr = (os.fdopen(stream, encoding="utf-8") for stream in (out, err))
    return command


def run(arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], ours: bool = True) -> Ended[str]:
    """Run a command to its end. ours: as `Command` says."""
    done = run_raw(arguments, cwd=cwd, env=env, ours=ours)
    texts = (stream.decode().replace("\r\n", "\n") for stream in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(arguments, done.returncode, *texts)


def run_raw(
    arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], ours: bool = True, timeout: float = 120
) -> Ended[bytes]:
    """The same with the bytes that were written."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, Path(os.devnull).open() as nothing:
        streams = (nothing.fileno(), out.fileno(), err.fileno())
        with Command(arguments, cwd, env, streams, ours=ours) as command:
            try:
                status = command.wait(timeout)
            except subprocess.TimeoutExpired:
                command.kill()
                raise
        for stream in (out, err):
            stream.seek(0)
        return subprocess.CompletedProcess(arguments, status, out.read(), err.read())


def shim(path: Path) -> None:
    """Write a file that is the command for shells."""
    path.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -I -S "{HERE / "shell.py"}" "{_door(ours=True)}" "$@"\n', "utf-8"
    )
    path.chmod(0o755)


@cache
def _door(*, ours: bool) -> Path:
    """The socket of the process that forks; it is started with the first command and ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="creditrules-"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CREDITRULES_")}
    parent = subprocess.Popen(
        [sys.executable, HERE / "server.py", folder / "door", *(["ours"] if ours else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        env={**kept, "PYTHONPATH": str(Path(creditrules.__file__).parents[1])},
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"ready\n"

    def end() -> None:
        parent.communicate()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return folder / "door"

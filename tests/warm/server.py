"""A process that forks for each command: `python server.py SOCKET [ours]`, until its input ends.

It has imported the libraries that commands need; with `ours`, all commands too.

A connection is a command: it brings arguments, folder, environment and the three standard streams, is answered with the
process's id, and with its status once that has ended. What is forked runs `python -m creditrules` as the interpreter
would, to its end: exit status, what is told of an exception, functions at exit, streams written out.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module

LIBRARIES = (
    *("cryptography.hazmat.primitives.serialization", "graphql", "jwt", "openpyxl", "pydantic", "rich.progress"),
    *("rich.table", "strawberry.schema", "typer.rich_utils", "uvicorn", "yaml"),
)
SERVICE = (
    *("creditrules.api.fields.mutations", "creditrules.api.fields.queries", "creditrules.api.schema.image.loading"),
    *("creditrules.api.types.links", "creditrules.bootstrap.local", "creditrules.eligibility.reached"),
)
"""What commands load that serve, or that ask a service within themselves."""
LARGEST = 1 << 20


def warm(*, ours: bool) -> None:
    for name in LIBRARIES:
        import_module(name)
    if ours:
        package = import_module("creditrules.cli")
        entered = package.main
        for place in import_module("creditrules.cli.main")._COMMANDS.values():  # noqa: SLF001 - what it is called with
            import_module(place.partition(":")[0])
        for name in SERVICE:
            import_module(name)
        package.__dict__["main"] = entered  # a module of that name took its place
    gc.collect()
    gc.freeze()


def serve(listener: socket.socket) -> None:
    """Fork for every connection. Returns in the parent when the input ends; in a child it never returns."""
    woken, wakes = socket.socketpair()
    for end in (woken, wakes):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.set_wakeup_fd(wakes.fileno())
    running: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([listener, woken, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        if woken in ready:
            woken.recv(4096)
            reap(running)
        if listener in ready:
            asked = listener.accept()[0]
            text, streams, _, _ = socket.recv_fds(asked, LARGEST, 3)
            child = os.fork()
            if child == 0:
                signal.set_wakeup_fd(-1)
                for kept in (listener, woken, wakes, asked, *running.values()):
                    kept.close()
                become(json.loads(text), streams)
            for stream in streams:
                os.close(stream)
            running[child] = asked
            tell(asked, child)


def reap(running: dict[int, socket.socket]) -> None:
    while running:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        with running.pop(child) as asked:
            tell(asked, os.waitstatus_to_exitcode(status))


def tell(asked: socket.socket, number: int) -> None:
    with suppress(OSError):  # who asked may be gone
        asked.sendall(f"{number}\n".encode())


def become(asked: dict[str, object], streams: list[int]) -> None:
    """Be the command, and end as it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding=old.encoding, errors=old.errors, buffering=buffering, closefd=False)  # noqa: SIM115
        for number, mode, old, buffering in ((0, "r", sys.stdin, -1), (1, "w", sys.stdout, -1), (2, "w", sys.stderr, 1))
    )
    os.chdir(str(asked["folder"]))
    os.environ.clear()
    os.environ.update(asked["environment"])  # type: ignore[call-overload]
    time.tzset()
    sys.argv = ["creditrules", *asked["arguments"]]  # type: ignore[misc]
    status = run()
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


def run() -> int:
    try:
        status = whole_run()
    except KeyboardInterrupt:
        sys.excepthook(*sys.exc_info())
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        raise
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - as the interpreter does
    atexit._run_exitfuncs()  # noqa: SLF001 - the same
    return status


def whole_run() -> int:
    try:
        runpy.run_module("creditrules", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return (ended.code or 0) & 0xFF
        sys.stderr.write(f"{ended.code}\n")
        return 1
    except Exception:  # noqa: BLE001 - as the interpreter does
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX) as door:
        warm(ours="ours" in sys.argv[2:])
        door.bind(sys.argv[1])
        door.listen(64)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        serve(door)

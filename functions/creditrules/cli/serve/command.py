"""`creditrules serve`: the whole service on this machine, with the demo lender loaded."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from types import FrameType
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from creditrules.auth import Role
from creditrules.bootstrap import LocalService, build_local
from creditrules.cli.demo.lender import Lender, Recording, SetClock, demo_lender, publish_recordings
from creditrules.cli.local.key import BadKeyError, keep_local_key
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.screen import command_app, give_up, notes
from creditrules.cli.serve.first_question import curl_line, first_page
from creditrules.cli.service.client import NoAnswerError
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import NotPublishedError
from creditrules.clock import utc_now

__all__ = ["app"]

_HOST = "127.0.0.1"
_WEEK = timedelta(days=7)

app = command_app()


@app.command()
def serve(
    *,
    port: Annotated[int, typer.Option(envvar="PORT", min=0, max=65535, help="0 takes any that is free.")] = 8000,
    empty: Annotated[bool, typer.Option("--empty", help="Start without the demo lender.")] = False,
) -> None:
    """Run the service on 127.0.0.1 until Ctrl-C, on an embedded database, with the demo lender loaded.

    Prints the address, a partner's and an administrator's token, and a
    first query to paste. A browser at the same address gets GraphiQL. What
    is published lives as long as the process; the signing key is kept in
    .creditrules/, so that tokens stay good across restarts and
    `creditrules token` can make more.

    [bold]Examples[/bold]

      creditrules serve
      PORT=8080 creditrules serve
    """
    try:
        key = keep_local_key()
    except BadKeyError as problem:
        give_up(str(problem))
    lender, clock = demo_lender(), SetClock()
    tokens = LocalTokens(key, lender.tenant)
    partner = tokens.issue(Role.PARTNER, "demo-partner", _WEEK)
    page = first_page(partner, utc_now().date())
    with _listening(port) as listener, build_local(key=key, clock=clock, page=page) as service:
        if not empty:
            _load(service, lender, clock, tokens)
        clock.moment = None
        listener.listen()
        # uvicorn raises Ctrl-C again once it has stopped; for a service that is the ordinary end.
        with suppress(KeyboardInterrupt):
            administrator = tokens.issue(IN_CHARGE, lender.author, _WEEK)
            _greet(f"http://{_HOST}:{listener.getsockname()[1]}", partner, administrator)
            _run(service, listener)
    notes().print("Stopped.")


def _listening(port: int) -> socket.socket:
    """A socket that is ours before anything else is started, so that a port in use is told at once."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        hint = f"Choose another one: PORT={port + 1 if port < 65535 else 8000} make serve"  # noqa: PLR2004 - the last port
        give_up(f"The port {port} cannot be used: {error.strerror}.", hint)
    return listener


def _load(service: LocalService, lender: Lender, clock: SetClock, tokens: LocalTokens) -> None:
    administrator = in_process(service.application, tokens.issue(IN_CHARGE, lender.author))
    recordings = (*lender.published, *lender.story)
    try:
        publish_recordings(administrator, clock, recordings, _progress)
    except (NoAnswerError, NotPublishedError) as problem:
        give_up(f"The demo lender could not be loaded: {problem}")


def _progress(recordings: Sequence[Recording]) -> Iterator[Recording]:
    console = notes()
    if not console.is_terminal:
        console.print(f"Loading the demo lender: {len(recordings)} versions of rules and products …")
        yield from recordings
        return
    with Progress(
        TextColumn("Loading the demo lender"),
        BarColumn(),
        TextColumn("{task.fields[file]}"),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("load", total=len(recordings), file="")
        for recording in recordings:
            progress.update(task, file=recording.file.removesuffix(".yaml"))
            yield recording
            progress.advance(task)


def _greet(url: str, partner: str, administrator: str) -> None:
    """Lines are not wrapped, so that they can be pasted."""
    lines = (
        f"creditrules is running at {url} (GraphiQL in a browser, GraphQL at {url}/graphql). Ctrl-C stops it.",
        f"Partner token (may ask):\n{partner}",
        f"Administrator token (may also publish):\n{administrator}",
        f"A first query, to paste into another terminal:\n{curl_line(url, partner, utc_now().date())}",
    )
    console = Console(highlight=False)
    for line in lines:
        console.print(f"\n{line}", soft_wrap=True, markup=False)
    console.file.flush()


def _run(service: LocalService, listener: socket.socket) -> None:
    config = uvicorn.Config(
        service.asgi, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1
    )
    # What is loaded by now lives to the end; the collector would walk through it once more after Ctrl-C.
    gc.freeze()
    _Server(config).run(sockets=[listener])


class _Server(uvicorn.Server):
    """From Ctrl-C on, a request that is cut off is no error to report."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)

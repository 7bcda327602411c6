"""`creditrules serve`: the whole service on this machine, on a folder that lasts or in memory."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from creditrules.api import METRICS, AsgiApp, Graphiql
from creditrules.auth import Role, SigningKey
from creditrules.bootstrap import LocalService, build_local
from creditrules.cli.demo.lender import Lender, Recording, SetClock, demo_lender, publish_recordings
from creditrules.cli.local.data import DataFolder, DataInUseError
from creditrules.cli.local.key import BadKeyError, keep_local_key
from creditrules.cli.local.place import DATA, SIGNING_KEY, DataOption
from creditrules.cli.local.tokens import IN_CHARGE, LocalTokens
from creditrules.cli.scenarios.staging import LateAnswers
from creditrules.cli.screen import command_app, give_up, notes
from creditrules.cli.serve.differences import differences
from creditrules.cli.serve.feed_worker import running_feed
from creditrules.cli.serve.first_question import curl_line, first_page
from creditrules.cli.serve.scenario import greeting, playing
from creditrules.cli.serve.sockets import make_server
from creditrules.cli.service.client import NoAnswerError
from creditrules.cli.service.in_process import in_process
from creditrules.cli.service.publishing import NotPublishedError
from creditrules.clock import utc_now
from creditrules.config import DEFAULT_APPROVALS, BadSettings, LocalSettings, read_local_settings
from creditrules.errors import Refusal

__all__ = ["app"]

_HOST = "127.0.0.1"
_WEEK = timedelta(days=7)
_VARIABLES = "docs/operating.md lists the variables of the environment."

app = command_app()


@app.command()
def serve(  # noqa: PLR0913 - one for each option
    *,
    port: Annotated[int, typer.Option(envvar="PORT", min=0, max=65535, help="0 takes any that is free.")] = 8000,
    data: DataOption = DATA,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start anew; old data are moved aside, never deleted.")
    ] = False,
    memory: Annotated[bool, typer.Option("--memory", help="Keep nothing but the signing key.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Start a new one without the demo lender.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print no tokens, and give browsers none.")] = False,
    production: Annotated[
        bool, typer.Option("--production", help="Behave as when deployed, as far as one machine can.")
    ] = False,
    scenario: Annotated[
        Path | None,
        typer.Option(
            "--scenario", show_default=False, help="For tests of partners: play a scenario, a YAML file or its folder."
        ),
    ] = None,
    approvals: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=9,
            show_default=False,
            help="How many a change needs where no policy is set.",
        ),
    ] = None,
) -> None:
    """Run the service on 127.0.0.1 until Ctrl-C, on a database in one file, with the demo lender where that is new.

    Prints the address, where the data are, a partner's and an
    administrator's token, and a first query to paste. A browser at the same
    address gets GraphiQL. What was answered is on disk, in .creditrules/ (or
    DIR), and is there again after a restart, and tokens stay good;
    `creditrules token` makes more. A folder is served by one process at a
    time; `creditrules backup` copies it meanwhile. With --production it
    answers as when deployed: no GraphiQL, no introspection, no suggestions,
    what one writes another has to approve, and the log is lines of JSON. With
    --scenario it is a service for tests, in memory, with rules, applicants, a
    clock and faults of the scenario's; docs/clients.md has the form.

    [bold]Examples[/bold]

      creditrules serve
      creditrules serve --fresh
      PORT=8080 creditrules serve --data /var/lib/creditrules --empty --quiet
      creditrules serve --scenario examples/scenario
    """
    settings = _settings(production=production)
    ways = _Ways(not empty, quiet, _approvals(approvals, production=production), settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # uvicorn raises Ctrl-C again once it has stopped; for a service that is the ordinary end.
    with suppress(KeyboardInterrupt), _listening(port) as listener:
        try:
            if scenario is not None:
                if fresh or memory or empty:
                    give_up("A scenario is in memory, and has its own rules.", "Leave out the other options.", status=2)
                _play(listener, scenario, settings, quiet=quiet)
                return
            key = keep_local_key(data / SIGNING_KEY)
            if memory:
                _serve(listener, key, None, ways)
            else:
                with DataFolder(data).taken() as folder:
                    if fresh:
                        _move_aside(folder)
                    _serve(listener, key, folder, replace(ways, load=ways.load and folder.is_new))
        except DataInUseError as problem:
            give_up(str(problem), "End that process, or name another folder: --data DIR")
        except BadKeyError as problem:
            give_up(str(problem))
        except BadSettings as problem:
            give_up(str(problem), _VARIABLES)
        except Refusal as refused:
            give_up(refused.message, refused.hint)
    notes().print("Stopped.")


def _settings(*, production: bool) -> LocalSettings:
    try:
        return read_local_settings(os.environ, production=production)
    except BadSettings as problem:
        give_up(str(problem), _VARIABLES)


def _move_aside(folder: DataFolder) -> None:
    try:
        aside = folder.move_aside(utc_now())
    except OSError as error:
        give_up(f"The old data in {folder.path} cannot be moved aside: {error.strerror or error}.")
    if aside:
        notes().print(f"The old data are in {aside}.", markup=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class _Ways:
    """load: the demo lender. quiet, approvals: as the options say. settings: of the environment."""

    load: bool
    quiet: bool
    approvals: int
    settings: LocalSettings


def _serve(listener: socket.socket, key: SigningKey, folder: DataFolder | None, ways: _Ways) -> None:
    lender, clock = demo_lender(), SetClock()
    tokens = LocalTokens(key, lender.tenant)
    partner = tokens.issue(Role.PARTNER, "demo-partner", _WEEK)
    page = Graphiql() if ways.quiet else first_page(partner, utc_now().date())
    if folder and ways.load:
        folder.begin_loading()
    place = folder.path if folder else None
    building = build_local(place, key=key, clock=clock, page=page, approvals=ways.approvals, settings=ways.settings)
    with building as service:
        if ways.load or (folder and folder.is_half_loaded):
            _load(service, lender, clock, tokens)
        if folder:
            folder.end_loading()
        clock.moment = None
        listener.listen()
        url = f"http://{_HOST}:{listener.getsockname()[1]}"
        _print(_where(url, folder, page=not ways.settings.production), differences(production=ways.settings.production))
        if not ways.quiet:
            if ways.approvals:
                _print(f"Approver token (approves what others wrote):\n{tokens.issue(Role.APPROVER, 'bob', _WEEK)}")
            administrator = tokens.issue(IN_CHARGE, lender.author, _WEEK)
            _print(*_greeting(url, partner, administrator, trusted=ways.settings.trusted_only))
        with running_feed(service.feed()):
            _run(service.asgi, listener, ways.settings)


def _play(listener: socket.socket, scenario: Path, settings: LocalSettings, *, quiet: bool) -> None:
    with playing(scenario, settings) as play:
        listener.listen()
        _print(*greeting(play, f"http://{_HOST}:{listener.getsockname()[1]}", quiet=quiet))
        _run(play.asgi, listener, settings)


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
    administrator = in_process(service.loading, tokens.issue(IN_CHARGE, lender.author))
    recordings = (*lender.published, *lender.story)
    try:
        publish_recordings(administrator, clock, recordings, _progress)
    except (NoAnswerError, NotPublishedError) as problem:
        give_up(
            f"The demo lender could not be loaded: {problem}", "creditrules serve --fresh moves aside what there is."
        )


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


def _approvals(given: int | None, *, production: bool) -> int:
    return given if given is not None else DEFAULT_APPROVALS if production else 0


def _where(url: str, folder: DataFolder | None, *, page: bool) -> str:
    kept = f"All data are in {folder.path.absolute()}" if folder else "All data are in memory and end with it"
    browsers = "GraphiQL in a browser, " if page else ""
    return f"creditrules is running at {url} ({browsers}GraphQL at {url}/graphql). Ctrl-C stops it.\n{kept}."


def _greeting(url: str, partner: str, administrator: str, *, trusted: bool) -> tuple[str, ...]:
    first = curl_line(url, partner, utc_now().date(), trusted=trusted)
    return (
        f"Partner token (may ask):\n{partner}",
        f"Administrator token (may also publish):\n{administrator}",
        f"A first query, to paste into another terminal:\n{first}",
    )


def _print(*paragraphs: str) -> None:
    """Lines are not wrapped, so that they can be pasted."""
    console = Console(highlight=False)
    for paragraph in paragraphs:
        console.print(f"\n{paragraph}", soft_wrap=True, markup=False)
    console.file.flush()


def _run(asgi: AsgiApp | LateAnswers, listener: socket.socket, settings: LocalSettings) -> None:
    """In production the log is one of JSON, with a line for each request, as when deployed. Metrics always are."""
    if settings.production:
        logging.basicConfig(level=logging.INFO, format="%(message)s")
    else:
        METRICS.addHandler(logging.StreamHandler())
    METRICS.setLevel(logging.INFO)
    server = make_server(asgi, settings.limits)
    # What is loaded by now lives to the end; the collector would walk through it once more after Ctrl-C.
    gc.freeze()
    server.run(sockets=[listener])

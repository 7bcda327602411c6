"""`creditrules mcp`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditrules.cli.screen import command_app, give_up
from creditrules.cli.service.client import NoAnswerError, over_http
from creditrules.cli.service.options import LOCAL_URL

__all__ = ["app"]

app = command_app()


@app.command()
def mcp(
    *,
    rules: Annotated[
        Path | None, typer.Option("--rules", help="A folder of rule files to read; nothing outside of it is read.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="CREDITRULES_TOKEN", help="A token with the role assistant. Asks a service.")
    ] = None,
    url: Annotated[str, typer.Option(envvar="CREDITRULES_URL", help="The service.")] = LOCAL_URL,
) -> None:
    """Serve rules to an assistant, over the Model Context Protocol on standard input and output.

    It reads rules and their history, checks, compares, asks and explains,
    tries rules on applicants, and drafts changes as proposals. It never
    submits, approves, publishes or records a decision, whatever the token
    allows. Give it a token with the role assistant all the same: then the
    service holds it to that, too.

    With --rules it reads files, with a token it asks a service, with both it
    does both.

    [bold]Examples[/bold]

      creditrules mcp --rules rules/
      CREDITRULES_TOKEN=$(creditrules token --role assistant) creditrules mcp
    """
    if rules is None and not token:
        give_up(
            "There is nothing to serve.", "Set CREDITRULES_TOKEN or pass --token, or name a folder: --rules.", status=2
        )
    if rules is not None and not rules.is_dir():
        give_up(f"{rules} is no folder.", status=2)
    from creditrules.cli.assistants.folder import Folder  # noqa: PLC0415
    from creditrules.cli.assistants.operations import Service  # noqa: PLC0415
    from creditrules.cli.assistants.server import assistant_server, serve_stdio  # noqa: PLC0415  (takes a second)

    try:
        service = Service(over_http(url, token)) if token else None
    except NoAnswerError as problem:
        give_up(str(problem), problem.hint, status=2)
    serve_stdio(assistant_server(service, Folder(rules) if rules is not None else None))

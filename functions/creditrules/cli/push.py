"""`creditrules push`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from creditrules.cli.screen import command_app, give_up, notes, screen
from creditrules.cli.service.client import NoAnswerError, over_http
from creditrules.cli.service.impact_text import impact_sentences
from creditrules.cli.service.publishing import NotPublishedError, publish_content

__all__ = ["app"]

app = command_app()


@app.command()
def push(
    files: Annotated[
        list[Path],
        typer.Argument(help="Rule sets, products or parameters with their `change:` section.", metavar="FILE…"),
    ],
    *,
    token: Annotated[str, typer.Option(envvar="CREDITRULES_TOKEN", help="An administrator's token.")],
    url: Annotated[str, typer.Option(envvar="CREDITRULES_URL", help="The service.")] = "http://127.0.0.1:8000/graphql",
    create: Annotated[bool, typer.Option("--create", help="Make the document if there is none yet.")] = False,
    retry_key: Annotated[
        str | None, typer.Option(help="Sending again with the same key writes nothing twice; one file only.")
    ] = None,
) -> None:
    """Publish rule files to a running service: each becomes the next version, in force from when its `change:` says.

    Files are published in the order given; the first that is refused ends
    the command with status 1, and nothing of it is written. The same file
    sent twice is one publication.

    [bold]Examples[/bold]

      export CREDITRULES_TOKEN=$(creditrules token --role administrator)
      creditrules push rules/behaviour-risk.yaml
      creditrules push --create rules/new-rule-set.yaml products/new-product.yaml
    """
    if retry_key is not None and len(files) > 1:
        give_up("--retry-key goes with one file only.", status=2)
    try:
        client = over_http(url, token)
        for path in files:
            _push(screen(), path, lambda content: publish_content(client, content, create=create, retry_key=retry_key))
    except NoAnswerError as problem:
        give_up(str(problem), problem.hint)


def _push(console: Console, path: Path, publish: Any) -> None:
    try:
        done = publish(path.read_text("utf-8"))
    except OSError as error:
        give_up(f"{path} cannot be read: {error.strerror or error}.")
    except UnicodeDecodeError:
        give_up(f"{path} is not UTF-8 text.")
    except NotPublishedError as refused:
        _print_diagnostics(path, refused.diagnostics)
        first = refused.errors[0]
        give_up(f"{path} was not published: {first['message']} [{first['code']}]", first.get("hint") or "")
    _print_diagnostics(path, list(done.diagnostics))
    again = " (was published before; nothing written)" if done.replayed else ""
    until = f" until {done.valid_until}" if done.valid_until else ""
    console.print(f"{done.slug} version {done.version}: in force from {done.valid_from}{until}{again}", markup=False)
    for sentence in impact_sentences(done.impact):
        console.print(f"  {sentence}", markup=False, soft_wrap=True)


def _print_diagnostics(path: Path, diagnostics: list[dict[str, Any]]) -> None:
    for found in diagnostics:
        style = "red" if found["severity"] == "ERROR" else "yellow"
        place = ":".join(str(part) for part in (path, found["line"], found["column"]) if part is not None)
        where = f" {found['place']}:" if found["place"] else ""
        text = f"{place}:{where} {found['message']} [{found['code']}]"
        notes().print(f"[{style}]{found['severity'].lower()}[/] {escape(text)}", soft_wrap=True)
        for line in (found["excerpt"] or "").splitlines():
            notes().print(f"  {line}", markup=False, soft_wrap=True)
        if found["hint"]:
            notes().print(f"  hint: {found['hint']}", markup=False, soft_wrap=True)

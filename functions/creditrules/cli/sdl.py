"""`creditrules sdl`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from creditrules import api  # names of it, and with them the schema, are loaded where they are used
from creditrules.cli.screen import command_app, give_up, notes, screen
from creditrules.clock import utc_now
from creditrules.config import Limits
from creditrules.document import read_document

__all__ = ["app"]

app = command_app()


@app.command()
def sdl(
    path: Annotated[Path, typer.Argument(help="The exported schema.")] = Path("graphql/schema.graphql"),
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; status 1 when the file is out of date.")
    ] = False,
    release: Annotated[
        bool, typer.Option("--release", help="Write the schema as released too, for later changes to be held against.")
    ] = False,
    to_screen: Annotated[bool, typer.Option("--print", help="Print the schema in place of writing it.")] = False,
    federation: Annotated[
        bool, typer.Option("--federation", help="Print it as a subgraph of a federated graph, to be composed.")
    ] = False,
) -> None:
    """Export the GraphQL schema, or check that the exported one is what the code says.

    Whatever differs is named, and whether it breaks clients or may surprise them. Against the schema last released,
    released.graphql beside it, nothing does that but what changes.yml lists in time. --check
    holds the trusted documents, operations beside it, against the schema too.

    [bold]Examples[/bold]

      creditrules sdl
      creditrules sdl --check

      creditrules sdl --federation > creditrules.graphql
    """
    if federation:
        typer.echo(api.federation_sdl(), nl=False)
        return
    text = api.schema_sdl()
    released = path.with_name("released.graphql")
    if check:
        _refuse_breaking(released, text)
        _refuse_broken_documents(path.with_name("operations"))
    if to_screen:
        typer.echo(text, nl=False)
        return
    try:
        exported = path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        give_up(f"{path} cannot be read: {error}.")
    console = screen()
    if release:
        released.write_text(text, "utf-8")
        console.print(f"{released} written.", markup=False)
    if exported == text:
        console.print(f"{path} is up to date.", markup=False)
        return
    for change in api.sdl_changes(exported, text) if exported else ():
        console.print(f"  {change}", markup=False, soft_wrap=True)
    if check:
        give_up(f"{path} is not what the code says.", "Run `make sdl` and commit the file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        give_up(f"{path} cannot be written: {error.strerror or error}.")
    console.print(f"{path} written.", markup=False)


def _refuse_breaking(released: Path, text: str) -> None:
    """Ends the command where the schema changes what was released in a way that clients were not told of."""
    if not released.exists():
        return
    today = utc_now().date()
    refused = api.refused_changes(released.read_text("utf-8"), text, _allowed(released.with_name("changes.yml")), today)
    for line in refused:
        notes().print(f"  {line}", markup=False, soft_wrap=True)
    if refused:
        give_up("The schema breaks clients of the last release.", "Take it back, or list it in graphql/changes.yml.")


def _refuse_broken_documents(folder: Path) -> None:
    """Ends the command where a trusted document does not stand in the schema any more, or within the limits."""
    broken = False
    for path in sorted(folder.rglob("*.graphql")):
        for fault in api.document_faults(api.GRAPHQL_SCHEMA, path.read_text("utf-8"), Limits()):
            notes().print(f"  {path}: {fault}", markup=False, soft_wrap=True)
            broken = True
    if broken:
        give_up("Trusted documents cannot be asked any more.", "Correct them; partners who ask by hash get errors.")


def _allowed(path: Path) -> list[api.AllowedChange]:
    value: Any = read_document(path.read_text("utf-8")).value if path.exists() else {"changes": []}
    try:
        return [
            api.AllowedChange(str(each["change"]), str(each["why"]), date.fromisoformat(str(each["since"])))
            for each in value["changes"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        return give_up(f"{path} cannot be read: {error!s}.", "Each change has `change`, `why` and `since`, a day.")

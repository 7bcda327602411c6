"""`creditrules sdl`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditrules.api import schema_sdl, sdl_changes
from creditrules.cli.screen import command_app, give_up, screen

__all__ = ["app"]

app = command_app()


@app.command()
def sdl(
    path: Annotated[Path, typer.Argument(help="The exported schema.")] = Path("graphql/schema.graphql"),
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; status 1 when the file is out of date.")
    ] = False,
    to_screen: Annotated[bool, typer.Option("--print", help="Print the schema in place of writing it.")] = False,
) -> None:
    """Export the GraphQL schema, or check that the exported one is what the code says.

    Whatever differs is named, and whether it breaks clients or may surprise them.

    [bold]Examples[/bold]

      creditrules sdl
      creditrules sdl --check
    """
    text = schema_sdl()
    if to_screen:
        typer.echo(text, nl=False)
        return
    try:
        exported = path.read_text("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        give_up(f"{path} cannot be read: {error}.")
    console = screen()
    if exported == text:
        console.print(f"{path} is up to date.", markup=False)
        return
    for change in sdl_changes(exported, text) if exported else ():
        console.print(f"  {change}", markup=False, soft_wrap=True)
    if check:
        give_up(f"{path} is not what the code says.", "Run `make sdl` and commit the file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        give_up(f"{path} cannot be written: {error.strerror or error}.")
    console.print(f"{path} written.", markup=False)

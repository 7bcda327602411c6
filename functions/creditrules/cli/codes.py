"""`creditrules codes`."""

from __future__ import annotations

from typing import Annotated

import typer

from creditrules.cli.screen import command_app, give_up, screen
from creditrules.codes import CATALOGUE, code_named, rendered
from creditrules.suggestions import suggestion

__all__ = ["app"]

app = command_app()


@app.command()
def codes(
    code: Annotated[str, typer.Argument(help="One code, as a message shows it. Left out: all, as Markdown.")] = "",
) -> None:
    """Say what a code means and what to do about it.

    [bold]Examples[/bold]

      creditrules codes findings.no-reason
      creditrules codes > docs/codes.md
    """
    if not code:
        typer.echo(rendered(), nl=False)
        return
    entry = code_named(code)
    if entry is None:
        give_up(f"There is no code '{code}'.", suggestion(code, [each.name for each in CATALOGUE]))
    console = screen()
    console.print(f"{entry.name} ({entry.section})", markup=False, soft_wrap=True)
    console.print(entry.meaning, markup=False, soft_wrap=True)
    console.print(f"  hint: {entry.mend}", markup=False, soft_wrap=True)

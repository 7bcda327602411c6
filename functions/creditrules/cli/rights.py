"""`creditrules rights`."""

from __future__ import annotations

import typer

from creditrules.api import rights_page
from creditrules.cli.screen import command_app

__all__ = ["app"]

app = command_app()


@app.command()
def rights() -> None:
    """Print which role may do what, and which right each field of the GraphQL schema needs, as Markdown.

    [bold]Example[/bold]

      creditrules rights > docs/rights.md
    """
    typer.echo(rights_page(), nl=False)

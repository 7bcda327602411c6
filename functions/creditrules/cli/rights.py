"""`creditrules rights`."""

from __future__ import annotations

import typer

from creditrules import api  # its names, and with them the schema, are loaded where they are used
from creditrules.cli.screen import command_app

__all__ = ["app"]

app = command_app()


@app.command()
def rights() -> None:
    """Print which role may do what, and which right each field of the GraphQL schema needs, as Markdown.

    [bold]Example[/bold]

      creditrules rights > docs/rights.md
    """
    typer.echo(api.rights_page(), nl=False)

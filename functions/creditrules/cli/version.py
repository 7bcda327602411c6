"""`creditrules version`."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import typer

__all__ = ["app"]

app = typer.Typer()


@app.command()
def show_version() -> None:
    """Print the version of creditrules and of the Python that runs it."""
    try:
        number = version("creditrules")
    except PackageNotFoundError:
        number = "(not installed)"
    typer.echo(f"creditrules {number}, Python {platform.python_version()}")

"""`creditrules version`."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import typer

__all__ = ["app", "installed_version"]

app = typer.Typer()


@app.command()
def show_version() -> None:
    """Print the version of creditrules and of the Python that runs it."""
    typer.echo(f"creditrules {installed_version()}, Python {platform.python_version()}")


def installed_version() -> str:
    """The number of the package, or that it is not installed."""
    try:
        return version("creditrules")
    except PackageNotFoundError:
        return "(not installed)"

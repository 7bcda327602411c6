"""Where the service of this machine keeps its data and its key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

__all__ = ["DATA", "SIGNING_KEY", "DataOption"]

DATA: Final = Path(".creditrules")
SIGNING_KEY: Final = "signing-key.pem"

DataOption = Annotated[
    Path, typer.Option("--data", envvar="CREDITRULES_DATA", metavar="DIR", help="The folder of its data and its key.")
]

"""`creditrules restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from creditrules.cli.local.place import DATA, DataOption
from creditrules.cli.local.verified import verified_lines
from creditrules.cli.screen import command_app, give_up, notes, screen
from creditrules.errors import Refusal
from creditrules.store import restore as put_in_place

__all__ = ["app"]

app = command_app()

_AGAIN: Final = (
    "What was erased after that moment is there again: creditrules erasures again, with the shelf of the folder before."
)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `creditrules backup` wrote.", metavar="FILE")],
    *,
    data: DataOption = DATA,
) -> None:
    """Put a backup in place as the folder of a service on this machine, which must be empty or not there yet.

    The file is verified as it was when it was taken, and held against what
    it says it holds; only then the folder gets its name. Tokens that were
    good when it was taken are good again.

    [bold]Examples[/bold]

      creditrules restore rules.backup
      creditrules restore --data /var/lib/creditrules /backups/2027-01-31.backup
    """
    try:
        done = put_in_place(file, data)
    except Refusal as refused:
        give_up(refused.message, refused.hint)
    console = screen()
    console.print(f"{data} restored, as of {done.taken_at:%Y-%m-%d %H:%M:%S} UTC.", markup=False, soft_wrap=True)
    for line in verified_lines(done):
        console.print(line, markup=False, soft_wrap=True)
    notes().print(_AGAIN, markup=False, soft_wrap=True)

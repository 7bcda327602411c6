"""`creditrules backup`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditrules.cli.local.data import DataFolder
from creditrules.cli.local.place import DATA, DataOption
from creditrules.cli.local.verified import verified_lines
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.errors import Refusal
from creditrules.store import back_up

__all__ = ["app"]

app = command_app()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The new file; one that is there is never overwritten.", metavar="FILE")],
    *,
    data: DataOption = DATA,
) -> None:
    """Copy all that a service on this machine keeps into one file, while it goes on serving.

    The copy is of one moment. It is verified before it gets its name: the
    pages of the database, every audit chain, every content, every chain of
    decisions, and that its keys open them. It holds those keys and the
    signing key: keep it as carefully as the folder.

    [bold]Examples[/bold]

      creditrules backup rules.backup
      creditrules backup --data /var/lib/creditrules /backups/$(date +%F).backup
    """
    if DataFolder(data).is_half_loaded:
        give_up(f"The demo lender is not loaded whole into {data}.", "Start `creditrules serve`, which completes it.")
    try:
        done = back_up(data, file)
    except Refusal as refused:
        give_up(refused.message, refused.hint)
    console = screen()
    console.print(f"{file} written: {done.size:,} bytes, as of {done.taken_at:%Y-%m-%d %H:%M:%S} UTC.", markup=False)
    for line in verified_lines(done):
        console.print(line, markup=False, soft_wrap=True)

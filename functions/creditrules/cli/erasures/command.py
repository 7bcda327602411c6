"""`creditrules erasures`: what was erased stays erased, also where a table was put back to an earlier moment."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from creditrules.bootstrap import Upkeep, build_upkeep, local_upkeep
from creditrules.cli.local.data import DataFolder, DataInUseError
from creditrules.cli.local.place import DATA, DataOption
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.config import BadSettings, read_upkeep
from creditrules.errors import Refusal

__all__ = ["app"]

app = command_app()


@app.callback()
def erasures() -> None:
    """What was erased stays erased, also where a database was put back to an earlier moment.

    [bold]Examples[/bold]

      creditrules erasures again acme --data restored --shelf .creditrules/shelf
      creditrules erasures again acme --deployed
    """


@app.command()
def again(
    tenants: Annotated[list[str], typer.Argument(help="The lenders.", metavar="LENDER…")],
    *,
    data: DataOption = DATA,
    shelf: Annotated[
        str, typer.Option(envvar="CREDITRULES_SHELF", help="Where erasures were noted; shelf in DIR unless said.")
    ] = "",
    deployed: Annotated[
        bool, typer.Option("--deployed", help="On AWS: table, region and shelf as the environment says.")
    ] = False,
) -> None:
    """Erase again what was erased after the moment that a database was put back to.

    Every erasure is noted outside the database before it is done. Those
    that the database knows are left alone, so that this can be started as
    often as one likes, and what is recorded of somebody afterwards is not
    touched. Stop the service first.

    [bold]Examples[/bold]

      creditrules erasures again acme --data restored --shelf .creditrules/shelf
      creditrules erasures again acme --deployed
    """
    try:
        if deployed:
            _again(build_upkeep(read_upkeep(os.environ)), tenants)
            return
        if DataFolder(data).is_new:
            give_up(f"There is no database in {data}.", "Name the folder that was restored: --data DIR")
        with DataFolder(data).taken(), local_upkeep(data, shelf) as upkeep:
            _again(upkeep, tenants)
    except (BadSettings, DataInUseError) as problem:
        give_up(str(problem))
    except Refusal as refused:
        give_up(refused.message, refused.hint)


def _again(upkeep: Upkeep, tenants: list[str]) -> None:
    for tenant in tenants:
        done = upkeep.erase_again(tenant)
        told = f"{tenant}: {done.noted} erasures noted, {done.lost} of them lost and done again, facts of {done.taken}"
        screen().print(told, markup=False, soft_wrap=True)

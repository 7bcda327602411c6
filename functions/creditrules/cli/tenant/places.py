"""Where the items of a lender are: in a data folder, or in the table of a stage."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from creditrules.bootstrap import Stage, open_stage
from creditrules.cli.local.data import DataFolder
from creditrules.cli.screen import give_up
from creditrules.config import BadSettings, read_table_settings
from creditrules.errors import Kind, Refusal
from creditrules.store import DATABASE, KeyService, SqliteTable, read_local_keys
from creditrules.store.leaving import WholeTable

__all__ = ["opened_stage", "read_from"]


@contextmanager
def read_from(data: Path, environment: Mapping[str, str] | None) -> Iterator[tuple[WholeTable, KeyService | None]]:
    """The table to read a lender from, and the keys of its facts: of a data folder a copy, as of one moment.

    Raises Refusal.
    """
    if environment is not None:
        stage = opened_stage(environment)
        yield stage.table, stage.keys
        return
    if not (data / DATABASE).is_file():
        message = f"There is no database in {data}."
        raise Refusal(Kind.NOT_FOUND, "NO_DATA", message, hint="Name the folder that the service keeps its data in.")
    if DataFolder(data).is_half_loaded:
        give_up(f"The demo lender is not loaded whole into {data}.", "Start `creditrules serve`, which completes it.")
    keys = read_local_keys(data)
    with tempfile.TemporaryDirectory(prefix="creditrules-") as folder:
        table = SqliteTable.open(data / DATABASE)
        try:
            table.copy_to(Path(folder) / DATABASE)
        finally:
            table.close()
        copy = SqliteTable.open(Path(folder) / DATABASE)
        try:
            yield copy, keys
        finally:
            copy.close()


def opened_stage(environment: Mapping[str, str]) -> Stage:
    """The parts of the stage that an environment describes. Ends the command where it describes none."""
    try:
        return open_stage(read_table_settings(environment))
    except BadSettings as problem:
        give_up(str(problem), "The stage is told as its function is: see the settings in docs/operating.md.")

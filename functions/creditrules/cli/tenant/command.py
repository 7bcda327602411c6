"""`creditrules tenant`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from creditrules.cli.local.place import DATA, DataOption
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.cli.stages.options import DeployedOption, RegionOption, StageOption, environment_of
from creditrules.cli.tenant.places import opened_stage, read_from
from creditrules.errors import Refusal
from creditrules.slugs import is_slug
from creditrules.store.leaving import Exported, export_tenant, import_into_folder, import_into_table, verify_export

__all__ = ["app"]

app = command_app()

Export = Annotated[Path, typer.Argument(help="The folder of the export.", metavar="EXPORT")]
WithoutFacts = Annotated[
    bool, typer.Option("--without-facts", help="Leave out what people said of themselves, encrypted as it is.")
]


@app.callback()
def tenant() -> None:
    """All that is kept of one lender, as files in open formats, and such files put where nothing of it is yet.

    An export has the canonical documents as they were published, and lines of
    JSON for all else: versions, activations with both times, audit chains,
    receipts of decisions. What people said of themselves is in it only
    encrypted, as it is stored; keys that open it are not.

    [bold]Examples[/bold]

      creditrules tenant export --tenant acme leaving
      creditrules tenant verify leaving
      creditrules tenant import leaving --data elsewhere --keys .creditrules
      creditrules tenant import leaving --stage prod --without-facts
    """


@app.command("export")
def export_(
    export: Annotated[
        Path, typer.Argument(help="The new folder, which may be there if it is empty.", metavar="EXPORT")
    ],
    *,
    tenant: Annotated[str, typer.Option(help="The lender.")],
    without_facts: WithoutFacts = False,
    data: DataOption = DATA,
    stage: StageOption = None,
    deployed: DeployedOption = False,
    region: RegionOption = "",
) -> None:
    """Write all that is kept of a lender to a folder, and verify it as a whole before the folder gets its name.

    A data folder may be in use meanwhile. A stage has to be left alone for as
    long as it takes, or be a copy of the table restored to a moment: what is
    written meanwhile makes the verification fail. It needs the right to scan
    the table, which no function has.

    [bold]Examples[/bold]

      creditrules tenant export --tenant acme leaving
      creditrules tenant export --tenant acme --stage prod --without-facts leaving
    """
    if not is_slug(tenant):
        give_up(f"{tenant!r} is no tenant's name.", status=2)
    environment = environment_of(stage, region, deployed=deployed)
    with _told(), read_from(data, environment) as (table, keys):
        done = export_tenant(tenant, table.of_tenant(tenant), keys, export, facts=not without_facts)
    _say(f"{export} written", done)


@app.command("verify")
def verify_(export: Export) -> None:
    """Verify an export by itself: every file, every canonical document, every audit chain, and the digest of all.

    [bold]Examples[/bold]

      creditrules tenant verify leaving
    """
    with _told():
        done = verify_export(export)
    _say(f"{export} is whole", done)


@app.command("import")
def import_(
    export: Export,
    *,
    keys: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The data folder that it is from: its keys are taken along.")
    ] = None,
    without_facts: WithoutFacts = False,
    data: DataOption = DATA,
    stage: StageOption = None,
    deployed: DeployedOption = False,
    region: RegionOption = "",
) -> None:
    """Put an export where nothing of its lender is: into a new data folder, or into the table of a stage.

    The export is verified first. A data folder is made whole or not at all.
    Into a table much is written; where that is interrupted, the same command
    goes on. In the end all that is there is read back and held against the
    export. Facts come along only where the keys are those that they were
    encrypted with: --keys for a data folder, the same KMS key for a stage.

    [bold]Examples[/bold]

      creditrules tenant import leaving --data elsewhere --keys .creditrules
      creditrules tenant import leaving --stage prod
    """
    environment = environment_of(stage, region, deployed=deployed)
    if environment is not None and keys is not None:
        give_up("--keys are those of a data folder; a stage has its key in KMS.", status=2)
    with _told():
        if environment is None:
            done = import_into_folder(export, data, keys, facts=not without_facts)
            place = str(data)
        else:
            found = opened_stage(environment)
            done = import_into_table(export, found.table, found.keys, export, facts=not without_facts)
            place = "the table"
    said = "taken up again and ended" if done.taken_up else "done"
    _say(f"Import into {place} {said}: all that is there is what the export holds", done)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Refusal as refused:
        give_up(refused.message, refused.hint)


def _say(said: str, done: Exported) -> None:
    found = done.verified
    facts = "encrypted as stored" if done.facts else "left out"
    counts = (
        f"documents {found.documents}, canonical forms {done.contents}, "
        f"audit entries {found.links}, receipts of decisions {found.decisions}"
    )
    lines = [
        f"{said}.",
        f"  {done.tenant}, as of {done.taken_at:%Y-%m-%d %H:%M:%S} UTC: {counts}",
        f"  facts of people: {facts}",
        f"  digest: {done.digest}",
    ]
    if done.left_out:
        lines.append(f"  contract queries of earlier releases, which are not encrypted, left out: {done.left_out}")
    for line in lines:
        screen().print(line, markup=False, soft_wrap=True)

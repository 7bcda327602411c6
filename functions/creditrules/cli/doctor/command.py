"""`creditrules doctor`."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.text import Text

from creditrules.cli.anchors.ends import read_anchors
from creditrules.cli.anchors.options import AnchorOption
from creditrules.cli.doctor.findings import Finding, Level
from creditrules.cli.doctor.folder import of_folder
from creditrules.cli.doctor.stage import of_stage
from creditrules.cli.local.place import DATA, DataOption
from creditrules.cli.screen import command_app, give_up, screen
from creditrules.cli.stages.options import DeployedOption, RegionOption, StageOption, environment_of
from creditrules.slugs import is_slug

__all__ = ["app"]

app = command_app()
_STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.FAILURE: "bold red"}


@app.command()
def doctor(
    *,
    data: DataOption = DATA,
    stage: StageOption = None,
    deployed: DeployedOption = False,
    region: RegionOption = "",
    tenant: Annotated[
        list[str] | None,
        typer.Option(help="A lender whose versions and chains are looked at; several times. A folder's: all."),
    ] = None,
    anchor: AnchorOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write what is found as JSON, one object a line.")] = False,
) -> None:
    """Check what the service rests on: table, keys, clock, rights, versions, audit chains, settings.

    Each check is a line: ok, a warning, or a failure with what to do. The
    status is 0 where nothing failed, 1 where something did. Nothing is
    altered, and no secret is shown. A folder may be in use meanwhile. Of a
    stage it is your own rights that are tried; name its lenders by --tenant,
    as their chains are walked from end to end.

    [bold]Examples[/bold]

      creditrules doctor
      creditrules doctor --data /var/lib/creditrules --anchor ends.jsonl
      creditrules doctor --stage prod --region eu-central-1 --tenant acme
      creditrules doctor --json | jq 'select(.level != "ok")'
    """
    strange = [each for each in tenant or () if not is_slug(each)]
    if strange:
        give_up(f"{strange[0]!r} is no tenant's name.", status=2)
    environment = environment_of(stage, region, deployed=deployed)
    anchors = read_anchors(anchor) if anchor else None
    if environment is None:
        findings: Iterator[Finding] = of_folder(data, os.environ, tenant or (), anchors)
    else:
        findings = of_stage(environment, tenant or (), anchors)
    counted: Counter[Level] = Counter()
    for finding in findings:
        counted[finding.level] += 1
        _tell(finding, as_json=as_json)
    if not as_json:
        said = f"{counted[Level.OK]} ok, {counted[Level.WARNING]} warnings, {counted[Level.FAILURE]} failures"
        screen().print(said, markup=False)
    raise typer.Exit(1 if counted[Level.FAILURE] else 0)


def _tell(finding: Finding, *, as_json: bool) -> None:
    if as_json:
        told = {"check": finding.check, "level": finding.level, "message": finding.message, "advice": finding.advice}
        typer.echo(json.dumps(told))
        return
    advice = f" {finding.advice}" if finding.advice else ""
    line = Text.assemble((f"{finding.level:<8}", _STYLES[finding.level]), f"{finding.check}: {finding.message}{advice}")
    screen().print(line, soft_wrap=True)

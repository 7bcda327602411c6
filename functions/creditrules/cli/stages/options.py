"""How a command is told of a deployed stage: by its name, or by the environment that its function has."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated

import typer

from creditrules.bootstrap import stage_environment
from creditrules.cli.screen import give_up
from creditrules.errors import Refusal

__all__ = ["DeployedOption", "RegionOption", "StageOption", "environment_of"]

StageOption = Annotated[
    str | None, typer.Option(help="A deployed stage: its settings are those of its function creditrules-NAME-graphql.")
]
RegionOption = Annotated[str, typer.Option(envvar="AWS_REGION", help="The region of the stage.")]
DeployedOption = Annotated[
    bool, typer.Option("--deployed", help="The stage that the environment describes, as its function's does.")
]


def environment_of(stage: str | None, region: str, *, deployed: bool) -> Mapping[str, str] | None:
    """The environment of the stage that is meant; None for a data folder. Ends the command for a missing stage."""
    if stage is None:
        return os.environ if deployed else None
    if deployed:
        give_up("--stage and --deployed are two ways to name a stage; keep one of them.", status=2)
    if not region:
        give_up("Say in which region the stage is.", "--region, or AWS_REGION.", status=2)
    try:
        return stage_environment(stage, region)
    except Refusal as refused:
        give_up(refused.message, refused.hint)

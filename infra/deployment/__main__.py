"""`python -m infra.deployment deploy|token|rollback|remove STAGE`: a stage in an AWS account, by one command each."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from infra.archive.building import build
from infra.archive.contents import ARCHIVES
from infra.archive.flaws import ArchiveError
from infra.deployment.flaws import DeploymentError
from infra.deployment.stages import Outputs, Stage

from creditrules.auth import Principal, Role

_ROOT: Final = Path(__file__).parents[2]
_READY_WITHIN: Final = 60


def main(arguments: Sequence[str]) -> int:
    """The status to end with."""
    given = _read(arguments)
    try:
        stage = Stage(given.stage, dict(each.split("=", 1) for each in given.param))
        match given.act:
            case "deploy":
                _deploy(stage, built=given.built)
            case "token":
                roles = frozenset(Role(each.upper()) for each in given.role)
                told = stage.issuer.token(Principal(given.tenant, given.subject, roles), timedelta(hours=given.hours))
                sys.stdout.write(told + "\n")
            case "rollback":
                stage.take_back()
            case _:
                stage.remove()
    except (DeploymentError, ArchiveError) as flaw:
        sys.stderr.write(f"error: {flaw}\n")
        return 1
    return 0


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.deployment")
    acts = parser.add_subparsers(dest="act", required=True)
    for name, told in (
        ("deploy", "build the archives, deploy the stage, and say what comes next"),
        ("token", "print a token of the stage's own issuer"),
        ("rollback", "take the stage back to the deployment before the one that runs"),
        ("remove", "remove the stage's stack; what it keeps stays"),
    ):
        act = acts.add_parser(name, help=told)
        act.add_argument("stage")
        act.add_argument("--param", action="append", default=[], help="NAME=VALUE, of the parameters in serverless.yml")
        if name == "deploy":
            act.add_argument("--built", action="store_true", help="the archives are built already")
        if name == "token":
            act.add_argument("--role", action="append", required=True, choices=[each.lower() for each in Role])
            act.add_argument("--tenant", default="demo-lender")
            act.add_argument("--subject", default="me")
            act.add_argument("--hours", type=float, default=12)
    return parser.parse_args(arguments)


def _deploy(stage: Stage, *, built: bool) -> None:
    begun = time.monotonic()
    if not built:
        for each in [made for archive in ARCHIVES for made in build(_ROOT, archive, _ROOT / "build" / "package")]:
            sys.stdout.write(f"{each.path.relative_to(_ROOT)} built\n")
    packed = time.monotonic()
    outputs = stage.deploy()
    done = time.monotonic()
    sys.stdout.write(f"\n{stage.name} is deployed: {outputs.address}\n")
    sys.stdout.write(f"Archives took {packed - begun:.0f} s, the deployment {done - packed:.0f} s. {_ready(outputs)}\n")
    sys.stdout.write(_next(stage, outputs))


def _ready(outputs: Outputs) -> str:
    if "AWS_ENDPOINT_URL" in os.environ:
        return "It is an emulator's: its address there is the emulator's own."
    address, end = f"{outputs.address}/ready", time.monotonic() + _READY_WITHIN
    while True:
        try:
            with urlopen(address, timeout=10):  # noqa: S310 - the API's own, by https
                return "It is ready."
        except HTTPError as answer:
            told = f"It is not ready: {answer.read(1000).decode(errors='replace')}"
        except URLError as problem:
            told = f"It does not answer: {problem.reason}"
        if time.monotonic() > end:
            return told
        time.sleep(2)


def _next(stage: Stage, outputs: Outputs) -> str:
    region = outputs.address.split(".")[2]
    page = f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards/dashboard/"
    lines = ["", "Next:", f"  see it         {page}{outputs.by['DashboardName']}"]
    lines.append(f"  export CREDITRULES_URL={outputs.address}/graphql")
    if stage.has_own_issuer:
        python = "python -m infra.deployment"
        lines += [f"  export CREDITRULES_TOKEN=$({python} token {stage.name} --role administrator --subject ada)"]
        lines += ["  creditrules propose FILE --create    with rules; another one approves"]
        lines += [f"Tokens are signed with {stage.issuer.path}: who has that speaks for every lender of {stage.name}."]
        lines += ["Before anybody relies on the stage, name your provider in CREDITRULES_ISSUERS and deploy again."]
    lines += [f"Undo it with: python -m infra.deployment rollback {stage.name}, or … remove {stage.name}.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What is done with a stage: deployed, taken back to the deployment before, removed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session
from infra.deployment.description import POPULATIONS, read_description
from infra.deployment.flaws import DeploymentError
from infra.deployment.issuer import StageIssuer
from infra.deployment.osls import osls

__all__ = ["Outputs", "Stage"]

_ROOT: Final = Path(__file__).parents[2]
_STAGE: Final = re.compile(r"[a-z][a-z0-9-]{0,19}")
_OUTPUT: Final = re.compile(r"^\s+(\w+): (\S+)$", re.MULTILINE)
_TIMESTAMP: Final = re.compile(r"Timestamp: (\d+)")
_ARCHIVE: Final = re.compile(r"/(\d{13})-[^/]+/[^/]+\.zip")
_ISSUERS: Final = "CREDITRULES_ISSUERS"
_LAYER: Final = "CREDITRULES_COLUMNS_LAYER"


@dataclass(frozen=True)
class Outputs:
    """Of a deployed stack. address: of its API. by: all of them, by name."""

    address: str
    by: Mapping[str, str]


class Stage:
    """One stage. parameters: those of serverless.yml that are other than it says."""

    def __init__(self, name: str, parameters: Mapping[str, str] | None = None) -> None:
        if not _STAGE.fullmatch(name):
            raise DeploymentError(f"{name!r} is no stage: up to 20 lower-case letters, digits and hyphens.")
        self.name = name
        self.issuer = StageIssuer(name)
        layered = POPULATIONS if os.environ.get(_LAYER) else {}
        self._parameters = {**layered, **(parameters or {})}

    @property
    def has_own_issuer(self) -> bool:
        """Whether it takes tokens of this machine, as no others are named."""
        return not os.environ.get(_ISSUERS)

    def deploy(self) -> Outputs:
        """Deploy what `make package` has built. Raises DeploymentError, also for a production without its issuers."""
        chosen = {**read_description().service["params"]["default"], **self._parameters}
        archive = _ROOT / chosen["archives"] / f"creditrules-{chosen['architecture']}.zip"
        if not archive.exists():
            raise DeploymentError(f"There is no {archive}: `make package` builds it.")
        by = dict(_OUTPUT.findall(self._osls("deploy", "--verbose")))
        return Outputs(by["HttpApiUrl"], by)

    def take_back(self) -> None:
        """To the deployment before the one that runs: functions and resources; what the table holds stays as it is."""
        runs = _running(f"{read_description().service['service']}-{self.name}")
        known = {int(each) for each in _TIMESTAMP.findall(self._osls("deploy", "list", shown=False))}
        before = [each for each in known if each < runs]
        if not before:
            raise DeploymentError(f"There is no deployment of {self.name} before the one that runs.")
        self._osls("rollback", "--timestamp", str(max(before)))

    def remove(self) -> None:
        """The stack; what the stage keeps outlives it."""
        self._osls("remove")

    def _osls(self, *asked: str, shown: bool = True) -> str:
        return osls([*asked, "--stage", self.name, *self._told()], self._environment(), shown=shown)

    def _told(self) -> Sequence[str]:
        return [f"--param={name}={value}" for name, value in self._parameters.items()]

    def _environment(self) -> Mapping[str, str]:
        if not self.has_own_issuer:
            return {}
        if self.name == "prod":
            raise DeploymentError(f"{_ISSUERS} is not set: prod takes tokens of your identity provider alone.")
        return {_ISSUERS: self.issuer.configuration()}


def _running(stack: str) -> int:
    """When the deployment was made that runs; one that failed is kept as well, and does not."""
    region = os.environ.get("AWS_REGION", "eu-central-1")
    try:
        client: Any = Session().create_client("cloudformation", region_name=region)
        template = client.get_template(StackName=stack)
    except (BotoCoreError, ClientError) as problem:
        raise DeploymentError(f"What {stack} runs cannot be looked up: {problem}") from None
    return max(map(int, _ARCHIVE.findall(str(template["TemplateBody"]))))

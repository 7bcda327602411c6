"""A scenario as it is written, in YAML: when it plays, by which rules, who is asked about, and what goes wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from creditrules.cli.screen import give_up, notes, print_diagnostics
from creditrules.document import form_fault, read_yaml
from creditrules.errors import Diagnostic

__all__ = ["DEMO", "FILE", "Fault", "Scenario", "faults_in", "read_scenario"]

DEMO: Final = "demo"
FILE: Final = "scenario.yaml"
"""What a scenario is called where a folder is named."""
LONGEST_WAIT: Final = 120
MOST: Final = 1000
USUAL_PAST: Final = timedelta(days=365)


def _whole(value: Any) -> Any:
    """Numbers of YAML are decimals."""
    return int(value) if value == int(value) else value


Status = Annotated[Literal[500, 502, 503, 504], BeforeValidator(_whole)]


class _Form(BaseModel):
    """Written in camelCase, read in snake_case; unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class Fault(_Form):
    """What goes wrong with requests about a subject, or with all.

    code: refused so by the service itself. status: not answered by it, but by what stands before it. wait: seconds by
    which the answer comes later; what was asked is done all the same. times: how often; always unless said.
    """

    subject: str | None = None
    code: Literal["THROTTLED", "BUDGET_SPENT"] | None = None
    status: Status | None = None
    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0
    times: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if not (self.code or self.status or self.wait):
            raise ValueError("A fault has a code, a status or a wait.")
        if self.code and self.status:
            raise ValueError("A fault has a code or a status.")
        return self


class Scenario(_Form):
    """One scenario.

    now: what the clock shows until it is moved. since: from when on the rules are recorded; a year before unless said.
    lender: `demo`, or a file or folder of rules beside the scenario. subjects: by name the facts that are asked about
    wherever one of them is asked about. contracts: as `registerContract` takes them; each has to hold.
    """

    scenario: Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$")]
    now: AwareDatetime
    since: AwareDatetime | None = None
    lender: str
    subjects: Annotated[dict[str, dict[str, Any]], Field(max_length=MOST)] = {}
    faults: Annotated[tuple[Fault, ...], Field(max_length=MOST)] = ()
    contracts: Annotated[tuple[dict[str, Any], ...], Field(max_length=MOST)] = ()

    @property
    def begins(self) -> AwareDatetime:
        """When its rules are recorded."""
        return self.since or self.now - USUAL_PAST


class _Faults(_Form):
    faults: Annotated[tuple[Fault, ...], Field(max_length=MOST)]


def faults_in(value: object) -> tuple[Fault, ...] | Diagnostic:
    """The faults of an object with `faults`, or what is wrong with it."""
    try:
        return _Faults.model_validate(value).faults
    except ValidationError as error:
        return form_fault(dict(error.errors()[0]))


def read_scenario(path: Path) -> tuple[Scenario, Path]:
    """The scenario of a file, or of a folder's `scenario.yaml`; and the folder. Ends the command where it is none."""
    file = path / FILE if path.is_dir() else path
    try:
        document = read_yaml(file.read_bytes())
    except OSError as error:
        give_up(f"{file} cannot be read: {error.strerror or error}.")
    problems = list(document.diagnostics)
    try:
        if not problems:
            return Scenario.model_validate(document.value), file.parent
    except ValidationError as error:
        problems = [form_fault(dict(each)) for each in error.errors()]
    print_diagnostics(notes(), str(file), problems)
    return give_up(f"{file} is not a scenario.", "docs/clients.md tells what one has.")

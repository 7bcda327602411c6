"""The page on deploying lists what serverless.yml lets a stage choose, and its files; the dashboard every alarm."""

from __future__ import annotations

import re
from pathlib import Path

from infra.deployment.description import POPULATIONS, read_description

PAGE = (Path(__file__).parents[2] / "docs" / "deploying.md").read_text("utf-8")
DESCRIBED = read_description(POPULATIONS)


def rows(heading: str) -> list[list[str]]:
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:3] == "| `"]


def test_every_parameter_is_listed_with_its_default_and_that_of_dev() -> None:
    chosen = DESCRIBED.service["params"]
    told = {row[0].strip("`"): (row[2], row[3]) for row in rows("Stages")}
    assert set(told) == set(chosen["default"])
    for name, (usual, in_dev) in told.items():
        value = chosen["default"][name]
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if text and not text.startswith("${env:"):
            folder, _, last = text.rpartition("/")
            # A path in one word is one of the repository, as the test of pages has it.
            assert usual == (f"`{last}` in `{folder}`" if folder else f"`{text}`"), name
        of_dev = chosen["dev"].get(name)
        assert in_dev == ("" if of_dev is None else f"`{str(of_dev).lower() if of_dev is False else of_dev}`"), name


def test_every_alarm_that_each_stage_has_is_on_its_dashboard() -> None:
    described = read_description()
    alarms = {name for name, each in described.resources.items() if each["Type"] == "AWS::CloudWatch::Alarm"}
    shown = described.resources["Dashboard"]["Properties"]["DashboardBody"]
    assert set(re.findall(r"\$\{(\w+)\.Arn\}", shown)) == alarms


def test_every_file_of_the_deployment_is_listed() -> None:
    named = {name for row in rows("What there is then") for name in re.findall(r"`([\w.-]+\.yml)`", row[0])}
    files = {path.name for path in (Path(__file__).parents[2] / "infra").glob("*.yml")}
    assert named == (files - {"without-populations.yml"}) | {"serverless.yml"}

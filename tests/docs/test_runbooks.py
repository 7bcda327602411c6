"""Each alarm of the deployment has its line in the runbooks, and each line its alarm."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def alarms() -> set[str]:
    """Names of the resources that are alarms, in all files of the deployment."""
    texts = [path.read_text("utf-8") for path in (ROOT / "infra").glob("*.yml")]
    alarm = re.compile(r"^ +(\w+):\n +Type: AWS::CloudWatch::Alarm$", re.MULTILINE)
    return {name for text in texts for name in alarm.findall(text)}


def test_each_alarm_has_its_line() -> None:
    page = (ROOT / "docs" / "runbooks.md").read_text("utf-8")
    rows = re.findall(r"^\| (`[A-Z]\w+`(?:, `[A-Z]\w+`)*) \|", page, re.MULTILINE)
    told = [name.strip("`") for row in rows for name in row.split(", ")]
    assert sorted(told) == sorted(alarms())
    assert len(told) > 10

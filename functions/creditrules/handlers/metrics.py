"""Metrics of a function: lines that CloudWatch reads as they are, without the head that the runtime's log has."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from typing import Final

from creditrules.api import METRICS

__all__ = ["metrics_to_stdout"]


_STAGE: Final = "Stage"


class _Stdout(logging.Handler):
    """One line of standard output for each record, with nothing around it."""

    def __init__(self, stage: str) -> None:
        super().__init__()
        self._stage = stage

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler.emit`."""
        line = record.getMessage()
        sys.stdout.write((_of_stage(line, self._stage) if self._stage else line) + "\n")
        sys.stdout.flush()


def _of_stage(line: str, stage: str) -> str:
    """The metric of one stage: an account may have several, each with alarms of its own."""
    metric = json.loads(line)
    for told in metric["_aws"]["CloudWatchMetrics"]:
        told["Dimensions"] = [[_STAGE, *names] for names in told["Dimensions"]]
    return json.dumps(metric | {_STAGE: stage})


def metrics_to_stdout(environment: Mapping[str, str]) -> None:
    """Send metrics there, and there alone; what was set up before is replaced. They are of CREDITRULES_STAGE."""
    METRICS.handlers[:] = [_Stdout(environment.get("CREDITRULES_STAGE", ""))]
    METRICS.setLevel(logging.INFO)
    METRICS.propagate = False

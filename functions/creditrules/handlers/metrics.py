"""Metrics of a function: lines that CloudWatch reads as they are, without the head that the runtime's log has."""

from __future__ import annotations

import logging
import sys

from creditrules.api import METRICS

__all__ = ["metrics_to_stdout"]


class _Stdout(logging.Handler):
    """One line of standard output for each record, with nothing around it."""

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler.emit`."""
        sys.stdout.write(record.getMessage() + "\n")
        sys.stdout.flush()


def metrics_to_stdout() -> None:
    """Send metrics there, and there alone; what was set up before is replaced."""
    METRICS.handlers[:] = [_Stdout()]
    METRICS.setLevel(logging.INFO)
    METRICS.propagate = False

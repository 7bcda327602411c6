"""The change feed on the table's stream, and at the moments that schedules call it for."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import Any, Final

from creditrules.bootstrap import build_feed
from creditrules.config import read_feed_settings
from creditrules.handlers.metrics import metrics_to_stdout

__all__ = ["scheduled", "stream"]

LEFT: Final = 60_000
"""Milliseconds without which nothing more is begun: longer than telling one receiver of one document takes."""

metrics_to_stdout(os.environ)
try:
    _feed = build_feed(read_feed_settings(os.environ))
finally:
    gc.enable()


def stream(event: dict[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
    """A batch of the stream; those that are to come again, and no others, are given back."""
    failed = _feed.stream(event["Records"], _has_time(context))
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def scheduled(event: dict[str, Any], context: Any) -> None:
    """See `DeployedFeed.scheduled`; what it raises has Lambda call it again."""
    _feed.scheduled(event, _has_time(context))


def _has_time(context: Any) -> Callable[[], bool]:
    return lambda: context.get_remaining_time_in_millis() > LEFT

"""Answers that are UNAVAILABLE, as the log and the metrics have them: each with its code, its reason and its cause."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from creditrules.clock import utc_now
from creditrules.errors import Kind, Refusal

__all__ = ["METRICS", "Reason", "note_ahead", "note_outages", "note_undelivered", "reason_of"]

LOGGER: Final = logging.getLogger("creditrules.api")
METRICS: Final = logging.getLogger("creditrules.metrics")
"""Lines in CloudWatch's embedded metric format, and nothing else."""

_NAMESPACE: Final = "creditrules"
_METRIC: Final = "Unavailable"
_AHEAD: Final = "RecordedAhead"
_UNDELIVERED: Final = "Undelivered"


class Reason(StrEnum):
    """What whoever is on call has to do about it."""

    OUTAGE = "OUTAGE"
    """Something does not answer, or is too busy: it may pass by itself."""
    OPERATOR = "OPERATOR"
    """Rights, settings, disks or keys, which somebody has to mend: trying again does not help."""
    TAMPERING = "TAMPERING"
    """What is stored is not what was stored: stop, verify, restore."""
    OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"
    """A write whose fate is not known: sent again with the same key it is done once."""


_OPERATORS: Final = frozenset(
    {
        "CLOCK_WRONG",
        "CONTENT_UNREADABLE",
        "EVIDENCE_NOT_SET_UP",
        "KEYS_REFUSED",
        "RECORDING_NOT_SET_UP",
        "SHELF_REFUSED",
        "STORE_FOREIGN",
        "STORE_FULL",
        "STORE_NEWER",
        "STORE_READ_ONLY",
        "STORE_REFUSED",
        "STORE_UNREACHABLE",
    }
)
_DAMAGED: Final = "_DAMAGED"


def reason_of(refusal: Refusal) -> Reason:
    """Which of the four a refusal UNAVAILABLE is."""
    if refusal.code.endswith(_DAMAGED):
        return Reason.TAMPERING
    if refusal.code in _OPERATORS:
        return Reason.OPERATOR
    return Reason.OUTCOME_UNKNOWN if refusal.code == Reason.OUTCOME_UNKNOWN else Reason.OUTAGE


def note_outages(refusals: Iterable[Refusal], about: Mapping[str, object], times: int = 1) -> None:
    """Log those that are UNAVAILABLE, and count them: one line of each for an answer, however many fields met it.

    about: what the log may say about the request; never facts or tokens. times: of how many answers one line tells.
    """
    met = {(each.code, each.cause): each for each in refusals if each.kind is Kind.UNAVAILABLE}
    for refusal in met.values():
        reason = reason_of(refusal)
        said = {"reason": reason.value, "code": refusal.code, "cause": refusal.cause}
        told = said if times == 1 else said | {"times": times}
        LOGGER.error(json.dumps({"event": "unavailable"} | told | dict(about), default=str))
        METRICS.info(json.dumps(_metric(said, times)))


def note_ahead(seconds: int, about: Mapping[str, object]) -> None:
    """Log and count that something was recorded as of a time so many seconds ahead of our clock. about: as above."""
    LOGGER.warning(json.dumps({"event": "recorded_ahead", "seconds": seconds} | dict(about), default=str))
    METRICS.info(json.dumps(_embedded(_AHEAD, [[]], {"seconds": seconds, _AHEAD: 1})))


def note_undelivered(way: str, result: str) -> None:
    """Count a message about a change that did not arrive and is tried again. way: of which kind its receiver is."""
    METRICS.info(json.dumps(_embedded(_UNDELIVERED, [["Way"]], {"Way": way, "result": result, _UNDELIVERED: 1})))


def _metric(said: Mapping[str, str], times: int) -> dict[str, object]:
    told = {"Reason": said["reason"], "Code": said["code"], "cause": said["cause"], _METRIC: times}
    return _embedded(_METRIC, [["Reason"], ["Reason", "Code"]], told)


def _embedded(name: str, dimensions: list[list[str]], told: Mapping[str, object]) -> dict[str, object]:
    """A line in CloudWatch's embedded metric format."""
    metrics = {"Namespace": _NAMESPACE, "Dimensions": dimensions, "Metrics": [{"Name": name, "Unit": "Count"}]}
    moment = int(utc_now().timestamp() * 1000)
    return {"_aws": {"Timestamp": moment, "CloudWatchMetrics": [metrics]}, **told}

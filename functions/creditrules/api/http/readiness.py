"""`/ready`: whether the service can do its work now, and if not, which part cannot and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Final

from creditrules.api.engine.faults import masked_error
from creditrules.api.engine.outages import note_outages, reason_of
from creditrules.api.http.messages import Response, json_response
from creditrules.clock import utc_now
from creditrules.errors import Refusal
from creditrules.records import dataclass, field
from creditrules.under_way import UnderWay, under_way

__all__ = ["Probe", "Readiness"]

Probe = Callable[[], bool]
"""Asks a part once: whether anything can be told of it. Raises Refusal where it cannot be used."""

KEPT: Final = 10.0
"""Seconds for which an answer holds, so that nobody can have the store asked more often."""
SECONDS: Final = 2
"""For each part; a call that was begun just before may take six more."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What was found. until: when it is asked for again."""

    parts: Mapping[str, Mapping[str, str]]
    at: datetime
    until: float

    @property
    def is_ready(self) -> bool:
        return all(part["status"] != "failed" for part in self.parts.values())


@dataclass(slots=True)
class Readiness:
    """Asks the parts, in their order, and keeps what was found for a while. Safe to share between threads.

    clock: seconds, from anywhere, that never go back.
    """

    parts: Mapping[str, Probe]
    clock: Callable[[], float] = monotonic
    _told: _Told | None = None
    _asking: Lock = field(default_factory=Lock)

    def response(self, about: Mapping[str, object]) -> Response:
        """200 where all can be used, else 503. about: what the log may say about the request.

        While one request asks, others get what was found last, or 503 where nothing was yet: none waits for another.
        """
        told = self._told
        if (told is None or self.clock() >= told.until) and self._asking.acquire(blocking=False):
            try:
                told = self._told = self._found(about)
            finally:
                self._asking.release()
        if told is None:
            return json_response(503, {"status": "asking"}, headers=(("retry-after", "1"),))
        body = {"status": "ready" if told.is_ready else "unready", "at": told.at.isoformat(), "parts": told.parts}
        if told.is_ready:
            return json_response(200, body)
        return json_response(503, body, headers=(("retry-after", str(int(KEPT))),))

    def _found(self, about: Mapping[str, object]) -> _Told:
        parts = {name: _asked(probe, {**about, "part": name}) for name, probe in self.parts.items()}
        return _Told(parts, utc_now(), self.clock() + KEPT)


def _asked(probe: Probe, about: Mapping[str, object]) -> Mapping[str, str]:
    try:
        with under_way(UnderWay(SECONDS, failures=0)):
            return {"status": "ok" if probe() else "unknown"}
    except Refusal as refusal:
        note_outages([refusal], about)
        said = {"code": refusal.code, "reason": reason_of(refusal).value, "message": refusal.message}
        return {"status": "failed", **said}
    except Exception as fault:  # noqa: BLE001 - what is wrong with a part is its state; masked and logged
        masked = masked_error(fault, about)
        return {"status": "failed", "code": "INTERNAL_SERVER_ERROR", "message": str(masked["message"])}

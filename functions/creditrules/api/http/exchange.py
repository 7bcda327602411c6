"""One request under way: its id, who asks, and the line that the log keeps of it."""

from __future__ import annotations

import json
import logging
import re
import uuid
from time import perf_counter

from creditrules.api.context import RequestContext
from creditrules.api.http.messages import Request, Response
from creditrules.records import dataclass, field

__all__ = ["Exchange"]

LOGGER = logging.getLogger("creditrules.requests")
SANE = re.compile(r"[A-Za-z0-9._:/+=@-]{1,64}")
"""An id of a caller's that may stand in a header and in a log as it is."""


@dataclass(slots=True)
class Exchange:
    """id: the caller's own X-Request-Id where it is a sane one. context: once it is known who asks."""

    request: Request
    id: str = field(init=False)
    context: RequestContext | None = None
    _begun: float = field(default_factory=perf_counter)

    def __post_init__(self) -> None:
        given = self.request.headers.get("x-request-id", "")
        self.id = given if SANE.fullmatch(given) else uuid.uuid4().hex

    def about(self) -> dict[str, object]:
        """What a log entry may say; neither facts nor tokens nor the query."""
        told: dict[str, object] = {"request": self.id, "method": self.request.method, "path": self.request.path[:100]}
        return told | (self.context.about() if self.context else {})

    def log(self, response: Response) -> None:
        """One line of JSON, where the log takes such."""
        if LOGGER.isEnabledFor(logging.INFO):
            milliseconds = round((perf_counter() - self._begun) * 1000, 1)
            entry = {"event": "request", "status": response.status, "milliseconds": milliseconds}
            executed = {"executed": self.context.executed} if self.context and self.context.executed else {}
            LOGGER.info(json.dumps(entry | {"bytes": len(response.body)} | executed | self.about()))

"""One connection of uvicorn's, which is kept waiting for so long only and holds so much only."""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from typing import Any, Final, cast

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from creditrules.api import early_refusal
from creditrules.cli.serve.sockets.crowd import Crowd
from creditrules.cli.serve.sockets.heads import Reading
from creditrules.cli.serve.sockets.transport import Parting
from creditrules.config import Limits

__all__ = ["Connection", "Wait"]

SLOWEST: Final = 20_000
"""Bytes a second; whoever is slower has `body_seconds` and no more."""
LINGERS: Final = 2.0
"""Seconds in which the last answer is to be taken."""


class Wait(Enum):
    """What a connection waits for."""

    US = auto()
    """Nothing that the other side does."""
    REQUEST = auto()
    """The first byte of a request."""
    HEAD = auto()
    """The rest of the first line and the headers."""
    BODY = auto()
    """The rest of the body."""
    READING = auto()
    """The other side, to take what was answered."""
    END = auto()
    """The other side, to take the last answer."""


class Connection(H11Protocol):
    """What uvicorn makes for each connection."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        crowd: Crowd,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._crowd = crowd
        self._limits: Limits = crowd.limits
        self._reading = self.conn = Reading(crowd.limits)
        self._door: Parting
        self._wait = Wait.REQUEST
        self._since = self.loop.time()
        self._received = 0
        self._unsent = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See `asyncio.Protocol`. One that there is no room for is told so and parted with."""
        super().connection_made(transport)
        self._door = Parting(transport, lambda: self.conn.their_state is h11.SEND_BODY)
        self.transport = cast("asyncio.Transport", self._door)
        self.flow = FlowControl(self.transport)
        if not self._crowd.enter(self):
            self.refuse(503)

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        self._crowd.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        if self._door.parting:
            self._door.drain(data)
            return
        self._received += len(data)
        super().data_received(data)
        self.look()
        self._crowd.came(len(data))

    def on_response_complete(self) -> None:
        """See `H11Protocol`."""
        self._received = 0
        super().on_response_complete()
        self.look()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - h11 knows better what is wrong
        """See `H11Protocol`."""
        self.refuse(self._reading.status)

    def shutdown(self) -> None:
        """See `H11Protocol`."""
        if self._door.parting:
            self._door.abort()
        else:
            super().shutdown()

    def refuse(self, status: int, *, lingers: bool = True) -> None:
        """Say why, unless an answer has begun, and part."""
        self._crowd.refused(status)
        self._unset_keepalive_if_required()
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            self._say(status)
        (self._door.linger if lingers else self._door.leave)()
        self.look()

    def _say(self, status: int) -> None:
        response = early_refusal(status)
        headers = [*response.headers, ("content-length", str(len(response.body)))]
        body = b"" if self._reading.is_head else response.body
        for event in (h11.Response(status_code=status, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
            self._door.write(self.conn.send(event))

    def look(self) -> None:
        """Note what it waits for now, and since when if that is something else than before."""
        now = self._waits_for()
        if now is not self._wait:
            self._wait, self._since = now, self.loop.time()
            if now is Wait.END:
                self._crowd.parts(self)
        unsent = int(self._door.get_write_buffer_size())
        self._unsent = max(unsent, self._unsent) if now in {Wait.READING, Wait.END} else unsent

    def _waits_for(self) -> Wait:
        if self._door.is_closing():
            return Wait.END
        if self.flow.write_paused:
            return Wait.READING
        if self.cycle is not None and not self.cycle.response_complete:
            return Wait.BODY if self.conn.their_state is h11.SEND_BODY else Wait.US
        if self._door.get_write_buffer_size():
            return Wait.READING
        return Wait.HEAD if self._reading.rest else Wait.REQUEST

    def judge(self, now: float) -> None:
        """Part with it if it was kept waiting too long."""
        self.look()
        if now - self._since <= self._patience():
            return
        match self._wait:
            case Wait.HEAD | Wait.BODY:
                self.refuse(408)
            case Wait.REQUEST:
                self._door.close()
            case Wait.READING | Wait.END:
                self.cut()

    def _patience(self) -> float:
        """For how many seconds it may wait for what it waits for."""
        match self._wait:
            case Wait.US:
                return float("inf")
            case Wait.REQUEST:
                return self._limits.idle_seconds if self.cycle is not None else self._limits.header_seconds
            case Wait.HEAD:
                return self._limits.header_seconds
            case Wait.BODY:
                return self._limits.body_seconds + self._received / SLOWEST
            case Wait.READING:
                return self._limits.body_seconds + self._unsent / SLOWEST
            case Wait.END:
                return LINGERS + self._unsent / SLOWEST

    @property
    def waits_since(self) -> float | None:
        """Since when it has waited for the other side; None while it waits for us."""
        return None if self._wait is Wait.US else self._since

    @property
    def is_idle(self) -> bool:
        """Whether nobody loses anything with it."""
        return self._wait is Wait.REQUEST

    @property
    def under_way(self) -> int:
        """Bytes that are held of a body or an answer that is not whole."""
        return (0 if self._wait is Wait.END else self._received) + int(self._door.get_write_buffer_size())

    def make_way(self) -> None:
        """Go at once, for others who come."""
        if self.is_idle:
            self._door.leave()
        elif self._wait in {Wait.HEAD, Wait.BODY}:
            self.refuse(503, lingers=False)
        else:
            self.cut()
        self.look()

    def cut(self) -> None:
        """End it here and now, whatever was to be sent still."""
        self._crowd.refused(0)
        self._door.abort()

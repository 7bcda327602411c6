"""What comes on a connection, read as HTTP/1.1 by h11, with bounds of our own on the first line and the headers."""

from __future__ import annotations

import h11

from creditrules.config import Limits

__all__ = ["Reading"]

VERSIONS = (b"1.0", b"1.1")
FREE_CHUNKS = 1_000
SMALLEST_CHUNK = 64
"""Bytes, on average of all of a body; but for the first thousand."""
LINE_END = b"\n"
"""As long as it has not come, it is the first line that is too long."""


class Reading(h11.Connection):
    """A server's side of one connection.

    status: once what came is refused, what it is to be answered with. is_head: whether the answer has no body.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__(h11.SERVER, max_incomplete_event_size=limits.header_bytes)
        self._limits = limits
        self.status = 400
        self.is_head = False
        self._chunks = self._in_chunks = 0

    @property
    def rest(self) -> bytes:
        """What came and is no part of anything whole yet."""
        return self.trailing_data[0]

    def next_event(self) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
        """As h11 has it. Raises RemoteProtocolError, whose hint is then the status."""
        if self.their_state is h11.IDLE:
            self.is_head = False
        try:
            event = super().next_event()
            if isinstance(event, h11.Request):
                self._chunks = self._in_chunks = 0
                self.is_head = event.method == b"HEAD"
                self._check(event)
            elif isinstance(event, h11.Data):
                self._count(event)
        except h11.RemoteProtocolError as error:
            self.status = error.error_status_hint
            if self.status == 431 and self.their_state is h11.ERROR and LINE_END not in self.rest:  # noqa: PLR2004 - HTTP's
                self.status = 414
            raise
        return event

    def _count(self, data: h11.Data) -> None:
        """A chunk takes as much work as ten kilobytes in one piece, and the others wait meanwhile."""
        self._chunks += data.chunk_start
        self._in_chunks += len(data.data)
        if self._chunks > FREE_CHUNKS and self._in_chunks < self._chunks * SMALLEST_CHUNK:
            raise h11.RemoteProtocolError("the chunks are too small", error_status_hint=400)

    def _check(self, request: h11.Request) -> None:
        """Headers that come at once are never incomplete, which is all that h11 bounds."""
        if request.http_version not in VERSIONS:
            raise h11.RemoteProtocolError("another version of HTTP", error_status_hint=400)
        if len(request.target) > self._limits.header_bytes // 2:
            raise h11.RemoteProtocolError("the address is too long", error_status_hint=414)
        length = sum(len(name) + len(value) + 4 for name, value in request.headers.raw_items())
        if length + len(request.target) > self._limits.header_bytes or len(request.headers) > self._limits.headers:
            raise h11.RemoteProtocolError("the headers are too long or too many", error_status_hint=431)
        names = {name for name, _ in request.headers}
        # A proxy that believes the other of the two takes the rest of the body for the next request (RFC 9112, 6.1).
        if {b"content-length", b"transfer-encoding"} <= names:
            raise h11.RemoteProtocolError("the body has two lengths", error_status_hint=400)

"""A transport that parts so that its last answer arrives also at who is still sending."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

__all__ = ["Parting"]

DRAINED: Final = 4_000_000
"""Bytes that are still taken, and thrown away, after the last answer."""


class Parting:
    """Stands for a connection's transport, in all but how it closes.

    Where a connection closes while the other side sends, its system answers the rest with a reset, and the last answer
    may be lost with it. So we end our side alone, and throw away what comes, for a while.
    """

    def __init__(self, transport: asyncio.Transport, sends_still: Callable[[], bool]) -> None:
        """sends_still: whether the other side has not sent all of a request."""
        self._transport = transport
        self._sends_still = sends_still
        self.parting = False
        self._drained = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.parting or self._transport.is_closing()

    def close(self) -> None:
        """Part once all is sent."""
        if self.is_closing():
            return
        if self._sends_still():
            self.linger()
        else:
            self.leave()

    def linger(self) -> None:
        """Part once the other side has parted too. Who does not take what was sent is not waited for."""
        self.parting = True
        if self._transport.get_write_buffer_size():
            self._transport.close()
            return
        self._transport.resume_reading()
        try:
            self._transport.write_eof()
        except OSError:  # it is gone already
            self._transport.abort()

    def leave(self) -> None:
        """Part once all is sent, whatever the other side does."""
        self.parting = True
        self._transport.close()

    def abort(self) -> None:
        """Part, and send nothing more."""
        self.parting = True
        self._transport.abort()

    def drain(self, data: bytes) -> None:
        """Throw away what came after the end."""
        self._drained += len(data)
        if self._drained > DRAINED:
            self._transport.abort()

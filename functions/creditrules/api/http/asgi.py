"""The application as ASGI: whole bodies in, whole bodies out.

A body that is larger than it may be is refused at once and not read to its end, which may never come: the answer then
ends the connection.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from time import monotonic
from typing import Any

from creditrules.api.http.early import early_refusal, note_too_busy
from creditrules.api.http.endpoint import Application
from creditrules.api.http.messages import Request, Response
from creditrules.api.http.public.pages import is_public
from creditrules.api.http.turns import Turns

__all__ = ["AsgiApp"]

WITHOUT_BODY = frozenset({204, 304})
"""RFC 9110, 8.6: the one must not state a length, the other only that of what it stands for."""

THREADS = min(32, (os.cpu_count() or 1) + 4)
"""As many as `asyncio.to_thread` has."""
CLOSING = (("connection", "close"),)
MOST_DIGITS = 18

AsgiScope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class AsgiApp:
    """An ASGI 3 application. threads: whether requests run beside each other on worker threads; not under Lambda."""

    def __init__(self, application: Application, *, threads: bool) -> None:
        self.application = application
        self._threads = threads
        self._turns = Turns(THREADS)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1003})

    async def _serve(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        largest = self.application.limits.body_bytes
        body = bytes(largest + 1) if _stated_length(scope) > largest else await _body(receive, largest)
        if body is not None:
            response = await self._handle(_request(scope, body))
            if len(body) > largest:
                response = response.with_defaults(CLOSING)
            await _answer(send, response, head=scope["method"] == "HEAD")

    async def _handle(self, request: Request) -> Response:
        if not self._threads:
            return self.application.handle(request)
        came = monotonic()
        caller = "" if is_public(request.path) else request.headers.get("authorization", "")
        async with self._turns.of(caller):
            import asyncio  # noqa: PLC0415 - a function answers without

            return await asyncio.to_thread(self._handle_soon, request, came)

    def _handle_soon(self, request: Request, came: float) -> Response:
        """The response, unless the request waited for so long that nobody may wait for it any more."""
        if monotonic() - came > self.application.limits.queue_seconds:
            note_too_busy("queue")
            return early_refusal(503)
        return self.application.handle(request)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _stated_length(scope: AsgiScope) -> int:
    """What the headers say of the body's length; 0 where they say nothing that can be read."""
    stated = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return int(stated[0]) if len(stated) == 1 and stated[0].isdigit() and len(stated[0]) <= MOST_DIGITS else 0


async def _body(receive: Receive, largest: int) -> bytes | None:
    """The body, read only up to what is taken and one byte more; None when the client went away."""
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        parts.append(part[: largest + 1 - length])
        length += len(parts[-1])
        if length > largest or not message.get("more_body", False):
            return b"".join(parts)


def _request(scope: AsgiScope, body: bytes) -> Request:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return Request(scope["method"], scope["path"], headers, scope.get("query_string", b"").decode("latin-1"), body)


async def _answer(send: Send, response: Response, *, head: bool) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    if response.status not in WITHOUT_BODY:
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else response.body})

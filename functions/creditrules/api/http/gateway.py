"""The application behind API Gateway: its HTTP API's events (payload 2.0) are requests as they come, without ASGI."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from creditrules.api.http.asgi import WITHOUT_BODY, AsgiApp
from creditrules.api.http.authorizer import vouched_in
from creditrules.api.http.messages import Request, Response
from creditrules.api.http.negotiation import GRAPHQL_RESPONSE, JSON_TYPE
from creditrules.api.http.public.application import PublicApplication

__all__ = ["Event", "Handler", "behind_gateway", "by_mangum", "public_behind_gateway"]

Event: TypeAlias = Mapping[str, Any]
Handler: TypeAlias = Callable[[Any, Any], dict[str, Any]]

_PAYLOAD: Final = "2.0"
_TEXTS: Final = (JSON_TYPE, GRAPHQL_RESPONSE, "text/")
"""Bodies of any other type are sent in base64."""


def behind_gateway(app: AsgiApp) -> Handler:
    """The application as a handler of a function's events. Those of REST APIs and load balancers go through Mangum."""
    application, others = app.application, cache(by_mangum)

    def handle(event: Event, context: Any) -> dict[str, Any]:
        if event.get("version") != _PAYLOAD:
            return others(app)(event, context)
        return _answered(application.handle, event)

    return handle


def public_behind_gateway(application: PublicApplication) -> Handler:
    """Public pages as a handler of events of HTTP APIs; there are no others for them."""

    def handle(event: Event, _context: Any) -> dict[str, Any]:
        return _answered(application.handle, event)

    return handle


def by_mangum(app: AsgiApp) -> Handler:
    """The same for every event that Mangum knows; loaded for those alone."""
    from mangum import Mangum  # noqa: PLC0415 - as said

    return Mangum(app, lifespan="off", text_mime_types=list(_TEXTS))


def _answered(handle: Callable[[Request], Response], event: Event) -> dict[str, Any]:
    request = _request(event)
    return _written(handle(request), head=request.method == "HEAD")


def _request(event: Event) -> Request:
    http = event["requestContext"]["http"]
    headers = {name.lower(): _as_sent(text) for name, text in event.get("headers", {}).items()}
    if event.get("cookies"):
        headers["cookie"] = _as_sent("; ".join(event["cookies"]))
    path = unquote(http["path"]) if http["path"] else "/"
    query = _as_sent(event.get("rawQueryString", ""))
    return Request(http["method"], path, headers, query, _body(event), vouched_in(event))


def _as_sent(text: str) -> str:
    """Header and query as ASGI servers hand them on: one character a byte."""
    return text if text.isascii() else text.encode().decode("latin-1")


def _body(event: Event) -> bytes:
    body = event.get("body") or b""
    if event.get("isBase64Encoded", False):
        return b64decode(body)
    return body if isinstance(body, bytes) else body.encode()


def _written(response: Response, *, head: bool) -> dict[str, Any]:
    headers: dict[str, str] = {}
    for name, text in response.headers:
        headers[name] = f"{headers[name]},{text}" if name in headers else text
    if response.status not in WITHOUT_BODY:
        headers["content-length"] = str(len(response.body))
    body, encoded = _text(b"" if head else response.body, headers.get("content-type", ""))
    return {"statusCode": response.status, "body": body, "headers": headers, "isBase64Encoded": encoded}


def _text(body: bytes, content_type: str) -> tuple[str, bool]:
    """The body as JSON takes it, and whether it is in base64: what is no text, or is packed."""
    if not body:
        return "", False
    if any(each in content_type for each in _TEXTS):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            pass
    return b64encode(body).decode(), True

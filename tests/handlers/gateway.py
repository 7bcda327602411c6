"""API Gateway's HTTP API in front of a Lambda handler, as clients see it: payload 2.0 both ways, and its limits.

One request at a time, as one instance of a function has them. What the gateway does is in AWS's pages "Working with AWS
Lambda proxy integrations for HTTP APIs" and "Quotas for configuring and running an HTTP API".
"""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

from infra.deployment.description import read_description

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

LARGEST_EVENT = 6 * 1024 * 1024
"""What Lambda takes and gives at once, as JSON."""
LARGEST_BODY = 10 * 1024 * 1024
LARGEST_HEAD = 10_240
"""The request line and all headers together."""
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
AS_TEXT = ("application/json", "application/javascript", "application/xml", "text/")
DOMAIN = "abcdefghij.execute-api.eu-central-1.amazonaws.com"


def event_of(method: str, target: str, headers: Message, body: bytes) -> dict[str, Any]:
    """The event that a request becomes."""
    path, _, query = target.partition("?")
    joined: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        joined[key] = f"{joined[key]},{value}" if key in joined else value
    cookies = [each.strip() for each in joined.pop("cookie", "").split(";") if each.strip()]
    binary = "content-encoding" in joined or not joined.get("content-type", "text/plain").startswith(AS_TEXT)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"ANY {path}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": joined | {"host": DOMAIN, "x-forwarded-proto": "https", "x-forwarded-port": "443"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdefghij",
            "domainName": DOMAIN,
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"},
            "requestId": "JKJaXmPLvHcESHA=",
            "stage": "$default",
        },
        "isBase64Encoded": binary and bool(body),
    }
    if cookies:
        event["cookies"] = cookies
    if body:
        event["body"] = base64.b64encode(body).decode() if binary else body.decode("utf-8", "replace")
    return event


Answered = tuple[int, list[tuple[str, str]], bytes]


def own(status: int, message: str) -> Answered:
    """An answer of the gateway's own."""
    return status, [("content-type", "application/json")], json.dumps({"message": message}).encode()


def answered(handler: Handler, event: dict[str, Any]) -> Answered:
    """What the client gets of what the function says."""
    if len(json.dumps(event)) > LARGEST_EVENT:
        return own(413, "Request Too Long")
    try:
        said = handler(event, SimpleNamespace(aws_request_id="1", function_name="graphql"))
    except Exception:  # noqa: BLE001 - whatever a function raises, the gateway says this
        return own(500, "Internal Server Error")
    if len(json.dumps(said)) > LARGEST_EVENT:
        return own(500, "Internal Server Error")
    body = said.get("body", "")
    content = base64.b64decode(body) if said.get("isBase64Encoded") else body.encode()
    cookies = [("set-cookie", cookie) for cookie in said.get("cookies", ())]
    return said["statusCode"], [*said.get("headers", {}).items(), *cookies], content


def refused(known: frozenset[tuple[str, str]], method: str, path: str, head: int, body: int) -> Answered | None:
    """What the gateway says without asking the function, by the sizes of the request's head and body."""
    if head > LARGEST_HEAD:
        return own(431, "Request Header Fields Too Large")
    if body > LARGEST_BODY:
        return own(413, "Request Entity Too Large")
    return None if {("*", path), (method, path)} & known else own(404, "Not Found")


class Server(HTTPServer):
    """Audits open all their connections at once; one that finds the queue full may wait for ever."""

    request_queue_size = 128


@contextmanager
def gateway(handler: Handler) -> Iterator[str]:
    """The address of a gateway in front of the handler, while the context lasts."""
    known = read_description().routes("graphql")

    class Bridge(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            head = len(self.requestline) + len(str(self.headers))
            unanswered = refused(known, self.command, self.path.partition("?")[0], head, len(body))
            self.send(*(unanswered or answered(handler, event_of(self.command, self.path, self.headers, body))))

        def send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                if name != "content-length":
                    self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Nothing: tests have their own words."""

    for method in METHODS:
        setattr(Bridge, f"do_{method}", Bridge.answer)
    server = Server(("127.0.0.1", 0), Bridge)

    def run() -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        server.serve_forever(0.01)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

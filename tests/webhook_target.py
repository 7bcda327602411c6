"""A receiver of webhooks over HTTP, from a real server, with all that such a one may do wrong."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


@dataclass
class Came:
    """What came: by which path, under which headers."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed_with(self, secret: str) -> bool:
        """As a receiver verifies it, by the Standard Webhooks specification."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
        return f"v1,{wanted}" in self.headers["webhook-signature"].split()


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        server.came.append(Came(self.path, headers, body))
        name = self.path.strip("/").partition("?")[0]
        if name == "hangs":
            server.hanging.append(True)
            time.sleep(server.hangs_for)
            return
        if name == "trickles":
            for number in range(200):
                self.wfile.write(b"X: y\r\n" if number else b"HTTP/1.1 200 OK\r\n")
                time.sleep(0.05)
            return
        if name == "away":
            self._begin(302, {"Location": f"http://127.0.0.1:{server.server_port}/in"})
        elif name == "busy":
            self._begin(503, {"Retry-After": "120"})
        elif name == "endless":
            self._begin(200, {})
            for _ in range(2000):
                self.wfile.write(b" " * 100_000)
        else:
            self._begin(int(name) if name.isdigit() else server.status, {})

    def _begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Nothing on the screen."""


class WebhookTarget(ThreadingHTTPServer):
    """Notes what comes; answers by the path, else with `status`, which may be changed."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.came: list[Came] = []
        self.hanging: list[bool] = []
        self.hangs_for = 5.0
        self.status = 204
        self.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_args: object) -> None:
        """Who is cut off may complain."""

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        super().__exit__(*args)  # type: ignore[arg-type]

"""A provider's key set over HTTP, from a real server, with all that such a server may do wrong."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


class _Answers(BaseHTTPRequestHandler):
    """What a provider may do, by path."""

    def do_GET(self) -> None:
        server: Any = self.server
        name = self.path.strip("/").partition("?")[0]
        if name == "slow":
            self._begin(200, {})
            for _ in range(100):
                self.wfile.write(b" ")
                time.sleep(0.05)
        elif name == "slow-head":
            for number in range(100):
                self.wfile.write(b"X: y\r\n" if number else b"HTTP/1.1 200 OK\r\n")
                time.sleep(0.05)
        elif name == "away":
            self._begin(302, {"Location": f"http://127.0.0.1:{server.server_port}/keys"})
        elif name == "endless":
            self._begin(200, {})
            self.wfile.write(b" " * 300_000)
        elif name == "short":
            self._begin(200, {"Content-Length": "1000"})
            self.wfile.write(b"{}")
        elif name == "keys":
            self._begin(200, {"Cache-Control": "public, max-age=900, must-revalidate"})
            self.wfile.write(server.keys.encode())
        else:
            self._begin(500, {})

    def _begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Nothing on the screen."""


class KeyServer(ThreadingHTTPServer):
    """Serves `keys`, a JWKS document that may be changed, at /keys of its `address`."""

    daemon_threads = True

    def __init__(self, keys: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.keys = keys
        self.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_args: object) -> None:
        """Who is cut off is not told on the screen."""

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.shutdown()
        self.server_close()

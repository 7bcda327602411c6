"""The commands' client takes its token to the address it was given, and to no other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from creditrules.cli.service.client import NoAnswerError, over_http

SEEN: list[str] = []


class Elsewhere(BaseHTTPRequestHandler):
    """Sends everybody on, and keeps what it is told."""

    def do_POST(self) -> None:
        SEEN.append(self.path)
        self.send_response(307 if self.path == "/graphql" else 200)
        self.send_header("location", "/other")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the same

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_answer_that_points_elsewhere_is_told_and_not_followed(address: str) -> None:
    SEEN.clear()
    with pytest.raises(NoAnswerError, match=r"points to another address: /other"):
        over_http(f"{address}/graphql", "secret").ask("{ products { totalCount } }")
    assert SEEN == ["/graphql"]

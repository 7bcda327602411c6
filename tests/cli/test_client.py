"""The commands' client takes its token to the address it was given, and to no other."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from creditrules.cli.service import client
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


class Lost:
    """A service that acts and whose first answers are lost on the way."""

    def __init__(self, lost: int, problem: NoAnswerError) -> None:
        self.lost = lost
        self.problem = problem
        self.keys: list[str | None] = []

    def __call__(self, body: bytes, _headers: Mapping[str, str]) -> bytes:
        self.keys.append(json.loads(body)["variables"]["input"].get("idempotencyKey"))
        if len(self.keys) <= self.lost:
            raise self.problem
        return b'{"data": {"done": {"userErrors": []}}}'


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PAUSE", 0)


@pytest.mark.usefixtures("_at_once")
def test_an_act_is_sent_again_under_its_key_where_no_answer_came() -> None:
    service = Lost(2, NoAnswerError("timed out", lost=True))
    assert client.Client(service, "token").act("mutation", {"name": "x"}) == {"userErrors": []}
    assert service.keys[0]
    assert service.keys == service.keys[:1] * 3


@pytest.mark.usefixtures("_at_once")
def test_an_act_that_is_recognised_by_what_it_says_is_sent_again_without_a_key() -> None:
    service = Lost(1, NoAnswerError("Nobody knows.", code="OUTCOME_UNKNOWN"))
    client.Client(service, "token").act("mutation", {}, keyed=False)
    assert service.keys == [None, None]


@pytest.mark.usefixtures("_at_once")
def test_a_key_that_was_given_stays_and_what_was_answered_is_not_asked_again() -> None:
    service = Lost(1, NoAnswerError("It may not.", code="FORBIDDEN"))
    with pytest.raises(NoAnswerError):
        client.Client(service, "token").act("mutation", {"idempotencyKey": "mine"})
    assert service.keys == ["mine"]


@pytest.mark.usefixtures("_at_once")
def test_in_the_end_it_is_told_that_no_answer_came() -> None:
    service = Lost(9, NoAnswerError("timed out", lost=True))
    with pytest.raises(NoAnswerError, match="timed out"):
        client.Client(service, "token").act("mutation", {})
    assert len(service.keys) == 3


def test_what_was_never_sent_was_not_done() -> None:
    with pytest.raises(NoAnswerError) as away:
        over_http("http://127.0.0.1:1/graphql", "secret").ask("{ a }")
    assert not away.value.lost

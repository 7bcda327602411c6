"""The ASGI front: whole requests in, whole answers out, over a real client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import MutableMapping
from typing import Any, cast

import httpx
import pytest

from creditrules.api import Application, AsgiApp, Request, Response
from creditrules.config import Limits

SCHEMA = "/graphql/schema.graphql"
TOKEN = {"authorization": "Bearer partner"}


def over_http(app: AsgiApp, method: str, path: str, **options: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
            return await client.request(method, path, **options)

    return asyncio.run(send())


@pytest.mark.parametrize("threads", [True, False])
def test_a_question_over_http_is_answered(bare: Any, *, threads: bool) -> None:
    app = AsgiApp(bare.application, threads=threads)
    response = over_http(app, "POST", "/graphql", json={"query": "{ products { totalCount } }"}, headers=TOKEN)
    assert response.status_code == 200
    assert response.json()["data"] == {"products": {"totalCount": 0}}
    assert int(response.headers["content-length"]) == len(response.content)


def test_text_beyond_ascii_goes_both_ways(bare: Any) -> None:
    app = AsgiApp(bare.application, threads=False)
    response = over_http(app, "GET", "/graphql", params={"query": '{ product(slug: "花呗") { slug } }'}, headers=TOKEN)
    assert response.json()["data"] == {"product": None}


def test_a_body_beyond_the_bound_is_refused_without_keeping_it(bare: Any) -> None:
    app = AsgiApp(bare.application, threads=False)
    headers = TOKEN | {"content-type": "application/json"}
    response = over_http(app, "POST", "/graphql", content=b" " * (Limits().body_bytes + 2), headers=headers)
    assert response.status_code == 413


def test_a_head_request_has_no_body(bare: Any) -> None:
    response = over_http(AsgiApp(bare.application, threads=False), "HEAD", "/health")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(("method", "path", "status"), [("OPTIONS", "/graphql", 204), ("GET", SCHEMA, 304)])
def test_what_has_no_body_states_no_length(bare: Any, method: str, path: str, status: int) -> None:
    app = AsgiApp(bare.application, threads=False)
    response = over_http(app, method, path, headers=TOKEN | {"if-none-match": "*"})
    assert (response.status_code, response.content) == (status, b"")
    assert "content-length" not in response.headers


def run(app: AsgiApp, scope: dict[str, Any], received: list[dict[str, Any]]) -> list[MutableMapping[str, Any]]:
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return received.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def test_a_client_that_goes_away_is_not_answered(bare: Any) -> None:
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": [], "query_string": b""}
    received: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]
    assert run(AsgiApp(bare.application, threads=False), scope, received) == []


def test_starting_and_stopping_are_acknowledged(bare: Any) -> None:
    received = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = run(AsgiApp(bare.application, threads=False), {"type": "lifespan"}, received)
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_sockets_are_turned_down(bare: Any) -> None:
    sent = run(AsgiApp(bare.application, threads=False), {"type": "websocket"}, [{"type": "websocket.connect"}])
    assert [message["type"] for message in sent] == ["websocket.close"]


class Slow:
    """An application that takes its time, with little patience for who waits meanwhile."""

    limits = Limits(queue_seconds=1)

    def handle(self, _request: Request) -> Response:
        time.sleep(1.2)
        return Response(200)


def test_a_request_that_waited_too_long_for_its_turn_is_told_when_to_come_back() -> None:
    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(AsgiApp(cast("Application", Slow()), threads=True))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await asyncio.gather(*(client.get("/health", timeout=20) for _ in range(40)))

    responses = asyncio.run(ask())
    late = [each for each in responses if each.status_code == 503]
    assert {each.status_code for each in responses} == {200, 503}
    assert {(each.headers["retry-after"], each.json()["errors"][0]["extensions"]["code"]) for each in late} == {
        ("1", "TOO_BUSY")
    }

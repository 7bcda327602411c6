"""Requests over real HTTP, each on a connection of its own, headers and all as they are given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPMessage
from typing import Any
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class Told:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    url: str, method: str, path: str = "/graphql", body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Told:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        return Told(response.status, response.headers, response.read())
    finally:
        connection.close()


@dataclass(frozen=True)
class Service:
    """A service with a token that it takes. staff: one of an administrator, who may send any document."""

    url: str
    token: str
    staff: str = ""

    def by_staff(self) -> Service:
        """The same service, asked by the administrator."""
        return replace(self, token=self.staff)

    def send(self, method: str, path: str = "/graphql", body: bytes | None = None, **headers: str) -> Told:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        own = {"content-type": "application/json", "authorization": f"Bearer {self.token}"}
        return ask(self.url, method, path, body, own | named)

    def post(self, body: object, **headers: str) -> Told:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", "/graphql", content, **headers)

    def query(self, text: str) -> Told:
        return self.post({"query": text})

    def get(self, query: str, path: str = "/graphql", **headers: str) -> Told:
        return self.send("GET", f"{path}?query={quote(query)}" if query else path, None, **headers)

"""Asking the service that runs in this process: the same requests, without sockets."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.api import Application, Request
from creditrules.cli.service.client import Client

__all__ = ["in_process"]


def in_process(application: Application, token: str) -> Client:
    """A client that asks as the principal of `token`."""

    def send(body: bytes, headers: Mapping[str, str]) -> bytes:
        return application.handle(Request("POST", "/graphql", headers, body=body)).body

    return Client(send, token)

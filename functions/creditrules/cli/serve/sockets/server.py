"""The server of one machine: uvicorn, with connections of ours."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any, Final, cast

import uvicorn

from creditrules.cli.serve.sockets.connection import Connection
from creditrules.cli.serve.sockets.crowd import MOST_PARTING, Crowd
from creditrules.config import Limits

__all__ = ["Server", "make_server"]

BACKLOG: Final = 512
"""Connections that may come at once: the system keeps them until they are looked at, and all of them are then."""
OTHERS: Final = 100
"""Files that are open besides: the database, the log, libraries."""


class Server(uvicorn.Server):
    """From Ctrl-C on, a request that is cut off is no error to report. crowd: its connections."""

    def __init__(self, config: uvicorn.Config, crowd: Crowd) -> None:
        super().__init__(config)
        self._crowd = crowd

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """See uvicorn."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        await super().shutdown(sockets)
        self._crowd.tell()


def make_server(app: Callable[..., Any], limits: Limits) -> Server:
    """A server of an ASGI application, which is to be given its socket.

    As many files may be open from now on as its connections need, if the system lets us.
    """
    crowd = Crowd(limits)
    config = uvicorn.Config(
        app,
        http=cast("type[asyncio.Protocol]", partial(Connection, crowd=crowd)),
        ws="none",
        log_level="error",  # what is wrong with requests is told to who sent them, and counted
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        backlog=BACKLOG,
        timeout_keep_alive=limits.idle_seconds,
        timeout_graceful_shutdown=1,
    )
    _open_files(limits.connections + MOST_PARTING + BACKLOG + OTHERS)
    return Server(config, crowd)


def _open_files(wanted: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not every system has it
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))

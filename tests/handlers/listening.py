"""An application behind a real socket, in a thread, as `creditrules serve` has it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from creditrules.api import AsgiApp
from creditrules.cli.serve.sockets import make_server
from creditrules.config import Limits


def listening(app: AsgiApp) -> AbstractContextManager[str]:
    """Its address, while the context lasts."""
    return listening_within(app, app.application.limits)


@contextmanager
def listening_within(app: Callable[..., Any], limits: Limits) -> Iterator[str]:
    """The address of any ASGI application."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = make_server(app, limits)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()

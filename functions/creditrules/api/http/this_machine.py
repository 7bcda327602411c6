"""Whether a request is from a program of this machine that means to ask this machine."""

from __future__ import annotations

from typing import Final

from creditrules.api.http.messages import Request

__all__ = ["asked_of_this_machine"]

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


def asked_of_this_machine(request: Request) -> bool:
    """Whether the browser thinks it talks to this machine; a page of strangers can rebind its own name to us."""
    host = request.headers.get("host", "").lower()
    return host in LOOPBACK or host.rpartition(":")[0] in LOOPBACK

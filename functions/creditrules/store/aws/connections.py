"""Connections of AWS's clients, whose time to connect is that of resolving the name too."""

from __future__ import annotations

import socket
from typing import Any, Final

from botocore.awsrequest import AWSHTTPConnection, AWSHTTPConnectionPool, AWSHTTPSConnection, AWSHTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from creditrules.connecting import connected

__all__ = ["connect_in_time"]

USUAL: Final = 60.0
"""Seconds, as botocore has it of a client that says nothing."""


def connect_in_time(client: Any) -> None:
    """Let a client of botocore's make such connections. It has no public way to say so; a test holds that it works."""
    session = client._endpoint.http_session  # noqa: SLF001 - as said
    session._pool_classes_by_scheme.update(http=_Pool, https=_TlsPool)  # noqa: SLF001 - as said


class _InTime:
    """What urllib3 asks for a socket."""

    def _new_conn(self: Any) -> socket.socket:
        seconds = self.timeout if isinstance(self.timeout, int | float) else USUAL
        try:
            connection = connected(self._dns_host, self.port, seconds)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"no connection to {self.host} in {seconds} seconds") from error
        except OSError as error:
            raise NewConnectionError(self, f"no connection to {self.host}") from error
        for option in self.socket_options or ():
            connection.setsockopt(*option)
        connection.settimeout(seconds)
        return connection


class _Connection(_InTime, AWSHTTPConnection):  # type: ignore[misc]  # botocore's own bases differ
    pass


class _TlsConnection(_InTime, AWSHTTPSConnection):  # type: ignore[misc]  # the same
    pass


class _Pool(AWSHTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(AWSHTTPSConnectionPool):
    ConnectionCls = _TlsConnection

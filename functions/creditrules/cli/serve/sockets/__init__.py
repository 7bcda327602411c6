"""Sockets of the service of one machine: uvicorn, with bounds on what a connection may hold and for how long."""

from creditrules.cli.serve.sockets.server import Server, make_server

__all__ = ["Server", "make_server"]

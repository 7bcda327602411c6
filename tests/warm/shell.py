"""`creditrules` for shells: `python shell.py SOCKET ARGUMENTS` is run by the process that listens there."""

from __future__ import annotations

import json
import os
import socket
import sys

with socket.socket(socket.AF_UNIX) as door:
    door.connect(sys.argv[1])
    asked = {"arguments": sys.argv[2:], "folder": os.getcwd(), "environment": dict(os.environ)}  # noqa: PTH109 - start fast
    socket.send_fds(door, [json.dumps(asked).encode()], [0, 1, 2])
    with door.makefile() as told:
        told.readline()
        status = int(told.readline())
os._exit(status if status >= 0 else 128 - status)

"""The same GraphQL API as an ASGI application, for a server of HTTP elsewhere than on Lambda: infra/Containerfile."""

from __future__ import annotations

import gc
import logging
import os

from creditrules.bootstrap import build_app
from creditrules.config import read_settings

__all__ = ["app"]

logging.basicConfig(level=logging.INFO, format="%(message)s")  # as lines of JSON, one for each request

try:
    app = build_app(read_settings(os.environ), threads=True)
finally:
    gc.enable()

gc.freeze()

"""The GraphQL API behind API Gateway's HTTP API (payload 2.0), wired while the function initialises."""

from __future__ import annotations

import gc
import os

from creditrules.api import behind_gateway
from creditrules.bootstrap import build_app
from creditrules.config import read_settings

__all__ = ["behind_gateway", "handler"]


try:
    handler = behind_gateway(build_app(read_settings(os.environ)))
finally:
    gc.enable()

# What was built stays for good: the collector need not walk it again during requests.
gc.freeze()

"""The GraphQL API behind API Gateway's HTTP API (payload 2.0), wired while the function initialises."""

from __future__ import annotations

import gc
import os

from mangum import Mangum

from creditrules.api import GRAPHQL_RESPONSE, AsgiApp
from creditrules.bootstrap import build_app
from creditrules.config import read_settings

__all__ = ["behind_gateway", "handler"]


def behind_gateway(app: AsgiApp) -> Mangum:
    """The application as a handler of the gateway's events."""
    # Bodies of any other type are sent in base64; a client of the GraphQL media type would get them so.
    return Mangum(app, lifespan="off", text_mime_types=["application/json", GRAPHQL_RESPONSE, "text/"])


try:
    handler = behind_gateway(build_app(read_settings(os.environ)))
finally:
    gc.enable()

# What was built stays for good: the collector need not walk it again during requests.
gc.freeze()

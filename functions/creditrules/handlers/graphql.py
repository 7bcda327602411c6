"""The GraphQL API behind API Gateway's HTTP API (payload 2.0), wired while the function initialises."""

from __future__ import annotations

import gc
import os

from mangum import Mangum

from creditrules.api import GRAPHQL_RESPONSE
from creditrules.bootstrap import build_app
from creditrules.config import read_settings

__all__ = ["handler"]

handler = Mangum(
    build_app(read_settings(os.environ)),
    lifespan="off",
    # Bodies of any other type are sent in base64; a client of the GraphQL media type would get them so.
    text_mime_types=["application/json", GRAPHQL_RESPONSE, "text/"],
)

# What was built stays for good: the collector need not walk it again during requests.
gc.freeze()
